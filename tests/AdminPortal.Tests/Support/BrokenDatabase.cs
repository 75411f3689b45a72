using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AdminPortal.Tests.Support;

/// <summary>Fails every command that reads while it is broken.</summary>
public sealed class BrokenDatabase : DbCommandInterceptor
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
}
