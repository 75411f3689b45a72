using System.Collections.Concurrent;
using System.Net;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Tenants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>A new key: the only time its text is known.</summary>
public sealed record NewApiKey(long Id, string Key, string Prefix);

/// <summary>Whom a key stands for.</summary>
/// <param name="Actor">With the permissions of the key's scopes.</param>
/// <param name="Scopes">The key's scopes.</param>
/// <param name="Plan">The tenant's plan.</param>
/// <param name="TenantSlug">The tenant's slug.</param>
public sealed record ApiCaller(Actor Actor, IReadOnlyList<string> Scopes, Plan Plan, string TenantSlug)
{
    /// <summary>Networks it may be used from; empty for everywhere.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>Whether the call came with the old key beside the new one.</summary>
    public bool IsPrevious { get; init; }
}

/// <summary>Makes, revokes and recognises API keys.</summary>
public sealed partial class ApiKeyService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    private readonly BriefMemory<string, ApiCaller?> known = new(time);

    private readonly ConcurrentDictionary<(long Id, bool Previous), (DateTime At, IPAddress? From)> used = new();

    private const string LiveWord = "apk_live";

    private const string TestWord = "apk_test";

    /// <summary>Makes a live key without limits; refused as the other one.</summary>
    public Task<Result<NewApiKey>> CreateAsync(Actor actor, string name, IReadOnlyCollection<string> scopes, DateTime? expiresAt,
        CancellationToken cancellationToken = default) =>
        CreateAsync(actor, new ApiKeyDraft(name, scopes, expiresAt), cancellationToken);

    /// <summary>
    /// Makes a key. Refused: <c>proof_needed</c>, no name, no or unknown scopes, an expiry in the past, and limits as
    /// <see cref="LimitAsync"/>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageKeys"/>.</param>
    /// <param name="draft">What it is made from.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<NewApiKey>> CreateAsync(Actor actor, ApiKeyDraft draft, CancellationToken cancellationToken = default)
    {
        var (name, scopes, expiresAt) = draft;
        actor.Require(Permission.ManageKeys);
        if (actor.Missing(time) is { } proof)
        {
            return Task.FromResult<Result<NewApiKey>>(proof);
        }

        return databases.WriteAsync<NewApiKey>(actor, async db =>
        {
            var now = time.UtcNow();
            var check = new Check().Text("name", name, 100)
                .That(scopes.Count > 0, Problem.Required("scopes"))
                .That(expiresAt is null || expiresAt > now,
                    Problem.Invalid("expires", "The expiry must lie ahead.") with { Code = "expiry_past" });
            var (events, networks) = await draft.Limits.CheckAsync(db, check, cancellationToken);
            scopes.Except(Grants.Scopes).ToList().ForEach(scope => check.That(false, Problem.Unknown("scopes", scope)));
            if (!check.Ok)
            {
                return check.Problems;
            }

            var secret = Secret.New(draft.IsTest ? TestWord : LiveWord);
            var key = new ApiKey
            {
                Name = name.Trim(),
                Prefix = secret.Prefix,
                KeyHash = secret.Hash,
                Scopes = string.Join(',', Grants.Scopes.Where(scopes.Contains)),
                CreatedAt = now,
                ExpiresAt = expiresAt,
                IsTest = draft.IsTest,
                LimitedEvents = events,
                Networks = networks,
            };
            db.ApiKeys.Add(key);
            await db.SaveChangesAsync(cancellationToken);
            return new NewApiKey(key.Id, secret.Text, secret.Prefix);
        }, cancellationToken);
    }

    /// <summary>Revokes a key; this node refuses its next call, another node within a second. Refused: <c>not_found</c>.</summary>
    public async Task<Result<Done>> RevokeAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        var result = await databases.WriteAsync<Done>(actor, async db =>
        {
            var key = await db.ApiKeys.SingleOrDefaultAsync(k =>
                k.Id == id && k.RevokedAt == null && k.Kind != ApiKeyKind.Station, cancellationToken);
            if (key is null)
            {
                return Problem.NotFound();
            }

            key.RevokedAt = time.UtcNow();
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
        known.Clear();
        return result;
    }

    /// <summary>The tenant a key belongs to, or null: for the command line, which names a key by its id alone.</summary>
    public async Task<long?> TenantOfAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var db = databases.CreateDbContext();
        return await db.ApiKeys.IgnoreQueryFilters().Where(k => k.Id == id).Select(k => (long?)k.TenantId)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Whom a key stands for, or null when it is wrong, expired, revoked, or may not be used from there. Known for one second, so that a
    /// burst of calls reads it once.
    /// </summary>
    /// <param name="key">As it was sent.</param>
    /// <param name="from">Where the call came from; null for what came over no network.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async ValueTask<ApiCaller?> AuthenticateAsync(string key, IPAddress? from = null, CancellationToken cancellationToken = default)
    {
        if (key.Length is < 10 or > 200)
        {
            return null;
        }

        var hash = Secret.HashOf(key);
        var now = time.UtcNow();
        var found = await known.GetAsync(hash, () => ReadAsync(hash, now), cancellationToken);
        if (found is null || !Admits(found.Networks, from))
        {
            return null;
        }

        used[(found.Actor.Id!.Value, found.IsPrevious)] = (now, from);
        return found;
    }

    /// <summary>Writes down when keys were last used; called once a minute and at the end.</summary>
    public async Task FlushUsageAsync(CancellationToken cancellationToken = default)
    {
        var some = used.OrderBy(pair => pair.Key.Id).ToList();
        if (some.Count == 0)
        {
            return;
        }

        await databases.WriteAsync<Done>(Actor.System(0, "portal"), async db =>
        {
            foreach (var ((id, previous), (at, address)) in some)
            {
                var from = address?.ToString();
                await db.ApiKeys.IgnoreQueryFilters().Where(k => k.Id == id && (k.LastUsedAt == null || k.LastUsedAt < at))
                    .ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, at).SetProperty(k => k.LastUsedFrom, from),
                        cancellationToken);
                if (previous)
                {
                    await db.ApiKeys.IgnoreQueryFilters().Where(k => k.Id == id && k.PreviousHash != null)
                        .ExecuteUpdateAsync(set => set.SetProperty(k => k.PreviousUsedAt, at), cancellationToken);
                }
            }

            return Done.It;
        }, cancellationToken);
        some.ForEach(pair => used.TryRemove(pair));
    }

    private async Task<ApiCaller?> ReadAsync(string hash, DateTime now)
    {
        await using var db = databases.CreateDbContext();
        var found = await (
            from k in db.ApiKeys.IgnoreQueryFilters()
            join t in db.Tenants on k.TenantId equals t.Id
            where (k.KeyHash == hash || (k.PreviousHash == hash && k.PreviousUntil > now)) && k.Kind == ApiKeyKind.Api
                && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now)
            select new
            {
                k.Id,
                k.TenantId,
                k.Name,
                k.Scopes,
                t.Plan,
                t.Slug,
                k.IsTest,
                k.LimitedEvents,
                k.Networks,
                IsPrevious = k.KeyHash != hash,
            }).SingleOrDefaultAsync();
        if (found is null)
        {
            return null;
        }

        var scopes = found.Scopes.Split(',');
        var limits = await LimitsAsync(db, found.TenantId, found.LimitedEvents, found.IsTest);
        return new ApiCaller(
            new Actor(found.TenantId, ActorKind.ApiKey, found.Id, found.Name, Grants.Within(Grants.Of(scopes), limits)) { Limits = limits },
            scopes, found.Plan, found.Slug)
        {
            Networks = NetworksOf(found.Networks),
            IsPrevious = found.IsPrevious,
        };
    }

    /// <summary>The events that exist for a key; null for all.</summary>
    private static async Task<EventLimits?> LimitsAsync(PortalDb db, long tenantId, List<long>? chosen, bool isTest)
    {
        var events = !isTest ? chosen : await db.Events.IgnoreQueryFilters()
            .Where(e => e.TenantId == tenantId && e.DeletedAt == null && e.IsTest).OrderByDescending(e => e.Id)
            .Take(EventLimits.Most).Select(e => e.Id).ToListAsync();
        return events is null ? null : new EventLimits(isTest && chosen is not null ? [.. events.Intersect(chosen)] : events, [], default);
    }

    private static IPNetwork[] NetworksOf(string text) => [.. KeyLimits.Split(text).Select(KeyLimits.Network).OfType<IPNetwork>()];

    private static bool Admits(IReadOnlyList<IPNetwork> networks, IPAddress? from)
    {
        if (networks.Count == 0 || from is null)
        {
            return true;
        }

        var plain = from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from;
        return networks.Any(network => network.Contains(plain));
    }
}
