using System.Globalization;
using AdminPortal.Domain.Common;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Kit.Lists;

/// <summary>
/// The state of a list (search, filters, order, page) in the address bar, so that reload, back and a shared link show the same rows.
/// </summary>
public static class ListAddress
{
    /// <summary>Rows on a page to choose from.</summary>
    public static readonly IReadOnlyList<int> Sizes = [25, 50, 100];

    /// <summary>
    /// Changes parts of the address's query; null takes a part away. Typing replaces the entry in the history, choosing adds one.
    /// </summary>
    public static void ChangeQuery(this NavigationManager address, bool replace, params (string Name, string? Value)[] parts)
    {
        ArgumentNullException.ThrowIfNull(address);
        var target = address.GetUriWithQueryParameters(
            parts.ToDictionary(part => part.Name, part => (object?)(string.IsNullOrEmpty(part.Value) ? null : part.Value)));
        if (target != address.Uri)
        {
            address.NavigateTo(target, replace: replace);
        }
    }

    /// <summary>What the address asks for; a value that cannot be read counts as not given.</summary>
    public static PageRequest Request(string? page, string? size, string sort, bool descending) => new(
        PageNumber(page),
        int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && Sizes.Contains(rows) ? rows : Sizes[0],
        sort,
        descending);

    /// <summary>The page, from 1, as the address spells it; the first where that cannot be read.</summary>
    public static int PageNumber(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;

    /// <summary>
    /// A whole number such as an id as the address spells it; null where it is none. A parameter of that type would fail the page instead.
    /// </summary>
    public static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A whole number as the address spells it.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
