using System.Data.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AdminPortal.Data.Sqlite;

/// <summary>The embedded database: one file, nothing to install.</summary>
public static class SqliteDatabase
{
    private static readonly Pragmas OnOpen = new();

    /// <summary>Uses a SQLite database with write-ahead log and durable commits.</summary>
    /// <param name="options">The context's options.</param>
    /// <param name="connectionString">For example <c>Data Source=portal.db</c>.</param>
    public static DbContextOptionsBuilder UsePortalSqlite(this DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(connectionString, sqlite => sqlite.MigrationsAssembly(typeof(SqliteDatabase).Assembly.GetName().Name))
        .AddInterceptors(OnOpen);

    /// <summary>What SQLite needs on each connection: readers never wait for the writer, a commit survives a power cut, writers queue instead of failing.</summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        private const string Statements = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=15000; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Statements;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Statements;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

/// <summary>Lets <c>dotnet ef migrations add</c> work on this project.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<PortalDb>
{
    public PortalDb CreateDbContext(string[] args) => new((DbContextOptions<PortalDb>)new DbContextOptionsBuilder<PortalDb>().UsePortalSqlite("Data Source=:memory:").Options, TimeProvider.System);
}
