using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AdminPortal.Tests.Support;

/// <summary>Fails every command that reads while it is broken.</summary>
public sealed class BrokenDatabase : DbCommandInterceptor, IDbTransactionInterceptor
{
    private int failed;

    public bool Broken { get; set; }

    /// <summary>As if the server did not answer.</summary>
    public bool Away { get; set; }

    /// <summary>Commands that met it so.</summary>
    public int Failed => failed;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData,
        InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (Away)
        {
            Interlocked.Increment(ref failed);
            throw new TimeoutException("The database is away by a test.");
        }

        return Broken ? throw new InvalidOperationException("The database is broken by a test.") : new(result);
    }

    /// <summary>Transactions meet it, too: what a check-in does inside of them goes by prepared statements that are no commands.</summary>
    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection,
        TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        if (!Away)
        {
            return new(result);
        }

        Interlocked.Increment(ref failed);
        throw new TimeoutException("The database is away by a test.");
    }
}
