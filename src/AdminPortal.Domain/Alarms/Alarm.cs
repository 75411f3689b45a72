using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Alarms;

/// <summary>What is wrong.</summary>
public enum AlarmKind
{
    /// <summary>Nothing comes from a door that is usually busy.</summary>
    SilentDoor,

    /// <summary>The people inside are near what fits in.</summary>
    NearlyFull,

    /// <summary>As many people are inside as fit in, or more.</summary>
    Full,

    /// <summary>Scans that a device without network has let pass though the rules refuse them wait for somebody.</summary>
    Conflicts,

    /// <summary>The last report of a schedule could not be made, or not be sent to everybody.</summary>
    FailedSchedule,

    /// <summary>The drive of the data directory has little room left.</summary>
    DiskNearlyFull,

    /// <summary>An endpoint of webhooks takes nothing; it is only tried now and then.</summary>
    BrokenWebhook,
}

/// <summary>How soon somebody should look.</summary>
public enum AlarmSeverity
{
    /// <summary>Wants attention.</summary>
    Warning,

    /// <summary>Something does not work, or is about to.</summary>
    Serious,
}

/// <summary>Why an alarm is over.</summary>
public enum AlarmEnd
{
    /// <summary>Its cause is gone: the door was heard again, the report was sent.</summary>
    Settled,

    /// <summary>It says nothing any more: the door counts as closed, the event is over, the schedule rests.</summary>
    Lapsed,
}

/// <summary>
/// Something that people should know, from when it was noticed until it is over. Of each <see cref="Cause"/> a tenant has at most one that
/// is not over; a unique index holds that over all processes.
/// </summary>
public sealed class Alarm : ITenantOwned
{
    /// <summary>Longest <see cref="Cause"/>: a kind, an event and a door.</summary>
    public const int CauseLimit = 200;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required AlarmKind Kind { get; init; }

    /// <summary>The event it is about; null for what belongs to none.</summary>
    public long? EventId { get; init; }

    public Event? Event { get; init; }

    /// <summary>What is wrong with what: kind, event and subject in one text, compared letter by letter.</summary>
    public required string Cause { get; init; }

    /// <summary>The door's or the schedule's name, or the machine's; empty where there is none.</summary>
    public required string Subject { get; init; }

    /// <summary>UTC; since when it holds: the last scan of a door that is silent, else when it was noticed.</summary>
    public required DateTime Since { get; init; }

    /// <summary>UTC; when it was noticed.</summary>
    public required DateTime RaisedAt { get; init; }

    /// <summary>UTC; when its facts were last seen, to some minutes.</summary>
    public required DateTime SeenTrueAt { get; set; }

    /// <summary>UTC; null while it is open.</summary>
    public DateTime? EndedAt { get; set; }

    public AlarmEnd? End { get; set; }

    /// <summary>How many: people inside, open conflicts, free bytes; null where nothing is counted.</summary>
    public long? Figure { get; set; }

    /// <summary>Of how many: people who fit in, bytes of the drive.</summary>
    public long? OutOf { get; set; }

    /// <summary>Who has taken note of it, for all; null when nobody has.</summary>
    public string? NotedBy { get; set; }

    /// <summary>UTC.</summary>
    public DateTime? NotedAt { get; set; }

    public int Version { get; set; }
}

/// <summary>A mail about the beginning or the end of an alarm to one address.</summary>
public sealed class AlarmLetter : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>As <see cref="Alarm.EventId"/>.</summary>
    public long? EventId { get; init; }

    public long AlarmId { get; init; }

    public required Alarm? Alarm { get; init; }

    /// <summary>Whether it tells that the alarm is over.</summary>
    public required bool IsEnd { get; init; }

    /// <summary>A mail address.</summary>
    public required string Address { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>
    /// UTC: not before then; a process that sends it moves it ahead, so that another takes it over when that one has died. Null when it was
    /// sent or given up.
    /// </summary>
    public DateTime? NextAttemptAt { get; set; }

    /// <summary>UTC; when the mail server took it. Null while it waits and when it was given up.</summary>
    public DateTime? SentAt { get; set; }
}

/// <summary>What belongs to each kind of alarm.</summary>
public static class AlarmKinds
{
    /// <summary>How soon somebody should look.</summary>
    public static AlarmSeverity Severity(this AlarmKind kind) =>
        kind is AlarmKind.NearlyFull or AlarmKind.Conflicts ? AlarmSeverity.Warning : AlarmSeverity.Serious;

    /// <summary>Who sees it.</summary>
    public static Permission Needs(this AlarmKind kind) => kind switch
    {
        AlarmKind.FailedSchedule => Permission.Export,
        AlarmKind.DiskNearlyFull => Permission.ManageTenant,
        AlarmKind.BrokenWebhook => Permission.ManageKeys,
        _ => Permission.ViewLive,
    };

    /// <summary>The kinds that the actor may see.</summary>
    public static IReadOnlyList<AlarmKind> For(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return [.. Enum.GetValues<AlarmKind>().Where(kind => actor.May(kind.Needs()))];
    }
}

internal sealed class AlarmMap : IEntityTypeConfiguration<Alarm>, IEntityTypeConfiguration<AlarmLetter>
{
    /// <summary>Index filter of alarms that are not over.</summary>
    private const string Open = "[EndedAt] IS NULL";

    public void Configure(EntityTypeBuilder<Alarm> alarm)
    {
        alarm.Property(a => a.Cause).HasMaxLength(Alarm.CauseLimit).IsExact();
        alarm.HasOne(a => a.Event).WithMany().HasForeignKey(a => a.EventId);

        // The judge between processes. No column of it is ever null: SQLite takes nulls as different, SQL Server as equal.
        alarm.HasIndex(a => new { a.TenantId, a.Cause }).IsUnique().HasFilter(Open);
        alarm.HasIndex(a => new { a.TenantId, a.RaisedAt });
        alarm.HasIndex(a => a.EventId);
        alarm.HasIndex(a => a.EndedAt);
    }

    public void Configure(EntityTypeBuilder<AlarmLetter> letter)
    {
        letter.Property(l => l.Address).HasMaxLength(254);
        letter.HasOne(l => l.Alarm).WithMany().HasForeignKey(l => l.AlarmId);
        letter.HasIndex(l => new { l.TenantId, l.AlarmId, l.IsEnd, l.Address }).IsUnique();
        letter.HasIndex(l => l.NextAttemptAt);
        letter.HasIndex(l => l.EventId);
    }
}
