using System.Globalization;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Lists;

/// <summary>What a part of a filter is chosen from.</summary>
public enum FilterKind
{
    /// <summary>Words that are typed.</summary>
    Search,

    /// <summary>One of the texts that the records have.</summary>
    Text,

    /// <summary>One of <see cref="FilterPart{TFilter}.Choices"/>.</summary>
    Choice,

    /// <summary>A whole number, such as an id.</summary>
    Number,

    /// <summary>The id of an event.</summary>
    Event,
}

/// <summary>One thing that a list can be narrowed by.</summary>
/// <param name="Name">Its name in addresses, and among the conditions of a file.</param>
/// <param name="Kind">What it is chosen from.</param>
/// <param name="Column">Names it for people.</param>
/// <param name="Set">Puts a value that <see cref="Known"/> returned into the filter.</param>
public sealed record FilterPart<TFilter>(string Name, FilterKind Kind, ReportColumn Column, Func<TFilter, string, TFilter> Set)
{
    /// <summary>What can be chosen: as addresses spell it, and as a cell of <see cref="Column"/>.</summary>
    public IReadOnlyList<(string Value, object Told)> Choices { get; init; } = [];

    /// <summary>The value as it is spelled here; null for one that is none.</summary>
    public string? Known(string? text) => Kind switch
    {
        _ when string.IsNullOrWhiteSpace(text) => null,
        FilterKind.Choice => Choices.FirstOrDefault(choice => string.Equals(choice.Value, text, StringComparison.OrdinalIgnoreCase)).Value,
        FilterKind.Number or FilterKind.Event => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text : null,
        _ => text,
    };

    /// <summary>The value as a cell of <see cref="Column"/>; null for one that is none.</summary>
    public object? Told(string? text) => Known(text) is not { } known ? null : Kind switch
    {
        FilterKind.Choice => Choices.First(choice => choice.Value == known).Told,
        FilterKind.Number => long.Parse(known, CultureInfo.InvariantCulture),
        _ => known,
    };
}

/// <summary>
/// What a list can be narrowed by, declared once: how addresses spell it, what it does to the filter, and how it is told in words. Example:
/// <c>.Choice&lt;PaymentStatus&gt;("status", (f, status) => f with { Status = status })</c> reads <c>?status=pending</c>.
/// </summary>
public sealed class FilterParts<TFilter>
{
    private readonly List<FilterPart<TFilter>> all = [];

    /// <summary>In the order in which a page shows them.</summary>
    public IReadOnlyList<FilterPart<TFilter>> All => all;

    /// <summary>The date that the days <c>from</c> and <c>until</c> are about; null where days are not asked for.</summary>
    public ReportColumn? Period { get; private set; }

    private Func<TFilter, DateTime?, DateTime?, TFilter>? Between { get; set; }

    /// <summary>Words that are typed.</summary>
    public FilterParts<TFilter> Search(Func<TFilter, string, TFilter> set) =>
        With(new("search", FilterKind.Search, new ReportColumn("search", CellKind.Text), set));

    /// <summary>A text that the records have.</summary>
    public FilterParts<TFilter> Text(string name, Func<TFilter, string, TFilter> set, string? column = null) =>
        With(new(name, FilterKind.Text, new ReportColumn(column ?? name, CellKind.Text), set));

    /// <summary>A value of an enumeration; addresses spell its name in small letters.</summary>
    public FilterParts<TFilter> Choice<T>(string name, Func<TFilter, T, TFilter> set)
        where T : struct, Enum => With(
            new(name, FilterKind.Choice, RecordWords.Column<T>(name), (filter, text) => set(filter, Enum.Parse<T>(text, ignoreCase: true)))
            {
                Choices = [.. Enum.GetValues<T>().Select(value => (value.ToString().ToLowerInvariant(), (object)value.Word()))],
            });

    /// <summary>One of a few values.</summary>
    /// <param name="name">Its name in addresses.</param>
    /// <param name="kind">What the cells of its column hold.</param>
    /// <param name="choices">As addresses spell it, and as a cell.</param>
    /// <param name="set">Puts a value into the filter.</param>
    public FilterParts<TFilter> Choice(
        string name, CellKind kind, IReadOnlyList<(string Value, object Told)> choices, Func<TFilter, string, TFilter> set)
    {
        var column = new ReportColumn(name, kind) { Words = [.. choices.Select(choice => choice.Told).OfType<string>()] };
        return With(new(name, FilterKind.Choice, column, set) { Choices = choices });
    }

    /// <summary>A whole number.</summary>
    public FilterParts<TFilter> Number(string name, Func<TFilter, long, TFilter> set, string? column = null) =>
        With(new(name, FilterKind.Number, new ReportColumn(column ?? name, CellKind.Count), Whole(set)));

    /// <summary>The id of an event.</summary>
    public FilterParts<TFilter> Event(Func<TFilter, long, TFilter> set) =>
        With(new("event", FilterKind.Event, new ReportColumn("event_title", CellKind.Text), Whole(set)));

    /// <summary>Days of the list's zone. The times are UTC: the first moment of the first day, and the first after the last day.</summary>
    public FilterParts<TFilter> Days(string column, Func<TFilter, DateTime?, DateTime?, TFilter> set)
    {
        (Period, Between) = (new ReportColumn(column, CellKind.Time), set);
        return this;
    }

    /// <summary>The filter that the parts of an address mean; what cannot be read counts as not given.</summary>
    /// <param name="start">What holds without any part.</param>
    /// <param name="part">A part of the address by its name, or null.</param>
    /// <param name="from">UTC; see <see cref="Days"/>.</param>
    /// <param name="until">UTC.</param>
    public TFilter Read(TFilter start, Func<string, string?> part, DateTime? from, DateTime? until)
    {
        ArgumentNullException.ThrowIfNull(part);
        var filter = all.Aggregate(start, (filter, one) => one.Known(part(one.Name)) is { } value ? one.Set(filter, value) : filter);
        return Between is null ? filter : Between(filter, from, until);
    }

    private static Func<TFilter, string, TFilter> Whole(Func<TFilter, long, TFilter> set) =>
        (filter, value) => set(filter, long.Parse(value, CultureInfo.InvariantCulture));

    private FilterParts<TFilter> With(FilterPart<TFilter> part)
    {
        all.Add(part);
        return this;
    }
}
