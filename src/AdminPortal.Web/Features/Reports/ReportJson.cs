using System.Globalization;
using System.Text.Json;
using AdminPortal.Domain.Reports;
using AdminPortal.Web.Api;

namespace AdminPortal.Web.Features.Reports;

/// <summary>
/// Writes reports as the contract's section 4 names their fields: figures are members, tables are lists, and a path such as
/// <c>revenue.currencies</c> lies in an object.
/// </summary>
internal static class ReportJson
{
    /// <summary>Writes a report whose tables are known as a whole.</summary>
    public static void Write(Utf8JsonWriter json, ReportDocument report)
    {
        json.WriteStartObject();
        json.WriteString("report_type"u8, report.Kind);
        json.WriteStartObject("filters"u8);
        json.WriteString("event_key"u8, report.Filter.EventKey);
        WriteBound(json, "date_from"u8, report.Filter.From);
        WriteBound(json, "date_to"u8, report.Filter.To);
        json.WriteEndObject();
        json.WriteStartObject("data"u8);
        foreach (var part in report.Tables.GroupBy(table => Outer(table)))
        {
            if (part.Key.Length > 0)
            {
                json.WriteStartObject(part.Key);
            }

            foreach (var table in part)
            {
                WriteTable(json, table);
            }

            if (part.Key.Length > 0)
            {
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
        json.WriteTime("generated_at"u8, report.GeneratedAt);
        json.WriteEndObject();
    }

    /// <summary>The object a table lies in; empty for the report's own.</summary>
    public static string Outer(ReportTable table) => table.IsFigures
        ? table.Path
        : table.Path.LastIndexOf('.') is >= 0 and var dot
        ? table.Path[..dot]
        : "";

    /// <summary>The name of a list inside its object.</summary>
    public static string Inner(ReportTable table) => table.Path[(table.Path.LastIndexOf('.') + 1)..];

    private static void WriteTable(Utf8JsonWriter json, ReportTable table)
    {
        var rows = table.Known ?? throw new ArgumentException("The rows of the table are not read.", nameof(table));
        if (table.IsFigures)
        {
            WriteCells(json, table, rows[0]);
            return;
        }

        json.WriteStartArray(Inner(table));
        foreach (var row in rows)
        {
            json.WriteStartObject();
            WriteCells(json, table, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCells(Utf8JsonWriter json, ReportTable table, object?[] row)
    {
        for (var at = 0; at < row.Length; at++)
        {
            json.WritePropertyName(table.Columns[at].Key);
            switch (row[at])
            {
                case null: json.WriteNullValue(); break;
                case int count: json.WriteNumberValue(count); break;
                case long count: json.WriteNumberValue(count); break;
                case decimal number: json.WriteNumberValue(number); break;
                case bool flag: json.WriteBooleanValue(flag); break;
                case DateOnly day:
                    json.WriteStringValue(day.ToString(table.Columns[at].Kind == CellKind.Month ? "yyyy-MM" : "yyyy-MM-dd",
                    CultureInfo.InvariantCulture)); break;
                case string text: json.WriteStringValue(text); break;
                case var other: throw new ArgumentException($"{other.GetType().Name} has no form in JSON.", nameof(row));
            }
        }
    }

    /// <summary>A day stays a day, a moment is written in UTC.</summary>
    private static void WriteBound(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReportBound? bound)
    {
        if (bound is { Day: { } day })
        {
            json.WriteString(name, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteTime(name, bound?.Moment);
        }
    }
}
