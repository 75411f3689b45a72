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

    public bool IsTest { get; init; }

    /// <summary>Ids of the events that exist for it; null for all of the tenant.</summary>
    public IReadOnlyList<long>? Events { get; init; }

    /// <summary>Networks it may be used from; empty for everywhere.</summary>
    public string Networks { get; init; } = "";

    /// <summary>The network address it was last used from; null where that is not known.</summary>
    public string? LastUsedFrom { get; init; }

    /// <summary>UTC; until when the secret before the last rotation is good; null when it is not.</summary>
    public DateTime? PreviousUntil { get; init; }

    /// <summary>UTC; when that old secret was last used.</summary>
    public DateTime? PreviousUsedAt { get; init; }

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

    public KeyUse? Use { get; init; }
}

/// <summary>How long ago a key was used.</summary>
public enum KeyUse
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>Not within <see cref="ApiKeyService.Idle"/>; one that was never used counts from when it was made.</summary>
    Idle,
}

/// <summary>The keys as they are listed.</summary>
public sealed partial class ApiKeyService
{
    /// <summary>A key that was not used for so long is better revoked.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(90);

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

    /// <summary>
    /// How many keys open something and were not used within <see cref="Idle"/>. Needs <see cref="Permission.ManageKeys"/>.
    /// </summary>
    public async Task<int> IdleAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        await using var db = databases.Read(actor);
        return await Apply(db.ApiKeys.Where(k => k.Kind != ApiKeyKind.Station),
            new ApiKeyFilter { Status = ApiKeyStatus.Active, Use = KeyUse.Idle }, time.UtcNow()).CountAsync(cancellationToken);
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
        var since = now - Idle;
        keys = filter.Use switch
        {
            KeyUse.Never => keys.Where(k => k.LastUsedAt == null),
            KeyUse.Idle => keys.Where(k => (k.LastUsedAt ?? k.CreatedAt) < since),
            _ => keys,
        };
        return keys.WhenWords(filter.Search, word => k => Fold.Loose(k.Name)!.Contains(word) || Fold.Loose(k.Prefix)!.Contains(word));
    }

    private ApiKeyRow RowOf(ApiKey k, DateTime now)
    {
        // What is not written down yet is known here.
        var isOld = used.TryGetValue((k.Id, true), out var old);
        var last = used.TryGetValue((k.Id, false), out var call) && (!isOld || call.At > old.At) ? call : isOld ? old : default;
        return new(k.Id, k.Name, k.Prefix, k.Scopes.Split(',', StringSplitOptions.RemoveEmptyEntries), k.CreatedAt, k.ExpiresAt,
            k.RevokedAt, last.At > (k.LastUsedAt ?? default) ? last.At : k.LastUsedAt)
        {
            IsTest = k.IsTest,
            Events = k.LimitedEvents,
            Networks = k.Networks,
            LastUsedFrom = last.At > (k.LastUsedAt ?? default) ? last.From?.ToString() : k.LastUsedFrom,
            PreviousUntil = k.RevokedAt is null && k.PreviousUntil > now ? k.PreviousUntil : null,
            PreviousUsedAt = isOld ? old.At : k.PreviousUsedAt,
            Kind = k.Kind,
            Status = k.RevokedAt is not null ? ApiKeyStatus.Revoked : k.ExpiresAt <= now ? ApiKeyStatus.Expired : ApiKeyStatus.Active,
        };
    }
}
