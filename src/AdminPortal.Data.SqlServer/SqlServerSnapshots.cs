using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using AdminPortal.Domain.Data;

namespace AdminPortal.Data.SqlServer;

/// <summary>
/// Snapshot isolation, where the database allows it: <c>ALTER DATABASE … SET ALLOW_SNAPSHOT_ISOLATION ON</c>. Row versions are kept for
/// READ_COMMITTED_SNAPSHOT anyway.
/// </summary>
internal sealed class SqlServerSnapshots : ISnapshots
{
    private readonly ConcurrentDictionary<string, bool> allowed = new();

    /// <inheritdoc />
    public bool CommitsInOrder => false;

    /// <inheritdoc />
    public async Task<DbTransaction?> BeginAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var name = $"{connection.DataSource}/{connection.Database}";
        if (!allowed.ContainsKey(name))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT CAST(snapshot_isolation_state AS int) FROM sys.databases WHERE database_id = DB_ID()";
            if (await command.ExecuteScalarAsync(cancellationToken) is not 1)
            {
                return null;
            }

            allowed[name] = true;
        }

        return await connection.BeginTransactionAsync(IsolationLevel.Snapshot, cancellationToken);
    }
}
