using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AdminPortal.Data.Sqlite;

/// <summary>
/// Waits for another process that writes the same file. SQLite's own handler sleeps 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50 and then
/// always 100 ms between two looks, so a scan would sleep through the pauses of an import beside it. Here the looks are a millisecond
/// apart and hold no thread; bulk work does not come here, and so leaves the way to the others.
/// </summary>
internal static class OtherProcesses
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Returns when nobody writes; what begins right afterwards is in, or at worst meets the other one once more and waits as SQLite does.
    /// Where the wait passes its bound it returns all the same, and the beginning fails by itself.
    /// </summary>
    public static async Task LeaveAsync(SqliteConnection connection, TimeSpan bound, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        raw.sqlite3_busy_timeout(connection.Handle, 0);
        try
        {
            // It costs some microseconds to ask: nothing is written, and nothing must reach the disk.
            while (raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE; ROLLBACK") == raw.SQLITE_BUSY
                && Stopwatch.GetElapsedTime(began) < bound)
            {
                await Task.Delay(Look, cancellationToken);
            }
        }
        finally
        {
            raw.sqlite3_busy_timeout(connection.Handle, connection.DefaultTimeout * 1000);
        }
    }
}
