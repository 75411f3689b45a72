using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;

namespace AdminPortal.Domain.Reports;

/// <summary>What somebody wants to see or have as a file. It can be kept and carried out again later.</summary>
/// <param name="Kind">The name of the kind.</param>
/// <param name="Filter">Event and range.</param>
public sealed record ReportRequest(string Kind, ReportFilter Filter)
{
    /// <summary>Only this table of the report; null for all.</summary>
    public string? Path { get; init; }

    /// <summary>The columns, in this order; empty for the usual ones. Unknown ones are left out.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>What narrows a list of records further, as its page spells it in the address, such as <c>status=open</c>.</summary>
    public IReadOnlyDictionary<string, string> Conditions { get; init; } = new Dictionary<string, string>();

    /// <summary>The order of a list of records; null for the order in which they were made.</summary>
    public ReportSort? Sort { get; init; }

    /// <summary>What a report is compared with; null for nothing. Lists of records are not compared.</summary>
    public ReportComparison? Comparison { get; init; }
}

/// <summary>An order of a list of records.</summary>
/// <param name="Column">One of <see cref="ReportKind.SortsFor"/>.</param>
/// <param name="Descending">Whether to sort downwards.</param>
public sealed record ReportSort(string Column, bool Descending);

/// <summary>
/// A kind of report or list of records: its columns, and how its rows are read. Adding one is one file and its texts;
/// <see cref="ReportKinds"/> finds it.
/// </summary>
/// <param name="key">Its name in addresses and requests.</param>
/// <param name="needs">All that somebody needs to see it and to take it away as a file.</param>
public abstract class ReportKind(string key, params IReadOnlyList<Permission> needs)
{
    /// <summary>Its name in addresses and requests; people read the text <c>Report_{Key}</c>.</summary>
    public string Key { get; } = key;

    /// <summary>Whether the actor may see it and take it away as a file.</summary>
    public bool IsFor(Actor actor) => needs.All(actor.May);

    /// <summary>Lets only those pass who may see it and take it away as a file.</summary>
    /// <exception cref="PermissionDeniedException">The actor may not see it.</exception>
    public void Require(Actor actor)
    {
        foreach (var permission in needs)
        {
            actor.Require(permission);
        }
    }

    /// <summary>Whether it is a list of records, read in portions, whose columns can be chosen.</summary>
    public virtual bool IsRecords => false;

    /// <summary>Whether the API answers with it too; the contract names those it knows.</summary>
    public bool IsInApi { get; init; }

    /// <summary>Whether its hours and days are those of the event when it is about one; else they are the tenant's.</summary>
    public bool IsInEventZone { get; init; }

    /// <summary>Whether it is about exactly one event.</summary>
    public virtual bool NeedsEvent => false;

    /// <summary>Whether it can be about one event; otherwise it is always of the whole organisation.</summary>
    public virtual bool IsOfEvents => true;

    /// <summary>The columns that its page lets this person sort by, as its address names them; none where it cannot be sorted.</summary>
    public virtual IReadOnlyList<string> SortsFor(Actor actor) => [];

    /// <summary>Its tables without their rows.</summary>
    public abstract IReadOnlyList<ReportTable> Shape { get; }

    /// <summary>
    /// Opens it; small tables are read, records are read when their rows are asked for. Refused: a range that ends before it begins, and
    /// what the kind adds to that.
    /// </summary>
    /// <exception cref="PermissionDeniedException">The actor may not see it.</exception>
    public abstract Task<Result<ReportDocument>> OpenAsync(ReportQueries reports, Actor actor, ReportRequest request,
        CancellationToken cancellationToken = default);
}

/// <summary>A report: figures that the database sums, in a few small tables.</summary>
/// <param name="key">Its name in addresses and requests.</param>
/// <param name="read">Reads the figures.</param>
/// <param name="parts">Its tables.</param>
public sealed class SummaryKind<T>(string key, Func<ReportScope, CancellationToken, Task<T>> read,
    params IReadOnlyList<ReportPart<T>> parts) : ReportKind(key, Permission.ViewReports)
{
    /// <inheritdoc />
    public override IReadOnlyList<ReportTable> Shape { get; } = [.. parts.Select(part => part.Shape)];

    /// <inheritdoc />
    public override async Task<Result<ReportDocument>> OpenAsync(ReportQueries reports, Actor actor, ReportRequest request,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var read = await reports.ReadAsync(actor, this, request.Filter, cancellationToken);
        return read.Ok ? Document(read.Value, request.Path) : read.Refused<ReportDocument>();
    }

    internal Task<T> ReadAsync(ReportScope scope, CancellationToken cancellationToken) => read(scope, cancellationToken);

    private ReportDocument Document(Report<T> report, string? path) => new(Key, report.Filter,
        [.. parts.Where(part => path is null || part.Shape.Path == path).Select(part => part.Table(report.Data))], report.GeneratedAt)
    {
        TenantName = report.TenantName,
        EventTitle = report.EventTitle,
        Zone = report.Zone,
    };
}

/// <summary>A table of a report.</summary>
/// <param name="Shape">Its columns and charts.</param>
/// <param name="Rows">Its rows.</param>
public sealed record ReportPart<T>(ReportTable Shape, Func<T, IReadOnlyList<object?[]>> Rows)
{
    /// <summary>The table with its rows.</summary>
    public ReportTable Table(T report) => new(Shape.Path, Shape.Columns, Rows(report))
    { IsFigures = Shape.IsFigures, Charts = Shape.Charts };
}

/// <summary>Makes the tables of a report.</summary>
internal static class ReportPart
{
    /// <summary>A list.</summary>
    public static ReportPart<T> List<T, TRow>(string path, Func<T, IReadOnlyList<TRow>> rows, IReadOnlyList<ReportChart> charts,
        params ReportCell<TRow>[] cells) =>
        new(new ReportTable(path, [.. cells.Select(cell => cell.Column)], []) { Charts = charts }, report =>
            [.. rows(report).Select(row => Array.ConvertAll(cells, cell => cell.Value(row)))]);

    /// <summary>Figures of their own.</summary>
    public static ReportPart<T> Figures<T, TRow>(string path, Func<T, TRow> figures, IReadOnlyList<ReportChart> charts,
        params ReportCell<TRow>[] cells)
    {
        var part = List(path, (T report) => [figures(report)], charts, cells);
        return part with { Shape = part.Shape with { IsFigures = true } };
    }
}

/// <summary>All kinds there are.</summary>
public static class ReportKinds
{
    /// <summary>The reports, in the order of the navigation.</summary>
    public static IReadOnlyList<ReportKind> Summaries { get; } = [OverviewReport.Kind, ParticipantsReport.Kind, RevenueReport.Kind,
        PaymentsReport.Kind, ApplicationsReport.Kind, ArrivalsReport.Kind];

    /// <summary>The lists of records.</summary>
    public static IReadOnlyList<ReportKind> Records { get; } =
    [
        ParticipantList.Instance, CheckInList.Instance, ContactList.Instance, ApplicationList.Instance, InvoiceList.Instance,
        PaymentList.Instance, EventList.Instance, ScanList.Instance, UserList.Instance, AuditList.Instance,
    ];

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<ReportKind> All { get; } = [.. Summaries, .. Records];

    /// <summary>The kind of that name, or null.</summary>
    public static ReportKind? Find(string? key) => All.FirstOrDefault(kind => kind.Key == key);
}
