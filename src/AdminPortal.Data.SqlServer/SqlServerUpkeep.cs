using AdminPortal.Domain.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace AdminPortal.Data.SqlServer;

/// <summary>Two nodes that start on an empty server, and databases that an administrator made.</summary>
internal sealed class SqlServerUpkeep : IDatabaseUpkeep
{
    /// <inheritdoc />
    public bool WritesAlone => false;

    private const int DatabaseExists = 1801;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc />
    public async Task CreateAsync(PortalDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (await creator.ExistsAsync(cancellationToken))
        {
            return;
        }

        try
        {
            await creator.CreateAsync(cancellationToken);
            // see SqlServerSnapshots
            await db.Database.ExecuteSqlRawAsync("ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON", cancellationToken);
        }
        catch (SqlException error) when (error.Number == DatabaseExists)
        {
            // Another node was faster. Its last step, row versions for readers, needs the database for itself: who connects before it would
            // hold it up.
            await WaitAsync(db.Database.GetConnectionString()!, time, cancellationToken);
        }
    }

    /// <inheritdoc />
    public async Task<string?> AdviceAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var settings = await db.Database.SqlQuery<int>(
            $"""
            SELECT CAST(is_read_committed_snapshot_on AS int) + CASE snapshot_isolation_state WHEN 1 THEN 2 ELSE 0 END AS Value
            FROM sys.databases WHERE database_id = DB_ID()
            """)
            .ToListAsync(cancellationToken);
        return settings is [var set] ? Advice(db.Database.GetDbConnection().Database, (set & 1) != 0, (set & 2) != 0) : null;
    }

    /// <summary>What to do where row versions or snapshots are off; null where both are on.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="versions">Whether readers see row versions.</param>
    /// <param name="snapshots">Whether several commands can read one moment, see <see cref="SqlServerSnapshots"/>.</param>
    internal static string? Advice(string database, bool versions, bool snapshots)
    {
        var name = database.Replace("]", "]]", StringComparison.Ordinal);
        List<string> advice = [];
        if (!versions)
        {
            advice.Add(
                "In this database readers wait for writers (READ_COMMITTED_SNAPSHOT is off): boards and lists stand still while much is " +
                    "written. "
                + $"Have an administrator run once: ALTER DATABASE [{name}] SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;");
        }

        if (!snapshots)
        {
            advice.Add(
                "In this database the figures of a board are not read at one moment (ALLOW_SNAPSHOT_ISOLATION is off): while people " +
                    "come in, some may be newer than others. "
                + $"Have an administrator run once: ALTER DATABASE [{name}] SET ALLOW_SNAPSHOT_ISOLATION ON;");
        }

        return advice.Count == 0 ? null : string.Join(" ", advice);
    }

    private static async Task WaitAsync(string connectionString, TimeProvider time, CancellationToken cancellationToken)
    {
        var target = new SqlConnectionStringBuilder(connectionString);
        await using var master = new SqlConnection(new SqlConnectionStringBuilder(connectionString)
        { InitialCatalog = "master", AttachDBFilename = "" }.ConnectionString);
        await master.OpenAsync(cancellationToken);
        await using var ready =
            new SqlCommand("SELECT COUNT(*) FROM sys.databases WHERE name = @name AND is_read_committed_snapshot_on = 1", master);
        ready.Parameters.AddWithValue("@name", target.InitialCatalog);
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < Patience
            && (int)(await ready.ExecuteScalarAsync(cancellationToken))! == 0;)
        {
            await Task.Delay(Pace, time, cancellationToken);
        }
    }
}
