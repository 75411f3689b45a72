using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using AdminPortal.Web.Kit.Fields;

namespace AdminPortal.Web.Kit.Lists;

/// <summary>What a file of a list holds: the rows that its page lists, in their order.</summary>
/// <param name="Kind">The kind of the file; null where the list has none.</param>
/// <param name="Days">The range of days.</param>
/// <param name="Sort">The order.</param>
/// <param name="Zone">In which its days are meant.</param>
/// <param name="Words">The conditions in words, other than the search.</param>
public sealed record ListFile(ReportKind? Kind, ReportFilter Days, ReportSort Sort, TimeZoneInfo Zone, string Words)
{
    /// <summary>Of a list in a state.</summary>
    internal static ListFile Of<TFilter>(
        ReportKind? kind, ListState state, FilterParts<TFilter> filters, TimeZoneInfo zone, string words)
    {
        var days = new ReportFilter(null, Bound(state.FromText), Bound(state.UntilText));
        var given = filters.All.Select(part => (part.Name, Value: state.Part(part.Name))).Where(part => part.Value is not null);
        return new(kind, days, new ReportSort(state.Sort, state.Descending), zone, words)
        {
            Conditions = given.ToDictionary(part => part.Name, part => part.Value),
        };
    }

    /// <summary>Search and filters, as the address spells them.</summary>
    public IReadOnlyDictionary<string, string?> Conditions { get; private init; } = new Dictionary<string, string?>();

    /// <inheritdoc />
    public bool Equals(ListFile? other) => other is not null
        && (Kind, Days, Sort, Zone, Words) == (other.Kind, other.Days, other.Sort, other.Zone, other.Words)
        && Conditions.Order(ByName.Instance).SequenceEqual(other.Conditions.Order(ByName.Instance));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Kind, Sort, Words, Conditions.Count);

    /// <summary>The bound that a day of an address means; null where it names none.</summary>
    internal static ReportBound? Bound(string? text) => DayField.Day(text) is { } day ? ReportBound.Of(day) : null;

    private sealed class ByName : IComparer<KeyValuePair<string, string?>>
    {
        public static readonly ByName Instance = new();

        public int Compare(KeyValuePair<string, string?> x, KeyValuePair<string, string?> y) => string.CompareOrdinal(x.Key, y.Key);
    }
}
