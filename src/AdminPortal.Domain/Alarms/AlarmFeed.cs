using System.Collections.Immutable;
using System.Threading.Channels;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Alarms;

/// <summary>
/// What the windows of a tenant on this node show of its alarms, read once for all of them: when the first one opens, and then every
/// second as long as one is open. A window is told only when something changed.
/// </summary>
public sealed class AlarmFeed(AlarmQueries queries, TimeProvider time)
{
    /// <summary>Time between two reads.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(900);

    private readonly Lock gate = new();

    private readonly Dictionary<long, Tenant> tenants = [];

    /// <summary>Follows the alarms of the actor's tenant, those that the actor may see.</summary>
    /// <param name="actor">Needs <see cref="Permission.ViewLive"/>.</param>
    /// <param name="cancellationToken">Stops the first read.</param>
    public async Task<AlarmSubscription> FollowAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewLive);
        var subscription = new AlarmSubscription(actor, gone => Leave(gone, actor.TenantId));
        Tenant tenant;
        lock (gate)
        {
            tenant = tenants.TryGetValue(actor.TenantId, out var there) ? there : tenants[actor.TenantId] = new Tenant();
            tenant.Followers = tenant.Followers.Add(subscription);
        }

        try
        {
            // What was read a moment ago for another window does for this one.
            if (tenant.Known is null || time.UtcNow() - tenant.ReadAt >= Pace)
            {
                await ReadAsync(actor.TenantId, tenant, cancellationToken);
            }

            subscription.Post(tenant.Known!);
            return subscription;
        }
        catch
        {
            subscription.Dispose();
            throw;
        }
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
        ImmutableArray<AlarmSubscription> followers;
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
            follower.Post(rows);
        }
    }

    private void Leave(AlarmSubscription follower, long tenantId)
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
        public ImmutableArray<AlarmSubscription> Followers { get; set; } = [];

        public IReadOnlyList<AlarmRow>? Known { get; set; }

        /// <summary>When <see cref="Known"/> was read.</summary>
        public DateTime ReadAt { get; set; }
    }
}

/// <summary>One window's mailbox: it holds the latest list only. Dispose it to stop following.</summary>
public sealed class AlarmSubscription : IDisposable
{
    private readonly Channel<IReadOnlyList<AlarmRow>> mailbox =
        Channel.CreateBounded<IReadOnlyList<AlarmRow>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly Lock gate = new();

    private readonly Actor actor;

    private IReadOnlyList<AlarmRow>? posted;

    private Action<AlarmSubscription>? leave;

    internal AlarmSubscription(Actor actor, Action<AlarmSubscription> leave) => (this.actor, this.leave) = (actor, leave);

    /// <summary>The list as it is, and then whenever something changed, until the subscription is disposed.</summary>
    public IAsyncEnumerable<IReadOnlyList<AlarmRow>> AllAsync(CancellationToken cancellationToken = default) =>
        mailbox.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Stops following; the last one to leave stops the reading.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref leave, null)?.Invoke(this);
        mailbox.Writer.TryComplete();
    }

    /// <summary>Puts a list into the mailbox, the same one once.</summary>
    internal void Post(IReadOnlyList<AlarmRow> rows)
    {
        lock (gate)
        {
            if (!ReferenceEquals(posted, rows))
            {
                posted = rows;
                mailbox.Writer.TryWrite([.. rows.Where(row => actor.May(row.Kind.Needs())
                    && (actor.Limits is null || (row.EventId is { } of && actor.Sees(of))))]);
            }
        }
    }
}
