using AdminPortal.Domain.Common;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Files;

/// <summary>What a file says of itself: whose figures they are, what they were narrowed to, and when they were read.</summary>
internal static class ReportHead
{
    /// <summary>Names and values, those that apply.</summary>
    public static IReadOnlyList<(string Name, string Value)> Lines(ReportDocument document, ReportLanguage language)
    {
        var lines = new List<(string, string)> { (language["Tenant"], document.TenantName) };
        if ((document.EventTitle ?? document.Filter.EventKey) is { } title)
        {
            lines.Add((language["Column_event_title"], title));
        }

        if (Range(document, language) is { } range)
        {
            lines.Add((language["Range"], range));
        }

        if (document.ComparedWith is { } other)
        {
            lines.Add((language["ComparedWith"], other));
        }

        lines.AddRange(document.Conditions.Select(condition =>
            (language.Column(document.Kind, condition.Column), language.Cell(condition.Column, condition.Value, null, document.Zone))));
        lines.Add((language["GeneratedAt"],
            $"{Moment(document.GeneratedAt, document.Zone, language)} ({document.Zone.Id}, " +
                $"{document.Zone.Distance(document.GeneratedAt)})"));
        return lines;
    }

    private static string? Range(ReportDocument document, ReportLanguage language)
    {
        var from = Bound(document.Filter.From);
        var to = Bound(document.Filter.To);
        return (from, to) switch
        {
            (null, null) => null,
            (not null, null) => string.Format(language.Culture, language["RangeFrom"], from),
            (null, not null) => string.Format(language.Culture, language["RangeTo"], to),
            _ => from == to ? from : $"{from} – {to}",
        };

        string? Bound(ReportBound? bound) => bound switch
        {
            null => null,
            { Day: { } day } => day.ToString("d", language.Culture),
            { Moment: var moment } => Moment(moment, document.Zone, language),
        };
    }

    private static string Moment(DateTime utc, TimeZoneInfo zone, ReportLanguage language) => zone.Local(utc)
        .ToString("g", language.Culture);
}
