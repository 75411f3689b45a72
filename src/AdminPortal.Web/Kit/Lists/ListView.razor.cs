using System.Diagnostics;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Kit.Texts;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Web.Kit.Lists;

/// <summary>
/// A list with search, filters, chosen columns, order, selection and pages. The address holds its state: a choice changes the address, and
/// the address is what is read, once for each change. Example: <c>&lt;ListView List="PaymentList.Instance.List"
/// Filter="new PaymentFilter()" Read="(filter, page) => Payments.ListAsync(Actor, filter, page)" …&gt;</c>.
/// </summary>
/// <typeparam name="TRow">A row.</typeparam>
/// <typeparam name="TFilter">What the list is narrowed to; equal filters mean the same rows.</typeparam>
public sealed partial class ListView<TRow, TFilter>
{
    /// <summary>From so many columns on times are narrower; beyond it they take two lines where one is too wide.</summary>
    private const int Many = 8;

    private readonly ListCells<TRow> cells = new();
    private ListSelection<TFilter> selection = null!;
    private Dictionary<string, object> tableAttributes = [];
    private Dictionary<string, SortDefinition<TRow>> sorts = [];
    private IReadOnlyList<ReportCell<TRow>> all = [];
    private IReadOnlyList<ReportCell<TRow>> columns = [];
    private IReadOnlyList<FilterOption> choices = [];
    private IReadOnlyList<string> shown = [];
    private HashSet<string> empty = [];
    private MudDataGrid<TRow>? grid;
    private ListState state = null!;
    private TFilter filter = null!;
    private TimeZoneInfo zone = TimeZoneInfo.Utc;
    private ReportLanguage words = null!;
    private Task<Page<TRow>>? reading;
    private Page<TRow>? page;
    private TimeSpan took;
    private string? eventOf;
    private string? eventTitle;
    private bool loading;

    /// <summary>Columns, filters and orders.</summary>
    [Parameter, EditorRequired]
    public ListOf<TRow, TFilter> List { get; set; } = null!;

    /// <summary>What holds without search and filters, such as the event.</summary>
    [Parameter, EditorRequired]
    public TFilter Filter { get; set; } = null!;

    /// <summary>Reads a page.</summary>
    [Parameter, EditorRequired]
    public Func<TFilter, PageRequest, Task<Page<TRow>>> Read { get; set; } = null!;

    /// <summary>The id of a row.</summary>
    [Parameter, EditorRequired]
    public Func<TRow, long> Id { get; set; } = null!;

    /// <summary>What a row is called when it is read out.</summary>
    [Parameter]
    public Func<TRow, string> Name { get; set; } = _ => "";

    /// <summary>The address of a row's own page; null where rows have none.</summary>
    [Parameter]
    public Func<TRow, string>? Href { get; set; }

    /// <summary>What the table is called when it is read out.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>What is searched, such as <c>Name, company, customer no.</c></summary>
    [Parameter]
    public string SearchHint { get; set; } = "";

    /// <summary>What can be chosen, by the name of the filter, where the filter does not know it itself.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, IReadOnlyList<FilterOption>> Options { get; set; } =
        new Dictionary<string, IReadOnlyList<FilterOption>>();

    /// <summary>In which days and times are meant; the tenant's zone unless set.</summary>
    [Parameter]
    public TimeZoneInfo? Zone { get; set; }

    /// <summary>Shown while there is no record at all: one sentence, one button.</summary>
    [Parameter]
    public RenderFragment? Empty { get; set; }

    /// <summary>Stands between the filters and the rows, such as totals of what is found.</summary>
    [Parameter]
    public RenderFragment? Above { get; set; }

    /// <summary>What can be done with selected rows; null where nothing can.</summary>
    [Parameter]
    public RenderFragment<ListSelection<TFilter>>? Bulk { get; set; }

    /// <summary>Reads the ids of all that is found; without it "all" is told to <see cref="Bulk"/> as the filter.</summary>
    [Parameter]
    public Func<TFilter, Task<IReadOnlyList<long>>>? AllIds { get; set; }

    /// <summary>Something is being done with the selection that takes a while.</summary>
    [Parameter]
    public bool Busy { get; set; }

    /// <summary>What can be done with a row.</summary>
    [Parameter]
    public RenderFragment<TRow>? Menu { get; set; }

    /// <summary>What a file of the list as it is narrowed and sorted would hold.</summary>
    [Parameter]
    public ListFile? File { get; set; }

    /// <summary>The list was narrowed or sorted otherwise.</summary>
    [Parameter]
    public EventCallback<ListFile> FileChanged { get; set; }

    /// <summary><see cref="ListCell{TRow}"/> for columns that are drawn otherwise than as plain text.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [CascadingParameter]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Inject]
    private TenantService Tenants { get; set; } = null!;

    [Inject]
    private EventQueries Events { get; set; } = null!;

    private string Kept => $"columns.{List.Key}";
    private string GridClass =>
        $"grid{(Href is null ? "" : " opens")}{(columns.Count < Many ? "" : " many")}{(columns.Count > Many ? " crowd" : "")}";

    /// <summary>Rows that are shown, once they are read.</summary>
    public IReadOnlyList<TRow> Items => page?.Items ?? [];

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        words = ReportTexts.Current;
        selection = new ListSelection<TFilter>();
        tableAttributes = new() { ["aria-label"] = Label };
        all = List.CellsFor(Actor);
        choices = [.. all.Skip(1).Select(cell => new FilterOption(cell.Column.Key, Heading(cell)))];
        Show(List.Usual);
        zone = Zone ?? Domain.Common.Zone.Find((await Tenants.OwnAsync(Actor)).TimeZone);
        if (Live is not null)
        {
            _ = FollowAsync();
        }
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        zone = Zone ?? zone;
        if (Take(ListState.Of(Address.Uri, List.Filters, List.SortsFor(Actor), List.Descending)))
        {
            await ShowAsync();
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && await Browser.RecallAsync(Kept) is { Length: > 0 } kept)
        {
            Show(kept.Split(','));
            StateHasChanged();
        }
    }

    /// <summary>Reads again after something changed, with nothing selected.</summary>
    public Task ReloadAsync() => InvokeAsync(async () =>
    {
        ClearSelection();
        reading = null;
        await ShowAsync();
        StateHasChanged();
    });

    /// <summary>Makes a state the one in force; false when it is already, with the same rows.</summary>
    private bool Take(ListState asked)
    {
        var start = List.Filters.Read(Filter, asked.Part, asked.From(zone), asked.Until(zone));
        if (asked == state && EqualityComparer<TFilter>.Default.Equals(start, filter))
        {
            return false;
        }

        if (!EqualityComparer<TFilter>.Default.Equals(start, filter))
        {
            // What is selected must be what is listed.
            selection.Clear();
        }

        (state, filter, reading) = (asked, start, null);
        var column = all.FirstOrDefault(cell => cell.Sort == state.Sort)?.Column.Key;
        sorts = column is null ? [] : new() { [column] = new SortDefinition<TRow>(column, state.Descending, 0, _ => null!) };
        return true;
    }

    private async Task ShowAsync()
    {
        loading = true;
        await NameEventAsync();
        var file = ListFile.Of(List.File, state, List.Filters, zone, Told());
        if (file != File)
        {
            File = file;
            await FileChanged.InvokeAsync(file);
        }

        await NewestAsync();
        if (grid is not null)
        {
            // Answered with the page that was just read.
            await grid.ReloadServerData();
        }
    }

    /// <summary>The page that is asked for now, read once: of several reads the last one counts.</summary>
    private async Task<Page<TRow>> NewestAsync()
    {
        Task<Page<TRow>> mine;
        Page<TRow> found;
        do
        {
            mine = reading ??= LoadAsync();
            found = await mine;
        }
        while (mine != reading);

        return found;
    }

    private async Task<Page<TRow>> LoadAsync()
    {
        var (asked, start) = (state, Stopwatch.GetTimestamp());
        var found = await Read(filter, new PageRequest(asked.Number, asked.Size, asked.Sort, asked.Descending));
        if (asked == state)
        {
            (page, took, loading) = (found, Stopwatch.GetElapsedTime(start), false);
            Measure();
            if (found.Items.Count == 0 && found.Number > 1 && found.Total > 0)
            {
                // The last rows of the last page went.
                Go(asked with { Number = found.TotalPages }, replace: true);
            }

            StateHasChanged();
        }

        return found;
    }

    private async Task<GridData<TRow>> ServeAsync(GridState<TRow> asked, CancellationToken cancellationToken)
    {
        var found = await NewestAsync();
        return new GridData<TRow> { Items = found.Items, TotalItems = found.Items.Count };
    }

    /// <summary>A head was clicked. The grid asks for rows right after and gets those that are there; the address brings others.</summary>
    private void Sorted(Dictionary<string, SortDefinition<TRow>> by)
    {
        if (by.Values.FirstOrDefault() is { } first && all.FirstOrDefault(cell => cell.Column.Key == first.SortBy)?.Sort is { } sort
            && (sort != state.Sort || first.Descending != state.Descending))
        {
            Go(state with { Sort = sort, Descending = first.Descending, Number = 1 });
        }
    }

    private void Go(ListState asked) => Go(asked, replace: false);

    private void Go(ListState asked, bool replace) => Address.ChangeQuery(
        replace || asked.Part("search") != state.Part("search"), [.. asked.Parts(List.Filters, List.Sorts[0], List.Descending)]);

    private void Clear() => Go(state.Cleared());
}
