using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>Whether a key opens anything.</summary>
public enum ApiKeyStatus
{
    /// <summary>It does.</summary>
    Active,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Somebody revoked it.</summary>
    Revoked,
}

/// <summary>A row of the keys page; times are UTC.</summary>
public sealed record ApiKeyRow(long Id, string Name, string Prefix, IReadOnlyList<string> Scopes, DateTime CreatedAt, DateTime? ExpiresAt,
    DateTime? RevokedAt, DateTime? LastUsedAt)
{
    public ApiKeyKind Kind { get; init; }

    public ApiKeyStatus Status { get; init; }

    /// <summary>The event of a device key.</summary>
    public string? EventKey { get; init; }

    /// <summary>Calls in the last hour, where they were counted; see <see cref="Api.CallUsage"/>.</summary>
    public int Calls { get; init; }
}

/// <summary>Which keys; everything that is set must hold.</summary>
public sealed record ApiKeyFilter
{
    /// <summary>Words that must all occur in the name or the first characters.</summary>
    public string? Search { get; init; }

    public ApiKeyKind? Kind { get; init; }

    public ApiKeyStatus? Status { get; init; }
}

/// <summary>The keys as they are listed.</summary>
public sealed partial class ApiKeyService
{
    /// <summary>What the list can be sorted by.</summary>
    public static Sorts<ApiKey> Sorts { get; } = new Sorts<ApiKey>(k => k.Id)
        .By("created", k => k.CreatedAt)
        .By("name", k => Fold.Ordinal(k.Name))
        .By("kind", k => k.Kind)
        .By("last_used", k => k.LastUsedAt)
        .By("expires", k => k.ExpiresAt);

    /// <summary>
    /// One page of the tenant's keys but for those of stations; sortable by <see cref="Sorts"/>. Needs <see cref="Permission.ManageKeys"/>.
    /// </summary>
    public async Task<Page<ApiKeyRow>> ListAsync(Actor actor, ApiKeyFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        await using var db = databases.Read(actor);
        var now = time.UtcNow();
        var keys = Apply(db.ApiKeys.Where(k => k.Kind != ApiKeyKind.Station), filter, now);
        var total = await keys.CountAsync(cancellationToken);
        var rows = await Sorts.Apply(db, keys, page.Sort, page.Descending).Skip((int)Math.Min(int.MaxValue, page.Skip)).Take(page.Size)
            .Select(k => new { Row = k, EventKey = db.Events.Where(e => e.Id == k.EventId).Select(e => e.EventKey).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        return new Page<ApiKeyRow>(rows.ConvertAll(found => RowOf(found.Row, now) with { EventKey = found.EventKey }), total, page.Number,
            page.Size);
    }

    private static IQueryable<ApiKey> Apply(IQueryable<ApiKey> keys, ApiKeyFilter filter, DateTime now)
    {
        keys = filter.Kind is { } kind ? keys.Where(k => k.Kind == kind) : keys;
        keys = filter.Status switch
        {
            ApiKeyStatus.Active => keys.Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now)),
            ApiKeyStatus.Expired => keys.Where(k => k.RevokedAt == null && k.ExpiresAt <= now),
            ApiKeyStatus.Revoked => keys.Where(k => k.RevokedAt != null),
            _ => keys,
        };
        foreach (var word in Fold.Words(filter.Search))
        {
            keys = keys.Where(k => Fold.Loose(k.Name)!.Contains(word) || Fold.Loose(k.Prefix)!.Contains(word));
        }

        return keys;
    }

    private ApiKeyRow RowOf(ApiKey k, DateTime now) => new(k.Id, k.Name, k.Prefix,
        k.Scopes.Split(',', StringSplitOptions.RemoveEmptyEntries), k.CreatedAt, k.ExpiresAt, k.RevokedAt,
        used.TryGetValue(k.Id, out var at) ? at : k.LastUsedAt)
    {
        Kind = k.Kind,
        Status = k.RevokedAt is not null ? ApiKeyStatus.Revoked : k.ExpiresAt <= now ? ApiKeyStatus.Expired : ApiKeyStatus.Active,
    };
}
