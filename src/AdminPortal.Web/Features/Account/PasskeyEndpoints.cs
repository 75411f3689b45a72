using AdminPortal.Domain.Accounts;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Web.Features.Account;

/// <summary>
/// What the script of a page hands to the device: for a new passkey, and for signing in with one. Both are good for five minutes.
/// </summary>
internal static class PasskeyEndpoints
{
    /// <summary>Maps the two addresses.</summary>
    public static void MapPasskeys(this WebApplication app)
    {
        app.MapPost("/account/passkeys/creation", async (HttpContext context, IAntiforgery antiforgery, SignInManager<PortalUser> signIn) =>
        {
            if (!await IsOursAsync(context, antiforgery))
            {
                return Results.BadRequest();
            }

            return await signIn.UserManager.GetUserAsync(context.User) is { } user
                ? Results.Content(await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity
                {
                    Id = await signIn.UserManager.GetUserIdAsync(user),
                    Name = user.Email!,
                    DisplayName = user.DisplayName,
                }), "application/json")
                : Results.Unauthorized();
        }).RequireAuthorization().ExcludeFromDescription();
        app.MapPost("/account/passkeys/request", async (HttpContext context, IAntiforgery antiforgery, SignInManager<PortalUser> signIn) =>
            await IsOursAsync(context, antiforgery)
                ? Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json")
                : Results.BadRequest()).ExcludeFromDescription();
    }

    /// <summary>The script sends its token in a header; a form, which may be anything, is not read for one.</summary>
    private static async Task<bool> IsOursAsync(HttpContext context, IAntiforgery antiforgery) =>
        !context.Request.HasFormContentType && await antiforgery.IsRequestValidAsync(context);
}
