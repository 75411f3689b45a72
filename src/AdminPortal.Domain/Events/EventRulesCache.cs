using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

/// <summary>What a check-in must know of its event.</summary>
public sealed record EventRules(long TenantId, long Id, string EventKey, string Title, string TimeZone, int? Capacity, bool EnforceCapacity,
    ReEntry ReEntry, bool RequireConfirmation)
{
    /// <summary>The event's time zone.</summary>
    public TimeZoneInfo Zone { get; } = Common.Zone.Find(TimeZone);

    /// <summary>Its check-in windows with their tolerances.</summary>
    public WindowSchedule Windows { get; init; } = WindowSchedule.None;

    /// <summary>Whether a scan counts by a signed badge code only.</summary>
    public bool OnlySignedCodes { get; init; }

    /// <summary>The public key of the event's badges, SPKI in Base64; null while none was signed.</summary>
    public string? BadgeKey { get; init; }

    /// <summary>UTC.</summary>
    public DateTime StartsAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTime EndsAt { get; init; }

    /// <summary>The earlier event that its arrivals are compared with, or null.</summary>
    public long? EarlierEventId { get; init; }

    /// <summary>People who may be inside at once; null when the capacity is not enforced.</summary>
    public int? Limit => EnforceCapacity ? Capacity : null;

    /// <summary>
    /// Whether a rule of the event, its windows left aside, looks at more than a participant's open record: at closed ones, or at
    /// everybody's.
    /// </summary>
    public bool CountsHistory => Limit is not null || ReEntry is ReEntry.Never or ReEntry.OncePerDay;
}

/// <summary>
/// Keeps the rules of events for one second, so that a burst of scans reads them once; a change on this node shows at once, on another
/// within a second.
/// </summary>
public sealed class EventRulesCache : IDisposable
{
    private readonly IDbContextFactory<PortalDb> databases;

    private readonly BriefMemory<(long Tenant, string Key), EventRules?> byKey;

    private readonly BriefMemory<(long Tenant, long Id), EventRules?> byId;

    private readonly IDisposable listening;

    /// <summary>Listens to <paramref name="commits"/>, and forgets what one of them may have changed.</summary>
    public EventRulesCache(IDbContextFactory<PortalDb> databases, Commits commits, TimeProvider time)
    {
        (this.databases, byKey, byId) = (databases, new(time), new(time));
        listening = commits.Listen(commit =>
        {
            foreach (var tenant in commit.RulesOf)
            {
                byKey.Forget(key => key.Tenant == tenant);
                byId.Forget(key => key.Tenant == tenant);
            }
        });
    }

    /// <summary>The event of that key that exists for the actor, or null.</summary>
    public ValueTask<EventRules?> FindAsync(Actor actor, string eventKey, CancellationToken cancellationToken = default) =>
        SeenAsync(actor, byKey.GetAsync((actor.TenantId, eventKey), () => ReadAsync(actor, events =>
            events.Where(e => e.EventKey == eventKey)), cancellationToken));

    /// <summary>The event of that id that exists for the actor, or null.</summary>
    public ValueTask<EventRules?> FindAsync(Actor actor, long eventId, CancellationToken cancellationToken = default) =>
        SeenAsync(actor, byId.GetAsync((actor.TenantId, eventId), () => ReadAsync(actor, events => events.Where(e => e.Id == eventId)),
            cancellationToken));

    /// <summary>Listens no longer.</summary>
    public void Dispose() => listening.Dispose();

    private static async ValueTask<EventRules?> SeenAsync(Actor actor, ValueTask<EventRules?> known) =>
        await known is { } rules && actor.Sees(rules.Id) ? rules : null;

    private async Task<EventRules?> ReadAsync(Actor actor, Func<IQueryable<Event>, IQueryable<Event>> which)
    {
        await using var db = databases.Read(actor.Everywhere());
        var windows = CheckInWindowQueries.Living(db);
        var found = await which(db.Events)
            .Select(e => new
            {
                Rules = new EventRules(e.TenantId, e.Id, e.EventKey, e.Title, e.TimeZone, e.Capacity, e.EnforceCapacity, e.ReEntry,
                    e.RequireConfirmation),
                e.OnlySignedCodes,
                e.StartsAt,
                e.EndsAt,
                e.EarlierEventId,
                BadgeKey = db.BadgeKeys.Where(k => k.EventId == e.Id).Select(k => k.PublicKey).FirstOrDefault(),
                e.ToleranceBefore,
                e.ToleranceAfter,
                Windows = windows.Where(w => w.EventId == e.Id).OrderBy(w => w.StartsAt)
                    .Select(w => new WindowRule(w.Id, w.CategoryId, w.StartsAt, w.EndsAt, w.Enforced, w.Limit)).ToList(),
            })
            .SingleOrDefaultAsync();
        return found is null
            ? null
            : found.Rules with
            {
                OnlySignedCodes = found.OnlySignedCodes,
                BadgeKey = found.BadgeKey,
                StartsAt = found.StartsAt,
                EndsAt = found.EndsAt,
                EarlierEventId = found.EarlierEventId,
                Windows = new WindowSchedule(found.Windows, TimeSpan.FromMinutes(found.ToleranceBefore),
                TimeSpan.FromMinutes(found.ToleranceAfter))
            };
    }
}
