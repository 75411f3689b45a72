using System.ComponentModel;
using System.Net.Sockets;
using AdminPortal.Domain.Data;
using Microsoft.Data.SqlClient;

namespace AdminPortal.Data.SqlServer;

/// <summary>
/// SQL Server's error numbers, https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors.
/// </summary>
internal sealed class SqlServerFaults : DatabaseFaults
{
    /// <summary>From this severity on the server ends the connection.</summary>
    private const byte Fatal = 20;

    /// <inheritdoc />
    protected override DatabaseFault Read(Exception error) => error switch
    {
        SqlException sql => sql.Number switch
        {
            2601 or 2627 => DatabaseFault.Conflict, // unique index, unique constraint
            -2 or 1205 or 1222 => DatabaseFault.Unavailable, // timeout, deadlock, lock timeout
            701 or 802 or 8645 or 8651 => DatabaseFault.Unavailable, // memory
            1105 or 9002 or 3906 => DatabaseFault.Unavailable, // disk or log full, read-only
            4060 or 4221 or 18456 => DatabaseFault.Unavailable, // cannot be opened, login refused: a database that starts or moves says so
            // recovering, offline, not the primary
            921 or 922 or 924 or 926 or 927 or 941 or 942 or 945 or 952 or 976 or 983 => DatabaseFault.Unavailable,
            6005 or 17142 or 17143 or 17148 or 17197 => DatabaseFault.Unavailable, // shutting down, paused
            // a hosted database that is limited or moved
            10928 or 10929 or 10936 or 40197 or 40501 or 40540 or 40613 or 49918 or 49919 or 49920 => DatabaseFault.Unavailable,
            _ => sql.Class >= Fatal || sql.InnerException is Win32Exception or SocketException or IOException
                ? DatabaseFault.Unavailable
                : DatabaseFault.Other,
        },

        // No connection was free in time, or one that was in use was closed underneath: SqlClient has no number for either.
        InvalidOperationException { Source: "Microsoft.Data.SqlClient" } => DatabaseFault.Unavailable,
        _ => DatabaseFault.Other,
    };
}
