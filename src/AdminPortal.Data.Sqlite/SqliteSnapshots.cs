using System.Data.Common;
using AdminPortal.Domain.Data;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Data.Sqlite;

/// <summary>
/// With a write-ahead log a transaction that only reads sees the moment of its first command, and neither waits nor is waited for.
/// </summary>
internal sealed class SqliteSnapshots : ISnapshots
{
    /// <inheritdoc />
    public bool CommitsInOrder => true;

    /// <inheritdoc />
    public Task<DbTransaction?> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction?>(((SqliteConnection)connection).BeginTransaction(deferred: true));
}
