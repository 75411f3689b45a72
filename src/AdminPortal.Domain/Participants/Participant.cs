using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Participants;

/// <summary>One contact's participation in one event.</summary>
public sealed class Participant : ITenantOwned, IAudited, ISoftDeleted, IOfEvent
{
    /// <summary>Longest badge number.</summary>
    public const int BadgeLimit = 100;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long EventId { get; init; }

    public Event? Event { get; init; }

    public required long ContactId { get; init; }

    public Contact? Contact { get; init; }

    public long? CategoryId { get; set; }

    public Category? Category { get; init; }

    public bool IsConfirmed { get; set; }

    /// <summary>Unique in the event, compared letter by letter; leading zeros count.</summary>
    public string? BadgeNumber { get; set; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; moves only when something changes.</summary>
    public required DateTime UpdatedAt { get; set; }

    public DateTime? DeletedAt { get; set; }

    public int Version { get; set; }
}

internal sealed class ParticipantMap : IEntityTypeConfiguration<Participant>
{
    public void Configure(EntityTypeBuilder<Participant> participant)
    {
        participant.Property(p => p.BadgeNumber).HasMaxLength(Participant.BadgeLimit).IsExact();
        participant.HasOne(p => p.Event).WithMany().HasForeignKey(p => p.EventId);
        participant.HasOne(p => p.Contact).WithMany().HasForeignKey(p => p.ContactId);
        participant.HasOne(p => p.Category).WithMany().HasForeignKey(p => p.CategoryId);
        participant.HasIndex(p => new { p.TenantId, p.EventId, p.ContactId }).IsUnique().HasFilter(ColumnMarks.Alive);
        participant.HasIndex(p => new { p.TenantId, p.EventId, p.BadgeNumber }).IsUnique()
            .HasFilter("[BadgeNumber] IS NOT NULL AND [DeletedAt] IS NULL");

        // The record that is referred to stands first, here and in the other tables: SQLite looks for references by that alone when one is
        // erased.
        participant.HasIndex(p => new { p.ContactId, p.TenantId });
        participant.HasIndex(p => new { p.TenantId, p.EventId, p.CategoryId, p.IsConfirmed, p.DeletedAt });

        // The orders of the lists, ties by id; the shorter ones count their rows, too. The mark of removed records, null in all of them, is
        // what both databases look for in the index before they leave the table alone; it stands behind the id, so that nothing but an
        // order gains by these indexes. With the contact, what is sorted or searched by contacts stays inside its event.
        participant.HasIndex(p => new { p.TenantId, p.Id, p.DeletedAt }).HasFilter(ColumnMarks.Alive);
        participant.HasIndex(p => new { p.TenantId, p.EventId, p.Id, p.DeletedAt, p.ContactId }).HasFilter(ColumnMarks.Alive);
        participant.HasIndex(p => new { p.TenantId, p.EventId, p.IsConfirmed, p.Id, p.DeletedAt }).HasFilter(ColumnMarks.Alive);
        participant.HasIndex(p => new { p.TenantId, p.EventId, p.CreatedAt, p.Id, p.DeletedAt }).HasFilter(ColumnMarks.Alive);
        participant.HasIndex(p => new { p.TenantId, p.EventId, p.UpdatedAt, p.Id, p.DeletedAt }).HasFilter(ColumnMarks.Alive);
        participant.HasIndex(p => new { p.TenantId, p.EventId, p.BadgeNumber, p.Id, p.DeletedAt }).HasFilter(ColumnMarks.Alive);

        // Covers what reports read of a range.
        participant.HasIndex(p => new { p.TenantId, p.DeletedAt, p.CreatedAt, p.EventId, p.CategoryId, p.IsConfirmed, p.ContactId });
    }
}
