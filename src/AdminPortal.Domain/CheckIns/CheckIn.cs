using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.CheckIns;

/// <summary>How a check-in was recorded.</summary>
public enum CheckInType
{
    /// <summary>By a person who looked the participant up.</summary>
    Manual,

    /// <summary>By scanning a badge.</summary>
    Scan,

    /// <summary>By an app.</summary>
    App,
}

/// <summary>
/// One stay of a participant: in, perhaps out. Only <see cref="CheckInService"/> writes it; the scan log says by whom, the audit log has
/// its corrections.
/// </summary>
public sealed class CheckIn : ITenantOwned, ISoftDeleted, IOfEvent
{
    /// <summary>Longest station name.</summary>
    public const int StationLimit = 100;

    /// <summary>Longest notes.</summary>
    public const int NotesLimit = 2000;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long EventId { get; init; }

    public required long ParticipantId { get; init; }

    public Participant? Participant { get; init; }

    public required CheckInType Type { get; init; }

    /// <summary>The participant's badge at that moment.</summary>
    public string? BadgeNumber { get; init; }

    public string? Station { get; init; }

    /// <summary>People who came in on this badge, 1 to 99.</summary>
    public required int Quantity { get; init; }

    /// <summary>UTC; when it happened.</summary>
    public required DateTime CheckedInAt { get; init; }

    /// <summary>UTC; when the portal heard of it.</summary>
    public required DateTime ReceivedAt { get; init; }

    /// <summary>UTC; null while the record is open.</summary>
    public DateTime? CheckedOutAt { get; set; }

    /// <summary><see cref="CheckedInAt"/> in minutes since 1970, for grouping.</summary>
    public required int InMinute { get; init; }

    /// <summary><see cref="CheckedOutAt"/> in minutes since 1970, for grouping.</summary>
    public int? OutMinute { get; set; }

    /// <summary>Name of the person or key.</summary>
    public required string CheckedInBy { get; init; }

    public string? Notes { get; set; }

    public DateTime? DeletedAt { get; set; }

    /// <summary>What the audit log keeps of a record that is corrected: whose stay it is, since when and where.</summary>
    internal Dictionary<string, object?[]> AuditFacts() => new()
    {
        [nameof(ParticipantId)] = [ParticipantId, ParticipantId],
        [nameof(CheckedInAt)] = [CheckedInAt, CheckedInAt],
        [nameof(Station)] = [Station, Station],
    };

    /// <summary>Closes the record (or opens it again) and keeps the minute in step.</summary>
    public void CloseAt(DateTime? utc)
    {
        CheckedOutAt = utc;
        OutMinute = utc is { } at ? Clock.Minute(at) : null;
    }
}

internal sealed class CheckInMap : IEntityTypeConfiguration<CheckIn>
{
    public void Configure(EntityTypeBuilder<CheckIn> row)
    {
        row.Property(c => c.BadgeNumber).HasMaxLength(Participant.BadgeLimit).IsExact();
        row.Property(c => c.Station).HasMaxLength(CheckIn.StationLimit).IsExact();
        row.Property(c => c.Notes).HasMaxLength(CheckIn.NotesLimit);

        // Of two check-outs one ends the stay; the other one reads again and is refused.
        row.Property(c => c.CheckedOutAt).IsConcurrencyToken();
        row.HasOne<Event>().WithMany().HasForeignKey(c => c.EventId);
        row.HasOne(c => c.Participant).WithMany().HasForeignKey(c => c.ParticipantId);

        // The judge of "exactly once": at most one open record of a participant.
        row.HasIndex(c => new { c.TenantId, c.ParticipantId }, "IX_CheckIns_Open").IsUnique()
            .HasFilter("[CheckedOutAt] IS NULL AND [DeletedAt] IS NULL");
        row.HasIndex(c => new { c.ParticipantId, c.TenantId, c.CheckedInAt, c.DeletedAt });

        // The list by id, and the number of its rows; as with participants.
        row.HasIndex(c => new { c.TenantId, c.EventId, c.Id, c.DeletedAt }).HasFilter(ColumnMarks.Alive);

        // The list by time, ties by id, and the list of a station. Nothing more: each entry is paid for at the door, and figures are kept
        // by tallies.
        row.HasIndex(c => new { c.TenantId, c.EventId, c.CheckedInAt, c.Id, c.DeletedAt }).HasFilter(ColumnMarks.Alive);
        row.HasIndex(c => new { c.TenantId, c.EventId, c.Station, c.Id, c.DeletedAt }).HasFilter(ColumnMarks.Alive);

        // Who is inside, where an event has a limit.
        row.HasIndex(c => new { c.TenantId, c.EventId, c.Quantity, c.CheckedOutAt, c.DeletedAt }, "IX_CheckIns_Inside")
            .HasFilter("[CheckedOutAt] IS NULL AND [DeletedAt] IS NULL");
    }
}
