using AdminPortal.Web.Api.Description;

namespace AdminPortal.Web.Features.Reports;

/// <summary>What the API's description says of <c>/reports</c>.</summary>
internal static class ReportDescription
{
    private static readonly ApiSchema Money = ApiSchema.Number.Means("At most two decimals; never summed across currencies.", 119.5);

    private static readonly ApiSchema Currency = ApiSchema.Text.Means("ISO 4217.", "EUR");

    private static readonly ApiSchema Day = ApiSchema.Text.Means("A day of the tenant's time zone.", "2026-10-03");

    private static readonly ApiSchema EventKey = ApiSchema.Text.OrNull.Means("The event's key; null for what belongs to no event.", "hafenforum");

    private static readonly ApiSchema Title = ApiSchema.Text.OrNull;

    private static readonly ApiSchema Days = ApiSchema.List(ApiSchema.Object("ReportDay", new("date", Day), new("total", ApiSchema.Count)));

    private static readonly ApiField[] Revenue =
    [
        new("currencies", ApiSchema.List(ApiSchema.Object("RevenueOfCurrency", new("currency", Currency), new("invoiced", Money), new("credited", Money), new("net", Money), new("paid", Money), new("open", Money)))),
        new("invoice_count", ApiSchema.Count),
    ];

    private static readonly ApiField[] Payments =
    [
        new("currencies", ApiSchema.List(ApiSchema.Object("PaymentsOfCurrency", new("currency", Currency), new("gross", Money), new("fees", Money), new("net", Money)))),
        new("count", ApiSchema.Count),
    ];

    private static readonly ApiField[] Participants =
    [
        new("total", ApiSchema.Count), new("confirmed", ApiSchema.Count), new("unconfirmed", ApiSchema.Count), new("unique_contacts", ApiSchema.Count),
        new("checked_in", ApiSchema.Count.Means("Participants who were ever in.")), new("no_show", ApiSchema.Count.Means("Confirmed, the event has ended, never in.")),
    ];

    private static readonly ApiField[] Applications =
    [
        new("total", ApiSchema.Count), new("open", ApiSchema.Count), new("approved", ApiSchema.Count), new("rejected", ApiSchema.Count),
        new("conversion_rate", ApiSchema.Number.Means("Approved of all, four decimals; 0 when there are none.", 0.75)), new("average_rating", ApiSchema.Number.OrNull.Means("Null when none is rated.", 4.2)),
    ];

    public static readonly ApiOperation OfRevenue = Report("revenue", "getRevenueReport", "Invoices and credit notes", "Invoice date in the range; drafts and cancelled ones are left out.",
    [
        .. Revenue,
        new("by_event", ApiSchema.List(ApiSchema.Object("RevenueOfEvent", new("event_key", EventKey), new("event_title", Title), new("currency", Currency), new("net", Money)))),
        new("by_month", ApiSchema.List(ApiSchema.Object("RevenueOfMonth", new("month", ApiSchema.Text.Means("A month of the tenant's time zone.", "2026-10")), new("currency", Currency), new("net", Money)))),
    ]);

    public static readonly ApiOperation OfPayments = Report("payments", "getPaymentsReport", "Payments", "Payment date in the range; the head figures count completed ones.",
    [
        .. Payments,
        new("by_status", ApiSchema.List(ApiSchema.Object("PaymentsOfStatus", new("status", ApiSchema.Choice("pending", "completed", "failed", "refunded")), new("count", ApiSchema.Count), new("gross", Money), new("currency", Currency)))),
        new("by_gateway", ApiSchema.List(ApiSchema.Object("PaymentsOfGateway", new("gateway", ApiSchema.Text), new("count", ApiSchema.Count), new("gross", Money), new("currency", Currency)))),
        new("by_day", ApiSchema.List(ApiSchema.Object("PaymentsOfDay", new("date", Day), new("currency", Currency), new("gross", Money)))),
    ]);

    public static readonly ApiOperation OfParticipants = Report("participants", "getParticipantsReport", "Participants", "Created in the range.",
    [
        .. Participants,
        new("by_event", ApiSchema.List(ApiSchema.Object("ParticipantsOfEvent", new("event_key", EventKey), new("event_title", Title), new("total", ApiSchema.Count), new("confirmed", ApiSchema.Count), new("checked_in", ApiSchema.Count)))),
        new("by_category", ApiSchema.List(ApiSchema.Object("ParticipantsOfCategory", new("category_key", ApiSchema.Text.OrNull), new("title", Title), new("total", ApiSchema.Count), new("checked_in", ApiSchema.Count)))),
        new("by_day", Days),
    ]);

    public static readonly ApiOperation OfApplications = Report("applications", "getApplicationsReport", "Applications", "Created in the range; one for two events counts once in the total and once under each.",
    [
        .. Applications,
        new("by_event", ApiSchema.List(ApiSchema.Object("ApplicationsOfEvent", new("event_key", EventKey), new("event_title", Title), new("total", ApiSchema.Count), new("approved", ApiSchema.Count)))),
        new("by_category", ApiSchema.List(ApiSchema.Object("ApplicationsOfCategory", new("category_key", ApiSchema.Text.OrNull), new("title", Title), new("total", ApiSchema.Count), new("approved", ApiSchema.Count)))),
        new("by_day", Days),
    ]);

    public static readonly ApiOperation OfOverview = Report("overview", "getOverviewReport", "Head figures of all reports", "Each with its own range, equal to the other reports with the same filters.",
    [
        new("events", ApiSchema.Object("OverviewOfEvents", new("total", ApiSchema.Count), new("upcoming", ApiSchema.Count), new("running", ApiSchema.Count), new("ended", ApiSchema.Count))),
        new("participants", ApiSchema.Object("OverviewOfParticipants", Participants)),
        new("check_ins", ApiSchema.Object("OverviewOfCheckIns", new("check_ins", ApiSchema.Count), new("checked_in_total", ApiSchema.Count), new("checked_in_now", ApiSchema.Count), new("people_inside", ApiSchema.Count))),
        new("applications", ApiSchema.Object("OverviewOfApplications", Applications)),
        new("revenue", ApiSchema.Object("OverviewOfRevenue", Revenue)),
        new("payments", ApiSchema.Object("OverviewOfPayments", Payments)),
    ]);

    private static ApiOperation Report(string name, string id, string summary, string about, ApiField[] data)
    {
        var title = char.ToUpperInvariant(name[0]) + name[1..];
        var bound = ApiSchema.Text.Means("A date, meaning the whole day in the tenant's time zone, or a timestamp with offset.", "2026-10-03");
        return new ApiOperation("GET", id, summary)
        {
            Tag = "Reports",
            Scope = "reports",
            About = about,
            Query =
            [
                new("event_key", ApiSchema.Text, "Only this event; an unknown one answers with zeros."),
                new("date_from", bound, "From this day or time on."),
                new("date_to", bound, "Up to and including this day or time."),
            ],
            Success =
            [
                (200, "The figures as they are now.", ApiSchema.Object(title + "Report",
                    new("report_type", ApiSchema.Choice(name)),
                    new("filters", ApiSchema.Object("ReportFilters", new("event_key", ApiSchema.Text.OrNull), new("date_from", ApiSchema.Text.OrNull), new("date_to", ApiSchema.Text.OrNull))),
                    new("data", ApiSchema.Object(title + "Figures", data)),
                    new("generated_at", ApiSchema.Time))),
            ],
        };
    }
}
