using System.Globalization;
using System.Security.Cryptography;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace AdminPortal.Domain.Accounts;

/// <summary>A secret that somebody may take into an authenticator app; nothing of it is kept until a code of it was shown.</summary>
/// <param name="Key">In base 32, as it is typed by hand.</param>
/// <param name="Address">As a QR code holds it (<c>otpauth://</c>).</param>
/// <param name="Ticket">Brings it back with the code: encrypted, for this person, good for half an hour.</param>
public sealed record NewSecondFactor(string Key, string Address, string Ticket);

/// <summary>How it stands with somebody's second factor.</summary>
/// <param name="Since">UTC; null where none is asked for.</param>
/// <param name="Codes">Recovery codes that are left.</param>
/// <param name="IsRequired">Whether the organisation demands it of their role.</param>
public sealed record SecondFactorState(DateTime? Since, int Codes, bool IsRequired);

/// <summary>
/// The second factor by an authenticator app (TOTP, RFC 6238: SHA-1, six digits, 30 seconds, one step early or late), and its recovery
/// codes. The secret is encrypted with the portal's protection keys; a code is right once; five wrong ones lock it for ten minutes.
/// </summary>
public sealed partial class SecondFactorService(IDbContextFactory<PortalDb> databases, IDataProtectionProvider protection,
    SignInAttempts attempts, AccountPost post, TimeProvider time)
{
    /// <summary>How many recovery codes there are.</summary>
    public const int CodeCount = 10;

    private const int SecretBytes = 20;

    private const int CodeLength = 12;

    /// <summary>Without letters that look like digits.</summary>
    private const string CodeLetters = "abcdefghjkmnpqrstuvwxyz23456789";

    private static readonly TimeSpan TicketAge = TimeSpan.FromMinutes(30);

    private static readonly Problem Wrong = new("second_factor_wrong", "This code is wrong, or was used already.", "code");

    private static readonly Problem Locked = new("second_factor_locked", "Too many wrong codes. Try again in ten minutes.", "code");

    private readonly IDataProtector secrets = protection.CreateProtector("AdminPortal.SecondFactor.v1");

    private readonly IDataProtector tickets = protection.CreateProtector("AdminPortal.SecondFactor.Ticket.v1");

    /// <summary>How it stands with the actor's own.</summary>
    public async Task<SecondFactorState> OwnAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        var id = actor.Person();
        await using var db = databases.Read(actor);
        var found = await db.Users.Where(u => u.Id == id).Join(db.Tenants, u => u.TenantId, t => t.Id, (u, t) => new
        { u.SecondFactorSince, u.Role, t.SecondFactorFrom, Codes = db.RecoveryCodes.Count(c => c.UserId == u.Id && c.UsedAt == null) })
            .SingleAsync(cancellationToken);
        return new SecondFactorState(found.SecondFactorSince, found.Codes, found.Role >= found.SecondFactorFrom);
    }

    /// <summary>A new secret for the actor.</summary>
    /// <param name="actor">A person.</param>
    /// <param name="account">What the app calls the account: the e-mail.</param>
    public NewSecondFactor Begin(Actor actor, string account)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        var key = Base32Encoding.ToString(secret).TrimEnd('=');
        var text = string.Create(CultureInfo.InvariantCulture, $"{actor.Person()} {(time.UtcNow() + TicketAge).Ticks} {key}");
        return Describe(key, account, tickets.Protect(text));
    }

    /// <summary>The secret of a ticket once more, for a page that was sent with a wrong code; null where it is not the actor's.</summary>
    public NewSecondFactor? Resume(Actor actor, string? ticket, string account) =>
        KeyOf(actor, ticket) is { } key ? Describe(key, account, ticket!) : null;

    /// <summary>
    /// Asks for the app from now on, once a code of it was shown. Refused: <c>proof_needed</c>, <c>second_factor_expired</c>,
    /// <c>second_factor_wrong</c> and <c>second_factor_locked</c> on <c>code</c>, <c>second_factor_there</c>.
    /// </summary>
    /// <returns>The recovery codes: the only time they are known.</returns>
    public async Task<Result<IReadOnlyList<string>>> EnableAsync(Actor actor, string? ticket, string? code,
        CancellationToken cancellationToken = default)
    {
        var id = actor.Person();
        if (actor.Missing(time) is { } proof)
        {
            return proof;
        }

        if (KeyOf(actor, ticket) is not { } key)
        {
            return new Problem("second_factor_expired", "This took too long. Begin again.");
        }

        if (await attempts.LockedUntilAsync(NameOf(id), cancellationToken) is not null)
        {
            return Locked;
        }

        if (StepOf(key, code) is not { } step)
        {
            return await attempts.FailAsync(NameOf(id), CancellationToken.None) is null ? Wrong : Locked;
        }

        var codes = NewCodes();
        PortalUser? changed = null;
        var done = await databases.WriteAsync<IReadOnlyList<string>>(actor, async db =>
        {
            changed = await db.Users.SingleAsync(u => u.Id == id && u.TenantId == actor.TenantId, cancellationToken);
            if (changed.SecondFactorSecret is not null)
            {
                return new Problem("second_factor_there", "You have a second factor already.");
            }

            (changed.SecondFactorSecret, changed.SecondFactorSince, changed.SecondFactorStep) =
                (secrets.Protect(key), time.UtcNow(), step);
            await ReplaceAsync(db, id, codes, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return Result(codes);
        }, cancellationToken);
        return Told(done, changed, AccountLetterKind.SecondFactorOn);
    }

    /// <summary>
    /// New recovery codes; the old ones are void. Refused: <c>proof_needed</c>, <c>not_found</c> without a second factor.
    /// </summary>
    public async Task<Result<IReadOnlyList<string>>> RenewCodesAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        var id = actor.Person();
        if (actor.Missing(time) is { } proof)
        {
            return proof;
        }

        var codes = NewCodes();
        return await databases.WriteAsync<IReadOnlyList<string>>(actor, async db =>
        {
            if (!await db.Users.AnyAsync(u => u.Id == id && u.SecondFactorSecret != null, cancellationToken))
            {
                return Problem.NotFound();
            }

            await ReplaceAsync(db, id, codes, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return Result(codes);
        }, cancellationToken);
    }

    /// <summary>
    /// Asks for the actor's app no more. Refused: <c>proof_needed</c>, <c>second_factor_required</c> where the organisation demands it.
    /// </summary>
    public async Task<Result<Done>> DisableAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        if (actor.Missing(time) is { } proof)
        {
            return proof;
        }

        return (await OwnAsync(actor, cancellationToken)).IsRequired
            ? new Problem("second_factor_required", "Your organisation demands a second factor of your role.")
            : await ClearAsync(actor, actor.Person(), false, cancellationToken);
    }

    /// <summary>
    /// Takes somebody's second factor away, who has lost it with all recovery codes: their sessions end, and where it is demanded they set
    /// up another when they sign in. Refused: <c>proof_needed</c>, <c>not_found</c>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageTenant"/>.</param>
    /// <param name="userId">The person.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<Done>> ResetAsync(Actor actor, long userId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageTenant);
        return actor.Missing(time) is { } proof ? proof : await ClearAsync(actor, userId, true, cancellationToken);
    }

    private async Task<Result<Done>> ClearAsync(Actor actor, long userId, bool endsSessions, CancellationToken cancellationToken)
    {
        PortalUser? changed = null;
        var done = await databases.WriteAsync<Done>(actor, async db =>
        {
            changed = await db.Users.SingleOrDefaultAsync(u => u.Id == userId && u.TenantId == actor.TenantId
                && u.SecondFactorSecret != null, cancellationToken);
            if (changed is null)
            {
                return Problem.NotFound();
            }

            (changed.SecondFactorSecret, changed.SecondFactorSince) = (null, null);
            if (endsSessions)
            {
                changed.SecurityStamp = Guid.NewGuid().ToString("N");
            }

            await db.SaveChangesAsync(cancellationToken);
            await db.RecoveryCodes.Where(c => c.UserId == userId).ExecuteDeleteAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
        return Told(done, changed, AccountLetterKind.SecondFactorOff);
    }

    private Result<T> Told<T>(Result<T> done, PortalUser? user, AccountLetterKind kind)
    {
        if (done.Ok && user is not null)
        {
            post.Tell(user, kind);
        }

        return done;
    }

    private static Result<IReadOnlyList<string>> Result(IReadOnlyList<string> codes) => new List<string>(codes).AsReadOnly();

    private static async Task ReplaceAsync(PortalDb db, long id, IReadOnlyList<string> codes, CancellationToken cancellationToken)
    {
        await db.RecoveryCodes.Where(c => c.UserId == id).ExecuteDeleteAsync(cancellationToken);
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode { UserId = id, CodeHash = HashOf(id, code) }));
    }

    private static List<string> NewCodes() => [.. Enumerable.Range(0, CodeCount)
        .Select(_ => RandomNumberGenerator.GetString(CodeLetters, CodeLength)).Select(code => $"{code[..4]}-{code[4..8]}-{code[8..]}")];

    private static string HashOf(long id, string code) =>
        Common.Secret.HashOf(string.Create(CultureInfo.InvariantCulture, $"{id} {string.Concat(code.Where(char.IsAsciiLetterOrDigit))}"));

    private static NewSecondFactor Describe(string key, string account, string ticket) => new(key,
        $"otpauth://totp/AdminPortal:{Uri.EscapeDataString(account)}?secret={key}&issuer=AdminPortal", ticket);

    private string? KeyOf(Actor actor, string? ticket)
    {
        try
        {
            return ticket is not null && tickets.Unprotect(ticket).Split(' ') is [var owner, var expires, var key]
                && owner == actor.Person().ToString(CultureInfo.InvariantCulture)
                && long.Parse(expires, CultureInfo.InvariantCulture) > time.UtcNow().Ticks ? key : null;
        }
        catch (CryptographicException)
        {
            return null; // not ours
        }
    }
}
