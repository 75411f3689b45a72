using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.CheckIns;

/// <summary>What a scan asks for.</summary>
public enum ScanAction
{
    /// <summary>To come in.</summary>
    CheckIn,

    /// <summary>To go out.</summary>
    CheckOut,
}

/// <summary>What a device has decided by its own copy before the portal heard of it.</summary>
public enum DeviceDecision
{
    /// <summary>It let the person pass.</summary>
    Admitted,

    /// <summary>It did not.</summary>
    Refused,
}

/// <summary>What a supervisor made of a conflict.</summary>
public enum ConflictOutcome
{
    /// <summary>The entry counts: a check-in was written for it.</summary>
    Accepted,

    /// <summary>It was looked at, and nothing was written but a note.</summary>
    Noted,
}

/// <summary>One attempt at a door, admitted or refused.</summary>
public sealed class Scan : ITenantOwned, IOfEvent
{
    /// <summary>Longest name of whoever settles a conflict.</summary>
    public const int SettledByLimit = 200;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long EventId { get; init; }

    /// <summary>UTC; when it happened.</summary>
    public required DateTime At { get; init; }

    /// <summary>UTC; when the portal heard of it.</summary>
    public required DateTime ReceivedAt { get; init; }

    public required ScanAction Action { get; init; }

    public required CheckInType Type { get; init; }

    /// <summary>The refusal's code; null when admitted.</summary>
    public string? Code { get; init; }

    /// <summary>The rules that a supervisor set aside: their refusal codes with commas between; null when none.</summary>
    public string? Overridden { get; init; }

    /// <summary>Why the supervisor did.</summary>
    public string? OverrideReason { get; init; }

    /// <summary>
    /// What a device without network has decided; a refused attempt that was let pass is a conflict for a supervisor. Null for all others.
    /// </summary>
    public DeviceDecision? Decided { get; init; }

    /// <summary>People on the badge; null for scans of before it was kept.</summary>
    public int? Quantity { get; init; }

    /// <summary>What a supervisor made of the conflict; null while it is open, and for all others.</summary>
    public ConflictOutcome? Settlement { get; private set; }

    /// <summary>UTC; when the conflict was settled.</summary>
    public DateTime? SettledAt { get; private set; }

    /// <summary>Name of the person who did.</summary>
    public string? SettledBy { get; private set; }

    /// <summary>Why.</summary>
    public string? SettledNote { get; private set; }

    /// <summary>The check-in that <see cref="ConflictOutcome.Accepted"/> wrote; it may be removed or erased since.</summary>
    public long? SettledCheckInId { get; private set; }

    /// <summary>The badge that was presented, or the participant's.</summary>
    public string? BadgeNumber { get; init; }

    /// <summary>Null when the badge or id named nobody of the event.</summary>
    public long? ParticipantId { get; init; }

    public Participant? Participant { get; init; }

    /// <summary>The record written, closed, or the one that explains the refusal.</summary>
    public long? CheckInId { get; init; }

    public CheckIn? CheckIn { get; init; }

    public string? Station { get; init; }

    public required ActorKind ActorKind { get; init; }

    public long? ActorId { get; init; }

    public required string ActorName { get; init; }

    /// <summary>Settles the conflict.</summary>
    /// <returns>What the audit log keeps of it.</returns>
    internal Dictionary<string, object?[]> Settle(string by, DateTime at, ConflictOutcome settlement, string note, long? checkInId = null)
    {
        (SettledBy, SettledCheckInId) = (by.Length > SettledByLimit ? by[..SettledByLimit] : by, checkInId);
        return Change(settlement, at, note);
    }

    /// <summary>Takes the settlement back.</summary>
    /// <returns>What the audit log keeps of it.</returns>
    internal Dictionary<string, object?[]> Reopen()
    {
        (SettledBy, SettledCheckInId) = (null, null);
        return Change(null, null, null);
    }

    private Dictionary<string, object?[]> Change(ConflictOutcome? settlement, DateTime? at, string? note)
    {
        var facts = new Dictionary<string, object?[]>
        {
            [nameof(ParticipantId)] = [ParticipantId, ParticipantId],
            [nameof(At)] = [At, At],
            [nameof(Station)] = [Station, Station],
            [nameof(Settlement)] = [Settlement, settlement],
            [nameof(SettledNote)] = [SettledNote, note],
        };
        (Settlement, SettledAt, SettledNote) = (settlement, at, note);
        return facts;
    }
}

internal sealed class ScanMap : IEntityTypeConfiguration<Scan>
{
    public void Configure(EntityTypeBuilder<Scan> scan)
    {
        scan.Property(s => s.Code).HasMaxLength(40);
        scan.Property(s => s.Overridden).HasMaxLength(100);
        scan.Property(s => s.OverrideReason).HasMaxLength(ScanRequest.ReasonLimit);
        scan.Property(s => s.BadgeNumber).HasMaxLength(Participant.BadgeLimit).IsExact();
        scan.Property(s => s.Station).HasMaxLength(CheckIn.StationLimit).IsExact();
        scan.Property(s => s.SettledBy).HasMaxLength(Scan.SettledByLimit);
        scan.Property(s => s.SettledNote).HasMaxLength(ScanRequest.ReasonLimit);

        // Of two supervisors one settles it; the other one reads again and is refused.
        scan.Property(s => s.SettledAt).IsConcurrencyToken();
        scan.HasOne<Event>().WithMany().HasForeignKey(s => s.EventId);
        scan.HasOne(s => s.Participant).WithMany().HasForeignKey(s => s.ParticipantId);
        scan.HasOne(s => s.CheckIn).WithMany().HasForeignKey(s => s.CheckInId);
        scan.HasIndex(s => new { s.TenantId, s.EventId, s.Id });
        scan.HasIndex(s => new { s.ParticipantId, s.TenantId });
        scan.HasIndex(s => s.CheckInId).HasFilter("[CheckInId] IS NOT NULL");
        scan.HasIndex(s => new { s.TenantId, s.EventId, s.Code }).HasFilter("[Code] IS NOT NULL");

        // The conflicts of an event: open ones by id, settled ones by time, and the number of either. It holds few rows, and what its
        // filter names as well, so that both databases answer from it alone.
        scan.HasIndex(s => new { s.TenantId, s.EventId, s.SettledAt, s.Id, s.Decided, s.Code }, "IX_Scans_Conflicts")
            .HasFilter("[Decided] = 0 AND [Code] IS NOT NULL");
    }
}
