using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Shared;

namespace AdminPortal.Web.Features.Participants;

/// <summary>Which participants are listed and in which order, read from the parts of the address; what cannot be read counts as not given.</summary>
public sealed record ParticipantListState(string? Search, string? Category, string? Confirmed, string? Presence, string Sort, bool Descending, PageRequest Page)
{
    /// <summary>Names of the parts.</summary>
    public const string SearchPart = "search", CategoryIdPart = "category", ConfirmedPart = "confirmed", PresencePart = "presence", SortPart = "sort", OrderPart = "order", PagePart = "page", SizePart = "size";

    /// <summary>Whether anything narrows the list.</summary>
    public bool Filtered => !string.IsNullOrEmpty(Search) || Category is not null || Confirmed is not null || Presence is not null;

    /// <summary>Reads the parts; a column that the viewer may not see does not sort either.</summary>
    public static ParticipantListState Read(string? search, string? category, string? confirmed, string? presence, string? sort, string? order, string? page, string? size, bool contacts)
    {
        var column = ParticipantColumn.All.FirstOrDefault(known => known.Key == sort && (contacts || !known.ContactData))?.Key ?? ParticipantColumn.Name;
        var descending = order == "desc";
        return new ParticipantListState(
            search,
            long.TryParse(category, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? category : null,
            confirmed is "1" or "0" ? confirmed : null,
            presence is "inside" or "out" or "never" ? presence : null,
            column, descending, ListAddress.Request(page, size, column, descending));
    }

    /// <summary>What narrows the list, by the names of the address; null for what does not.</summary>
    public IReadOnlyDictionary<string, string?> Conditions => new Dictionary<string, string?> { [SearchPart] = Search, [CategoryIdPart] = Category, [ConfirmedPart] = Confirmed, [PresencePart] = Presence };

    /// <summary>As the domain filters.</summary>
    public ParticipantFilter Filter(long eventId) => new()
    {
        EventId = eventId,
        Search = Search,
        CategoryId = Category is null ? null : long.Parse(Category, CultureInfo.InvariantCulture),
        Confirmed = Confirmed is null ? null : Confirmed == "1",
        Presence = Presence switch { "inside" => Domain.Participants.Presence.Inside, "out" => Domain.Participants.Presence.Out, "never" => Domain.Participants.Presence.Never, _ => null },
    };
}
