using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Events;

/// <summary>When somebody who was already in may come in again.</summary>
public enum ReEntry
{
    /// <summary>After a check-out.</summary>
    AfterCheckOut,

    /// <summary>Never: one check-in for the whole event.</summary>
    Never,

    /// <summary>Once a day of the event's time zone.</summary>
    OncePerDay,

    /// <summary>Every scan is a new check-in; the open one is closed at that moment.</summary>
    Always,
}

/// <summary>Something people take part in.</summary>
public sealed class Event : ITenantOwned, IAudited, ISoftDeleted, IOfEvent
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>Unique in the tenant, compared letter by letter; the API's name of the event.</summary>
    public required string EventKey { get; set; }

    public required string Title { get; set; }

    public string? Place { get; set; }

    /// <summary>UTC.</summary>
    public required DateTime StartsAt { get; set; }

    /// <summary>UTC, after <see cref="StartsAt"/>.</summary>
    public required DateTime EndsAt { get; set; }

    /// <summary>IANA name; the event's days and shown times are of this zone.</summary>
    public required string TimeZone { get; set; }

    /// <summary>People who fit in at once; null when nobody counts.</summary>
    public int? Capacity { get; set; }

    /// <summary>Whether a check-in beyond the capacity is refused.</summary>
    public bool EnforceCapacity { get; set; }

    public ReEntry ReEntry { get; set; }

    /// <summary>Whether only confirmed participants may come in.</summary>
    public bool RequireConfirmation { get; set; }

    /// <summary>Whether a scan counts by a signed badge code only; people who are picked by name are let in all the same.</summary>
    public bool OnlySignedCodes { get; set; }

    /// <summary>Minutes before a check-in window opens in which people are let in already.</summary>
    public int ToleranceBefore { get; set; }

    /// <summary>Minutes after a check-in window has closed in which people are still let in.</summary>
    public int ToleranceAfter { get; set; }

    /// <summary>The earlier event that its arrivals are compared with, and that their forecast follows; null for none.</summary>
    public long? EarlierEventId { get; set; }

    /// <summary>Whether it is for trying things out: it is the only kind that exists for test keys of the API.</summary>
    public bool IsTest { get; set; }

    /// <summary>When its last rehearsal ended, UTC; null, as are its figures, when it was never rehearsed.</summary>
    [NotAudited]
    public DateTime? RehearsedAt { get; set; }

    /// <summary><see cref="Rehearsal.Sent"/> of the last rehearsal.</summary>
    [NotAudited]
    public int? RehearsalSent { get; set; }

    /// <summary><see cref="Rehearsal.Admitted"/> of the last rehearsal.</summary>
    [NotAudited]
    public int? RehearsalAdmitted { get; set; }

    /// <summary><see cref="Rehearsal.Failed"/> of the last rehearsal.</summary>
    [NotAudited]
    public int? RehearsalFailed { get; set; }

    /// <summary><see cref="Rehearsal.Milliseconds"/> of the last rehearsal.</summary>
    [NotAudited]
    public int? RehearsalMilliseconds { get; set; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; set; }

    public DateTime? DeletedAt { get; set; }

    public int Version { get; set; }

    long IOfEvent.EventId => Id;
}

/// <summary>A kind of participants of one event, such as exhibitors.</summary>
public sealed class Category : ITenantOwned, IAudited, ISoftDeleted, IOfEvent
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long EventId { get; init; }

    /// <summary>Unique in the event, compared letter by letter.</summary>
    public required string CategoryKey { get; set; }

    public required string Title { get; set; }

    /// <summary>Place in lists, from 0.</summary>
    public int Position { get; set; }

    public DateTime? DeletedAt { get; set; }

    public int Version { get; set; }
}

internal sealed class EventMap : IEntityTypeConfiguration<Event>, IEntityTypeConfiguration<Category>
{
    public void Configure(EntityTypeBuilder<Event> row)
    {
        row.Property(e => e.EventKey).HasMaxLength(EventService.KeyLimit).IsExact();
        row.Property(e => e.TimeZone).HasMaxLength(64);
        row.HasIndex(e => new { e.TenantId, e.EventKey }).IsUnique().HasFilter(ColumnMarks.Alive);
        row.HasIndex(e => new { e.TenantId, e.StartsAt });
        row.HasOne<Event>().WithMany().HasForeignKey(e => e.EarlierEventId);
    }

    public void Configure(EntityTypeBuilder<Category> category)
    {
        category.Property(c => c.CategoryKey).HasMaxLength(EventService.KeyLimit).IsExact();
        category.HasOne<Event>().WithMany().HasForeignKey(c => c.EventId);
        category.HasIndex(c => new { c.TenantId, c.EventId, c.CategoryKey }).IsUnique().HasFilter(ColumnMarks.Alive);
    }
}
