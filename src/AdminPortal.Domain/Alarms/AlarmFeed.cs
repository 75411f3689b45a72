using System.Collections.Immutable;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Alarms;

/// <summary>
/// What the windows of a tenant on this node show of its alarms, read once for all of them: when the first one opens, and then every few
/// seconds as long as one is open. A window is told only when something changed.
/// </summary>
public sealed class AlarmFeed(AlarmQueries queries, TimeProvider time)
{
    /// <summary>Time between two reads.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();

    private readonly Dictionary<long, Tenant> tenants = [];

    /// <summary>Follows the alarms of the actor's tenant, those that the actor may see. Dispose it to stop.</summary>
    /// <param name="actor">Needs <see cref="Permission.ViewLive"/>.</param>
    /// <param name="changed">Called with what is there, from any thread; the first time before this ends.</param>
    /// <param name="cancellationToken">Stops the first read.</param>
    public async Task<IDisposable> FollowAsync(Actor actor, Action<IReadOnlyList<AlarmRow>> changed,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewLive);
        var follower = new Follower(this, actor, changed);
        Tenant tenant;
        lock (gate)
        {
            tenant = tenants.TryGetValue(actor.TenantId, out var there) ? there : tenants[actor.TenantId] = new Tenant();
            tenant.Followers = tenant.Followers.Add(follower);
        }

        try
        {
            // What was read a moment ago for another window does for this one.
            if (tenant.Known is { } known && time.UtcNow() - tenant.ReadAt < Pace)
            {
                follower.Tell(known);
            }
            else
            {
                await ReadAsync(actor.TenantId, tenant, cancellationToken);
                follower.Tell(tenant.Known!);
            }
        }
        catch
        {
            follower.Dispose();
            throw;
        }

        return follower;
    }

    /// <summary>Reads again for every tenant that has a window open.</summary>
    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        List<KeyValuePair<long, Tenant>> watched;
        lock (gate)
        {
            watched = [.. tenants];
        }

        foreach (var (id, tenant) in watched)
        {
            await ReadAsync(id, tenant, cancellationToken);
        }
    }

    /// <summary>Reads one tenant again now, after a change on this node.</summary>
    public Task LookAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        Tenant? tenant;
        lock (gate)
        {
            tenants.TryGetValue(actor.TenantId, out tenant);
        }

        return tenant is null ? Task.CompletedTask : ReadAsync(actor.TenantId, tenant, cancellationToken);
    }

    private async Task ReadAsync(long tenantId, Tenant tenant, CancellationToken cancellationToken)
    {
        var began = time.UtcNow();
        var rows = await queries.RecentAsync(Actor.System(tenantId, "alarms"), cancellationToken);
        ImmutableArray<Follower> followers;
        lock (gate)
        {
            if (began < tenant.ReadAt)
            {
                return; // a later read came first
            }

            var same = tenant.Known is { } known && known.SequenceEqual(rows);
            (tenant.ReadAt, tenant.Known, followers) = (began, same ? tenant.Known : rows, same ? [] : tenant.Followers);
        }

        foreach (var follower in followers)
        {
            follower.Tell(rows);
        }
    }

    private void Leave(Follower follower, long tenantId)
    {
        lock (gate)
        {
            if (tenants.TryGetValue(tenantId, out var tenant))
            {
                tenant.Followers = tenant.Followers.Remove(follower);
                if (tenant.Followers.IsEmpty)
                {
                    tenants.Remove(tenantId);
                }
            }
        }
    }

    private sealed class Tenant
    {
        public ImmutableArray<Follower> Followers { get; set; } = [];

        public IReadOnlyList<AlarmRow>? Known { get; set; }

        /// <summary>When <see cref="Known"/> was read.</summary>
        public DateTime ReadAt { get; set; }
    }

    private sealed class Follower(AlarmFeed feed, Actor actor, Action<IReadOnlyList<AlarmRow>> changed) : IDisposable
    {
        public void Tell(IReadOnlyList<AlarmRow> rows) => changed([.. rows.Where(row => actor.May(row.Kind.Needs()))]);

        public void Dispose() => feed.Leave(this, actor.TenantId);
    }
}
