using System.Globalization;
using System.Text.Json;
using AdminPortal.Domain.Reports;
using AdminPortal.Web.Api;

namespace AdminPortal.Web.Features.Reports;

/// <summary>Writes reports as the contract's section 4 names their fields.</summary>
internal static class ReportJson
{
    /// <summary>Writes what all reports share around the one's own figures.</summary>
    public static void WriteReport<T>(Utf8JsonWriter json, string name, Report<T> report, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject();
        json.WriteString("report_type"u8, name);
        json.WriteStartObject("filters"u8);
        json.WriteString("event_key"u8, report.Filter.EventKey);
        WriteBound(json, "date_from"u8, report.Filter.From);
        WriteBound(json, "date_to"u8, report.Filter.To);
        json.WriteEndObject();
        json.WritePropertyName("data"u8);
        json.WriteStartObject();
        write(json, report.Data);
        json.WriteEndObject();
        json.WriteTime("generated_at"u8, report.GeneratedAt);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, RevenueReport report)
    {
        Write(json, report.Figures);
        WriteList(json, "by_event"u8, report.ByEvent, static (json, row) =>
        {
            json.WriteString("event_key"u8, row.EventKey);
            json.WriteString("event_title"u8, row.EventTitle);
            json.WriteString("currency"u8, row.Currency);
            json.WriteNumber("net"u8, row.Net);
        });
        WriteList(json, "by_month"u8, report.ByMonth, static (json, row) =>
        {
            json.WriteString("month"u8, row.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture));
            json.WriteString("currency"u8, row.Currency);
            json.WriteNumber("net"u8, row.Net);
        });
    }

    public static void Write(Utf8JsonWriter json, PaymentsReport report)
    {
        Write(json, report.Figures);
        WriteList(json, "by_status"u8, report.ByStatus, static (json, row) =>
        {
            json.WriteString("status"u8, row.Status.ToString().ToLowerInvariant());
            json.WriteNumber("count"u8, row.Count);
            json.WriteNumber("gross"u8, row.Gross);
            json.WriteString("currency"u8, row.Currency);
        });
        WriteList(json, "by_gateway"u8, report.ByGateway, static (json, row) =>
        {
            json.WriteString("gateway"u8, row.Gateway);
            json.WriteNumber("count"u8, row.Count);
            json.WriteNumber("gross"u8, row.Gross);
            json.WriteString("currency"u8, row.Currency);
        });
        WriteList(json, "by_day"u8, report.ByDay, static (json, row) =>
        {
            WriteDate(json, "date"u8, row.Date);
            json.WriteString("currency"u8, row.Currency);
            json.WriteNumber("gross"u8, row.Gross);
        });
    }

    public static void Write(Utf8JsonWriter json, ParticipantsReport report)
    {
        Write(json, report.Figures);
        WriteList(json, "by_event"u8, report.ByEvent, static (json, row) =>
        {
            json.WriteString("event_key"u8, row.EventKey);
            json.WriteString("event_title"u8, row.EventTitle);
            json.WriteNumber("total"u8, row.Total);
            json.WriteNumber("confirmed"u8, row.Confirmed);
            json.WriteNumber("checked_in"u8, row.CheckedIn);
        });
        WriteList(json, "by_category"u8, report.ByCategory, static (json, row) =>
        {
            json.WriteString("category_key"u8, row.CategoryKey);
            json.WriteString("title"u8, row.Title);
            json.WriteNumber("total"u8, row.Total);
            json.WriteNumber("checked_in"u8, row.CheckedIn);
        });
        WriteDays(json, report.ByDay);
    }

    public static void Write(Utf8JsonWriter json, ApplicationsReport report)
    {
        Write(json, report.Figures);
        WriteList(json, "by_event"u8, report.ByEvent, static (json, row) =>
        {
            json.WriteString("event_key"u8, row.EventKey);
            json.WriteString("event_title"u8, row.EventTitle);
            json.WriteNumber("total"u8, row.Total);
            json.WriteNumber("approved"u8, row.Approved);
        });
        WriteList(json, "by_category"u8, report.ByCategory, static (json, row) =>
        {
            json.WriteString("category_key"u8, row.CategoryKey);
            json.WriteString("title"u8, row.Title);
            json.WriteNumber("total"u8, row.Total);
            json.WriteNumber("approved"u8, row.Approved);
        });
        WriteDays(json, report.ByDay);
    }

    public static void Write(Utf8JsonWriter json, OverviewReport report)
    {
        WriteObject(json, "events"u8, report.Events, static (json, events) =>
        {
            json.WriteNumber("total"u8, events.Total);
            json.WriteNumber("upcoming"u8, events.Upcoming);
            json.WriteNumber("running"u8, events.Running);
            json.WriteNumber("ended"u8, events.Ended);
        });
        WriteObject(json, "participants"u8, report.Participants, Write);
        WriteObject(json, "check_ins"u8, report.CheckIns, static (json, checkIns) =>
        {
            json.WriteNumber("check_ins"u8, checkIns.CheckIns);
            json.WriteNumber("checked_in_total"u8, checkIns.CheckedInTotal);
            json.WriteNumber("checked_in_now"u8, checkIns.CheckedInNow);
            json.WriteNumber("people_inside"u8, checkIns.PeopleInside);
        });
        WriteObject(json, "applications"u8, report.Applications, Write);
        WriteObject(json, "revenue"u8, report.Revenue, Write);
        WriteObject(json, "payments"u8, report.Payments, Write);
    }

    private static void Write(Utf8JsonWriter json, ParticipantFigures figures)
    {
        json.WriteNumber("total"u8, figures.Total);
        json.WriteNumber("confirmed"u8, figures.Confirmed);
        json.WriteNumber("unconfirmed"u8, figures.Unconfirmed);
        json.WriteNumber("unique_contacts"u8, figures.UniqueContacts);
        json.WriteNumber("checked_in"u8, figures.CheckedIn);
        json.WriteNumber("no_show"u8, figures.NoShow);
    }

    private static void Write(Utf8JsonWriter json, ApplicationFigures figures)
    {
        json.WriteNumber("total"u8, figures.Total);
        json.WriteNumber("open"u8, figures.Open);
        json.WriteNumber("approved"u8, figures.Approved);
        json.WriteNumber("rejected"u8, figures.Rejected);
        json.WriteNumber("conversion_rate"u8, figures.ConversionRate);
        if (figures.AverageRating is { } rating)
        {
            json.WriteNumber("average_rating"u8, rating);
        }
        else
        {
            json.WriteNull("average_rating"u8);
        }
    }

    private static void Write(Utf8JsonWriter json, RevenueFigures figures)
    {
        WriteList(json, "currencies"u8, figures.Currencies, static (json, row) =>
        {
            json.WriteString("currency"u8, row.Currency);
            json.WriteNumber("invoiced"u8, row.Invoiced);
            json.WriteNumber("credited"u8, row.Credited);
            json.WriteNumber("net"u8, row.Net);
            json.WriteNumber("paid"u8, row.Paid);
            json.WriteNumber("open"u8, row.Open);
        });
        json.WriteNumber("invoice_count"u8, figures.InvoiceCount);
    }

    private static void Write(Utf8JsonWriter json, PaymentFigures figures)
    {
        WriteList(json, "currencies"u8, figures.Currencies, static (json, row) =>
        {
            json.WriteString("currency"u8, row.Currency);
            json.WriteNumber("gross"u8, row.Gross);
            json.WriteNumber("fees"u8, row.Fees);
            json.WriteNumber("net"u8, row.Net);
        });
        json.WriteNumber("count"u8, figures.Count);
    }

    private static void WriteDays(Utf8JsonWriter json, IReadOnlyList<DayCount> days) => WriteList(json, "by_day"u8, days, static (json, row) =>
    {
        WriteDate(json, "date"u8, row.Date);
        json.WriteNumber("total"u8, row.Total);
    });

    /// <summary>A day stays a day, a moment is written in UTC.</summary>
    private static void WriteBound(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReportBound? bound)
    {
        if (bound is { Day: { } day })
        {
            WriteDate(json, name, day);
        }
        else
        {
            json.WriteTime(name, bound?.Moment);
        }
    }

    private static void WriteDate(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateOnly day) => json.WriteString(name, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static void WriteObject<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, T value, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject(name);
        write(json, value);
        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<T> rows, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            write(json, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
