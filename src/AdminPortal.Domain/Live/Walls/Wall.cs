using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Live.Walls;

/// <summary>What a wall display is for.</summary>
public enum WallLayout
{
    /// <summary>People inside, arrivals and stations.</summary>
    Hall,

    /// <summary>Stations needed, waiting time and rate, for whoever leads the doors.</summary>
    Queue,

    /// <summary>Greets those who were admitted last.</summary>
    Welcome,

    /// <summary>The figures of one door.</summary>
    Door,
}

/// <summary>A read-only link for a wall display of one event; it needs no sign-in and can be revoked.</summary>
public sealed class Wall : ITenantOwned, IAudited, IOfEvent
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long EventId { get; init; }

    public required string Name { get; set; }

    /// <summary>SHA-256 of the token in the link, in hexadecimal; the token itself is shown once and kept nowhere.</summary>
    [NotAudited]
    public required string TokenHash { get; init; }

    /// <summary>First characters of the token, to tell links apart.</summary>
    public required string Prefix { get; init; }

    /// <summary>Whether the wall may show participants' names.</summary>
    public bool ShowNames { get; set; }

    /// <summary><c>de</c> or <c>en</c>.</summary>
    public required string Language { get; set; }

    /// <summary><c>dark</c> or <c>light</c>.</summary>
    public required string Theme { get; set; }

    public WallLayout Layout { get; set; }

    /// <summary>The station that <see cref="WallLayout.Door"/> shows; null otherwise.</summary>
    public string? Door { get; set; }

    /// <summary>Whether names are shown in full; first name and initial otherwise.</summary>
    public bool FullNames { get; set; }

    /// <summary>Ids of the events that it shows in turn with its own.</summary>
    public List<long> MoreEvents { get; set; } = [];

    /// <summary>Seconds for each event, where there are several.</summary>
    public int SecondsEach { get; set; }

    /// <summary>UTC; the first moment at which the link is no good any more, or null.</summary>
    public DateTime? Until { get; set; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? RevokedAt { get; set; }

    /// <summary>When a display was last connected with the link, UTC to about a minute; null when none ever was.</summary>
    [NotAudited]
    public DateTime? LastSeenAt { get; set; }

    public int Version { get; set; }
}

internal sealed class WallMap : IEntityTypeConfiguration<Wall>
{
    public void Configure(EntityTypeBuilder<Wall> wall)
    {
        wall.Property(w => w.TokenHash).HasMaxLength(64).IsExact();
        wall.Property(w => w.Prefix).HasMaxLength(16);
        wall.Property(w => w.Language).HasMaxLength(5);
        wall.Property(w => w.Theme).HasMaxLength(5);
        wall.Property(w => w.Door).HasMaxLength(100);
        wall.PrimitiveCollection(w => w.MoreEvents).HasMaxLength(400);
        wall.HasOne<Event>().WithMany().HasForeignKey(w => w.EventId);
        // Found by the token before its tenant is known; the hash alone is unique.
        wall.HasIndex(w => w.TokenHash).IsUnique();
        wall.HasIndex(w => new { w.TenantId, w.EventId });
    }
}
