using System.Collections.Immutable;
using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Lists;
using AdminPortal.Web.Kit.Fields;
using Microsoft.AspNetCore.WebUtilities;

namespace AdminPortal.Web.Kit.Lists;

/// <summary>What an address asks of a list; what cannot be read counts as not given, so that equal states mean the same rows.</summary>
/// <param name="Sort">The order.</param>
/// <param name="Descending">Whether it goes downwards.</param>
/// <param name="Number">The page, from 1.</param>
/// <param name="Size">Rows on a page.</param>
public sealed record ListState(string Sort, bool Descending, int Number, int Size)
{
    private const string FromPart = "from", UntilPart = "until";

    /// <summary>Search, filters and days, in the order of their names.</summary>
    private ImmutableSortedDictionary<string, string> Narrowing { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether anything narrows the list.</summary>
    public bool Narrowed => Narrowing.Count > 0;

    /// <summary>The first day, as addresses spell it, or null.</summary>
    public string? FromText => Part(FromPart);

    /// <summary>The last day, or null.</summary>
    public string? UntilText => Part(UntilPart);

    /// <summary>Reads an address.</summary>
    /// <param name="address">The whole address.</param>
    /// <param name="filters">What the list can be narrowed by.</param>
    /// <param name="sorts">The orders that may be asked for, the usual one first.</param>
    /// <param name="downwards">Whether the usual order goes downwards.</param>
    public static ListState Of<TFilter>(string address, FilterParts<TFilter> filters, IReadOnlyList<string> sorts, bool downwards)
    {
        ArgumentNullException.ThrowIfNull(filters);
        ArgumentNullException.ThrowIfNull(sorts);
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        var sort = Text("sort") is { } asked && sorts.Contains(asked) ? asked : sorts[0];
        var narrowing = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var part in filters.All)
        {
            if (part.Known(Text(part.Name)) is { } value)
            {
                narrowing[part.Name] = value;
            }
        }

        foreach (var part in new[] { FromPart, UntilPart })
        {
            if (filters.Period is not null && DayField.Day(Text(part)) is not null)
            {
                narrowing[part] = Text(part)!;
            }
        }

        var descending = Text("order") switch { "desc" => true, "asc" => false, _ => downwards && sort == sorts[0] };
        var request = ListAddress.Request(Text("page"), Text("size"), sort, descending);
        return new ListState(sort, request.Descending, request.Number, request.Size) { Narrowing = narrowing.ToImmutable() };

        string? Text(string part) => query.TryGetValue(part, out var values) && values.Count > 0 ? values[0] : null;
    }

    /// <summary>Search, a filter or a day by its name; null where it is not given.</summary>
    public string? Part(string name) => Narrowing.GetValueOrDefault(name);

    /// <summary>UTC time at which the first day begins, or null.</summary>
    public DateTime? From(TimeZoneInfo zone) => DayField.Day(FromText) is { } day ? zone.StartOfDay(day) : null;

    /// <summary>UTC time at which the last day is over, or null.</summary>
    public DateTime? Until(TimeZoneInfo zone) => DayField.Day(UntilText) is { } day ? zone.StartOfDay(day.AddDays(1)) : null;

    /// <summary>The same with other conditions, on the first page; an empty value takes one away.</summary>
    public ListState With(params (string Name, string? Value)[] parts) => this with
    {
        Number = 1,
        Narrowing = parts.Aggregate(
            Narrowing, (all, part) => string.IsNullOrEmpty(part.Value) ? all.Remove(part.Name) : all.SetItem(part.Name, part.Value)),
    };

    /// <summary>The same without search and filters.</summary>
    public ListState Cleared() => this with { Number = 1, Narrowing = Narrowing.Clear() };

    /// <summary>The parts of the address; null for what is as usual.</summary>
    public IEnumerable<(string Name, string? Value)> Parts<TFilter>(FilterParts<TFilter> filters, string usual, bool downwards)
    {
        ArgumentNullException.ThrowIfNull(filters);
        string[] names = filters.Period is null ? [] : [FromPart, UntilPart];
        return filters.All.Select(part => part.Name).Concat(names).Select(name => (name, Part(name))).Concat<(string, string?)>(
        [
            ("sort", Sort == usual ? null : Sort),
            ("order", Descending == (downwards && Sort == usual) ? null : Descending ? "desc" : "asc"),
            ("page", Number == 1 ? null : Number.ToString(CultureInfo.InvariantCulture)),
            ("size", Size == ListAddress.Sizes[0] ? null : Size.ToString(CultureInfo.InvariantCulture)),
        ]);
    }

    /// <inheritdoc />
    public bool Equals(ListState? other) => other is not null
        && (Sort, Descending, Number, Size) == (other.Sort, other.Descending, other.Number, other.Size)
        && Narrowing.SequenceEqual(other.Narrowing);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Sort, Descending, Number, Size, Narrowing.Count);
}
