using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Kit.Fields;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Texts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Audit;

/// <summary>
/// State and data of the audit log page; the filters live in the address. It lists operations, or the entries of one record where the
/// address names one.
/// </summary>
public abstract class AuditPageModel : ComponentBase
{
    [CascadingParameter]
    public Actor Actor { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "person")]
    public string? Person { get; set; }

    [SupplyParameterFromQuery(Name = "who")]
    public string? Who { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "action")]
    public string? What { get; set; }

    [SupplyParameterFromQuery(Name = "event")]
    public string? EventKey { get; set; }

    [SupplyParameterFromQuery(Name = "record")]
    public string? RecordText { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public string? PageText { get; set; }

    [Inject]
    protected IStringLocalizer<AuditTexts> L { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ProblemTexts> P { get; set; } = null!;

    [Inject]
    private AuditQueries Queries { get; set; } = null!;

    [Inject]
    private EventQueries EventQueries { get; set; } = null!;

    [Inject]
    private TenantService Tenants { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected Page<AuditRow>? Rows { get; private set; }

    /// <summary>The only record whose entries are listed, or null.</summary>
    protected long? Record => ListAddress.Number(RecordText);

    protected IReadOnlyList<FilterOption> Kinds { get; private set; } = [];

    protected IReadOnlyList<FilterOption> Actions { get; private set; } = [];

    /// <summary>The title of the event in the address; its key where it names none.</summary>
    protected string? EventTitle { get; private set; }

    /// <summary>What the only record is called.</summary>
    protected string RecordName { get; private set; } = "";

    protected TimeZoneInfo TenantZone { get; private set; } = TimeZoneInfo.Utc;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        TenantZone = Zone.Find((await Tenants.OwnAsync(Actor)).TimeZone);
        Kinds = [.. AuditQueries.Entities.Select(kind => new FilterOption(kind, AuditWords.Kind(L, kind)))
            .OrderBy(kind => kind.Text, StringComparer.CurrentCulture)];
        Actions = [.. Enum.GetValues<AuditAction>().Select(action => new FilterOption(action.ToString(), L[$"Action_{action}"]))];
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var found = string.IsNullOrEmpty(EventKey) ? null : await EventQueries.FindAsync(Actor, EventKey);
        EventTitle = found?.Draft.Title ?? EventKey;
        var filter = new AuditFilter
        {
            Person = Person,
            Actor = Who,
            Entity = string.IsNullOrEmpty(Kind) ? null : Kind,
            EntityId = Record,
            EventId = string.IsNullOrEmpty(EventKey) ? null : found?.Id ?? 0,
            Action = Enum.TryParse<AuditAction>(What, out var action) ? action : null,
            From = DayField.Day(From) is { } from ? TenantZone.StartOfDay(from) : null,
            Until = DayField.Day(To) is { } to ? TenantZone.StartOfDay(to.AddDays(1)) : null,
        };
        var rows = await ReadAsync(filter, new PageRequest(ListAddress.PageNumber(PageText)));
        Rows = rows is { Items.Count: 0, Total: > 0 } ? await ReadAsync(filter, new PageRequest(rows.TotalPages)) : rows; // beyond the end
    }

    /// <summary>Event and days of a file of what is shown.</summary>
    protected ReportFilter File => new(Set(EventKey), ListFile.Bound(From), ListFile.Bound(To));

    /// <summary>What narrows a file besides, as the address spells it.</summary>
    protected IReadOnlyDictionary<string, string?> Conditions => new Dictionary<string, string?>
    {
        ["person"] = Person,
        ["who"] = Who,
        ["kind"] = Kind,
        ["action"] = What,
        ["record"] = Record is { } id ? ListAddress.Text(id) : null,
    };

    /// <summary>The same in words.</summary>
    protected IEnumerable<string?> Told =>
    [
        Named(L["Person"], Set(Person)), Named(L["Actor"], Set(Who)),
        Kinds.FirstOrDefault(kind => kind.Value == Kind)?.Text, Actions.FirstOrDefault(action => action.Value == What)?.Text,
        Record is null ? null : RecordName,
    ];

    private Task<Page<AuditRow>> ReadAsync(AuditFilter filter, PageRequest page) =>
        Record is null ? OperationsAsync(filter, page) : EntriesAsync(filter, page);

    private async Task<Page<AuditRow>> OperationsAsync(AuditFilter filter, PageRequest page)
    {
        var lines = await Queries.OperationsAsync(Actor, filter, page);
        var words = new AuditWords(L, P, await Queries.ReferencesAsync(Actor,
            [.. lines.Items.Select(line => line.Only).OfType<AuditEntry>()], lines.Items), TenantZone);
        return new Page<AuditRow>([.. lines.Items.Select(line => AuditRow.Of(line, words, Actor, L))], lines.Total, lines.Number,
            lines.Size);
    }

    private async Task<Page<AuditRow>> EntriesAsync(AuditFilter filter, PageRequest page)
    {
        var entries = await Queries.ListAsync(Actor, filter, page);
        var words = new AuditWords(L, P, await Queries.ReferencesAsync(Actor, entries.Items, []), TenantZone);
        RecordName = entries.Items is [var newest, ..] ? words.Name(newest) : L["NoName", Record!];
        return new Page<AuditRow>([.. entries.Items.Select(entry => AuditRow.Of(entry, words, Actor, L))], entries.Total, entries.Number,
            entries.Size);
    }

    /// <summary>Puts a filter into the address; the page is read again from there.</summary>
    protected void Go(
        string? person = null, string? who = null, string? kind = null, string? what = null, string? eventKey = null, string? from = null,
            string? to = null, int? page = null,
        bool everyRecord = false) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters("/audit", new Dictionary<string, object?>
        {
            ["person"] = Set(person ?? Person),
            ["who"] = Set(who ?? Who),
            ["kind"] = Set(kind ?? Kind),
            ["record"] = everyRecord || kind is not null ? null : Record,
            ["action"] = Set(what ?? What),
            ["event"] = Set(eventKey ?? EventKey),
            ["from"] = Set(from ?? From),
            ["to"] = Set(to ?? To),
            ["page"] = page is > 1 ? page : null,
        }));

    private static string? Named(string label, string? value) => value is null ? null : $"{label}: {value}";

    private static string? Set(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
