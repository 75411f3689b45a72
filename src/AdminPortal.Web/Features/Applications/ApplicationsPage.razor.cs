using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Applications;

/// <summary>The applications of the tenant; selected ones are decided, rated and deleted together, each step with a way back.</summary>
public sealed partial class ApplicationsPage
{
    private IReadOnlyList<FilterOption> categories = [];

    /// <summary>Rows can be selected.</summary>
    public ApplicationsPage() => Selection = new RowSelection<ApplicationRow>(row => row.Id, row => row.Name);

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = "status")]
    public string? StatusText { get; set; }

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = "category")]
    public string? CategoryText { get; set; }

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = "rating")]
    public string? RatingText { get; set; }

    [Inject]
    private ApplicationQueries Applications { get; set; } = null!;

    [Inject]
    private ApplicationService Service { get; set; } = null!;

    [Inject]
    private UndoOffers Undo { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    private bool MayDecide => Actor.May(Permission.ManageApplications);

    private IReadOnlyList<FilterOption> Statuses => [.. Enum.GetNames<ApplicationStatus>().Select(name => new FilterOption(name.ToLowerInvariant(), L[$"Status_{name}"]))];

    private IReadOnlyList<FilterOption> Ratings => [.. Enumerable.Range(1, 5).Reverse().Select(rating => new FilterOption(ListAddress.Text(rating), rating == 5 ? L["RatingOf", 5] : L["RatingFrom", rating]))];

    /// <summary>What the selected ones of this page are for.</summary>
    private IEnumerable<(long Id, string Title)> EventsOfSelected => Rows!.Items.Where(Selection!.Has).SelectMany(row => row.Events).Select(e => (e.EventId, e.Title)).Distinct().OrderBy(e => e.Title, StringComparer.CurrentCulture);

    private ApplicationFilter Asked => new()
    {
        Search = Search,
        Status = Enum.TryParse<ApplicationStatus>(StatusText, true, out var status) && Enum.IsDefined(status) ? status : null,
        EventId = EventId,
        CategoryKey = CategoryText,
        Rating = int.TryParse(RatingText, NumberStyles.None, CultureInfo.InvariantCulture, out var rating) ? rating : null,
        From = From,
        Until = Until,
    };

    /// <summary>The filters in words, for the list of files.</summary>
    private IEnumerable<string?> Words => [TextOf(Statuses, StatusText), Event?.Text, CategoryText, TextOf(Ratings, RatingText)];

    /// <inheritdoc />
    protected override IReadOnlyList<string> Sorts => ApplicationQueries.Sorts.Names;

    /// <inheritdoc />
    protected override IReadOnlyDictionary<string, string?> Filters => new Dictionary<string, string?>
    {
        ["status"] = StatusText,
        [EventPart] = EventText,
        ["category"] = CategoryText,
        ["rating"] = RatingText,
        [FromPart] = FromText,
        [UntilPart] = UntilText,
    };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        categories = [.. (await Applications.CategoryKeysAsync(Actor)).Select(key => new FilterOption(key, key))];
    }

    /// <inheritdoc />
    protected override Task<Page<ApplicationRow>> ReadAsync(PageRequest page) => Applications.ListAsync(Actor, Asked, page);

    private static string Href(ApplicationRow row) => $"applications/{ListAddress.Text(row.Id)}";

    private async Task SelectAllAsync() => Selection!.Set(await Applications.IdsAsync(Actor, Asked));

    private async Task ApproveAsync(long? eventId) =>
        await TellAsync(await Service.ApproveManyAsync(Actor, Selection!.Ids, eventId), ids => ids.Count, "ApprovedMany", ids => Service.ReopenManyAsync(Actor, ids));

    private async Task RejectAsync() => await TellAsync(await Service.RejectManyAsync(Actor, Selection!.Ids), ids => ids.Count, "RejectedMany", ids => Service.ReopenManyAsync(Actor, ids));

    private async Task RateAsync(int? rating) => await TellAsync(await Service.RateManyAsync(Actor, Selection!.Ids, rating), before => before.Count, "RatedMany", before => Service.RestoreRatingsAsync(Actor, before));

    private async Task DeleteAsync() => await TellAsync(await Service.DeleteManyAsync(Actor, Selection!.Ids), ids => ids.Count, "DeletedMany", ids => Service.RestoreManyAsync(Actor, ids));

    private async Task TellAsync<T>(Result<T> result, Func<T, int> count, string done, Func<T, Task<Result<T>>> undo)
    {
        if (!result.Ok)
        {
            Undo.Refused(result.Problems);
            return;
        }

        if (count(result.Value) == 0)
        {
            Toasts.Show(L["NothingChanged"], Tone.Info);
            return;
        }

        Selection!.Set([]);
        Undo.Offer(L[done, count(result.Value)], () => undo(result.Value), ReloadAsync);
        await LoadAsync();
    }
}
