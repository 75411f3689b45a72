using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Kit.Charts;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Texts;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Reports;

/// <summary>
/// Draws any report from its document. The address holds event, range, comparison and currency, so that reload, back and a shared link show
/// the same.
/// </summary>
public sealed partial class ReportPage(ReportQueries reports, EventQueries events, TenantService tenants, TimeProvider time,
    NavigationManager address) : ComponentBase
{
    private int latest;
    private bool loading;
    private string? tenantCurrency;
    private TimeZoneInfo zone = TimeZoneInfo.Utc;
    private DateOnly today;
    private ReportKind? kind;
    private ReportSelection? selection;
    private EventDetail? shown;
    private EventDetail? compared;
    private ReportView? view;

    private NavigationManager Address => address;

    /// <summary>From the address; without it the first report.</summary>
    [Parameter]
    public string? Kind { get; set; }

    /// <summary>From the address: the key of the event.</summary>
    [SupplyParameterFromQuery(Name = ReportSelection.EventPart)]
    public string? EventText { get; set; }

    /// <summary>From the address: the first day.</summary>
    [SupplyParameterFromQuery(Name = ReportSelection.FromPart)]
    public string? FromText { get; set; }

    /// <summary>From the address: the last day.</summary>
    [SupplyParameterFromQuery(Name = ReportSelection.ToPart)]
    public string? ToText { get; set; }

    /// <summary>From the address: what the report is compared with.</summary>
    [SupplyParameterFromQuery(Name = ReportSelection.ComparePart)]
    public string? CompareText { get; set; }

    /// <summary>From the address: the currency that is drawn.</summary>
    [SupplyParameterFromQuery(Name = ReportSelection.CurrencyPart)]
    public string? CurrencyText { get; set; }

    [CascadingParameter]
    private Actor Actor { get; set; } = null!;

    private IEnumerable<ReportKind> Kinds => ReportKinds.Summaries.Where(known => known.IsFor(Actor));

    private bool HasFilter => selection is not { EventKey: null, FromText: null, ToText: null };

    /// <summary>Why something that was asked for is not shown.</summary>
    private string? Notice => selection switch
    {
        { EventKey: { } key } when shown is null => L["UnknownEvent", key].Value,
        { Compare: not null } when view?.Comparison is null => selection.OtherEventKey is null
            ? L["NoComparisonPeriod"]
            : L["NoComparisonEvent"],
        _ => null,
    };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        var tenant = await tenants.OwnAsync(Actor);
        (zone, tenantCurrency) = (Zone.Find(tenant.TimeZone), tenant.Currency);
    }

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var mine = ++latest;
        var now = time.UtcNow();
        today = zone.Day(now);
        var asked = Kinds.FirstOrDefault(known => Kind is null || known.Key == Kind);
        if (asked != kind)
        {
            (kind, view) = (asked, null);
        }

        selection = new ReportSelection(Null(EventText), Null(FromText), Null(ToText), Null(CompareText));
        if (kind is null || !selection.IsReadable)
        {
            return;
        }

        loading = true;
        var wanted = selection;
        var (own, other) = (await FindAsync(wanted.EventKey), await FindAsync(wanted.OtherEventKey));
        var comparison = ReportComparisons.Of(wanted, own, other, today);
        var reading = ReadAsync(asked!, wanted.Filter);
        var then = comparison is null ? null : await ReadAsync(asked!, comparison.Filter);
        var document = await reading;
        if (mine == latest)
        {
            (shown, compared, loading) = (own, other, false);
            view = new ReportView(document, comparison, then, ReportTexts.Current, today);
        }
    }

    /// <summary>Nothing that could be refused is asked: the range is checked before.</summary>
    private async Task<ReportDocument> ReadAsync(ReportKind asked, ReportFilter filter) =>
        (await reports.OpenAsync(Actor, new ReportRequest(asked.Key, filter))).Required();

    private async Task<EventDetail?> FindAsync(string? key) => key is null
        ? null
        : key == shown?.Draft.EventKey
        ? shown
        : key == compared?.Draft.EventKey
        ? compared
        : await events.FindAsync(Actor, key);

    private static string? Null(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>Another report with the same filters.</summary>
    private string Href(string key) => $"reports/{key}{address.ToAbsoluteUri(address.Uri).Query}";

    private static string Heading(ReportView of, string section) => of.Language.Table(of.Document.Kind, section);

    /// <summary>The currency that was asked for, else the tenant's, else the first, of those that occur.</summary>
    private string? Currency(ReportView of) => of.Currencies.FirstOrDefault(code => code == CurrencyText)
        ?? of.Currencies.FirstOrDefault(code => code == tenantCurrency) ?? (of.Currencies.Count > 0 ? of.Currencies[0] : null);

    private List<(string Label, ChartOptions Options)> Charts(ReportView of, IEnumerable<ReportTable> section, string? currency)
    {
        var drawings = new ReportDrawings(of, L);
        // Several sections on one page: the chart that tells most is enough of each.
        var most = of.Sections.Count() > 1 ? 1 : int.MaxValue;
        return
        [
            .. from table in section
               where table.IsFigures
               from chart in table.Charts.Take(most)
               let options = drawings.Of(table, chart, currency)
               where options is not null
               select (L[$"Chart_{chart.Kind}"].Value, options),
        ];
    }

    /// <summary>What the report is about, as one line: it is also the head of the printed page.</summary>
    private string Subject(ReportView of)
    {
        var document = of.Document;
        var range = (selection!.From, selection.To) switch
        {
            ({ } from, { } to) when from == to => Day(from),
            ({ } from, { } to) => $"{Day(from)} – {Day(to)}",
            ({ } from, null) => L["Since", Day(from)],
            (null, { } to) => L["Until", Day(to)],
            _ => L["AllTime"].Value,
        };
        var parts = new List<string> { document.TenantName, document.EventTitle ?? selection.EventKey ?? L["AllEvents"], range };
        if (of.Comparison is { } comparison)
        {
            parts.Add(L["ComparedWith", comparison.Name]);
        }

        parts.Add(L["AsOf", zone.DateAndTime(document.GeneratedAt), zone.Name(document.GeneratedAt)]);
        if (document.Zone.Id != zone.Id)
        {
            parts.Add(L["EventZone", document.Zone.Name(document.GeneratedAt)]);
        }

        return string.Join(" · ", parts);
    }

    private static string Day(DateOnly day) => day.ToString("d", CultureInfo.CurrentCulture);

    private void Widen()
    {
        var range = selection!.FromText is not null || selection.ToText is not null;
        address.ChangeQuery(false, range
            ? [(ReportSelection.FromPart, null), (ReportSelection.ToPart, null)]
            : [(ReportSelection.EventPart, null)]);
    }
}
