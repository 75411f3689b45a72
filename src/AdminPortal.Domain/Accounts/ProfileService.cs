using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain.Accounts;

/// <summary>What a person sets for themselves.</summary>
/// <param name="DisplayName">At most 100 characters.</param>
/// <param name="Language"><c>de</c> or <c>en</c>, or null for what the browser says.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c> or <c>auto</c>, or null for what the browser remembers.</param>
public sealed record ProfileDraft(string DisplayName, string? Language, string? Theme);

/// <summary>One's own account; times are UTC.</summary>
/// <param name="Draft">What the person can change.</param>
/// <param name="Email">What they sign in with.</param>
/// <param name="Role">What they are in the organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="HasPassword">Whether they can sign in with a password.</param>
/// <param name="PasswordSetAt">When it was set; null where that is not known.</param>
/// <param name="SecondFactorSince">Since when an authenticator app is asked for; null where it is not.</param>
/// <param name="NewEmail">The address that waits to be confirmed; null where none does.</param>
public sealed record ProfileRow(ProfileDraft Draft, string Email, Role Role, string Organisation, bool HasPassword,
    DateTime? PasswordSetAt, DateTime? SecondFactorSince, string? NewEmail);

/// <summary>Reads and changes one's own account. Everybody who is signed in may.</summary>
public sealed class ProfileService(IDbContextFactory<PortalDb> databases, IServiceScopeFactory scopes, AccountLinkService links,
    AccountMail mail, AccountPost post, TimeProvider time)
{
    /// <summary>The actor's own account.</summary>
    public async Task<ProfileRow> OwnAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        var (id, now) = (actor.Person(), time.UtcNow());
        await using var db = databases.Read(actor);
        return await db.Users.Where(u => u.Id == id).Select(u => new ProfileRow(
            new ProfileDraft(u.DisplayName, u.Language, u.Theme), u.Email!, u.Role,
            db.Tenants.Single(t => t.Id == u.TenantId).Name, u.PasswordHash != null, u.PasswordSetAt, u.SecondFactorSince,
            db.AccountLinks.Where(l => l.UserId == id && l.Kind == AccountLinkKind.Email && l.EndedAt == null && l.ExpiresAt > now)
                .Select(l => l.Email).FirstOrDefault())).SingleAsync(cancellationToken);
    }

    /// <summary>Changes name, language and theme. Refused: wrong fields.</summary>
    public Task<Result<Done>> UpdateAsync(Actor actor, ProfileDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var id = actor.Person();
        return databases.WriteAsync<Done>(actor, async db =>
        {
            var check = new Check().Text("display_name", draft.DisplayName, 100)
                .That(draft.Language is null or "de" or "en", Problem.Invalid("language", "German (de) or English (en)."))
                .That(draft.Theme is null or "light" or "dark" or "auto", Problem.Invalid("theme", "light, dark or auto."));
            if (!check.Ok)
            {
                return check.Problems;
            }

            var user = await db.Users.SingleAsync(u => u.Id == id && u.TenantId == actor.TenantId, cancellationToken);
            (user.DisplayName, user.Language, user.Theme) = (draft.DisplayName.Trim(), draft.Language, draft.Theme);
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    /// <summary>
    /// Changes the address that the person signs in with. With a mail server it holds when the link that is sent to it is opened, and the
    /// old address is told; without one it holds at once. Refused: <c>proof_needed</c>, wrong fields, <c>mail_not_taken</c>; without a
    /// mail server <c>email_unusable</c> where another account has it.
    /// </summary>
    /// <returns>Whether it holds already.</returns>
    public async Task<Result<bool>> ChangeEmailAsync(Actor actor, string email, CancellationToken cancellationToken = default)
    {
        var id = actor.Person();
        if (actor.Missing(time) is { } proof)
        {
            return proof;
        }

        var own = await OwnAsync(actor, cancellationToken);
        var check = new Check().Text("email", email, 254).Email("email", email)
            .That(!string.Equals(email, own.Email, StringComparison.OrdinalIgnoreCase),
                new Problem("email_same", "This is the address you have already.", "email"));
        if (!check.Ok)
        {
            return check.Problems;
        }

        if (!mail.IsConfigured)
        {
            return await SetEmailAsync(actor, id, email);
        }

        var (user, language) = await UserAsync(actor, id, cancellationToken);
        var link = await links.MakeAsync(actor, id, AccountLinkKind.Email, email, true, cancellationToken);
        var facts = new AccountFacts(own.Organisation, own.Draft.DisplayName, link.Token, email);
        var sent = await mail.SendAsync(email, language, AccountLetterKind.EmailLink, facts, cancellationToken);
        if (!sent.Ok)
        {
            return sent.Refused<bool>();
        }

        post.Tell(user, AccountLetterKind.EmailAsked);
        return false;
    }

    private async Task<Result<bool>> SetEmailAsync(Actor actor, long id, string email)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<PortalDb>().Actor = actor;
        var manager = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = await manager.Users.SingleAsync(u => u.Id == id && u.TenantId == actor.TenantId);
        (user.Email, user.UserName) = (email, email);
        return (await manager.UpdateAsync(user)).Succeeded
            ? true
            : new Problem("email_unusable", "This address cannot be used.", "email");
    }

    private async Task<(PortalUser User, string Language)> UserAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        await using var db = databases.Read(actor);
        var user = await db.Users.SingleAsync(u => u.Id == id && u.TenantId == actor.TenantId, cancellationToken);
        return (user, user.Language ?? await db.Tenants.Where(t => t.Id == actor.TenantId).Select(t => t.Language)
            .SingleAsync(cancellationToken));
    }
}
