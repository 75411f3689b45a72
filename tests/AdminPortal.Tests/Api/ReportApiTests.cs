using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Api;

/// <summary>Section 4 of the contract over HTTP. The clock stands on 2026-10-03, tenants are in Berlin.</summary>
[Collection("api")]
public sealed partial class ReportApiTests(ApiPortals portals)
{
    private static readonly Dictionary<string, string[]> Keys = new()
    {
        ["revenue"] = ["currencies", "invoice_count", "by_event", "by_month"],
        ["payments"] = ["currencies", "count", "by_status", "by_gateway", "by_day"],
        ["participants"] = ["total", "confirmed", "unconfirmed", "unique_contacts", "checked_in", "no_show", "by_event",
            "by_category", "by_day"],
        ["applications"] = ["total", "open", "approved", "rejected", "conversion_rate", "average_rating", "by_event",
            "by_category", "by_day"],
        ["overview"] = ["events", "participants", "check_ins", "applications", "revenue", "payments"],
    };

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_report_has_the_same_shape_and_always_the_same_keys(Provider provider)
    {
        var (api, _) = await StartAsync(provider);
        foreach (var (name, keys) in Keys)
        {
            foreach (var query in new[] { "", "?event_key=fair", "?event_key=unknown", "?event_key=FAIR&date_from=2030-01-01" })
            {
                var answer = (await api.GetAsync($"/reports/{name}{query}")).Is(HttpStatusCode.OK);
                Assert.Equal(["report_type", "filters", "data", "generated_at"], Names(answer.Data));
                Assert.Equal(["event_key", "date_from", "date_to"], Names(answer.Data.GetProperty("filters")));
                Assert.Equal(keys, Names(answer.Data.GetProperty("data")));
                var now = api.Host.Time.UtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
                Assert.Equal((name, now), (answer.Data.GetProperty("report_type").GetString(), answer.Data.GetProperty("generated_at")
                    .GetString()));
                Assert.DoesNotMatch(LongFraction(), answer.Data.GetProperty("data").GetRawText());
            }
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Rows_are_spelled_as_the_contract_says(Provider provider)
    {
        var (api, _) = await StartAsync(provider);
        Assert.Equal(
            """{"currencies":[{"currency":"EUR","invoiced":119.3,"credited":19.1,"net":100.2,"paid":50.05,"open":50.15},{"currency":"JPY","invoiced":5000,"credited":0,"net":5000,"paid":0,"open":5000}],"invoice_count":2,"by_event":[{"event_key":"fair","event_title":"FAIR","currency":"EUR","net":100.2},{"event_key":null,"event_title":null,"currency":"JPY","net":5000}],"by_month":[{"month":"2026-03","currency":"JPY","net":5000},{"month":"2026-04","currency":"EUR","net":100.2}]}""",
            await DataAsync(api, "revenue"));
        Assert.Equal(
            """{"currencies":[{"currency":"EUR","gross":50.05,"fees":1.5,"net":48.55}],"count":1,"by_status":[{"status":"pending","count":1,"gross":7,"currency":"JPY"},{"status":"completed","count":1,"gross":50.05,"currency":"EUR"}],"by_gateway":[{"gateway":"stripe","count":1,"gross":50.05,"currency":"EUR"}],"by_day":[{"date":"2026-04-01","currency":"EUR","gross":50.05}]}""",
            await DataAsync(api, "payments"));
        Assert.Equal(
            """{"total":2,"confirmed":1,"unconfirmed":1,"unique_contacts":2,"checked_in":1,"no_show":1,"by_event":[{"event_key":"fair","event_title":"FAIR","total":2,"confirmed":1,"checked_in":1}],"by_category":[{"category_key":"vip","title":"Größe <\"VIP\">","total":1,"checked_in":0},{"category_key":null,"title":null,"total":1,"checked_in":1}],"by_day":[{"date":"2026-04-01","total":2}]}""",
            await DataAsync(api, "participants"));
        Assert.Equal(
            """{"total":1,"open":0,"approved":1,"rejected":0,"conversion_rate":1,"average_rating":4,"by_event":[{"event_key":"fair","event_title":"FAIR","total":1,"approved":1}],"by_category":[{"category_key":"vip","title":"Größe <\"VIP\">","total":1,"approved":1}],"by_day":[{"date":"2026-03-31","total":1}]}""",
            await DataAsync(api, "applications"));
        Assert.Equal(
            """{"events":{"total":1,"upcoming":0,"running":0,"ended":1},"participants":{"total":2,"confirmed":1,"unconfirmed":1,"unique_contacts":2,"checked_in":1,"no_show":1},"check_ins":{"check_ins":1,"checked_in_total":1,"checked_in_now":1,"people_inside":1},"applications":{"total":1,"open":0,"approved":1,"rejected":0,"conversion_rate":1,"average_rating":4},"revenue":{"currencies":[{"currency":"EUR","invoiced":119.3,"credited":19.1,"net":100.2,"paid":50.05,"open":50.15},{"currency":"JPY","invoiced":5000,"credited":0,"net":5000,"paid":0,"open":5000}],"invoice_count":2},"payments":{"currencies":[{"currency":"EUR","gross":50.05,"fees":1.5,"net":48.55}],"count":1}}""",
            await DataAsync(api, "overview"));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Overview_is_equal_to_the_others_under_every_filter(Provider provider)
    {
        var (api, _) = await StartAsync(provider);
        foreach (var query in new[] { "", "?event_key=fair", "?event_key=none", "?date_from=2026-04-01",
            "?date_to=2026-03-31&event_key=fair", "?date_from=2026-03-31T22:00:00Z&date_to=2026-04-01T00:00:00%2B02:00" })
        {
            var overview = (await api.GetAsync("/reports/overview" + query)).Is(HttpStatusCode.OK).Data.GetProperty("data");
            foreach (var name in new[] { "participants", "applications", "revenue", "payments" })
            {
                var report = (await api.GetAsync($"/reports/{name}{query}")).Is(HttpStatusCode.OK).Data.GetProperty("data");
                foreach (var figure in overview.GetProperty(name).EnumerateObject())
                {
                    Assert.Equal(report.GetProperty(figure.Name).GetRawText(), figure.Value.GetRawText());
                }
            }
        }

        api.Key = await api.KeyAsync("checkins", "reports");
        var stats = (await api.GetAsync("/check-ins/stats?event_key=fair")).Is(HttpStatusCode.OK).Data;
        var figures = (await api.GetAsync("/reports/overview?event_key=fair")).Data.GetProperty("data");
        Assert.Equal(stats.GetProperty("checked_in_total").GetInt32(), figures.GetProperty("participants").GetProperty("checked_in")
            .GetInt32());
        foreach (var figure in figures.GetProperty("check_ins").EnumerateObject())
        {
            Assert.Equal(stats.GetProperty(figure.Name).GetRawText(), figure.Value.GetRawText());
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Filters_come_back_normalised(Provider provider)
    {
        var (api, _) = await StartAsync(provider);
        async Task Check(string query, string? key, string? from, string? to)
        {
            var filters = (await api.GetAsync("/reports/overview?" + query)).Is(HttpStatusCode.OK).Data.GetProperty("filters");
            Assert.Equal((key, from, to), (filters.GetProperty("event_key").GetString(), filters.GetProperty("date_from")
                .GetString(), filters.GetProperty("date_to").GetString()));
        }

        await Check("", null, null, null);
        await Check("event_key=none&nothing=1", "none", null, null);
        await Check("event_key=%20fair%20&date_from=2026-01-01", "fair", "2026-01-01", null);
        await Check("date_from=2026-01-01T10:00:00%2B02:00&date_to=2028-02-29", null, "2026-01-01T08:00:00.000Z", "2028-02-29");
        await Check("date_from=2026-01-01T10:00:00+02:00&date_to=2026-01-01T10:00-05:30", null, "2026-01-01T08:00:00.000Z",
            "2026-01-01T15:30:00.000Z");
        await Check("date_to=2026-01-01T10:00:00.1239Z", null, null, "2026-01-01T10:00:00.123Z");
        await Check("date_from=0001-01-01&date_to=9999-12-31", null, "0001-01-01", "9999-12-31");
        await Check("event_key=F%C3%A4r%F0%9F%8E%AA%3C", "Fär🎪<", null, null);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Wrong_dates_are_refused_all_at_once_on_their_field(Provider provider)
    {
        var (api, _) = await StartAsync(provider);
        foreach (var wrong in new[] { "", "x", "2026", "2026-13-01", "2026-02-29", "2026-1-1", "01.02.2026", "1764547200",
            "2026-01-01T10:00:00", "2026-01-01%2002:00", "2026-01-01T25:00:00Z", "0000-01-01", "-2026-01-01", "0001-01-01T00:00:00%2B14:00",
                "2026-01-01%00", "%F0%9F%8E%AA" })
        {
            foreach (var name in Keys.Keys)
            {
                (await api.GetAsync($"/reports/{name}?date_from={wrong}&event_key=none"))
                    .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "date_from");
                (await api.GetAsync($"/reports/{name}?date_to={wrong}&date_from=2026-01-01"))
                    .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "date_to");
                (await api.GetAsync($"/reports/{name}?date_from={wrong}&date_to={wrong}"))
                    .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "date_from", "date_to");
            }
        }

        (await api.GetAsync("/reports/revenue?date_from=2026-01-02&date_to=2026-01-01"))
            .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "date_from");
        (await api.GetAsync("/reports/revenue?date_from=2026-01-01T23:00:00Z&date_to=2026-01-01"))
            .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "date_from");
        (await api.GetAsync("/reports/revenue?date_from=2026-01-01T22:59:59.999Z&date_to=2026-01-01")).Is(HttpStatusCode.OK);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Only_reading_only_these_names_and_only_with_the_scope(Provider provider)
    {
        var (api, rows) = await StartAsync(provider);
        foreach (var path in new[]
            { "/reports", "/reports/", "/reports/sales", "/reports/check_ins", "/reports/1", "/reports/revenue/1", "/report/revenue" })
        {
            (await api.GetAsync(path)).Is(HttpStatusCode.NotFound, "not_found");
        }

        foreach (var name in Keys.Keys)
        {
            foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE" })
            {
                var refused = (await api.SendAsync(method, $"/reports/{name}?date_from=x", "no json"))
                    .Is(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
                Assert.Equal("GET, HEAD", string.Join(", ", refused.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal)));
            }

            var (get, head) = (await api.GetAsync($"/reports/{name}"), await api.SendAsync("HEAD", $"/reports/{name}"));
            Assert.Equal((HttpStatusCode.OK, "", get.Headers["Content-Length"]), (head.Status, head.Text, head.Headers["Content-Length"]));
            api.Host.Commands.Reset();
            (await api.GetAsync($"/reports/{name}?event_key=fair&date_from=2026-01-01&date_to=2026-12-31")).Is(HttpStatusCode.OK);
            Assert.InRange(api.Host.Commands.Count, 3, 6);
        }

        var scoped = api.Key;
        api.Key = await api.KeyAsync("participants", "checkins");
        (await api.GetAsync("/reports/revenue?date_from=x")).Is(HttpStatusCode.Forbidden, "scope_required");
        (await api.GetAsync("/reports")).Is(HttpStatusCode.Forbidden, "scope_required");
        api.Key = scoped;
        (await api.GetAsync("/participants")).Is(HttpStatusCode.Forbidden, "scope_required");
        Assert.NotEmpty(await rows.AllAsync<Invoice>());

        var other = await portals.StartAsync(provider);
        other.Key = await other.KeyAsync("reports");
        Assert.Equal(0, (await other.GetAsync("/reports/participants?event_key=fair")).Data.GetProperty("data").GetProperty("total")
            .GetInt32());
        var small = await portals.StartAsync(provider, Plan.Professional);
        small.Key = await small.KeyAsync("reports");
        (await small.GetAsync("/reports/overview")).Is(HttpStatusCode.Forbidden, "plan_required");
    }

    private static async Task<string> DataAsync(ApiPortal api, string name) => (await api.GetAsync("/reports/" + name))
        .Is(HttpStatusCode.OK).Data.GetProperty("data").GetRawText();

    private static string[] Names(JsonElement value) => value.EnumerateObject().Select(p => p.Name).ToArray();

    /// <summary>A number with more than two decimals; the rate of conversion alone may have four.</summary>
    [GeneratedRegex(@"(?<!""conversion_rate"")[:\[,]-?\d+\.\d{3,}")]
    private static partial Regex LongFraction();

    private async Task<(ApiPortal Api, ReportRows Rows)> StartAsync(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        api.Key = await api.KeyAsync("reports");
        var rows = new ReportRows(api.Get<IDbContextFactory<PortalDb>>(), api.Owner);
        var fair = await rows.EventAsync("fair", "2026-06-01T08:00Z");
        var vip = await rows.CategoryAsync(fair, "vip", "Größe <\"VIP\">");
        await rows.ParticipantAsync(fair, await rows.ContactAsync(), "2026-03-31T22:00Z", confirmed: true, vip);
        await rows.CheckInAsync(fair, await rows.ParticipantAsync(fair, await rows.ContactAsync(), "2026-04-01T10:00Z"),
            "2026-06-01T10:00Z");
        var invoice = await rows.InvoiceAsync(119_30, "EUR", "2026-03-31T22:00Z", fair);
        await rows.InvoiceAsync(19_10, "EUR", "2026-04-02T08:00Z", fair, InvoiceKind.CreditNote, creditOf: invoice);
        await rows.InvoiceAsync(5_000, "JPY", "2026-03-31T21:59:59.999Z");
        await rows.PaymentAsync(50_05, "EUR", "2026-04-01T08:00Z", fee: 1_50, gateway: "stripe", invoiceId: invoice);
        await rows.PaymentAsync(7, "JPY", "2026-04-01T08:00Z", status: PaymentStatus.Pending);
        await rows.ApplicationAsync("2026-03-31T08:00Z", ApplicationStatus.Approved, 4, "vip", (fair, true));
        return (api, rows);
    }
}
