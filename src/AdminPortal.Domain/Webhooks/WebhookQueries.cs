using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Webhooks;

/// <summary>Reads endpoints and their log. Needs <see cref="Permission.ManageKeys"/>.</summary>
public sealed class WebhookQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>What the list of endpoints can be sorted by.</summary>
    public static Sorts<WebhookEndpoint> Sorts { get; } = new Sorts<WebhookEndpoint>(e => e.Id)
        .By("name", e => Fold.Ordinal(e.Name))
        .By("created", e => e.CreatedAt);

    /// <summary>What the log can be sorted by.</summary>
    public static Sorts<WebhookDelivery> DeliverySorts { get; } = new Sorts<WebhookDelivery>(d => d.Id).By("id", d => d.Id);

    /// <summary>One page of the endpoints; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<WebhookRow>> ListAsync(Actor actor, WebhookFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        await using var db = databases.Read(actor);
        var endpoints = db.WebhookEndpoints.AsQueryable();
        endpoints = filter.Health switch
        {
            WebhookHealth.Paused => endpoints.Where(e => e.IsPaused),
            WebhookHealth.Broken => endpoints.Where(e => !e.IsPaused && e.BrokenAt != null),
            WebhookHealth.Failing => endpoints.Where(e => !e.IsPaused && e.BrokenAt == null && e.Failures > 0),
            WebhookHealth.Working => endpoints.Where(e => !e.IsPaused && e.BrokenAt == null && e.Failures == 0),
            _ => endpoints,
        };
        foreach (var word in Fold.Words(filter.Search))
        {
            endpoints = endpoints.Where(e => Fold.Loose(e.Name)!.Contains(word) || Fold.Loose(e.Url)!.Contains(word));
        }

        var total = await endpoints.CountAsync(cancellationToken);
        var rows = await Sorts.Apply(db, endpoints, page.Sort, page.Descending).Skip((int)Math.Min(int.MaxValue, page.Skip)).Take(page.Size)
            .ToListAsync(cancellationToken);
        return new Page<WebhookRow>(await RowsAsync(db, rows, cancellationToken), total, page.Number, page.Size);
    }

    /// <summary>One endpoint, or null.</summary>
    public async Task<WebhookDetail?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        await using var db = databases.Read(actor);
        if (await db.WebhookEndpoints.SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } found)
        {
            return null;
        }

        var row = (await RowsAsync(db, [found], cancellationToken))[0];
        return new WebhookDetail(row, found.SecretMadeAt, found.OldSecretUntil, found.BrokenAt, found.ProbeAt, found.Version);
    }

    /// <summary>One page of an endpoint's log, newest first.</summary>
    public async Task<Page<WebhookDeliveryRow>> LogAsync(Actor actor, WebhookDeliveryFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        await using var db = databases.Read(actor);
        var deliveries = Apply(db.WebhookDeliveries, filter);
        var total = await deliveries.CountAsync(cancellationToken);
        var rows = await Rows(DeliverySorts.Apply(db, deliveries, page.Sort, page.Descending).Skip((int)Math.Min(int.MaxValue, page.Skip))
            .Take(page.Size)).ToListAsync(cancellationToken);
        return new Page<WebhookDeliveryRow>(rows, total, page.Number, page.Size);
    }

    /// <summary>One delivery with what was sent and what came back, or null.</summary>
    public async Task<WebhookDeliveryDetail?> DeliveryAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        await using var db = databases.Read(actor);
        var one = db.WebhookDeliveries.Where(d => d.Id == id);
        if (await Rows(one).SingleOrDefaultAsync(cancellationToken) is not { } row)
        {
            return null;
        }

        var rest = await one.Select(d => new { d.EndpointId, d.Message!.Body }).SingleAsync(cancellationToken);
        var attempts = await db.WebhookAttempts.Where(a => a.DeliveryId == id).OrderByDescending(a => a.Id)
            .Select(a => new WebhookAttemptRow(a.Id, a.At, a.Milliseconds, a.Status, a.Failure, a.Answer)).ToListAsync(cancellationToken);
        return new WebhookDeliveryDetail(rest.EndpointId, row, rest.Body, attempts);
    }

    /// <summary>Which deliveries a filter means.</summary>
    internal static IQueryable<WebhookDelivery> Apply(IQueryable<WebhookDelivery> deliveries, WebhookDeliveryFilter filter)
    {
        deliveries = deliveries.Where(d => d.EndpointId == filter.EndpointId);
        deliveries = filter.State is { } state ? deliveries.Where(d => d.State == state) : deliveries;
        deliveries = filter.Type is { } type ? deliveries.Where(d => d.Message!.Type == type) : deliveries;
        deliveries = filter.From is { } from ? deliveries.Where(d => d.Message!.At >= from) : deliveries;
        deliveries = filter.Until is { } until ? deliveries.Where(d => d.Message!.At < until) : deliveries;
        var search = filter.Search?.Trim();
        return string.IsNullOrEmpty(search) ? deliveries : deliveries.Where(d => d.Message!.Key == search || d.EventKey == search);
    }

    private static IQueryable<WebhookDeliveryRow> Rows(IQueryable<WebhookDelivery> deliveries) => deliveries.Select(d =>
        new WebhookDeliveryRow(d.Id, d.Message!.Key, d.Message.Type, d.EventKey, d.Message.At, d.State, d.Tries, d.Status, d.Failure,
            d.NextAttemptAt, d.FinishedAt));

    private static async Task<List<WebhookRow>> RowsAsync(PortalDb db, List<WebhookEndpoint> endpoints, CancellationToken cancellationToken)
    {
        var ids = endpoints.ConvertAll(e => e.Id);
        var counts = await db.WebhookDeliveries.Where(d => ids.Contains(d.EndpointId) && d.State != WebhookDeliveryState.Delivered)
            .GroupBy(d => new { d.EndpointId, d.State }).Select(g => new { g.Key.EndpointId, g.Key.State, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var last = await db.WebhookAttempts.Where(a => ids.Contains(a.EndpointId)).GroupBy(a => a.EndpointId)
            .Select(g => new { g.Key, At = g.Max(a => a.At) }).ToDictionaryAsync(g => g.Key, g => g.At, cancellationToken);
        var events = endpoints.SelectMany(e => e.Events).Distinct().ToList();
        var keys = await db.Events.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(e => events.Contains(e.Id))
            .ToDictionaryAsync(e => e.Id, e => e.EventKey, cancellationToken);
        int Count(long id, WebhookDeliveryState state) => counts.Find(c => c.EndpointId == id && c.State == state)?.Count ?? 0;
        return endpoints.ConvertAll(e => new WebhookRow(e.Id, e.Name, e.Url, e.Types.Split(','),
            [.. e.Events.Where(keys.ContainsKey).Select(id => keys[id])],
            e.IsPaused ? WebhookHealth.Paused : e.BrokenAt is not null ? WebhookHealth.Broken
                : e.Failures > 0 ? WebhookHealth.Failing : WebhookHealth.Working,
            Count(e.Id, WebhookDeliveryState.Waiting), Count(e.Id, WebhookDeliveryState.GivenUp),
            last.TryGetValue(e.Id, out var at) ? at : null, e.CreatedAt));
    }
}
