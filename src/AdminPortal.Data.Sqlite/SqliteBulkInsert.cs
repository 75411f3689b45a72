using System.Globalization;
using AdminPortal.Domain.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AdminPortal.Data.Sqlite;

/// <summary>One prepared statement, run for each row: there is no way to a server that could be saved.</summary>
internal sealed class SqliteBulkInsert : IBulkInsert
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<long>> InsertAsync(PortalDb db, BulkTable table, IReadOnlyList<object> rows,
        CancellationToken cancellationToken)
    {
        await using var insert = ((SqliteConnection)db.Database.GetDbConnection()).CreateCommand();
        insert.Transaction = (SqliteTransaction)db.Database.CurrentTransaction!.GetDbTransaction();
#pragma warning disable CA2100 // made of the model's own names
        insert.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"""
             INSERT INTO "{table.Name}" ({string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""))})
             VALUES ({string.Join(", ", table.Columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@p{i}")))})
             RETURNING "{table.Key}"
             """);
#pragma warning restore CA2100
        var values = table.Columns.Select((_, i) =>
            insert.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i}") })).ToList();
        var ids = new List<long>(rows.Count);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < values.Count; i++)
            {
                values[i].Value = table.Columns[i].Of(row);
            }

            ids.Add((long)(await insert.ExecuteScalarAsync(cancellationToken))!);
        }

        return ids;
    }
}
