using System.Data;
using AdminPortal.Domain.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AdminPortal.Data.SqlServer;

/// <summary>
/// Copies the rows into a temporary table and inserts them from there in their order, so that constraints are checked as always and the ids
/// come back: SQL Server gives identity values in the order of an <c>INSERT … SELECT … ORDER BY</c>, hence the ids, sorted, are those of
/// the rows one after the other.
/// </summary>
internal sealed class SqlServerBulkInsert : IBulkInsert
{
    private const string Staged = "#Bulk";

    private const string Place = "BulkPlace";

    /// <inheritdoc />
    public async Task<IReadOnlyList<long>> InsertAsync(PortalDb db, BulkTable table, IReadOnlyList<object> rows,
        CancellationToken cancellationToken)
    {
        var connection = (SqlConnection)db.Database.GetDbConnection();
        var transaction = (SqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction();
        var timeout = db.Database.GetCommandTimeout() ?? new SqlCommand().CommandTimeout;
        var columns = string.Join(", ", table.Columns.Select(column => $"[{column.Name}]"));

        await using var create = Command($"SELECT TOP (0) CAST(0 AS int) AS [{Place}], {columns} INTO [{Staged}] FROM [{table.Name}];");
        await create.ExecuteNonQueryAsync(cancellationToken);

        using var staged = Stage(table, rows);
        using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.Default, transaction)
        { DestinationTableName = Staged, BulkCopyTimeout = timeout };
        foreach (DataColumn column in staged.Columns)
        {
            copy.ColumnMappings.Add(column.ColumnName, column.ColumnName);
        }

        await copy.WriteToServerAsync(staged, cancellationToken);

        var ids = new List<long>(rows.Count);
        await using var insert = Command(
            $"INSERT INTO [{table.Name}] ({columns}) OUTPUT inserted.[{table.Key}] SELECT {columns} FROM [{Staged}] ORDER BY [{Place}]; " +
                $"DROP TABLE [{Staged}];");
        await using var given = await insert.ExecuteReaderAsync(cancellationToken);
        while (await given.ReadAsync(cancellationToken))
        {
            ids.Add(given.GetInt64(0));
        }

        await given.NextResultAsync(cancellationToken); // what went wrong after the first row is thrown here
        ids.Sort();
        return ids;

#pragma warning disable CA2100 // made of the model's own names
        SqlCommand Command(string sql) => new(sql, connection, transaction) { CommandTimeout = timeout };
#pragma warning restore CA2100
    }

    /// <summary>The rows as they are stored, each with its place.</summary>
    internal static DataTable Stage(BulkTable table, IReadOnlyList<object> rows)
    {
        var staged = new DataTable();
        staged.Columns.Add(Place, typeof(int));
        foreach (var column in table.Columns)
        {
            staged.Columns.Add(column.Name, column.Type);
        }

        for (var place = 0; place < rows.Count; place++)
        {
            staged.Rows.Add([place, .. table.Columns.Select(column => column.Of(rows[place]))]);
        }

        return staged;
    }
}
