using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Exports;

/// <summary>Marks the resource files with the texts about files that are ordered.</summary>
public sealed class ExportTexts;

/// <summary>Exports in the viewer's language.</summary>
public static class ExportText
{
    /// <summary>The name of a format, such as <c>Excel</c>.</summary>
    public static string Format(this IStringLocalizer<ExportTexts> texts, ReportFormat format) => texts[$"Format_{format}"];

    /// <summary>The range of a filter in words, or null when it has none; moments are shown in the zone.</summary>
    public static string? Range(this IStringLocalizer<ExportTexts> texts, ReportFilter filter, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return (filter.From, filter.To) switch
        {
            (null, null) => null,
            ({ } from, null) => texts["From", Bound(from)],
            (null, { } to) => texts["Until", Bound(to)],
            ({ } from, { } to) => $"{Bound(from)} – {Bound(to)}",
        };

        string Bound(ReportBound bound) => bound.Day is { } day
            ? day.ToString("d", CultureInfo.CurrentCulture)
            : zone.DateAndTime(bound.Moment);
    }

    /// <summary>How far it is: <c>12,000 of 100,000 rows</c>.</summary>
    public static string Progress(this IStringLocalizer<ExportTexts> texts, ExportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.State == ExportState.Queued || (row.Rows == 0 && row.Expected is null)
            ? texts[$"State_{row.State}"]
            : row.Expected is { } expected
            ? texts["RowsOf", row.Rows, expected]
            : texts.Counted("Rows", row.Rows);
    }

    /// <summary>Why it failed.</summary>
    public static string Of(this IStringLocalizer<ProblemTexts> problems, ExportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return problems.Of(new Problem(row.ErrorCode ?? ExportRunner.Failed, "The file could not be made."));
    }

    /// <summary>Where the file can be taken away.</summary>
    public static string Address(this ExportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return $"/exports/{ListAddress.Text(row.Id)}/file";
    }
}
