using System.Security.Claims;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Stations;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AdminPortal.Web.Sessions;

/// <summary>
/// Asks for passwords and begins and ends sessions. Whether there is an account changes neither what is answered nor the work that is done
/// for it: a name is looked for, its wrong passwords are read, one password is hashed, one wrong password is counted.
/// </summary>
internal sealed partial class PortalSignIn(
    UserManager<PortalUser> users, IHttpContextAccessor context, IUserClaimsPrincipalFactory<PortalUser> claims,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<PortalUser>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<PortalUser> confirmation,
    SignInAttempts attempts, SessionService sessions, SessionWatch watch, AbsentAccount absent,
    UserService people, StationService stations, SecondFactorService secondFactors, SingleSignOnSettings settings)
    : SignInManager<PortalUser>(users, context, claims, options, logger, schemes, confirmation)
{
    private Guid? kept;

    public override async Task<bool> CanSignInAsync(PortalUser user) => user.DisabledAt is null && await base.CanSignInAsync(user);

    /// <inheritdoc />
    public override async Task<SignInResult> PasswordSignInAsync(string userName, string password, bool isPersistent, bool lockoutOnFailure)
    {
        var user = await UserManager.FindByNameAsync(userName);
        var result = await CheckAsync(userName, user, password);
        return result.Succeeded ? await SignInOrTwoFactorAsync(user!, isPersistent) : result;
    }

    /// <inheritdoc />
    public override Task<SignInResult> CheckPasswordSignInAsync(PortalUser user, string password, bool lockoutOnFailure) =>
        CheckAsync(user.UserName!, user, password);

    /// <inheritdoc />
    public override async Task SignInWithClaimsAsync(PortalUser user, AuthenticationProperties? authenticationProperties,
        IEnumerable<Claim> additionalClaims)
    {
        if (kept is null && Context.User.Session() is { } before)
        {
            await EndAsync(before); // somebody signs in where somebody was signed in
        }

        if (kept is null)
        {
            Preferences.Remember(Context, user.Language, user.Theme);
        }

        var session = kept ?? await sessions.BeginAsync(user, Context.Request.Headers.UserAgent.ToString(),
            Context.Connection.RemoteIpAddress?.ToString(), Context.RequestAborted);
        var claims = additionalClaims.Append(new Claim(PortalAccounts.SessionClaim, session.ToString("N")));
        if (isStrong || (kept is not null && Context.User.IsStrong()))
        {
            claims = claims.Append(new Claim(PortalAccounts.StrongClaim, "1"));
        }

        await base.SignInWithClaimsAsync(user, authenticationProperties, claims);
    }

    /// <summary>Lets this session outlive a new password, after which the person's others end, and a second factor.</summary>
    public override async Task RefreshSignInAsync(PortalUser user)
    {
        if (Context.User.Session() is { } session)
        {
            await sessions.KeepAsync(session, user, Context.RequestAborted);
            kept = session;
        }

        await base.RefreshSignInAsync(user);
    }

    /// <summary>Ends the session on the server: every window of it, and every copy of its cookie.</summary>
    public override async Task SignOutAsync()
    {
        if (Context.User.Session() is { } session)
        {
            await EndAsync(session);
        }

        await base.SignOutAsync();
    }

    private async Task EndAsync(Guid session)
    {
        await sessions.EndAsync(session, CancellationToken.None);
        watch.End(session);
        await EndStationAsync();
    }

    /// <summary>The person's own station in this browser goes with the session; scans that wait on it stay there.</summary>
    private async Task EndStationAsync()
    {
        if (StationCookie.Of(Context) is { } station && Context.User.Id() is { } id
            && await people.ActorAsync(id, null, CancellationToken.None) is { } person && person.May(Permission.RecordCheckIns))
        {
            await stations.LeaveAsync(person, station, CancellationToken.None);
        }

        StationCookie.Clear(Context);
    }

    private async Task<SignInResult> CheckAsync(string userName, PortalUser? user, string password)
    {
        var name = UserManager.NormalizeName(userName) ?? "";
        var locked = await attempts.LockedUntilAsync(name, Context.RequestAborted) is not null;
        var right = user is null ? absent.IsRight(password) : await UserManager.CheckPasswordAsync(user, password);
        if (locked)
        {
            return SignInResult.LockedOut;
        }

        if (right && (settings.IsPasswordForAll || user!.Role == Role.Owner) && await CanSignInAsync(user!))
        {
            await attempts.ForgetAsync(name, Context.RequestAborted);
            return SignInResult.Success;
        }

        if (await attempts.FailAsync(name, CancellationToken.None) is not { } until)
        {
            return SignInResult.Failed;
        }

        if (user is not null)
        {
            await UserManager.SetLockoutEndDateAsync(user, until); // for the list of users and the audit log
        }

        return SignInResult.LockedOut;
    }
}

/// <summary>Stands for an account that does not exist: its password is checked as any other and is never right.</summary>
internal sealed class AbsentAccount(IServiceScopeFactory scopes)
{
    private static readonly PortalUser Nobody = new() { TenantId = 0, DisplayName = "", Role = Role.Viewer };

    private readonly Lock gate = new();

    private string? hash;

    /// <summary>False, after the work of a check.</summary>
    public bool IsRight(string password)
    {
        using var scope = scopes.CreateScope();
        var hasher = scope.ServiceProvider.GetRequiredService<IPasswordHasher<PortalUser>>();
        lock (gate)
        {
            hash ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
        }

        hasher.VerifyHashedPassword(Nobody, hash, password);
        return false;
    }
}
