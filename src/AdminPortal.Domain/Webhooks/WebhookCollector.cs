using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Webhooks;

/// <summary>
/// Makes messages of what both logs tell and of alarms, for the endpoints that want them. The messages and the place up to which the logs
/// were read are one transaction: of several nodes that do the same one commits, the others find it done. Where no tenant has an endpoint
/// it is one small read.
/// </summary>
public sealed class WebhookCollector(IDbContextFactory<PortalDb> databases, WebhookBodies bodies, TimeProvider time)
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Alarms that are over for longer are not told any more.</summary>
    private static readonly TimeSpan Alarmed = TimeSpan.FromDays(1);

    private static readonly Actor Portal = Actor.System(0, "webhooks") with { Priority = WritePriority.Bulk };

    /// <summary>Reads on until both logs are at their end.</summary>
    /// <returns>How many messages were written.</returns>
    public async Task<int> CollectAsync(CancellationToken cancellationToken = default)
    {
        var written = 0;
        for (var more = true; more;)
        {
            (var some, more) = await StepAsync(cancellationToken);
            written += some;
        }

        return written;
    }

    /// <summary>Inside the transaction that makes an endpoint: where it is the only one the logs are read from here on.</summary>
    internal static async Task BeginAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var cursor = await db.WebhookCursors.SingleOrDefaultAsync(cancellationToken);
        if (cursor is not null && await db.WebhookEndpoints.IgnoreQueryFilters().AnyAsync(e => e.DeletedAt == null, cancellationToken))
        {
            return;
        }

        var (scan, audit) = await WebhookLog.EndAsync(db, cancellationToken);
        if (cursor is null)
        {
            db.WebhookCursors.Add(new WebhookCursor { Scan = scan, Audit = audit });
        }
        else
        {
            (cursor.Scan, cursor.Audit, cursor.ScanGaps, cursor.AuditGaps) = (scan, audit, null, null);
        }
    }

    private async Task<(int Written, bool More)> StepAsync(CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        var subscribers = await SubscribersAsync(db, cancellationToken);
        if (subscribers.Count == 0 || await db.WebhookCursors.SingleOrDefaultAsync(cancellationToken) is not { } cursor)
        {
            return (0, false);
        }

        var now = time.UtcNow();
        var (scan, audit) = (LogPosition.Of(cursor.Scan, cursor.ScanGaps), LogPosition.Of(cursor.Audit, cursor.AuditGaps));
        var read = await WebhookLog.ReadAsync(db, scan, audit, now, cancellationToken);
        var facts = read.Audits.Select(WebhookFacts.Of).OfType<WebhookFact>().Concat(read.Scans.Select(WebhookFacts.Of))
            .Concat(await AlarmsAsync(db, subscribers, now, cancellationToken))
            .Where(fact => subscribers[fact.TenantId].Any(one => MayWant(one, fact))).OrderBy(fact => fact.At).ToList();
        var made = new List<MadeMessage>();
        foreach (var tenant in facts.GroupBy(fact => fact.TenantId))
        {
            var slug = await db.Tenants.Where(t => t.Id == tenant.Key).Select(t => t.Slug).SingleAsync(cancellationToken);
            made.AddRange(await bodies.MakeAsync(tenant.Key, slug, [.. tenant], cancellationToken));
        }

        var wanted = made.Select(one => (one.Message, Whom: subscribers[one.Message.TenantId].Where(to => Wants(to, one)).ToList()))
            .Where(one => one.Whom.Count > 0).ToList();
        if (wanted.Count == 0 && scan.Place == read.Scan.Place && audit.Place == read.Audit.Place
            && scan.Gaps.SequenceEqual(read.Scan.Gaps) && audit.Gaps.SequenceEqual(read.Audit.Gaps))
        {
            return (0, read.IsFull);
        }

        return (await WriteAsync(cursor, read, wanted, now, cancellationToken), read.IsFull);
    }

    /// <summary>Writes what was made, unless another node has read on from the same place meanwhile.</summary>
    private async Task<int> WriteAsync(WebhookCursor from, LogReading read,
        List<(WebhookMessage Message, List<WebhookSubscriber> Whom)> wanted, DateTime now, CancellationToken cancellationToken) =>
        (await databases.WriteAsync<int>(Portal, async db =>
        {
            if (await db.WebhookCursors.Where(c => c.Version == from.Version).ExecuteUpdateAsync(set => set
                .SetProperty(c => c.Scan, read.Scan.Place).SetProperty(c => c.ScanGaps, read.Scan.Stored)
                .SetProperty(c => c.Audit, read.Audit.Place).SetProperty(c => c.AuditGaps, read.Audit.Stored)
                .SetProperty(c => c.Version, from.Version + 1), cancellationToken) == 0)
            {
                return 0;
            }

            var sources = wanted.ConvertAll(one => one.Message.Source);
            var tenants = wanted.Select(one => one.Message.TenantId).Distinct().ToList();
            var there = sources.Count == 0 ? [] : (await db.WebhookMessages.IgnoreQueryFilters()
                .Where(m => tenants.Contains(m.TenantId) && sources.Contains(m.Source)).Select(m => new { m.TenantId, m.Source })
                .ToListAsync(cancellationToken)).Select(m => (m.TenantId, m.Source)).ToHashSet();
            var fresh = wanted.Where(one => !there.Contains((one.Message.TenantId, one.Message.Source)))
                .DistinctBy(one => (one.Message.TenantId, one.Message.Source))
                .Select(one => (Message: Copy(one.Message), one.Whom)).ToList();
            await db.BulkInsertAsync(fresh.ConvertAll(one => one.Message), cancellationToken);
            await db.BulkInsertAsync(fresh.SelectMany(one => one.Whom.Select(to => new WebhookDelivery
            {
                TenantId = one.Message.TenantId,
                EndpointId = to.Id,
                MessageId = one.Message.Id,
                EventKey = one.Message.EventKey,
                QueuedAt = now,
                NextAttemptAt = now,
            })).ToList(), cancellationToken);
            return fresh.Count;
        }, cancellationToken)).Required();

    /// <summary>A row that was not written yet, so that a transaction which is run again writes it anew.</summary>
    private static WebhookMessage Copy(WebhookMessage m) => new()
    { TenantId = m.TenantId, Source = m.Source, Key = m.Key, Type = m.Type, EventKey = m.EventKey, At = m.At, Body = m.Body };

    private static async Task<ILookup<long, WebhookSubscriber>> SubscribersAsync(PortalDb db, CancellationToken cancellationToken) =>
        (await (
            from e in db.WebhookEndpoints.IgnoreQueryFilters()
            join t in db.Tenants on e.TenantId equals t.Id
            where e.DeletedAt == null
            select new { e.Id, e.TenantId, e.Types, e.Events, e.CreatedAt, t.Plan }).ToListAsync(cancellationToken))
            .Where(e => WebhookSubscriber.Allows(e.Plan))
            .Select(e => new WebhookSubscriber(e.Id, e.TenantId, e.Types.Split(',').ToHashSet(), e.Events.ToHashSet(), e.CreatedAt))
            .ToLookup(e => e.TenantId);

    /// <summary>
    /// Alarms that are open or ended lately, and that nobody was told of yet. They are few, and no log tells of them: which of them were
    /// told says the unique source of a message.
    /// </summary>
    private static async Task<List<WebhookFact>> AlarmsAsync(PortalDb db, ILookup<long, WebhookSubscriber> subscribers, DateTime now,
        CancellationToken cancellationToken)
    {
        var tenants = subscribers.Where(tenant => tenant.Any(one => one.Types.Contains(WebhookTypes.AlarmRaised)
            || one.Types.Contains(WebhookTypes.AlarmEnded))).ToDictionary(tenant => tenant.Key, tenant => tenant.Min(one => one.Since));
        if (tenants.Count == 0)
        {
            return [];
        }

        var (ids, since) = (tenants.Keys.ToList(), now - Alarmed);
        var alarms = await db.Alarms.IgnoreQueryFilters().Where(a => ids.Contains(a.TenantId) && (a.EndedAt == null || a.EndedAt > since))
            .Select(a => new { a.Id, a.TenantId, a.EventId, a.RaisedAt, a.EndedAt }).ToListAsync(cancellationToken);
        var facts = alarms.SelectMany(a => new[]
        {
            WebhookFacts.Alarm(a.TenantId, a.Id, a.EventId, a.RaisedAt, isEnd: false),
            a.EndedAt is { } end ? WebhookFacts.Alarm(a.TenantId, a.Id, a.EventId, end, isEnd: true) : null,
        }).OfType<WebhookFact>().Where(fact => fact.At >= tenants[fact.TenantId]).ToList();
        var sources = facts.ConvertAll(fact => fact.Source);
        var told = (await db.WebhookMessages.IgnoreQueryFilters().Where(m => ids.Contains(m.TenantId) && sources.Contains(m.Source))
            .Select(m => m.Source).ToListAsync(cancellationToken)).ToHashSet();
        return facts.FindAll(fact => !told.Contains(fact.Source));
    }

    /// <summary>Whether an endpoint may want what comes of a fact; a check-in may bring the end of another with it.</summary>
    private static bool MayWant(WebhookSubscriber one, WebhookFact fact) => fact.At >= one.Since
        && (one.Types.Contains(fact.Type)
            || (fact.Type == WebhookTypes.CheckInCreated && one.Types.Contains(WebhookTypes.CheckInClosed)))
        && (one.Events.Count == 0 || (fact.EventId is { } id ? one.Events.Contains(id) : !fact.IsOfNoEvent));

    private static bool Wants(WebhookSubscriber one, MadeMessage made) => made.Message.At >= one.Since
        && one.Types.Contains(made.Message.Type) && (one.Events.Count == 0 || one.Events.Overlaps(made.Events));
}
