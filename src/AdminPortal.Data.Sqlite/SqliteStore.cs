using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Data.Sqlite;

/// <summary>
/// The database as files: the database itself, its write-ahead log, and <c>.lock</c>, on which every process that works with it holds a
/// shared lock of the operating system. The system lets go of it when a process dies, however it dies.
/// </summary>
public sealed class SqliteStore(string connectionString, TimeProvider time) : IDatabaseStore
{
    /// <summary>With less than this a check-in may be the last one.</summary>
    private const int ProbeBytes = 256 * 1024;

    private static readonly string[] Sides = ["-wal", "-shm", "-journal"];

    private readonly string file = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);

    private string Folder => Path.GetDirectoryName(file)!;

    /// <inheritdoc />
    public Result<IDisposable> Use() => Lock(FileShare.Read) is { } held
        ? held
        : new Problem("restoring", "The database is being restored by another process. Try again when that is done.");

    /// <inheritdoc />
    public async Task<Result<StoreCopy>> BackUpAsync(string path, CancellationToken cancellationToken = default)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            return new Problem("no_database", $"There is no database {file}.");
        }

        if (File.Exists(path) || Directory.Exists(path))
        {
            return new Problem("exists", $"{path} is there already. Choose another name.");
        }

        // A half-written copy never has the name that was asked for.
        var part = path + ".part";
        try
        {
            await SqliteFile.CopyAsync(file, part, cancellationToken);
            File.Move(part, path);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL)
        {
            return new Problem("no_room", $"There is no room for a copy in {Path.GetDirectoryName(path)}.");
        }
        finally
        {
            File.Delete(part);
        }

        return new StoreCopy(path, new FileInfo(path).Length);
    }

    /// <inheritdoc />
    public async Task<Result<StoreRestored>> RestoreAsync(string path, IReadOnlyList<string> migrations,
        CancellationToken cancellationToken = default)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
        {
            return new Problem("no_backup", $"There is no file {path}.");
        }

        PrivateFiles.CreateDirectory(Folder);
        SqliteConnection.ClearAllPools(); // connections that this process keeps for later are no use of the database
        using var alone = Lock(FileShare.None);
        if (alone is null)
        {
            return InUse();
        }

        var fresh = file + ".restoring";
        File.Delete(fresh);
        try
        {
            // What is looked at is what is put in place: the copy, not the file it came from.
            if (await TakeAsync(path, fresh, migrations, cancellationToken) is { Ok: false } refused)
            {
                return refused.Refused<StoreRestored>();
            }

            var applied = (await SqliteFile.AppliedAsync(fresh, cancellationToken))!;
            var kept = File.Exists(file) ? $"{file}.before-restore-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}" : null;
            if (kept is not null && !await CloseAsync(kept, cancellationToken))
            {
                return InUse();
            }

            if (kept is null)
            {
                File.Move(fresh, file);
            }
            else
            {
                File.Replace(fresh, file, kept); // at no moment is there no database
            }

            return new StoreRestored(kept, [.. migrations.Except(applied)]);
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default) =>
        await SqliteFile.CheckAsync(file, cancellationToken);

    /// <inheritdoc />
    public bool HasRoom()
    {
        try
        {
            using var probe = PrivateFiles.Open(Path.Combine(Folder, $".room-{Guid.NewGuid():N}"), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
                BufferSize = 0,
            });
            probe.Write(new byte[ProbeBytes]);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // full, over quota, or read-only
        }
    }

    /// <inheritdoc />
    public Task<long> SizeAsync(CancellationToken cancellationToken = default) => Task.FromResult(Sides.Prepend("")
        .Select(side => new FileInfo(file + side)).Where(part => part.Exists).Sum(part => part.Length));

    /// <inheritdoc />
    public IReadOnlyList<string> Protect()
    {
        var left = new List<string>();
        PrivateFiles.CreateDirectory(Folder);
        if (PrivateFiles.IsOpen(Folder))
        {
            left.Add(
                $"Other accounts of this machine have rights on the data directory {Folder}, which was there before: chmod 700 takes " +
                    "them away.");
        }

        // SQLite gives its logs the rights of the database, and makes an empty file one.
        PrivateFiles.Open(file, new FileStreamOptions
        { Mode = FileMode.OpenOrCreate, Access = FileAccess.Read, Share = FileShare.ReadWrite }).Dispose();
        SqliteFile.Begin(file);
        foreach (var part in Sides.Prepend("").Select(side => file + side).Where(File.Exists))
        {
            if (!PrivateFiles.Close(part))
            {
                left.Add($"Other accounts of this machine have rights on {part}, which belongs to somebody else.");
            }
        }

        return left;
    }

    private static Problem InUse() =>
        new("in_use", "The database is in use: end the portal, and whatever else has it open, and try again. Nothing was changed.");

    /// <summary>A lock on the database's own lock file, shared or alone; null when others hold theirs.</summary>
    private FileStream? Lock(FileShare share)
    {
        try
        {
            return PrivateFiles.Open(file + ".lock", new FileStreamOptions
            { Mode = FileMode.OpenOrCreate, Access = FileAccess.Read, Share = share });
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException)
            && File.Exists(file + ".lock"))
        {
            return null;
        }
    }

    /// <summary>Copies a file that may be a backup, and looks at the copy.</summary>
    private static async Task<Result<Done>> TakeAsync(
        string path, string fresh, IReadOnlyList<string> migrations, CancellationToken cancellationToken)
    {
        try
        {
            await SqliteFile.CopyAsync(path, fresh, cancellationToken);
            if (await SqliteFile.CheckAsync(fresh, cancellationToken) is [var first, ..])
            {
                return new Problem("no_backup", $"{path} is damaged: {first}");
            }

            if (await SqliteFile.AppliedAsync(fresh, cancellationToken) is not { } applied || applied.Except(migrations)
                .Count() == applied.Count)
            {
                return new Problem("no_backup", $"{path} is no backup of a portal.");
            }

            return applied.Except(migrations).ToList() is [.., var newest]
                ? new Problem("newer_schema", $"{path} was made by a newer portal (it has {newest}). Install that version first.")
                : Done.It;
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT)
        {
            return new Problem("no_backup", $"{path} is no backup of a portal, or it is damaged.");
        }
    }

    /// <summary>
    /// Brings the old database into one file, for which SQLite must have it alone: false when anything has it open, a portal of an earlier
    /// version too. One that is too damaged for that is set aside with its log, which must not meet the new one.
    /// </summary>
    private async Task<bool> CloseAsync(string kept, CancellationToken cancellationToken)
    {
        try
        {
            await using var old = await SqliteFile.OpenAsync(file, SqliteOpenMode.ReadWrite, cancellationToken);
            return await SqliteFile.ReadAsync(old, "PRAGMA journal_mode=DELETE", cancellationToken, 1) is ["delete"];
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            return false;
        }
        catch (SqliteException error) when (error.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT)
        {
            foreach (var side in Sides.Where(side => File.Exists(file + side)))
            {
                File.Move(file + side, kept + side);
            }
        }

        return true;
    }
}
