using AdminPortal.Domain.Common;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Data.Sqlite;

/// <summary>One file of SQLite's, the portal's own or a copy of it.</summary>
internal static class SqliteFile
{
    /// <summary>
    /// Makes an empty file, or a copy, a database with a write-ahead log: where it is only looked at first, as at every start, that can
    /// no longer be done.
    /// </summary>
    public static void Begin(string file)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL";
        command.ExecuteNonQuery();
    }

    /// <summary>Copies in one read transaction: writers go on meanwhile, and none of them is seen by half.</summary>
    public static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        await PrivateFiles.Open(to, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write }).DisposeAsync();
        await using (var source = await OpenAsync(from, SqliteOpenMode.ReadOnly, cancellationToken))
        {
            await using var command = source.CreateCommand();
            command.CommandTimeout = 0;
            command.CommandText = "VACUUM INTO $to";
            command.Parameters.AddWithValue("$to", to);
            await Task.Run(() => command.ExecuteNonQueryAsync(cancellationToken), cancellationToken);
        }

        await using var written = new FileStream(to, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(true); // SQLite does not wait for the disk here
    }

    /// <summary>What SQLite finds wrong with the pages and references of a database.</summary>
    public static async Task<List<string>> CheckAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(file, SqliteOpenMode.ReadOnly, cancellationToken);
            var storage = await ReadAsync(connection, "SELECT integrity_check FROM pragma_integrity_check", cancellationToken);
            const string References =
                """SELECT "table" || ' ' || ifnull(rowid, '') || ' refers to a row of ' || parent || ' that is not there' """
                + "FROM pragma_foreign_key_check";
            var references = await ReadAsync(connection, References, cancellationToken);
            return [.. storage.Where(line => line != "ok"), .. references];
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_CORRUPT)
        {
            return [error.Message];
        }
    }

    /// <summary>The migrations of a database, or null when it never had any.</summary>
    public static async Task<List<string>?> AppliedAsync(string file, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(file, SqliteOpenMode.ReadOnly, cancellationToken);
        return (await ReadAsync(connection, "SELECT name FROM sqlite_master WHERE name = '__EFMigrationsHistory'", cancellationToken))
            .Count == 0
            ? null
            : await ReadAsync(connection, """SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY "MigrationId" """,
                cancellationToken);
    }

    /// <summary>Opens a connection of its own, which is closed when it is disposed of.</summary>
    public static async Task<SqliteConnection> OpenAsync(string file, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        { DataSource = file, Mode = mode, Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <summary>The first column of all rows, as text; waits those seconds for others that hold a lock, with 0 for ever.</summary>
    public static async Task<List<string>> ReadAsync(
        SqliteConnection connection, string query, CancellationToken cancellationToken, int patience = 0)
    {
        await using var command = connection.CreateCommand();
        command.CommandTimeout = patience;
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }
}
