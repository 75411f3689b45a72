using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Reports;

/// <summary>A <see cref="ReportRequest"/> as text, to be kept in the database and carried out later.</summary>
public static class ReportRequestText
{
    /// <summary>Longest text that is kept.</summary>
    public const int Limit = 4000;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The request as text. Refused: <c>too_long</c> on <c>conditions</c>.</summary>
    public static Result<string> Write(ReportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var text = JsonSerializer.Serialize(new Kept(request.Kind, request.Filter.EventKey, Text(request.Filter.From),
            Text(request.Filter.To), request.Path, request.Columns, request.Conditions, request.Sort, Comparison(request.Comparison)),
                Json);
        return text.Length <= Limit ? text : Problem.TooLong("conditions", Limit);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static ReportRequest Read(string text)
    {
        var kept = JsonSerializer.Deserialize<Kept>(text, Json) ?? throw new JsonException();
        return new ReportRequest(kept.Kind, new ReportFilter(kept.Event, Bound(kept.From), Bound(kept.To)))
        {
            Path = kept.Path,
            Columns = kept.Columns,
            Conditions = kept.Conditions,
            Sort = kept.Sort,
            Comparison = Comparison(kept.Comparison)
        };
    }

    private static KeptComparison? Comparison(ReportComparison? of) =>
        of is null ? null : new(of.Filter.EventKey, Text(of.Filter.From), Text(of.Filter.To), of.Name, of.Days, of.Months, of.Begin);

    private static ReportComparison? Comparison(KeptComparison? of) =>
        of is null ? null : new(new ReportFilter(of.Event, Bound(of.From), Bound(of.To)), of.Name, of.Days, of.Months) { Begin = of.Begin };

    private static string? Text(ReportBound? bound) => bound is not { } end ? null
        : end.Day is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : end.Moment.ToString("O", CultureInfo.InvariantCulture);

    private static ReportBound? Bound(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? ReportBound.Of(day)
        : ReportBound.Of(DateTime.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind));

    private sealed record Kept(string Kind, string? Event, string? From, string? To, string? Path, IReadOnlyList<string> Columns,
        IReadOnlyDictionary<string, string> Conditions, ReportSort? Sort = null, KeptComparison? Comparison = null);

    private sealed record KeptComparison(string? Event, string? From, string? To, string Name, int Days, int Months, DateOnly? Begin);
}
