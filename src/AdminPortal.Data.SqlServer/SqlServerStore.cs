using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.Data.SqlClient;

namespace AdminPortal.Data.SqlServer;

/// <summary>
/// The database as SQL Server copies it: by its own statements, into files on the server's disk, with the rights of the login
/// (BACKUP DATABASE: <c>db_backupoperator</c>; RESTORE: <c>dbcreator</c>).
/// </summary>
public sealed class SqlServerStore(string connectionString, TimeProvider time) : IDatabaseStore
{
    /// <summary>SQL Server's errors for "the file cannot be opened" and "it is no backup".</summary>
    private static readonly HashSet<int> NoBackup = [3201, 3203, 3241, 3242, 3013];

    /// <summary>SQL Server's errors for a database that others use.</summary>
    private static readonly HashSet<int> Busy = [3101, 5061, 5064, 5070, 1222];

    private readonly string database = new SqlConnectionStringBuilder(connectionString).InitialCatalog;

    /// <inheritdoc />
    public Result<IDisposable> Use() => new InUse(); // the server knows its sessions

    /// <inheritdoc />
    public async Task<Result<StoreCopy>> BackUpAsync(string path, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(database, cancellationToken);
        try
        {
            // Not over another backup, and outside the chain of the administrator's own backups.
            await RunAsync(
                connection,
                $"BACKUP DATABASE {Name(database)} TO DISK = {Text(path)} WITH COPY_ONLY, CHECKSUM, NOINIT, NAME = N'AdminPortal'",
                cancellationToken);
        }
        catch (SqlException error) when (error.Number is 3201 or 262 or 3013)
        {
            return new Problem("no_backup", $"The server could not write {path} on its own disk: {error.Message}");
        }

        return new StoreCopy(path, null);
    }

    /// <inheritdoc />
    public async Task<Result<StoreRestored>> RestoreAsync(string path, IReadOnlyList<string> migrations,
        CancellationToken cancellationToken = default)
    {
        SqlConnection.ClearAllPools();
        await using var connection = await OpenAsync("master", cancellationToken);
        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var fresh = $"{database}_restoring_{stamp}";
        try
        {
            await RunAsync(
                connection,
                $"RESTORE DATABASE {Name(fresh)} FROM DISK = {Text(path)} WITH " +
                    $"{await MovesAsync(connection, path, fresh, cancellationToken)}, CHECKSUM",
                cancellationToken);
        }
        catch (SqlException error) when (NoBackup.Contains(error.Number))
        {
            return new Problem("no_backup", $"{path}, as the server sees its own disk, is no backup: {error.Message}");
        }

        var taken = false;
        try
        {
            if (await ReadAsync(connection, $"SELECT name FROM {Name(fresh)}.sys.tables WHERE name = N'__EFMigrationsHistory'", 0,
                cancellationToken) is [])
            {
                return new Problem("no_backup", $"{path} is no backup of a portal.");
            }

            var applied = await ReadAsync(connection,
                $"SELECT MigrationId FROM {Name(fresh)}.dbo.__EFMigrationsHistory ORDER BY MigrationId", 0, cancellationToken);
            if (applied.Except(migrations).ToList() is [.., var newest])
            {
                return new Problem("newer_schema", $"{path} was made by a newer portal (it has {newest}). Install that version first.");
            }

            var exchanged = await ExchangeAsync(connection, fresh, $"{database}_before_restore_{stamp}", cancellationToken);
            taken = exchanged.Ok;
            return exchanged.Ok
                ? new StoreRestored(exchanged.Value.Length > 0 ? exchanged.Value : null, [.. migrations.Except(applied)])
                : exchanged.Refused<StoreRestored>();
        }
        finally
        {
            if (!taken)
            {
                await RunAsync(connection, $"DROP DATABASE IF EXISTS {Name(fresh)}", CancellationToken.None);
            }
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(database, cancellationToken);
        var storage = await ReadAsync(connection, $"DBCC CHECKDB ({Text(database)}) WITH NO_INFOMSGS, TABLERESULTS", "MessageText",
            cancellationToken);
        var references = await ReadAsync(connection, "DBCC CHECKCONSTRAINTS WITH NO_INFOMSGS", "Where", cancellationToken);
        return [.. storage, .. references.Select(row => $"A reference leads nowhere: {row}")];
    }

    /// <inheritdoc />
    public bool HasRoom() => true;

    /// <inheritdoc />
    public async Task<long> SizeAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(database, cancellationToken);
        var pages = await ReadAsync(connection, "SELECT SUM(CAST(size AS bigint)) FROM sys.database_files", 0, cancellationToken);
        return long.Parse(pages[0], System.Globalization.CultureInfo.InvariantCulture) * 8192;
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Protect() => [];

    /// <summary>
    /// Sets the old database aside under another name, which the server does only when nobody uses it, and gives its name to the new one.
    /// Answers the old one's new name, or nothing.
    /// </summary>
    private async Task<Result<string>> ExchangeAsync(SqlConnection connection, string fresh, string kept,
        CancellationToken cancellationToken)
    {
        if (await ReadAsync(connection, $"SELECT name FROM sys.databases WHERE name = {Text(database)}", 0, cancellationToken) is [])
        {
            await RunAsync(connection, $"ALTER DATABASE {Name(fresh)} MODIFY NAME = {Name(database)}", CancellationToken.None);
            return "";
        }

        try
        {
            await RunAsync(connection, $"ALTER DATABASE {Name(database)} SET SINGLE_USER WITH NO_WAIT", cancellationToken);
        }
        catch (SqlException error) when (Busy.Contains(error.Number))
        {
            return new Problem("in_use",
                "The database is in use: end the portal on all nodes, and whatever else is connected, and try again. Nothing was changed.");
        }

        await RunAsync(connection, $"ALTER DATABASE {Name(database)} MODIFY NAME = {Name(kept)}", CancellationToken.None);
        try
        {
            await RunAsync(connection, $"ALTER DATABASE {Name(fresh)} MODIFY NAME = {Name(database)}", CancellationToken.None);
        }
        catch (SqlException)
        {
            await RunAsync(
                connection, $"ALTER DATABASE {Name(kept)} MODIFY NAME = {Name(database)}; ALTER DATABASE {Name(database)} SET MULTI_USER",
                CancellationToken.None);
            throw;
        }

        await RunAsync(connection, $"ALTER DATABASE {Name(kept)} SET MULTI_USER", CancellationToken.None);
        return kept;
    }

    /// <summary>Where the files of the copy are put: beside the server's other databases, under names of their own.</summary>
    private static async Task<string> MovesAsync(SqlConnection connection, string path, string name, CancellationToken cancellationToken)
    {
        var folder = (await ReadAsync(connection, "SELECT CAST(SERVERPROPERTY('InstanceDefaultDataPath') AS nvarchar(4000))", 0,
            cancellationToken))[0];
        var logical = await ReadAsync(connection, $"RESTORE FILELISTONLY FROM DISK = {Text(path)}", "LogicalName", cancellationToken);
        return string.Join(", ",
            logical.Select((file, at) => $"MOVE {Text(file)} TO {Text($"{folder}{name}_{at}.{(at == 0 ? "mdf" : "ldf")}")}"));
    }

    private async Task<SqlConnection> OpenAsync(string catalog, CancellationToken cancellationToken)
    {
        var connection = new SqlConnection(new SqlConnectionStringBuilder(connectionString)
        { InitialCatalog = catalog, Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <summary>A name in brackets. Names and paths cannot be parameters of these statements.</summary>
    private static string Name(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    private static string Text(string text) => $"N'{text.Replace("'", "''", StringComparison.Ordinal)}'";

#pragma warning disable CA2100 // names and texts are quoted by Name and Text
    private static async Task RunAsync(SqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new SqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>One column of all rows, by its name or its place.</summary>
    private static async Task<List<string>> ReadAsync(
        SqlConnection connection, string query, object column, CancellationToken cancellationToken)
    {
        await using var command = new SqlCommand(query, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            values.Add((column is string name ? reader[name] : reader[(int)column]).ToString() ?? "");
        }

        return values;
    }
#pragma warning restore CA2100

    private sealed class InUse : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
