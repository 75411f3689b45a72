using System.Globalization;
using System.Runtime.CompilerServices;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Lists;

/// <summary>
/// A list of records: the rows that its page lists, in the order of the page, or as they were made where none is asked for. The database
/// sorts once and only their ids are kept; the rows are read in portions, so that memory hardly grows with their number. Needs the right to
/// export besides the one to see the records.
/// </summary>
/// <param name="key">Its name in requests.</param>
/// <param name="seen">What somebody needs to see the records.</param>
/// <param name="cells">Its columns.</param>
public abstract class RecordsKind<TRecord, TRow, TFilter>(string key, Permission seen, params IReadOnlyList<ReportCell<TRow>> cells)
    : ReportKind(key, Permission.Export, seen)
    where TRecord : class
{
    private const int Portion = 1000;

    private const string Path = "rows";

    /// <inheritdoc />
    public override bool IsRecords => true;

    /// <inheritdoc />
    public override IReadOnlyList<ReportTable> Shape { get; } = [new ReportTable(Path, [.. cells.Select(cell => cell.Column)], [])];

    /// <summary>What somebody needs to see the records.</summary>
    public Permission Seen => seen;

    /// <summary>Its columns.</summary>
    public IReadOnlyList<ReportCell<TRow>> Cells => cells;

    /// <summary>What it can be narrowed by.</summary>
    public abstract FilterParts<TFilter> Filters { get; }

    /// <summary>The orders that the page of the list knows.</summary>
    public abstract Sorts<TRecord> Sorts { get; }

    /// <summary>Columns of contact data, which not everybody who sees the records may see.</summary>
    public virtual IReadOnlyList<string> ContactColumns => [];

    /// <summary>The names of the orders, the usual one first.</summary>
    private protected virtual IReadOnlyList<string> Orders => Sorts.Names;

    /// <summary>Orders that tell of contact data.</summary>
    private protected virtual IReadOnlyList<string> ContactSorts => [];

    /// <inheritdoc />
    public override IReadOnlyList<string> SortsFor(Actor actor) => actor.May(Permission.ViewContacts)
        ? Orders
        : [.. Orders.Except(ContactSorts)];

    /// <inheritdoc />
    public override async Task<Result<ReportDocument>> OpenAsync(ReportQueries reports, Actor actor, ReportRequest request,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reports);
        Require(actor);
        if (request.Sort is { } asked && !SortsFor(actor).Contains(asked.Column))
        {
            return Problem.Unknown("sort", asked.Column);
        }

        await using var db = reports.Read(actor);
        var now = reports.Now;
        var opened = await ReportScope.OpenAsync(db, request.Filter, now, cancellationToken);
        if (!opened.Ok)
        {
            return opened.Refused<ReportDocument>();
        }

        var eventKey = request.Filter.EventKey;
        var found = eventKey is null ? null : await db.Events.Where(e => e.EventKey == eventKey)
            .Select(e => new { e.Id, e.EventKey, e.TimeZone }).FirstOrDefaultAsync(cancellationToken);
        if (NeedsEvent && found is null)
        {
            return eventKey is null ? Problem.Required("event_key") : Problem.Unknown("event_key", eventKey);
        }

        var zone = NeedsEvent ? Zone.Find(found!.TimeZone) : opened.Value.Zone;
        var conditions = new RecordConditions(actor, eventKey is null ? null : found?.Id ?? 0, now, request.Conditions);
        var shown = Shown(actor, request.Columns);
        var records = Records(Scope(db), conditions);
        var sorted = request.Sort is { } sort ? Sorted(db, records, sort.Column, sort.Descending, now) : records.OrderBy(Sorts.Id);
        var ids = await sorted.Select(Sorts.Id).ToListAsync(cancellationToken);
        var table = new ReportTable(Path, [.. shown.Select(cell => cell.Column)], RowsAsync(cancellationToken)) { Expected = ids.Count };
        return new ReportDocument(Key, request.Filter, [table], now)
        {
            TenantName = opened.Value.TenantName,
            EventTitle = opened.Value.EventTitle,
            Zone = zone,
            Conditions = [.. (await ToldAsync(db, conditions, cancellationToken)).Where(told => told.Value is not null)],
        };

        ReportScope Scope(PortalDb opened) => ReportScope.Of(opened, conditions.EventId, request.Filter, zone, now);

        async IAsyncEnumerable<object?[]> RowsAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            foreach (var portion in ids.Chunk(Portion))
            {
                await using var opened = reports.Read(actor);
                var rows = (await ReadAsync(Scope(opened), portion, cancellation)).ToDictionary(read => read.Id, read => read.Row);
                foreach (var id in portion)
                {
                    // What was deleted in the meantime is not there any more.
                    if (rows.TryGetValue(id, out var row))
                    {
                        yield return Array.ConvertAll(shown, cell => cell.Value(row) is DateTime at
                            && cell.Column.Kind == CellKind.Day ? zone.Day(at) : cell.Value(row));
                    }
                }
            }
        }
    }

    /// <summary>The filter without any condition.</summary>
    private protected abstract TFilter Start(RecordConditions asked);

    /// <summary>The columns that its page shows until somebody chooses others, the name first.</summary>
    private protected virtual IReadOnlyList<string> Usual => [];

    /// <summary>Whether the usual order of its page goes downwards.</summary>
    private protected virtual bool Descending => false;

    /// <summary>The list as its page shows it, where page and file have the same rows.</summary>
    public ListOf<TRow, TFilter> List => ListFor(Cells, Usual);

    /// <summary>The list as its page shows it, with columns of its own.</summary>
    private protected ListOf<TShown, TFilter> ListFor<TShown>(IReadOnlyList<ReportCell<TShown>> shown, IReadOnlyList<string> usual) =>
        new(Key, seen, shown, Filters, Orders) { Usual = usual, Descending = Descending, File = this, ContactColumns = ContactColumns };

    /// <summary>The records that are meant.</summary>
    internal IQueryable<TRecord> Records(ReportScope scope, RecordConditions asked) =>
        Records(scope, Filters.Read(Start(asked), asked.Text, scope.From, scope.Until), asked);

    /// <summary>The records in an order; a name that is none means the usual one.</summary>
    internal virtual IQueryable<TRecord> Sorted(PortalDb db, IQueryable<TRecord> found, string? sort, bool descending, DateTime now) =>
        Sorts.Apply(db, found, sort, descending);

    /// <summary>The records that are meant.</summary>
    /// <param name="scope">The records of the tenant, and the range.</param>
    /// <param name="filter">The conditions as a filter.</param>
    /// <param name="asked">The event that was asked for besides, and who asks.</param>
    private protected abstract IQueryable<TRecord> Records(ReportScope scope, TFilter filter, RecordConditions asked);

    /// <summary>The records that have these ids, each with its id, in no order.</summary>
    internal abstract Task<List<(long Id, TRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids,
        CancellationToken cancellationToken);

    /// <summary>What the list was narrowed to, as its file tells the reader; conditions without a value are left out.</summary>
    private async Task<IReadOnlyList<ReportCondition>> ToldAsync(PortalDb db, RecordConditions conditions,
        CancellationToken cancellationToken)
    {
        List<ReportCondition> told = [];
        foreach (var part in Filters.All)
        {
            told.Add(await ToldAsync(db, part, conditions.Text(part.Name), cancellationToken));
        }

        return told;
    }

    /// <summary>How a condition is told.</summary>
    private protected virtual async Task<ReportCondition> ToldAsync(PortalDb db, FilterPart<TFilter> part, string? text,
        CancellationToken cancellationToken)
    {
        var known = part.Told(text);
        if (part.Kind == FilterKind.Event && known is string)
        {
            var eventId = long.Parse((string)known, CultureInfo.InvariantCulture);
            known = await db.Events.Where(e => e.Id == eventId).Select(e => e.Title).FirstOrDefaultAsync(cancellationToken);
        }

        return new(part.Column, known);
    }

    /// <summary>The columns that were chosen, in that order, else all; what the actor may not see is none.</summary>
    private ReportCell<TRow>[] Shown(Actor actor, IReadOnlyList<string> chosen)
    {
        var may = cells.Where(cell => actor.May(Permission.ViewContacts) || !ContactColumns.Contains(cell.Column.Key)).ToList();
        var found = chosen.Distinct().Select(key => may.Find(cell => cell.Column.Key == key)).OfType<ReportCell<TRow>>().ToArray();
        return found.Length > 0 ? found : [.. may];
    }
}
