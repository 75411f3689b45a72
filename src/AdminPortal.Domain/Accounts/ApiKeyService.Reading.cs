using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
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
        return await keys.PageAsync(
            page,
            found => Sorts.Apply(db, found, page.Sort, page.Descending),
            async rows => (await rows
                .Select(k => new { Row = k, EventKey = db.Events.Where(e => e.Id == k.EventId).Select(e => e.EventKey).FirstOrDefault() })
                .ToListAsync(cancellationToken)).ConvertAll(found => RowOf(found.Row, now) with { EventKey = found.EventKey }),
            cancellationToken);
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
        return keys.WhenWords(filter.Search, word => k => Fold.Loose(k.Name)!.Contains(word) || Fold.Loose(k.Prefix)!.Contains(word));
    }

    private ApiKeyRow RowOf(ApiKey k, DateTime now) => new(k.Id, k.Name, k.Prefix,
        k.Scopes.Split(',', StringSplitOptions.RemoveEmptyEntries), k.CreatedAt, k.ExpiresAt, k.RevokedAt,
        used.TryGetValue(k.Id, out var at) ? at : k.LastUsedAt)
    {
        Kind = k.Kind,
        Status = k.RevokedAt is not null ? ApiKeyStatus.Revoked : k.ExpiresAt <= now ? ApiKeyStatus.Expired : ApiKeyStatus.Active,
    };
}
