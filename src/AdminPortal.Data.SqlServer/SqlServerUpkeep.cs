using AdminPortal.Domain.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace AdminPortal.Data.SqlServer;

/// <summary>Two nodes that start on an empty server, and databases that an administrator made.</summary>
internal sealed class SqlServerUpkeep : IDatabaseUpkeep
{
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
            await db.Database.ExecuteSqlRawAsync("ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON", cancellationToken); // see SqlServerSnapshots
        }
        catch (SqlException error) when (error.Number == DatabaseExists)
        {
            // Another node was faster. Its last step, row versions for readers, needs the database for itself: who connects before it would hold it up.
            await WaitAsync(db.Database.GetConnectionString()!, time, cancellationToken);
        }
    }

    /// <inheritdoc />
    public async Task<string?> AdviceAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var versions = await db.Database.SqlQuery<bool>($"SELECT is_read_committed_snapshot_on AS Value FROM sys.databases WHERE database_id = DB_ID()").ToListAsync(cancellationToken);
        return versions is [false] ? Advice(db.Database.GetDbConnection().Database) : null;
    }

    /// <summary>What to do where row versions are off.</summary>
    internal static string Advice(string database) =>
        "In this database readers wait for writers (READ_COMMITTED_SNAPSHOT is off): boards and lists stand still while much is written. "
        + $"Have an administrator run once: ALTER DATABASE [{database.Replace("]", "]]", StringComparison.Ordinal)}] SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;";

    private static async Task WaitAsync(string connectionString, TimeProvider time, CancellationToken cancellationToken)
    {
        var target = new SqlConnectionStringBuilder(connectionString);
        await using var master = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { InitialCatalog = "master", AttachDBFilename = "" }.ConnectionString);
        await master.OpenAsync(cancellationToken);
        await using var ready = new SqlCommand("SELECT COUNT(*) FROM sys.databases WHERE name = @name AND is_read_committed_snapshot_on = 1", master);
        ready.Parameters.AddWithValue("@name", target.InitialCatalog);
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < Patience && (int)(await ready.ExecuteScalarAsync(cancellationToken))! == 0;)
        {
            await Task.Delay(Pace, time, cancellationToken);
        }
    }
}
