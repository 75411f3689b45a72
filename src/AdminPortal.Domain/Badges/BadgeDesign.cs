using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Badges;

/// <summary>How the badges of an event look. An event has several; one of them is taken where none is chosen.</summary>
public sealed class BadgeDesign : ITenantOwned, IAudited, IOfEvent
{
    /// <summary>Longest name.</summary>
    public const int NameLimit = 100;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long EventId { get; init; }

    /// <summary>Unique in the event.</summary>
    public required string Name { get; set; }

    /// <summary>Whether it is taken where none is chosen; at most one of an event.</summary>
    public bool IsDefault { get; set; }

    /// <summary>As <see cref="BadgeLayout.Write"/> writes it.</summary>
    [NotAudited]
    public required string Layout { get; set; }

    /// <summary>How often the layout was changed; the audit log tells it instead of the layout.</summary>
    public int Revision { get; set; }

    public required DateTime CreatedAt { get; init; }

    public int Version { get; set; }
}

/// <summary>One badge that was printed, or put into a file to be printed.</summary>
public sealed class BadgePrint : ITenantOwned
{
    /// <summary>Longest reason of a reprint.</summary>
    public const int ReasonLimit = 200;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long EventId { get; init; }

    public required long ParticipantId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Name of the person or the station.</summary>
    public required string By { get; init; }

    /// <summary>The design's name at that time.</summary>
    public required string Design { get; init; }

    /// <summary>Whether one was printed before.</summary>
    public required bool IsReprint { get; init; }

    /// <summary>Why it was printed again.</summary>
    public string? Reason { get; init; }

    /// <summary>The file it is in; null for a single one.</summary>
    public long? ExportId { get; init; }
}

internal sealed class BadgeDesignMap : IEntityTypeConfiguration<BadgeDesign>, IEntityTypeConfiguration<BadgePrint>
{
    public void Configure(EntityTypeBuilder<BadgeDesign> design)
    {
        design.Property(d => d.Name).HasMaxLength(BadgeDesign.NameLimit);
        design.Property(d => d.Layout).HasMaxLength(BadgeLayout.Limit);
        design.HasOne<Event>().WithMany().HasForeignKey(d => d.EventId);
        design.HasIndex(d => new { d.TenantId, d.EventId, d.Name }).IsUnique();
        design.HasIndex(d => new { d.TenantId, d.EventId }, "IX_BadgeDesigns_Default").IsUnique().HasFilter("[IsDefault] = 1");
    }

    public void Configure(EntityTypeBuilder<BadgePrint> print)
    {
        print.Property(p => p.By).HasMaxLength(200);
        print.Property(p => p.Design).HasMaxLength(BadgeDesign.NameLimit);
        print.Property(p => p.Reason).HasMaxLength(BadgePrint.ReasonLimit);
        print.HasOne<Event>().WithMany().HasForeignKey(p => p.EventId);
        print.HasOne<Participants.Participant>().WithMany().HasForeignKey(p => p.ParticipantId);
        print.HasIndex(p => new { p.ParticipantId, p.TenantId });
        print.HasIndex(p => new { p.TenantId, p.EventId, p.ParticipantId });
        print.HasIndex(p => p.ExportId).HasFilter("[ExportId] IS NOT NULL");
    }
}
