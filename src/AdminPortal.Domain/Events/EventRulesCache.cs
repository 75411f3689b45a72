using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Events;

/// <summary>What a check-in must know of its event.</summary>
public sealed record EventRules(long TenantId, long Id, string EventKey, string Title, string TimeZone, int? Capacity, bool EnforceCapacity, ReEntry ReEntry, bool RequireConfirmation)
{
    /// <summary>The event's time zone.</summary>
    public TimeZoneInfo Zone { get; } = Common.Zone.Find(TimeZone);

    /// <summary>Its check-in windows with their tolerances.</summary>
    public WindowSchedule Windows { get; init; } = WindowSchedule.None;

    /// <summary>People who may be inside at once; null when the capacity is not enforced.</summary>
    public int? Limit => EnforceCapacity ? Capacity : null;
}

/// <summary>Keeps the rules of events for one second, so that a burst of scans reads them once; a change on this node shows at once, on another within a second.</summary>
public sealed class EventRulesCache(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(long Tenant, string Key), (EventRules? Rules, DateTime Until)> byKey = new();

    private readonly ConcurrentDictionary<(long Tenant, long Id), (EventRules? Rules, DateTime Until)> byId = new();

    /// <summary>The event of that key in the actor's tenant, or null.</summary>
    public async ValueTask<EventRules?> FindAsync(Actor actor, string eventKey, CancellationToken cancellationToken = default)
    {
        var rules = await GetAsync(byKey, (actor.TenantId, eventKey), actor, events => events.Where(e => e.EventKey == eventKey), cancellationToken);
        return rules?.EventKey == eventKey ? rules : null; // SQL Server passes over spaces at the end
    }

    /// <summary>The event of that id in the actor's tenant, or null.</summary>
    public ValueTask<EventRules?> FindAsync(Actor actor, long eventId, CancellationToken cancellationToken = default) =>
        GetAsync(byId, (actor.TenantId, eventId), actor, events => events.Where(e => e.Id == eventId), cancellationToken);

    /// <summary>Drops what is known of a tenant's events, after one of them changed.</summary>
    public void Forget(long tenantId)
    {
        foreach (var key in byKey.Keys.Where(key => key.Tenant == tenantId))
        {
            byKey.TryRemove(key, out _);
        }

        foreach (var key in byId.Keys.Where(key => key.Tenant == tenantId))
        {
            byId.TryRemove(key, out _);
        }
    }

    private async ValueTask<EventRules?> GetAsync<TKey>(ConcurrentDictionary<TKey, (EventRules? Rules, DateTime Until)> cache, TKey key, Actor actor, Func<IQueryable<Event>, IQueryable<Event>> which, CancellationToken cancellationToken)
        where TKey : notnull
    {
        var now = time.UtcNow();
        if (cache.TryGetValue(key, out var known) && known.Until > now)
        {
            return known.Rules;
        }

        await using var db = databases.Read(actor);
        var windows = CheckInWindowQueries.Living(db);
        var found = await which(db.Events)
            .Select(e => new
            {
                Rules = new EventRules(e.TenantId, e.Id, e.EventKey, e.Title, e.TimeZone, e.Capacity, e.EnforceCapacity, e.ReEntry, e.RequireConfirmation),
                e.ToleranceBefore,
                e.ToleranceAfter,
                Windows = windows.Where(w => w.EventId == e.Id).OrderBy(w => w.StartsAt).Select(w => new WindowRule(w.Id, w.CategoryId, w.StartsAt, w.EndsAt, w.Enforced, w.Limit)).ToList(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        var rules = found is null ? null : found.Rules with { Windows = new WindowSchedule(found.Windows, TimeSpan.FromMinutes(found.ToleranceBefore), TimeSpan.FromMinutes(found.ToleranceAfter)) };
        if (cache.Count > 10_000)
        {
            cache.Clear(); // keys that name no event must not fill the memory
        }

        cache[key] = (rules, now + Age);
        return rules;
    }
}
