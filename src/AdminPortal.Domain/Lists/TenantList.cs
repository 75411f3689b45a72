using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Lists;

/// <summary>
/// A list over the whole tenant whose page and file have the same rows: what it finds and how a row is read stand here once, for
/// <see cref="ListQueries{TRecord, TRow, TFilter}"/> and for the file.
/// </summary>
/// <param name="key">Its name in requests.</param>
/// <param name="seen">What somebody needs to see the records.</param>
/// <param name="cells">Its columns.</param>
public abstract class TenantList<TRecord, TRow, TFilter>(string key, Permission seen, params IReadOnlyList<ReportCell<TRow>> cells)
    : RecordsKind<TRecord, TRow, TFilter>(key, seen, cells)
    where TRecord : class, ITenantOwned
    where TRow : class, IHasId
    where TFilter : new()
{
    /// <summary>The records that a filter means.</summary>
    internal abstract IQueryable<TRecord> Find(PortalDb db, TFilter filter, DateTime now);

    /// <summary>Reads what is shown of records, in their order; the number of commands does not depend on theirs.</summary>
    internal abstract Task<List<TRow>> RowsAsync(PortalDb db, IQueryable<TRecord> records, DateTime now,
        CancellationToken cancellationToken);

    /// <summary>Those of the records that a file of this event tells.</summary>
    private protected abstract IQueryable<TRecord> OfEvent(PortalDb db, IQueryable<TRecord> records, long eventId);

    private protected sealed override TFilter Start(RecordConditions asked) => new();

    private protected sealed override IQueryable<TRecord> Records(ReportScope scope, TFilter filter, RecordConditions asked)
    {
        var found = Find(scope.Db, filter, asked.Now);
        return asked.EventId is { } id ? OfEvent(scope.Db, found, id) : found;
    }

    internal sealed override async Task<List<(long Id, TRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids,
        CancellationToken cancellationToken) =>
        (await RowsAsync(scope.Db, scope.Db.OfIds<TRecord>(ids), scope.Now, cancellationToken)).ConvertAll(row => (row.Id, row));
}
