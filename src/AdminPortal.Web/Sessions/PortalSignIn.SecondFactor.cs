using System.Security.Claims;
using AdminPortal.Domain.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Web.Sessions;

/// <summary>The second step of signing in.</summary>
internal sealed partial class PortalSignIn
{
    /// <summary>How long a device may be remembered, so that it is not asked for a code.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    /// <summary>Whether this sign-in shows two factors by itself.</summary>
    private bool isStrong;

    /// <inheritdoc />
    public override Task<bool> IsTwoFactorEnabledAsync(PortalUser user) => Task.FromResult(user.SecondFactorSecret is not null);

    /// <summary>
    /// Also a device that was remembered is asked again after a new password, a new role or a second factor that was reset.
    /// </summary>
    public override async Task<bool> IsTwoFactorClientRememberedAsync(PortalUser user)
    {
        var remembered = await Context.AuthenticateAsync(IdentityConstants.TwoFactorRememberMeScheme);
        return remembered.Principal is { } device && device.FindFirstValue(ClaimTypes.Name) == await UserManager.GetUserIdAsync(user)
            && device.FindFirstValue(Options.ClaimsIdentity.SecurityStampClaimType) == user.SecurityStamp;
    }

    /// <summary>
    /// Signs in by a passkey, which is two factors in one: the device, and that it knew its holder. Whoever may not sign in gets the same
    /// answer as somebody with a passkey that nobody knows.
    /// </summary>
    /// <param name="credential">What the device signed, as its script gives it (JSON).</param>
    /// <param name="isPersistent">Whether the browser keeps the session when it is closed.</param>
    public async Task<SignInResult> PasskeySignInAsync(string credential, bool isPersistent)
    {
        var shown = await AssertAsync(credential);
        if (shown is not { Succeeded: true } || !shown.Passkey.IsUserVerified || !await CanSignInAsync(shown.User)
            || !(await UserManager.AddOrUpdatePasskeyAsync(shown.User, shown.Passkey)).Succeeded)
        {
            return SignInResult.Failed;
        }

        isStrong = true;
        await SignInAsync(shown.User, isPersistent);
        return SignInResult.Success;
    }

    private async Task<PasskeyAssertionResult<PortalUser>?> AssertAsync(string credential)
    {
        try
        {
            return await PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null; // asked too long ago, or never
        }
    }

    /// <summary>
    /// Takes a code of the app or a recovery code from somebody whose password was right within the last five minutes, and signs them in.
    /// </summary>
    /// <param name="code">What was typed.</param>
    /// <param name="isPersistent">Whether the browser keeps the session when it is closed.</param>
    /// <param name="remember">Whether this device is not asked again for <see cref="Remembered"/>.</param>
    public async Task<SignInResult> SecondFactorSignInAsync(string? code, bool isPersistent, bool remember)
    {
        if (await GetTwoFactorAuthenticationUserAsync() is not { } user || !await CanSignInAsync(user))
        {
            return SignInResult.NotAllowed;
        }

        var taken = await secondFactors.TakeAsync(user, code, Context.RequestAborted);
        if (!taken.Ok)
        {
            return taken.Problems[0].Code == "second_factor_locked" ? SignInResult.LockedOut : SignInResult.Failed;
        }

        if (remember)
        {
            await RememberTwoFactorClientAsync(user);
        }

        await Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        isStrong = true;
        await SignInAsync(user, isPersistent);
        return SignInResult.Success;
    }
}
