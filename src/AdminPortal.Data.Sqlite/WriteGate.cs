using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using AdminPortal.Domain.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AdminPortal.Data.Sqlite;

/// <summary>
/// Stands in front of the transactions of this process, because SQLite takes one writer at a time and lets the others find out by looking
/// again and again, in no order: up to 100 ms apart by its own busy handler, 150 ms by Microsoft.Data.Sqlite. Here the next one is told at
/// once, and check-ins come first, bulk work last. Between processes SQLite decides; there too all but bulk work looks again without delay
/// (<see cref="OtherProcesses"/>).
/// </summary>
internal sealed class WriteGate
{
    /// <summary>The shortest time that is left to SQLite itself of the one deadline for both.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>A wait that is shorter does not count.</summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromMilliseconds(500);

    /// <summary>Bulk work that waited that long goes next, so that a crowd at the doors does not stop it for good.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock doors = new();

    private readonly LinkedList<Waiting>[] queues = [new(), new(), new()];

    private readonly ConditionalWeakTable<DbConnection, object> inside = [];

    private bool taken;

    /// <summary>A gate for one database: what lets transactions in and out.</summary>
    public static IEnumerable<IInterceptor> Interceptors()
    {
        var gate = new WriteGate();
        return [new Transactions(gate), new Connections(gate)];
    }

    /// <summary>
    /// What a wait has of the whole: so long it stands here at most; who waits longer asks SQLite itself, as if there were no gate, so
    /// nobody can stand here for ever.
    /// </summary>
    /// <param name="whole">The connection's bound.</param>
    internal static TimeSpan Here(TimeSpan whole) => whole > Shortest * 2 ? whole - Shortest : whole / 2;

    /// <summary>What is left of the whole for SQLite itself, which other processes may keep waiting.</summary>
    /// <param name="whole">The connection's bound.</param>
    /// <param name="waited">The time that went by here.</param>
    internal static TimeSpan Left(TimeSpan whole, TimeSpan waited) => whole - waited > whole - Here(whole)
        ? whole - waited
        : whole - Here(whole);

    /// <summary>
    /// Lets the caller in at once or makes it wait; the answer ends with true when it is in, with false when it has waited too long.
    /// </summary>
    internal async Task<bool> EnterAsync(WritePriority priority, TimeSpan longest, CancellationToken cancellationToken)
    {
        Waiting waiting;
        lock (doors)
        {
            if (!taken)
            {
                taken = true;
                return true;
            }

            waiting = new Waiting(Environment.TickCount64);
            queues[Place(priority)].AddLast(waiting);
        }

        try
        {
            return await waiting.In.Task.WaitAsync(longest, cancellationToken);
        }
        catch (TimeoutException)
        {
            return !StoppedWaiting(); // it may have been let in at that very moment
        }
        catch (OperationCanceledException)
        {
            if (!StoppedWaiting())
            {
                Leave();
            }

            throw;
        }

        bool StoppedWaiting()
        {
            lock (doors)
            {
                return queues[Place(priority)].Remove(waiting);
            }
        }
    }

    /// <summary>Lets the next one in.</summary>
    internal void Leave()
    {
        lock (doors)
        {
            var next = queues[^1].First is { } bulk && Environment.TickCount64 - bulk.Value.Since > Patience.TotalMilliseconds
                ? queues[^1]
                : queues.FirstOrDefault(queue => queue.Count > 0);
            if (next is null)
            {
                taken = false;
                return;
            }

            var waiting = next.First!.Value;
            next.RemoveFirst();
            waiting.In.SetResult(true);
        }
    }

    private static int Place(WritePriority priority) => priority switch { WritePriority.Door => 0, WritePriority.Bulk => 2, _ => 1 };

    private async Task BeginAsync(DbConnection connection, DbContext? context, CancellationToken cancellationToken)
    {
        var (whole, began) = (TimeSpan.FromSeconds(((SqliteConnection)connection).DefaultTimeout), Stopwatch.GetTimestamp());
        var priority = (context as PortalDb)?.Actor?.Priority ?? WritePriority.Usual;
        if (await EnterAsync(priority, Here(whole), cancellationToken))
        {
            inside.Add(connection, this);
        }

        if (priority != WritePriority.Bulk)
        {
            var left = Left(whole, Stopwatch.GetElapsedTime(began));
            await OtherProcesses.LeaveAsync((SqliteConnection)connection, left, cancellationToken);
        }

        // Whoever came in at once has the whole; what is taken away here lasts no longer than the connection is open.
        var waited = Stopwatch.GetElapsedTime(began);
        if (waited > Noticed)
        {
            await BoundAsync((SqliteConnection)connection, Left(whole, waited), cancellationToken);
        }
    }

    /// <summary>
    /// How long SQLite waits from now on: by its own handler and by the one of Microsoft.Data.Sqlite, which counts whole seconds.
    /// </summary>
    private static async Task BoundAsync(SqliteConnection connection, TimeSpan left, CancellationToken cancellationToken)
    {
        connection.DefaultTimeout = Math.Max(1, (int)left.TotalSeconds);
        await using var bound = connection.CreateCommand();
#pragma warning disable CA2100 // a number
        bound.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout={(int)left.TotalMilliseconds}");
#pragma warning restore CA2100
        await bound.ExecuteNonQueryAsync(cancellationToken);
    }

    private void End(DbConnection connection)
    {
        if (inside.Remove(connection))
        {
            Leave();
        }
    }

    private sealed record Waiting(long Since)
    {
        public TaskCompletionSource<bool> In { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Transactions(WriteGate gate) : DbTransactionInterceptor
    {
        public override InterceptionResult<DbTransaction> TransactionStarting(DbConnection connection,
            TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
        {
            gate.BeginAsync(connection, eventData.Context, CancellationToken.None).GetAwaiter().GetResult();
            return result;
        }

        public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
            DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
                CancellationToken cancellationToken = default)
        {
            await gate.BeginAsync(connection, eventData.Context, cancellationToken);
            return result;
        }

        public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) =>
            End(transaction, eventData);

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData,
            CancellationToken cancellationToken = default)
        {
            End(transaction, eventData);
            return Task.CompletedTask;
        }

        public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) =>
            End(transaction, eventData);

        public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData,
            CancellationToken cancellationToken = default)
        {
            End(transaction, eventData);
            return Task.CompletedTask;
        }

        private void End(DbTransaction transaction, TransactionEndEventData eventData)
        {
            // After its end a transaction of SQLite does not know its connection any more; the context does.
            if ((transaction.Connection ?? eventData.Context?.Database.GetDbConnection()) is { } connection)
            {
                gate.End(connection);
            }
        }
    }

    /// <summary>
    /// A transaction that is given up ends with its connection, and so does one that could not begin. The connection itself tells that it
    /// was closed: a context that goes back to EF Core's pool closes it without asking an interceptor, and whoever comes next has the same
    /// connection, with its whole patience again.
    /// </summary>
    private sealed class Connections(WriteGate gate) : DbConnectionInterceptor
    {
        public override DbConnection ConnectionCreated(ConnectionCreatedEventData eventData, DbConnection result)
        {
            var connection = (SqliteConnection)result;
            var patience = connection.DefaultTimeout;
            connection.StateChange += (_, change) =>
            {
                if (change.CurrentState == ConnectionState.Closed)
                {
                    connection.DefaultTimeout = patience;
                    gate.End(connection);
                }
            };
            return result;
        }
    }
}
