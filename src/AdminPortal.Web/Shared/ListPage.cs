using System.Diagnostics;
using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Tenants;
using Microsoft.AspNetCore.Components;
using Radzen;
using Radzen.Blazor;

namespace AdminPortal.Web.Shared;

/// <summary>A page that lists records of the tenant. The address holds the state of the list; a choice changes the address, and the address is what is read.</summary>
/// <typeparam name="TRow">A row.</typeparam>
public abstract class ListPage<TRow> : ComponentBase
    where TRow : notnull
{
    /// <summary>Names of the parts of the address.</summary>
    protected const string SearchPart = "search", SortPart = "sort", OrderPart = "order", PagePart = "page", SizePart = "size", FromPart = "from", UntilPart = "until", EventPart = "event";

    private int latest;
    private string? narrowed;

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = SearchPart)]
    public string? Search { get; set; }

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = SortPart)]
    public string? SortText { get; set; }

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = OrderPart)]
    public string? OrderText { get; set; }

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = PagePart)]
    public string? PageText { get; set; }

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = SizePart)]
    public string? SizeText { get; set; }

    /// <summary>From the address: the id of an event.</summary>
    [SupplyParameterFromQuery(Name = EventPart)]
    public string? EventText { get; set; }

    /// <summary>From the address: the first day, as <c>2026-10-03</c>.</summary>
    [SupplyParameterFromQuery(Name = FromPart)]
    public string? FromText { get; set; }

    /// <summary>From the address: the last day.</summary>
    [SupplyParameterFromQuery(Name = UntilPart)]
    public string? UntilText { get; set; }

    /// <summary>Who looks.</summary>
    [CascadingParameter]
    protected Actor Actor { get; set; } = null!;

    /// <summary>The address bar.</summary>
    [Inject]
    protected NavigationManager Address { get; set; } = null!;

    [Inject]
    private TenantService Tenants { get; set; } = null!;

    [Inject]
    private EventQueries Events { get; set; } = null!;

    /// <summary>What is shown; null until the first read.</summary>
    protected Page<TRow>? Rows { get; private set; }

    /// <summary>How long the read took.</summary>
    protected TimeSpan Took { get; private set; }

    /// <summary>Whether a read is under way.</summary>
    protected bool Loading { get; private set; }

    /// <summary>The columns to sort by; the first is the default, downwards.</summary>
    protected abstract IReadOnlyList<string> Sorts { get; }

    /// <summary>The filters' parts of the address with their values, null for none.</summary>
    protected abstract IReadOnlyDictionary<string, string?> Filters { get; }

    /// <summary>Whether anything narrows the list.</summary>
    protected bool Filtered => !string.IsNullOrEmpty(Search) || Filters.Values.Any(value => value is not null);

    /// <summary>The event whose records alone are listed, or null.</summary>
    protected long? EventId => long.TryParse(EventText, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>That event as it is shown: by its title, or by its id when it is not there any more.</summary>
    protected FilterOption? Event { get; private set; }

    /// <summary>The tenant's zone, in which days are meant.</summary>
    protected TimeZoneInfo TenantZone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>UTC time at which the first day begins, or null.</summary>
    protected DateTime? From => PeriodFilter.Day(FromText) is { } day ? TenantZone.StartOfDay(day) : null;

    /// <summary>UTC time at which the last day is over, or null.</summary>
    protected DateTime? Until => PeriodFilter.Day(UntilText) is { } day ? TenantZone.StartOfDay(day.AddDays(1)) : null;

    /// <summary>The days of the address, for the file of the list.</summary>
    protected ReportFilter Days => new(null, Bound(FromText), Bound(UntilText));

    /// <summary>Search and filters but the days, for the file of the list.</summary>
    protected IReadOnlyDictionary<string, string?> Conditions => Filters.Where(filter => filter.Key is not (FromPart or UntilPart)).Append(KeyValuePair.Create<string, string?>(SearchPart, Search)).ToDictionary();

    /// <summary>The order in force, for the file of the list.</summary>
    protected ReportSort FileSort => new(Sort, Descending);

    /// <summary>The rows something is to be done with, on pages where that can be.</summary>
    protected RowSelection<TRow>? Selection { get; init; }

    /// <summary>The column in force.</summary>
    protected string Sort => SortText is not null && Sorts.Contains(SortText) ? SortText : Sorts[0];

    private bool Descending => OrderText switch { "desc" => true, "asc" => false, _ => Sort == Sorts[0] };

    /// <summary>Reads a page.</summary>
    protected abstract Task<Page<TRow>> ReadAsync(PageRequest page);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync() => TenantZone = Zone.Find((await Tenants.OwnAsync(Actor)).TimeZone);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var narrowing = string.Join('\n', Filters.Values.Prepend(Search));
        if (narrowed != narrowing)
        {
            // What is selected must be what is listed.
            narrowed = narrowing;
            Selection?.Set([]);
        }

        await Task.WhenAll(NameEventAsync(), LoadAsync());
    }

    private async Task NameEventAsync()
    {
        if (EventId is not { } id)
        {
            Event = null;
        }
        else if (ListAddress.Text(id) is var value && Event?.Value != value)
        {
            var title = (await Events.FindAsync(Actor, id))?.Draft.Title;
            Event = EventId == id ? new FilterOption(value, title ?? value) : Event;
        }
    }

    /// <summary>Reads what the address asks for; of several reads the last one is shown.</summary>
    protected async Task LoadAsync()
    {
        var mine = ++latest;
        Loading = true;
        var start = Stopwatch.GetTimestamp();
        var found = await ReadAsync(ListAddress.Request(PageText, SizeText, Sort, Descending));
        if (mine == latest)
        {
            (Rows, Took, Loading) = (found, Stopwatch.GetElapsedTime(start), false);
            if (found.Items.Count == 0 && found.Number > 1 && found.Total > 0)
            {
                // The last rows of the last page went.
                Address.ChangeQuery(true, (PagePart, found.TotalPages > 1 ? ListAddress.Text(found.TotalPages) : null));
            }
        }
    }

    /// <summary>Reads again after something changed.</summary>
    protected Task ReloadAsync() => InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    /// <summary>How a choice is shown; null when it is none.</summary>
    protected static string? TextOf(IEnumerable<FilterOption> options, string? value) => options.FirstOrDefault(option => option.Value == value)?.Text;

    private static ReportBound? Bound(string? text) => PeriodFilter.Day(text) is { } day ? ReportBound.Of(day) : null;

    /// <summary>Sets a filter, or takes it away, and goes to the first page.</summary>
    protected void Filter(string part, string? value) => Address.ChangeQuery(part == SearchPart, (part, value), (PagePart, null));

    /// <summary>Sets the first and the last day, or takes them away, and goes to the first page.</summary>
    protected void Filter((string? From, string? Until) days) => Address.ChangeQuery(false, (FromPart, days.From), (UntilPart, days.Until), (PagePart, null));

    /// <summary>Takes search and filters away.</summary>
    protected void ClearFilters() => Address.ChangeQuery(false, [(SearchPart, null), (PagePart, null), .. Filters.Keys.Select(part => (part, (string?)null))]);

    /// <summary>A column that sorts.</summary>
    protected RenderFragment Column(string key, string title, string? width, string css, RenderFragment<TRow> cell, TextAlign align = TextAlign.Left) => builder =>
    {
        builder.OpenComponent<RadzenDataGridColumn<TRow>>(0);
        builder.AddComponentParameter(1, nameof(RadzenDataGridColumn<TRow>.UniqueID), key);
        builder.AddComponentParameter(2, nameof(RadzenDataGridColumn<TRow>.Width), width);
        builder.AddComponentParameter(3, nameof(RadzenDataGridColumn<TRow>.CssClass), css);
        builder.AddComponentParameter(4, nameof(RadzenDataGridColumn<TRow>.Title), title);
        builder.AddComponentParameter(5, nameof(RadzenDataGridColumn<TRow>.TextAlign), align);
        builder.AddComponentParameter(6, nameof(RadzenDataGridColumn<TRow>.HeaderTemplate), (RenderFragment)(head =>
        {
            head.OpenComponent<SortHead>(0);
            head.AddComponentParameter(1, nameof(SortHead.Title), title);
            head.AddComponentParameter(2, nameof(SortHead.Column), key);
            head.AddComponentParameter(3, nameof(SortHead.Sort), Sort);
            head.AddComponentParameter(4, nameof(SortHead.Descending), Descending);
            head.AddComponentParameter(5, nameof(SortHead.OnSort), EventCallback.Factory.Create<(string, bool)>(this, SortBy));
            head.CloseComponent();
        }));
        builder.AddComponentParameter(7, nameof(RadzenDataGridColumn<TRow>.Template), cell);
        builder.CloseComponent();
    };

    private void SortBy((string Column, bool Descending) by)
    {
        var usual = by.Column == Sorts[0];
        Address.ChangeQuery(false, (SortPart, usual ? null : by.Column), (OrderPart, by.Descending == usual ? null : by.Descending ? "desc" : "asc"), (PagePart, null));
    }
}
