using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Accounts;

/// <summary>A token that lets whoever started a node create the first tenant and owner.</summary>
public sealed class SetupToken
{
    public long Id { get; init; }

    /// <summary>SHA-256 of the token, in hexadecimal.</summary>
    public required string TokenHash { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime ExpiresAt { get; init; }
}

internal sealed class SetupTokenMap : IEntityTypeConfiguration<SetupToken>
{
    public void Configure(EntityTypeBuilder<SetupToken> token)
    {
        token.Property(t => t.TokenHash).HasMaxLength(64).IsExact();
        token.HasIndex(t => t.TokenHash).IsUnique();
    }
}

/// <summary>
/// Issues set-up tokens and takes them. They are kept in the database, so that the token that one node printed is right on all; whoever
/// takes one makes all of them void, so that of two people with two tokens one sets the portal up.
/// </summary>
public sealed class SetupTokens(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>How long a token is good; a portal that starts without users issues a new one.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(24);

    /// <summary>A new token; those that other nodes have issued stay good.</summary>
    public async Task<string> IssueAsync(CancellationToken cancellationToken = default)
    {
        var (secret, now) = (Secret.New("setup"), time.UtcNow());
        await using var db = databases.CreateDbContext();
        await db.SetupTokens.Where(t => t.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        await AddAsync(db, secret.Hash, cancellationToken);
        return secret.Text;
    }

    /// <summary>
    /// Takes the token for a set-up; false when it is wrong, too old, or somebody took one already. A set-up that is refused gives it back.
    /// </summary>
    public async Task<bool> TakeAsync(string? token, CancellationToken cancellationToken = default)
    {
        var (hash, now) = (Secret.HashOf(token ?? ""), time.UtcNow());
        await using var db = databases.CreateDbContext();

        // One statement: of two at once the second finds nothing left.
        return await db.SetupTokens.Where(_ => db.SetupTokens.Any(t => t.TokenHash == hash && t.ExpiresAt > now))
            .ExecuteDeleteAsync(cancellationToken) > 0;
    }

    /// <summary>Makes a token good again that was taken for a set-up that came to nothing.</summary>
    public async Task GiveBackAsync(string token, CancellationToken cancellationToken = default)
    {
        await using var db = databases.CreateDbContext();
        await AddAsync(db, Secret.HashOf(token), cancellationToken);
    }

    private async Task AddAsync(PortalDb db, string hash, CancellationToken cancellationToken)
    {
        db.SetupTokens.Add(new SetupToken { TokenHash = hash, ExpiresAt = time.UtcNow() + Age });
        await db.SaveChangesAsync(cancellationToken);
    }
}
