using System.Diagnostics;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Components.Layout;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;
using static AdminPortal.Web.Features.Participants.ParticipantListState;

namespace AdminPortal.Web.Features.Participants;

/// <summary>The participants of an event. The address holds the state of the list; a choice changes the address, and the address is what is read.</summary>
public sealed partial class ParticipantsPage
{
    private const string ColumnsKey = "participants.columns";

    private readonly HashSet<long> selected = [];
    private HashSet<string> shown = [.. ParticipantColumn.All.Where(column => column.Shown).Select(column => column.Key)];
    private IReadOnlyList<CategoryRow> categories = [];
    private ParticipantListState state = Read(null, null, null, null, null, null, null, null, false);
    private Page<ParticipantRow>? page;
    private DateTime now;
    private TimeSpan took;
    private long categoriesOf;
    private bool everything;
    private bool loading;
    private int latest;

    [SupplyParameterFromQuery(Name = SearchPart)]
    private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = CategoryIdPart)]
    private string? Category { get; set; }

    [SupplyParameterFromQuery(Name = ConfirmedPart)]
    private string? Confirmed { get; set; }

    [SupplyParameterFromQuery(Name = PresencePart)]
    private string? PresenceText { get; set; }

    [SupplyParameterFromQuery(Name = SortPart)]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = OrderPart)]
    private string? Order { get; set; }

    [SupplyParameterFromQuery(Name = PagePart)]
    private string? PageText { get; set; }

    [SupplyParameterFromQuery(Name = SizePart)]
    private string? Size { get; set; }

    [Inject]
    private ParticipantQueries Participants { get; set; } = null!;

    [Inject]
    private EventQueries EventQueries { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private bool MayChange => Actor.May(Permission.ManageParticipants);

    private bool MayAct => MayChange || Actor.May(Permission.RecordCheckIns);

    private bool MayContacts => Actor.May(Permission.ViewContacts);

    private IEnumerable<ParticipantColumn> Columns => ParticipantColumn.All.Where(column => MayContacts || !column.ContactData);

    private string GridClass => $"PortalGrid {(MayAct ? null : "no-check")} {(shown.Contains("email") && MayContacts ? "wide" : null)}";

    private int SelectedCount => everything ? page?.Total ?? 0 : selected.Count;

    private bool AllOnPage => page is { Items.Count: > 0 } && (everything || page.Items.All(row => selected.Contains(row.Id)));

    private IEnumerable<string?> ConditionWords =>
    [
        state.Category is null ? null : categories.FirstOrDefault(category => ListAddress.Text(category.Id) == state.Category)?.Title ?? L["NoCategory"].Value,
        state.Confirmed is null ? null : $"{L["ConfirmedFilter"]}: {L[state.Confirmed == "1" ? "Yes" : "No"]}",
        state.Presence is null ? null : L[$"Presence_{state.Presence}"].Value,
    ];

    private IReadOnlyList<string> SelectedNames => everything ? [] : [.. page!.Items.Where(row => selected.Contains(row.Id)).Select(row => row.Name)];

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && await Browser.RecallAsync(ColumnsKey) is { } kept)
        {
            shown = [.. kept.Split(',').Where(key => ParticipantColumn.All.Any(column => column.Key == key)), ParticipantColumn.Name];
            StateHasChanged();
        }
    }

    /// <inheritdoc />
    protected override async Task OnEventAsync()
    {
        var asked = Read(Search, Category, Confirmed, PresenceText, Sort, Order, PageText, Size, MayContacts);
        if (asked with { Page = state.Page, Sort = state.Sort, Descending = state.Descending } != state || categoriesOf != Event.Id)
        {
            // Who is selected must be who is listed.
            ClearSelection();
        }

        state = asked;
        if (categoriesOf != Event.Id)
        {
            categoriesOf = Event.Id;
            page = null;
            categories = await EventQueries.CategoriesAsync(Actor, Event.Id);
        }

        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var mine = ++latest;
        loading = true;
        var start = Stopwatch.GetTimestamp();
        var found = await Participants.ListAsync(Actor, state.Filter(Event.Id), state.Page);
        if (mine != latest)
        {
            return;
        }

        (page, took, loading, now) = (found, Stopwatch.GetElapsedTime(start), false, Time.UtcNow());
        if (found.Items.Count == 0 && found.Number > 1 && found.Total > 0)
        {
            // The last rows of the last page went.
            Change((PagePart, found.TotalPages > 1 ? ListAddress.Text(found.TotalPages) : null));
        }
    }

    private Task ReloadAsync() => InvokeAsync(async () =>
    {
        ClearSelection();
        await ReloadEventAsync();
        await LoadAsync();
        StateHasChanged();
    });

    private string Link(string page) => $"{Navigation.OfEvent("participants")(EventKey)}/{page}";

    private void Change(params (string Name, string? Value)[] parts) => Address.ChangeQuery(parts.Any(part => part.Name == SearchPart), parts);

    private void SortBy((string Column, bool Descending) by) => Change((SortPart, by.Column == ParticipantColumn.Name ? null : by.Column), (OrderPart, by.Descending ? "desc" : null), (PagePart, null));

    private void ClearFilters() => Change((SearchPart, null), (CategoryIdPart, null), (ConfirmedPart, null), (PresencePart, null), (PagePart, null));

    private async Task ChooseColumnsAsync(HashSet<string> columns)
    {
        shown = columns;
        await Browser.RememberAsync(ColumnsKey, string.Join(',', columns));
    }

    private void Open(ParticipantRow row) => Address.NavigateTo(Link(ListAddress.Text(row.Id)));

    private bool IsSelected(ParticipantRow row) => everything || selected.Contains(row.Id);

    private void Toggle(ParticipantRow row)
    {
        if (everything)
        {
            // Taking one out of all leaves this page without it.
            everything = false;
            selected.UnionWith(page!.Items.Select(other => other.Id));
        }

        if (!selected.Remove(row.Id))
        {
            selected.Add(row.Id);
        }
    }

    private void TogglePage()
    {
        if (AllOnPage)
        {
            ClearSelection();
        }
        else
        {
            selected.UnionWith(page!.Items.Select(row => row.Id));
        }
    }

    private void ClearSelection()
    {
        selected.Clear();
        everything = false;
    }

    private ParticipantTarget Target() => new(
        Actor, EventKey, everything ? new ParticipantSelection(Event.Id, null, state.Filter(Event.Id)) : new ParticipantSelection(Event.Id, [.. selected]), null, ReloadAsync);

    private ParticipantTarget Target(ParticipantRow row) => new(Actor, EventKey, new ParticipantSelection(Event.Id, [row.Id]), row.Name, ReloadAsync);

    private static string CellClass(ParticipantColumn column) => $"cell-{column.Key}";

    private void Row(RowRenderEventArgs<ParticipantRow> row)
    {
        if (row.Data is { } data && IsSelected(data))
        {
            row.Attributes["class"] = "selected";
        }
    }
}
