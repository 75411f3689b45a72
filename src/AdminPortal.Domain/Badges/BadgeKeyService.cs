using System.Globalization;
using System.Security.Cryptography;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Badges;

/// <summary>Signs badge numbers with the key of one event; disposed by whoever asked for it.</summary>
public sealed class BadgeSigner(ECDsa key) : IDisposable
{
    /// <summary>Tells the event's key from all others in the world: 16 hexadecimal digits of its SHA-256.</summary>
    public string Mark { get; } = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];

    /// <summary>The content of the badge's QR code.</summary>
    public string Code(string badge) => BadgeCode.Make(key, badge);

    /// <inheritdoc />
    public void Dispose() => key.Dispose();
}

/// <summary>Makes and opens the keys of events. A private key never leaves the process and lies in the database encrypted.</summary>
public sealed class BadgeKeyService(IDbContextFactory<PortalDb> databases, IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>
    /// What signs the badges of an event; the first time its key is made, by several at once only one. Refused: <c>not_found</c>, and
    /// <c>badge_key_unreadable</c> when the keys it was encrypted with are gone.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.RecordCheckIns"/> or <see cref="Permission.ManageParticipants"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<BadgeSigner>> SignerAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageParticipants))
        {
            actor.Require(Permission.RecordCheckIns);
        }

        await using (var db = databases.Read(actor))
        {
            if (await db.BadgeKeys.Where(k => k.EventId == eventId).Select(k => k.PrivateKey).SingleOrDefaultAsync(cancellationToken)
                is { } known)
            {
                return Open(actor.TenantId, eventId, known);
            }
        }

        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = await databases.WriteAsync<string>(actor, async db =>
        {
            if (await db.BadgeKeys.SingleOrDefaultAsync(k => k.EventId == eventId, cancellationToken) is { } other)
            {
                return other.PrivateKey;
            }

            if (!await db.Events.AnyAsync(e => e.Id == eventId, cancellationToken))
            {
                return Problem.NotFound();
            }

            var row = new BadgeKey
            {
                EventId = eventId,
                PublicKey = Convert.ToBase64String(made.ExportSubjectPublicKeyInfo()),
                PrivateKey = Protector(actor.TenantId, eventId).Protect(Convert.ToBase64String(made.ExportPkcs8PrivateKey())),
                CreatedAt = time.UtcNow(),
            };
            db.BadgeKeys.Add(row);
            await db.SaveChangesAsync(cancellationToken);
            return row.PrivateKey;
        }, cancellationToken);
        return key.Ok ? Open(actor.TenantId, eventId, key.Value) : key.Refused<BadgeSigner>();
    }

    private Result<BadgeSigner> Open(long tenantId, long eventId, string sealedKey)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(Protector(tenantId, eventId).Unprotect(sealedKey)), out _);
            return new BadgeSigner(key);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return new Problem("badge_key_unreadable",
                "The event's key for badges cannot be opened: the keys that protect sign-ins were lost or replaced.");
        }
    }

    /// <summary>Of its event alone: a key that is copied to another event's row opens nothing.</summary>
    private IDataProtector Protector(long tenantId, long eventId) => protection.CreateProtector("AdminPortal.BadgeKey",
        tenantId.ToString(CultureInfo.InvariantCulture), eventId.ToString(CultureInfo.InvariantCulture));
}
