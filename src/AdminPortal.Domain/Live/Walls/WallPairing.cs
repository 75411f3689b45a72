using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Live.Walls;

/// <summary>
/// A screen that waits to become a wall; nobody's yet. The screen alone knows its token: what is kept is the hash, which the wall takes
/// over, so that the token never travels.
/// </summary>
public sealed class WallPairing
{
    public long Id { get; init; }

    /// <summary>SHA-256 of the code that the screen shows, in hexadecimal.</summary>
    public required string CodeHash { get; init; }

    /// <summary>SHA-256 of the token that the screen keeps, in hexadecimal.</summary>
    public required string TokenHash { get; init; }

    /// <summary>First characters of the token.</summary>
    public required string Prefix { get; init; }

    /// <summary>UTC; from then on the code is no good any more.</summary>
    public required DateTime Until { get; init; }
}

internal sealed class WallPairingMap : IEntityTypeConfiguration<WallPairing>
{
    public void Configure(EntityTypeBuilder<WallPairing> pairing)
    {
        pairing.Property(p => p.CodeHash).HasMaxLength(64).IsExact();
        pairing.Property(p => p.TokenHash).HasMaxLength(64).IsExact();
        pairing.Property(p => p.Prefix).HasMaxLength(16);
        pairing.HasIndex(p => p.CodeHash).IsUnique();
        pairing.HasIndex(p => p.TokenHash).IsUnique();
        pairing.HasIndex(p => p.Until);
    }
}
