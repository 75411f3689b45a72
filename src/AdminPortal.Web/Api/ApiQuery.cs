using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Web.Api;

/// <summary>Reads the query of a call and collects what is wrong with it. Parameters that nobody asks for are ignored.</summary>
internal sealed class ApiQuery(HttpContext context)
{
    private const int LongestPage = 100;

    private readonly IQueryCollection query = context.Request.Query;

    /// <summary>What is wrong so far.</summary>
    public List<Problem> Problems { get; } = [];

    /// <summary>The page that was asked for, after <see cref="Page"/>.</summary>
    public long Number { get; private set; } = 1;

    /// <summary>A text, or null when it was not sent.</summary>
    public string? Text(string name) => query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <summary>A text that must be there and not be empty; null when it is not.</summary>
    public string? Required(string name)
    {
        if (Text(name) is { } text && !string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        Problems.Add(Problem.Required(name));
        return null;
    }

    /// <summary><c>0</c> or <c>1</c>.</summary>
    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "0" => false,
        "1" => true,
        _ => Wrong<bool?>(name, "0 or 1 is needed."),
    };

    /// <summary>A positive integer.</summary>
    public long? Id(string name) => Text(name) is not { } text ? null : Positive(text)
        ?? Wrong<long?>(name, "A positive whole number is needed.");

    /// <summary>An ISO 8601 time, as UTC. A plus sign that came as a space is understood.</summary>
    public DateTime? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return ApiTime.TryParse(text.Replace(' ', '+'), out var utc)
            ? utc
            : Wrong<DateTime?>(name, "An ISO 8601 time is needed, such as 2026-10-03T08:00:00Z.");
    }

    /// <summary>
    /// An end of a range: an ISO 8601 date, or a time with <c>Z</c> or an offset. Without one it would be unclear whose clock is meant.
    /// </summary>
    public ReportBound? Bound(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return ReportBound.Of(day);
        }

        text = text.Replace(' ', '+');
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        return hasOffset && ApiTime.TryParse(text, out var utc)
            ? ReportBound.Of(utc)
            : Wrong<ReportBound?>(name, "An ISO 8601 date or time with offset is needed, such as 2026-10-03 or 2026-10-03T08:00:00Z.");
    }

    /// <summary>Comma-separated names out of a list.</summary>
    public IReadOnlyCollection<string> Names(string name, params ReadOnlySpan<string> allowed)
    {
        var names = (Text(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var one in names)
        {
            if (!allowed.Contains(one))
            {
                return Wrong<string[]>(name, $"Only {string.Join(", ", allowed)} can be included.") ?? [];
            }
        }

        return names;
    }

    /// <summary>Page, length and order of a list; the first column is the default.</summary>
    public PageRequest Page(params ReadOnlySpan<string> columns)
    {
        Number = Text("page") is { } page ? Positive(page) ?? Wrong<long>("page", "A whole number from 1 is needed.") : 1;
        var size = Text("per_page") is { } length ? Positive(length) ?? 0 : 25;
        if (size is < 1 or > LongestPage)
        {
            Wrong<int>("per_page", "A whole number from 1 to 100 is needed.");
        }

        var sort = Text("sort") ?? columns[0];
        if (!columns.Contains(sort))
        {
            Wrong<string>("sort", $"One of {string.Join(", ", columns)} is needed.");
        }

        var order = Text("order") ?? "DESC";
        var up = order.Equals("ASC", StringComparison.OrdinalIgnoreCase);
        if (!up && !order.Equals("DESC", StringComparison.OrdinalIgnoreCase))
        {
            Wrong<string>("order", "ASC or DESC is needed.");
        }

        return new PageRequest((int)Math.Min(int.MaxValue, Number), (int)Math.Clamp(size, 1, LongestPage), sort, !up);
    }

    private static long? Positive(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0 ? number : null;

    private T? Wrong<T>(string name, string message)
    {
        Problems.Add(Problem.Invalid(name, message));
        return default;
    }
}
