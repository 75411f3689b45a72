using AdminPortal.Domain.Views;

namespace AdminPortal.Web.Kit.Lists;

/// <summary>What a saved view of the list keeps and brings back.</summary>
public sealed partial class ListView<TRow, TFilter>
{
    /// <summary>Search, filters, order and size as an address spells them; the page is not part of a view.</summary>
    private string Query => string.Join('&', (state with { Number = 1 }).Parts(List.Filters, List.Sorts[0], List.Descending)
        .Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));

    /// <summary>Shows a view: its columns, and what it narrows and sorts by. What the list no longer knows counts as not given.</summary>
    private async Task OpenAsync(SavedViewDraft view)
    {
        await ChooseAsync(view.Columns);
        var there = new UriBuilder(Address.Uri) { Query = view.Query }.Uri.ToString();
        Go(ListState.Of(there, List.Filters, List.SortsFor(Actor), List.Descending));
    }
}
