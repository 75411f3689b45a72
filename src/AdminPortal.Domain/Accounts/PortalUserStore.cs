using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// Identity's store of accounts over the portal's tables: notes when a password was set, and keeps passkeys in <see cref="Passkey"/>. A
/// passkey is looked for before anybody is known, by a hash that is nobody else's.
/// </summary>
internal sealed class PortalUserStore(PortalDb context, TimeProvider time, IdentityErrorDescriber errors)
    : UserOnlyStore<PortalUser, PortalDb, long>(context, errors)
{
    /// <inheritdoc />
    public override Task SetPasswordHashAsync(PortalUser user, string? passwordHash, CancellationToken cancellationToken = default)
    {
        user.PasswordSetAt = passwordHash is null ? null : time.UtcNow();
        return base.SetPasswordHashAsync(user, passwordHash, cancellationToken);
    }

    /// <inheritdoc />
    public override async Task AddOrUpdatePasskeyAsync(PortalUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        if (await FindAsync(passkey.CredentialId, cancellationToken) is { } known)
        {
            if (known.UserId == user.Id)
            {
                (known.SignCount, known.IsUserVerified, known.IsBackedUp) = (passkey.SignCount, passkey.IsUserVerified, passkey.IsBackedUp);
                (known.Name, known.LastUsedAt) = (passkey.Name ?? known.Name, now);
            }

            return;
        }

        Context.Passkeys.Add(new Passkey
        {
            TenantId = user.TenantId,
            UserId = user.Id,
            Name = passkey.Name ?? "",
            CredentialHash = HashOf(passkey.CredentialId),
            CredentialId = passkey.CredentialId,
            PublicKey = passkey.PublicKey,
            SignCount = passkey.SignCount,
            Transports = passkey.Transports is null ? null : string.Join(',', passkey.Transports),
            IsUserVerified = passkey.IsUserVerified,
            IsBackupEligible = passkey.IsBackupEligible,
            IsBackedUp = passkey.IsBackedUp,
            AttestationObject = passkey.AttestationObject,
            ClientDataJson = passkey.ClientDataJson,
            CreatedAt = now,
        });
    }

    /// <inheritdoc />
    public override async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PortalUser user, CancellationToken cancellationToken) =>
        [.. (await Context.Passkeys.IgnoreQueryFilters().AsNoTracking().Where(p => p.UserId == user.Id).OrderBy(p => p.Id)
            .ToListAsync(cancellationToken)).Select(Info)];

    /// <inheritdoc />
    public override async Task<PortalUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await FindAsync(credentialId, cancellationToken) is { } passkey
            ? await Context.Users.SingleOrDefaultAsync(u => u.Id == passkey.UserId, cancellationToken)
            : null;

    /// <inheritdoc />
    public override async Task<UserPasskeyInfo?> FindPasskeyAsync(PortalUser user, byte[] credentialId,
        CancellationToken cancellationToken) =>
        await FindAsync(credentialId, cancellationToken) is { } passkey && passkey.UserId == user.Id ? Info(passkey) : null;

    /// <inheritdoc />
    public override async Task RemovePasskeyAsync(PortalUser user, byte[] credentialId, CancellationToken cancellationToken)
    {
        if (await FindAsync(credentialId, cancellationToken) is { } passkey && passkey.UserId == user.Id)
        {
            Context.Passkeys.Remove(passkey);
        }
    }

    private Task<Passkey?> FindAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        var hash = HashOf(credentialId);
        return Context.Passkeys.IgnoreQueryFilters().SingleOrDefaultAsync(p => p.CredentialHash == hash, cancellationToken);
    }

    private static string HashOf(byte[] credentialId) => Secret.HashOf(Convert.ToHexString(credentialId));

    private static UserPasskeyInfo Info(Passkey p) => new(p.CredentialId, p.PublicKey, p.CreatedAt, (uint)p.SignCount,
        p.Transports?.Split(','), p.IsUserVerified, p.IsBackupEligible, p.IsBackedUp, p.AttestationObject, p.ClientDataJson)
    { Name = p.Name };
}
