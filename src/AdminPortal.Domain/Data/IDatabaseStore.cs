using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Data;

/// <summary>A copy that was made.</summary>
/// <param name="Path">Where it lies; for SQL Server on the server's own disk.</param>
/// <param name="Bytes">Its size; null where the server does not tell.</param>
public sealed record StoreCopy(string Path, long? Bytes);

/// <summary>A copy that was put back.</summary>
/// <param name="Kept">Where the database lies that was there before: a file, or the name of a database; null when there was none.</param>
/// <param name="Pending">Migrations of this program that the copy does not have yet.</param>
public sealed record StoreRestored(string? Kept, IReadOnlyList<string> Pending);

/// <summary>What each kind of database does in its own way: to be copied, put back, and looked over as a whole.</summary>
public interface IDatabaseStore
{
    /// <summary>
    /// Says that this process works with the database until the value is disposed of, so that a restore refuses.
    /// Refused: <c>restoring</c> while one runs.
    /// </summary>
    Result<IDisposable> Use();

    /// <summary>Writes a consistent copy while others read and write. Refused: <c>exists</c>, <c>no_database</c>.</summary>
    Task<Result<StoreCopy>> BackUpAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts a copy in the place of the database; the old one is kept beside it. Refused, with nothing changed: <c>no_backup</c> for a file
    /// that is none or is damaged, <c>newer_schema</c>, <c>in_use</c> while a portal or anything else has the database open.
    /// </summary>
    /// <param name="path">The copy.</param>
    /// <param name="migrations">All migrations that this program knows, in their order.</param>
    /// <param name="cancellationToken">Stops before the exchange.</param>
    Task<Result<StoreRestored>> RestoreAsync(string path, IReadOnlyList<string> migrations, CancellationToken cancellationToken = default);

    /// <summary>What the database itself finds damaged in its storage; empty when all is well.</summary>
    Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Whether there is room to write more. Always true where the database has a server of its own, which tells when it has none.
    /// </summary>
    bool HasRoom();

    /// <summary>What the database takes of its drive, in bytes, what waits to be written into it included.</summary>
    Task<long> SizeAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes what the portal makes away from other accounts of the machine; sentences about what belongs to somebody else and was left.
    /// </summary>
    IReadOnlyList<string> Protect();
}
