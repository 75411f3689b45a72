using AdminPortal.Domain.Reports;
using AdminPortal.Web.Api.Description;

namespace AdminPortal.Web.Features.Reports;

/// <summary>What the API's description says of <c>/reports</c>: its fields are the columns of the report.</summary>
internal static class ReportDescription
{
    private static readonly Dictionary<string, (string Summary, string About)> Words = new()
    {
        ["revenue"] = ("Invoices and credit notes", "Invoice date in the range; drafts and cancelled ones are left out."),
        ["payments"] = ("Payments", "Payment date in the range; the head figures count completed ones."),
        ["participants"] = ("Participants", "Created in the range."),
        ["applications"] = ("Applications", "Created in the range; one for two events counts once in the total and once under each."),
        ["overview"] = ("Head figures of all reports", "Each with its own range, equal to the other reports with the same filters."),
    };

    /// <summary>The operation that answers with a kind of report.</summary>
    public static ApiOperation Of(ReportKind kind)
    {
        var title = Title(kind.Key);
        var bound = ApiSchema.Text.Means("A date, meaning the whole day in the tenant's time zone, or a timestamp with offset.",
            "2026-10-03");
        return new ApiOperation("GET", $"get{title}Report", Words[kind.Key].Summary)
        {
            Tag = "Reports",
            Scope = "reports",
            About = Words[kind.Key].About,
            Query =
            [
                new("event_key", ApiSchema.Text, "Only this event; an unknown one answers with zeros."),
                new("date_from", bound, "From this day or time on."),
                new("date_to", bound, "Up to and including this day or time."),
            ],
            Success =
            [
                (200, "The figures as they are now.", ApiSchema.Object(title + "Report",
                    new("report_type", ApiSchema.Choice(kind.Key)),
                    new("filters", ApiSchema.Object("ReportFilters", new("event_key", ApiSchema.Text.OrNull),
                        new("date_from", ApiSchema.Text.OrNull), new("date_to", ApiSchema.Text.OrNull))),
                    new("data", ApiSchema.Object(title + "Figures", Data(kind, title))),
                    new("generated_at", ApiSchema.Time))),
            ],
        };
    }

    private static List<ApiField> Data(ReportKind kind, string title)
    {
        var fields = new List<ApiField>();
        foreach (var part in kind.Shape.GroupBy(ReportJson.Outer))
        {
            List<ApiField> own = [.. part.SelectMany(table => table.IsFigures
                ? Fields(table)
                : [new ApiField(ReportJson.Inner(table), ApiSchema.List(ApiSchema.Object(title + Title(table.Path), Fields(table))))])];
            fields.AddRange(part.Key.Length == 0 ? own : [new ApiField(part.Key, ApiSchema.Object(title + Title(part.Key), own))]);
        }

        return fields;
    }

    private static ApiField[] Fields(ReportTable table) => [.. table.Columns.Select(column => new ApiField(column.Key, Schema(column)))];

    private static ApiSchema Schema(ReportColumn column)
    {
        var schema = column.Kind switch
        {
            CellKind.Count => ApiSchema.Count,
            CellKind.Amount => ApiSchema.Number.Means("At most two decimals; never summed across currencies.", 119.5),
            CellKind.Share => ApiSchema.Number.Means("From 0 to 1, four decimals.", 0.75),
            CellKind.Average => ApiSchema.Number.Means("At most two decimals.", 4.2),
            CellKind.Currency => ApiSchema.Text.Means("ISO 4217.", "EUR"),
            CellKind.Day => ApiSchema.Text.Means("A day of the tenant's time zone.", "2026-10-03"),
            CellKind.Month => ApiSchema.Text.Means("A month of the tenant's time zone.", "2026-10"),
            CellKind.Choice => ApiSchema.Choice([.. column.Words]),
            CellKind.Flag => ApiSchema.Flag,
            CellKind.Time => ApiSchema.Time,
            _ => ApiSchema.Text,
        };
        schema = column.About is { } about ? schema.Means(about) : schema;
        return column.IsNullable ? schema.OrNull : schema;
    }

    /// <summary><c>by_event</c> becomes <c>ByEvent</c>.</summary>
    private static string Title(string path) =>
        string.Concat(path.Split('_', '.').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
