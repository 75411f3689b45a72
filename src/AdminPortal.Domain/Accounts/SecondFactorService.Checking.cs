using System.Globalization;
using System.Security.Cryptography;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace AdminPortal.Domain.Accounts;

/// <summary>Checks codes: at sign-in, and when somebody is asked again who they are.</summary>
public sealed partial class SecondFactorService
{
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    /// <summary>
    /// Takes a code of the app, or a recovery code, which then is used up. Refused: <c>second_factor_wrong</c>,
    /// <c>second_factor_locked</c> after five wrong ones. Asked before anybody is signed in, so it needs no permission.
    /// </summary>
    public async Task<Result<Done>> TakeAsync(PortalUser user, string? code, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var name = NameOf(user.Id);
        if (await attempts.LockedUntilAsync(name, cancellationToken) is not null)
        {
            return Locked;
        }

        if (await TakeCodeAsync(user, code, cancellationToken))
        {
            await attempts.ForgetAsync(name, cancellationToken);
            return Done.It;
        }

        return await attempts.FailAsync(name, CancellationToken.None) is null ? Wrong : Locked;
    }

    private async Task<bool> TakeCodeAsync(PortalUser user, string? code, CancellationToken cancellationToken)
    {
        await using var db = databases.Read(Actor.System(user.TenantId, "sign-in"));
        var typed = string.Concat((code ?? "").Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        if (typed.Length == CodeLength)
        {
            var (hash, now) = (HashOf(user.Id, typed), (DateTime?)time.UtcNow());
            if (await db.RecoveryCodes.Where(c => c.UserId == user.Id && c.CodeHash == hash && c.UsedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now), cancellationToken) == 0)
            {
                return false;
            }

            post.Tell(user, AccountLetterKind.RecoveryCodeUsed);
            return true;
        }

        // One statement judges: of two who show the same code at once one gets in.
        return KeyOf(user) is { } key && StepOf(key, typed) is { } step
            && await db.Users.Where(u => u.Id == user.Id && u.SecondFactorStep < step)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.SecondFactorStep, step), cancellationToken) == 1;
    }

    /// <summary>The secret of an account; null where it has none, or where the keys that encrypted it are gone.</summary>
    private string? KeyOf(PortalUser user)
    {
        try
        {
            return user.SecondFactorSecret is { } secret ? secrets.Unprotect(secret) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The number of the 30 seconds that a code belongs to; null where it is wrong.</summary>
    private long? StepOf(string key, string? code) =>
        new Totp(Base32Encoding.ToBytes(key)).VerifyTotp(time.UtcNow(), (code ?? "").Replace(" ", "", StringComparison.Ordinal),
            out var step, Window) ? step : null;

    private static string NameOf(long userId) => string.Create(CultureInfo.InvariantCulture, $"second factor {userId}");
}
