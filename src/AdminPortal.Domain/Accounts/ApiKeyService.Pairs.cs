using System.Net;
using System.Security.Cryptography;
using System.Text;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>A new key with its secret: the only time their texts are known.</summary>
public sealed record NewKeyPair(long Id, string Key, string Secret, string Prefix);

/// <summary>A key with its secret as a call presents them.</summary>
public readonly record struct KeyPair(ApiKeyKind Kind, string Key, string Secret);

/// <summary>Whom the pairs of a call stand for.</summary>
/// <param name="Actor">May read events and check-ins, nothing else.</param>
/// <param name="EventId">The only event it may ask for; null for all of the tenant.</param>
public sealed record PairCaller(Actor Actor, long? EventId);

/// <summary>Keys with a secret: account keys and the device keys of one event.</summary>
public sealed partial class ApiKeyService
{
    private static readonly string NobodysHash = Secret.New("none").Hash;

    private static readonly IReadOnlySet<Permission> PairPermissions = new HashSet<Permission>
        { Permission.ViewEvents, Permission.ViewCheckIns };

    /// <summary>
    /// Makes a key with a secret. Refused: <c>proof_needed</c>, no name, the kind <see cref="ApiKeyKind.Api"/>, a device key
    /// without an event or with an unknown one, an account key with one, an expiry in the past.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageKeys"/>.</param>
    /// <param name="kind">Account or event device.</param>
    /// <param name="name">At most 100 characters.</param>
    /// <param name="eventId">The event of a device key; null for an account key.</param>
    /// <param name="expiresAt">UTC, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<NewKeyPair>> CreatePairAsync(Actor actor, ApiKeyKind kind, string name, long? eventId, DateTime? expiresAt,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        if (actor.Missing(time) is { } proof)
        {
            return Task.FromResult<Result<NewKeyPair>>(proof);
        }

        return databases.WriteAsync<NewKeyPair>(actor, async db =>
        {
            var now = time.UtcNow();
            var check = new Check().Text("name", name, 100)
                .That(kind is ApiKeyKind.Rsu or ApiKeyKind.Checkin, Problem.Invalid("kind", "Only account and device keys have a secret."))
                .That(kind != ApiKeyKind.Checkin || eventId is not null, Problem.Required("event"))
                .That(kind != ApiKeyKind.Rsu || eventId is null, Problem.Invalid("event", "An account key is for all events."))
                .That(expiresAt is null || expiresAt > now,
                    Problem.Invalid("expires", "The expiry must lie ahead.") with { Code = "expiry_past" });
            if (eventId is not null && !await db.Events.AnyAsync(e => e.Id == eventId, cancellationToken))
            {
                check.That(false, Problem.Unknown("event", null));
            }

            if (!check.Ok)
            {
                return check.Problems;
            }

            var word = kind == ApiKeyKind.Rsu ? "rsu" : "chk";
            var (key, secret) = (Secret.New(word), Secret.New(word + "s"));
            var row = new ApiKey
            {
                Name = name.Trim(),
                Kind = kind,
                EventId = eventId,
                Prefix = key.Prefix,
                KeyHash = key.Hash,
                SecretHash = secret.Hash,
                Scopes = "",
                CreatedAt = now,
                ExpiresAt = expiresAt
            };
            db.ApiKeys.Add(row);
            await db.SaveChangesAsync(cancellationToken);
            return new NewKeyPair(row.Id, key.Text, secret.Text, key.Prefix);
        }, cancellationToken);
    }

    /// <summary>
    /// Whom the pairs stand for, or null when one of them is wrong, expired, revoked, of another kind, or of another tenant than the
    /// others. One command, nothing remembered; secrets are compared in a time that does not depend on them.
    /// </summary>
    public async Task<PairCaller?> AuthenticateAsync(IReadOnlyList<KeyPair> pairs, IPAddress? from = null,
        CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        var hashes = pairs.Select(pair => Secret.HashOf(pair.Key)).ToList();
        await using var db = databases.CreateDbContext();
        var found = (await db.ApiKeys.IgnoreQueryFilters()
            .Where(k => hashes.Contains(k.KeyHash) && k.Kind != ApiKeyKind.Api && k.RevokedAt == null
                && (k.ExpiresAt == null || k.ExpiresAt > now))
            .Select(k => new
            {
                k.Id,
                k.TenantId,
                k.Name,
                k.Kind,
                k.KeyHash,
                k.SecretHash,
                k.EventId,
                k.LimitedEvents,
                k.Networks,
                Previous = k.PreviousUntil > now ? k.PreviousHash : null,
            }).ToListAsync(cancellationToken))
            .ToDictionary(k => k.KeyHash);
        var (right, previous) = (true, new HashSet<long>());
        for (var i = 0; i < pairs.Count; i++)
        {
            var key = found.GetValueOrDefault(hashes[i]);
            var sent = Encoding.ASCII.GetBytes(Secret.HashOf(pairs[i].Secret));
            var same = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key?.SecretHash ?? NobodysHash), sent);
            var old = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key?.Previous ?? NobodysHash), sent);
            right &= (same | old) && key is not null && key.Kind == pairs[i].Kind && Admits(NetworksOf(key.Networks), from);
            if (key is not null && old)
            {
                previous.Add(key.Id);
            }
        }

        var keys = found.Values.ToList();
        if (!right || keys.Count == 0 || keys.Exists(k => k.TenantId != keys[0].TenantId) || keys.Where(k => k.EventId is not null)
            .Select(k => k.EventId).Distinct().Count() > 1)
        {
            return null;
        }

        keys.ForEach(k => used[(k.Id, previous.Contains(k.Id))] = (now, from));
        var limited = keys.FindAll(k => k.LimitedEvents is not null).ConvertAll(k => k.LimitedEvents!);
        var limits = limited.Count == 0 ? null
            : new EventLimits([.. limited.Aggregate((one, other) => [.. one.Intersect(other)])], [], default);
        return new PairCaller(
            new Actor(keys[0].TenantId, ActorKind.ApiKey, keys[0].Id, keys[0].Name, PairPermissions) { Limits = limits },
            keys.Find(k => k.EventId is not null)?.EventId);
    }
}
