using System.Globalization;
using AdminPortal.Domain.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Data.Sqlite;

/// <summary>One prepared statement, run for each row: there is no way to a server that could be saved.</summary>
internal sealed class SqliteBulkInsert : IBulkInsert
{
    /// <inheritdoc />
    public Task<IReadOnlyList<long>> InsertAsync(PortalDb db, BulkTable table, IReadOnlyList<object> rows,
        CancellationToken cancellationToken)
    {
        var names = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""));
        var places = string.Join(", ", table.Columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"?{i + 1}")));
        using var insert = new Prepared((SqliteConnection)db.Database.GetDbConnection(),
            $"INSERT INTO \"{table.Name}\" ({names}) VALUES ({places})");
        var ids = new long[rows.Count];
        for (var row = 0; row < ids.Length; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < table.Columns.Count; i++)
            {
                table.Columns[i].Write(rows[row], insert, i + 1);
            }

            insert.Step();
            ids[row] = insert.LastId;
        }

        return Task.FromResult<IReadOnlyList<long>>(ids);
    }
}
