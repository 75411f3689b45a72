using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Schedules;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Nodes;

/// <summary>What a node holds at the moment, and the most it may.</summary>
public sealed record NodeFigures(int Circuits, int MostCircuits, int Streams, int MostStreams, long MemoryBytes, long MemoryLimitBytes);

/// <summary>A node as it is shown.</summary>
/// <param name="Node">What it last told.</param>
/// <param name="IsHeard">Whether that was a moment ago.</param>
public sealed record NodeRow(Node Node, bool IsHeard);

/// <summary>What waits to be done, over all nodes and tenants.</summary>
/// <param name="Exports">Files that are ordered or being written.</param>
/// <param name="Imports">Imports under way or being taken back.</param>
/// <param name="Schedules">Scheduled reports that are due and not sent.</param>
/// <param name="Letters">Mails about alarms that are not sent yet.</param>
public sealed record WaitingWork(int Exports, int Imports, int Schedules, int Letters);

/// <summary>The state of the whole installation.</summary>
/// <param name="Nodes">By name and start; those that have died are among them until they are forgotten.</param>
/// <param name="Waiting">What waits.</param>
/// <param name="DatabaseBytes">What the database takes of its drive.</param>
/// <param name="ReadAt">UTC.</param>
public sealed record SystemState(IReadOnlyList<NodeRow> Nodes, WaitingWork Waiting, long DatabaseBytes, DateTime ReadAt);

/// <summary>Lets each node tell of itself, and tells of all of them.</summary>
public sealed class NodeService(IDbContextFactory<PortalDb> databases, IDatabaseStore store, DiskProbe disk, TimeProvider time)
{
    /// <summary>How often a node tells of itself.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    /// <summary>A node that was not heard of for so long has died, or has lost the database.</summary>
    public static readonly TimeSpan Silent = TimeSpan.FromSeconds(15);

    /// <summary>After so long a node that has died is shown no more.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    private static readonly Actor Actor = Actor.System(0, "nodes") with { Priority = WritePriority.Bulk };

    private readonly Guid id = Guid.NewGuid();

    private readonly DateTime startedAt = time.UtcNow();

    /// <summary>This node tells of itself.</summary>
    /// <param name="name">The machine's.</param>
    /// <param name="build">The build that runs.</param>
    /// <param name="figures">What it holds.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task TellAsync(string name, string build, NodeFigures figures, CancellationToken cancellationToken = default)
    {
        var (now, room) = (time.UtcNow(), disk());
        var old = now - Forgotten;
        var mine = new Node
        {
            Id = id,
            Name = name.Length > Node.NameLimit ? name[..Node.NameLimit] : name,
            Build = build,
            StartedAt = startedAt,
            SeenAt = now,
            Circuits = figures.Circuits,
            MostCircuits = figures.MostCircuits,
            Streams = figures.Streams,
            MostStreams = figures.MostStreams,
            MemoryBytes = figures.MemoryBytes,
            MemoryLimitBytes = figures.MemoryLimitBytes,
            DiskFreeBytes = room?.Free,
            DiskBytes = room?.Total,
        };
        await databases.WriteAsync<Done>(Actor, async db =>
        {
            await db.Nodes.Where(n => n.Id == id || n.SeenAt < old).ExecuteDeleteAsync(cancellationToken);
            db.Nodes.Add(mine);
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    /// <summary>This node stops.</summary>
    public async Task LeaveAsync()
    {
        await databases.WriteAsync<Done>(Actor, async db =>
        {
            await db.Nodes.Where(n => n.Id == id).ExecuteDeleteAsync(CancellationToken.None);
            return Done.It;
        }, CancellationToken.None);
    }

    /// <summary>The state of the installation.</summary>
    /// <param name="actor">Needs <see cref="Permission.ManageTenant"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<SystemState> ReadAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageTenant);
        var now = time.UtcNow();
        var silent = now - Silent;
        await using var db = databases.Read(Actor.System(0, "nodes"));
        var nodes = await db.Nodes.AsNoTracking().OrderBy(n => n.Name).ThenBy(n => n.StartedAt).ThenBy(n => n.Id)
            .ToListAsync(cancellationToken);
        var waiting = new WaitingWork(
            await db.ReportExports.IgnoreQueryFilters()
                .CountAsync(e => e.State == ExportState.Queued || e.State == ExportState.Running, cancellationToken),
            await db.Imports.IgnoreQueryFilters()
                .CountAsync(i => i.State == ImportState.Running || i.State == ImportState.TakingBack, cancellationToken),
            await db.ScheduleRuns.IgnoreQueryFilters()
                .CountAsync(r => r.State == ScheduleRunState.Waiting || r.State == ScheduleRunState.Sending, cancellationToken),
            await db.AlarmLetters.IgnoreQueryFilters().CountAsync(l => l.NextAttemptAt != null, cancellationToken));
        return new SystemState(nodes.ConvertAll(n => new NodeRow(n, n.SeenAt > silent)), waiting,
            await store.SizeAsync(cancellationToken), now);
    }
}
