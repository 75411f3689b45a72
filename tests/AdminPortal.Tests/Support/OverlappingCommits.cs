using System.Data.Common;
using AdminPortal.Domain.Data;

namespace AdminPortal.Tests.Support;

/// <summary>As on a database where several transactions write at once: what has a lower id may be committed later.</summary>
internal sealed class OverlappingCommits : ISnapshots
{
    public bool CommitsInOrder => false;

    public Task<DbTransaction?> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction?>(null);
}
