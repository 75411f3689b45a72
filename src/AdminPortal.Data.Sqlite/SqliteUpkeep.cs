using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Data.Sqlite;

/// <summary>
/// A file is made by opening it. What a process leaves behind that dies while it brings the schema up to date is put away.
/// </summary>
internal sealed class SqliteUpkeep : IDatabaseUpkeep
{
    /// <inheritdoc />
    public bool WritesAlone => true;

    /// <summary>Far longer than any migration takes.</summary>
    private static readonly TimeSpan Lapsed = TimeSpan.FromMinutes(30);

    /// <inheritdoc />
    public async Task CreateAsync(PortalDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        // EF locks by a row that only its writer deletes, and would wait for a dead one for ever.
        var locks = await db.Database.SqlQuery<string>(
            $"SELECT name AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'").ToListAsync(cancellationToken);
        if (locks.Count > 0)
        {
            var before = time.UtcNow() - Lapsed;
            await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock WHERE julianday(Timestamp) < julianday({before})",
                cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task<string?> AdviceAsync(PortalDb db, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
