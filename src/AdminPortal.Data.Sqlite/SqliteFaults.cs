using AdminPortal.Domain.Data;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Data.Sqlite;

/// <summary>SQLite's result codes, https://sqlite.org/rescode.html.</summary>
internal sealed class SqliteFaults : DatabaseFaults
{
    /// <inheritdoc />
    protected override DatabaseFault Read(Exception error) => error switch
    {
        SqliteException { SqliteExtendedErrorCode: 1555 or 2067 } => DatabaseFault.Conflict, // primary key, unique index
        SqliteException { SqliteErrorCode: 5 or 6 } => DatabaseFault.Unavailable, // busy, locked
        // read-only, disk fault, full, cannot be opened, locking protocol
        SqliteException { SqliteErrorCode: 8 or 10 or 13 or 14 or 15 } => DatabaseFault.Unavailable,
        _ => DatabaseFault.Other,
    };
}
