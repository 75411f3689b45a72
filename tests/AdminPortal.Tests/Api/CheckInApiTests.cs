using System.Net;
using System.Text.Json;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

[Collection("api")]
public sealed class CheckInApiTests(ApiPortals portals)
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    private static readonly string[] Fields =
    [
        "id", "event_participant_id", "event_id", "event_title", "event_key", "contact", "check_in_type", "badge_number", "station",
        "checked_in_at", "checked_out_at", "is_checked_in", "checked_in_by", "notes", "quantity",
    ];

    private static Task<ApiAnswer> ScanAsync(ApiPortal api, string fields) =>
        api.PostAsync("/check-ins", $$"""{"event_key":"congress",{{fields}}}""");

    [Theory, ClassData(typeof(Providers))]
    public async Task In_and_out_is_one_record_with_every_field(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var eventId = await api.EventAsync();
        var participant = await api.ParticipantAsync("0417");
        var entered = (await ScanAsync(api,
            "\"badge_number\":\"0417\",\"check_in_type\":\"scan\",\"station\":\"Tür Süd <1> 😀\",\"notes\":\"erster 😀\",\"quantity\":3"))
                .Is(HttpStatusCode.Created);
        Assert.Equal(Fields, entered.Data.EnumerateObject().Select(f => f.Name));
        Assert.Equal(["id", "customer_number", "company_name", "first_name", "last_name"], entered.Data.GetProperty("contact")
            .EnumerateObject().Select(f => f.Name));
        Assert.Equal((participant, eventId, true, 3),
            (entered.Data.GetProperty("event_participant_id").GetInt64(), entered.Data.GetProperty("event_id")
                .GetInt64(), entered.Data.GetProperty("is_checked_in").GetBoolean(), entered.Data.GetProperty("quantity").GetInt32()));
        Assert.Equal(("scan", "Tür Süd <1> 😀", "Gate software", "0417"),
            (entered.Data.GetProperty("check_in_type").GetString(), entered.Data.GetProperty("station")
                .GetString(), entered.Data.GetProperty("checked_in_by").GetString(), entered.Data.GetProperty("badge_number").GetString()));
        Assert.Equal(JsonValueKind.Null, entered.Data.GetProperty("checked_out_at").ValueKind);

        api.Host.Time.Advance(TimeSpan.FromMinutes(5));
        var left = (await ScanAsync(api, $"\"participant_id\":{participant},\"action\":\"check_out\",\"station\":\"Nord\""))
            .Is(HttpStatusCode.OK);
        Assert.Equal(entered.Id, left.Id);
        Assert.False(left.Headers.ContainsKey("Location"));
        Assert.Equal(("Tür Süd <1> 😀", "erster 😀", false),
            (left.Data.GetProperty("station").GetString(), left.Data.GetProperty("notes")
                .GetString(), left.Data.GetProperty("is_checked_in").GetBoolean()));
        Assert.Equal(left.Data.GetRawText(), (await api.GetAsync($"/check-ins/{left.Id}")).Is(HttpStatusCode.OK).Data.GetRawText());
        (await ScanAsync(api, "\"badge_number\":\"0417\"")).Is(HttpStatusCode.Created);
        Assert.Equal("x", (await ScanAsync(api, "\"badge_number\":\"0417\",\"action\":\"check_out\",\"notes\":\"x\"")).Is(HttpStatusCode.OK)
            .Data.GetProperty("notes").GetString());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Each_refusal_has_its_code_its_field_its_record_and_an_entry_in_the_scan_log(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var eventId = await api.EventAsync(capacity: 2, requireConfirmation: true);
        var one = await api.ParticipantAsync("1");
        var two = await api.ParticipantAsync("2");
        await api.ParticipantAsync("3", confirmed: false);
        await api.EventAsync("other");
        var elsewhere = await api.ParticipantAsync("9", "other");
        var record = (await ScanAsync(api, "\"badge_number\":\"1\",\"station\":\"Nord 1\"")).Is(HttpStatusCode.Created);

        (await ScanAsync(api, "\"badge_number\":\"01\"")).Is(Unprocessable, "unknown_badge", "badge_number");
        (await ScanAsync(api, $"\"participant_id\":{elsewhere}")).Is(Unprocessable, "unknown_participant", "participant_id");
        (await ScanAsync(api, $"\"participant_id\":{two},\"badge_number\":\"1\"")).Is(Unprocessable, "badge_mismatch", "badge_number");
        (await ScanAsync(api, "\"badge_number\":\"3\"")).Is(Unprocessable, "not_confirmed", "badge_number");
        (await ScanAsync(api, $"\"participant_id\":{two},\"quantity\":2")).Is(Unprocessable, "event_full", "participant_id");
        var not = (await ScanAsync(api, "\"badge_number\":\"2\",\"action\":\"check_out\"")).Is(Unprocessable, "not_checked_in", "action");
        Assert.False(not.Json.TryGetProperty("check_in", out _));
        var already = (await ScanAsync(api, $"\"participant_id\":{one},\"badge_number\":\"1\""))
            .Is(Unprocessable, "already_checked_in", "participant_id");
        Assert.Equal(record.Data.GetRawText(), already.Json.GetProperty("check_in").GetRawText());
        (await ScanAsync(api, "\"badge_number\":\"1\"")).Is(Unprocessable, "already_checked_in", "badge_number");

        var log = await api.Get<CheckInQueries>().ScansAsync(api.Owner, new ScanFilter(eventId) { Refused = true }, new PageRequest());
        Assert.Equal(["already_checked_in", "already_checked_in", "not_checked_in", "event_full", "not_confirmed", "badge_mismatch",
            "unknown_participant", "unknown_badge"], log.Items.Select(s => s.Code));
        Assert.Single((await api.GetAsync("/check-ins?event_key=congress")).Ids);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_wrong_field_of_a_check_in_is_named_at_once(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        (await api.PostAsync("/check-ins", "{}")).Is(Unprocessable, "validation_failed", "event_key", "participant_id", "badge_number");
        (await api.PostAsync("/check-ins", """{"event_key":"Congress","badge_number":"1"}"""))
            .Is(Unprocessable, "validation_failed", "event_key");
        (await api.PostAsync("/check-ins",
            """{"event_key":["congress"],"participant_id":"1","badge_number":1,"action":"in","check_in_type":7,"station":1,"notes":{},"quantity":"2","occurred_at":"yesterday"}"""))
            .Is(Unprocessable, "validation_failed", "event_key", "participant_id", "badge_number", "action", "check_in_type", "station",
                "notes", "quantity", "occurred_at");
        (await ScanAsync(api,
            $"\"badge_number\":\"1\",\"quantity\":100,\"station\":\"{new string('s', 101)}\",\"notes\":\"{new string('n', 2001)}\"," +
                "\"occurred_at\":\"2026-01-01T00:00:00Z\""))
            .Is(Unprocessable, "validation_failed", "quantity", "station", "notes", "occurred_at");
        (await ScanAsync(api, "\"participant_id\":0,\"quantity\":0,\"occurred_at\":7"))
            .Is(Unprocessable, "validation_failed", "participant_id", "quantity", "occurred_at");
        (await ScanAsync(api, "\"participant_id\":1.5,\"badge_number\":\"1\",\"action\":\"\",\"quantity\":1e9"))
            .Is(Unprocessable, "validation_failed", "participant_id", "action", "quantity");
        (await ScanAsync(api, "\"participant_id\":null,\"badge_number\":\"\""))
            .Is(Unprocessable, "validation_failed", "participant_id", "badge_number");
        Assert.Empty((await api.GetAsync("/check-ins?event_key=congress")).Ids);
        (await ScanAsync(api,
            $"\"participant_id\":null,\"badge_number\":\"1\",\"station\":\"{new string('ü', 100)}\"," +
                $"\"notes\":\"{new string('n', 2000)}\",\"quantity\":99")).Is(HttpStatusCode.Created);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_time_of_a_check_in_may_be_sent_with_any_offset(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync(reEntry: ReEntry.Always);
        await api.ParticipantAsync("1");
        var now = api.Host.Time.UtcNow();
        foreach (var (sent, kept) in new[] { (now.AddMinutes(-9).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null), now.AddMinutes(-9)),
            (now.AddMinutes(-8).AddHours(2).ToString("yyyy-MM-dd'T'HH:mm:ss.1234567890'+02:00'", null), now.AddMinutes(-8)
                .AddMilliseconds(123)), (now.AddMinutes(4).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF", null), now.AddMinutes(4)) })
        {
            var answer = (await ScanAsync(api, $"\"badge_number\":\"1\",\"occurred_at\":\"{sent}\"")).Is(HttpStatusCode.Created);
            Assert.Equal(kept.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null), answer.Data.GetProperty("checked_in_at").GetString());
        }

        (await ScanAsync(api, $"\"badge_number\":\"1\",\"occurred_at\":\"{now.AddMinutes(6):yyyy-MM-dd'T'HH:mm:ss'Z'}\""))
            .Is(Unprocessable, "validation_failed", "occurred_at");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Lists_need_an_event_and_filter(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.EventAsync("Congress");
        var one = await api.ParticipantAsync("1");
        await api.ParticipantAsync("2");
        var first = (await ScanAsync(api, "\"badge_number\":\"1\",\"station\":\"A\"")).Id;
        (await ScanAsync(api, "\"badge_number\":\"1\",\"action\":\"check_out\"")).Is(HttpStatusCode.OK);
        api.Host.Time.Advance(TimeSpan.FromHours(1));
        var since = api.Host.Time.UtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
        var second = (await ScanAsync(api, "\"badge_number\":\"2\",\"station\":\"B\"")).Id;
        async Task<long[]> Ids(string query) => (await api.GetAsync($"/check-ins?event_key=congress&order=asc&{query}"))
            .Is(HttpStatusCode.OK).Ids;
        Assert.Equal([first, second], await Ids(""));
        Assert.Equal([first, second], await Ids("sort=checked_in_at"));
        Assert.Equal([first], await Ids("station=A"));
        Assert.Empty(await Ids("station=a"));
        Assert.Equal([first], await Ids($"participant_id={one}"));
        Assert.Equal([second], await Ids("is_checked_in=1"));
        Assert.Equal([first], await Ids("is_checked_in=0"));
        Assert.Equal([second], await Ids($"since={since}"));
        Assert.Equal([first, second], await Ids("since=2026-10-01T00:00:00+02:00"));
        Assert.Empty((await api.GetAsync("/check-ins?event_key=Congress")).Is(HttpStatusCode.OK).Ids);
        (await api.GetAsync("/check-ins?event_key=CONGRESS&page=x")).Is(HttpStatusCode.NotFound, "not_found");
        (await api.GetAsync("/check-ins")).Is(Unprocessable, "validation_failed", "event_key");
        (await api.GetAsync("/check-ins?event_key=&sort=created_at&since=now&participant_id=0&is_checked_in=yes"))
            .Is(Unprocessable, "validation_failed", "event_key", "sort", "since", "participant_id", "is_checked_in");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_deleted_check_in_lets_the_participant_in_again(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync(reEntry: ReEntry.Never);
        await api.ParticipantAsync("1");
        var id = (await ScanAsync(api, "\"badge_number\":\"1\"")).Is(HttpStatusCode.Created).Id;
        (await ScanAsync(api, "\"badge_number\":\"1\"")).Is(Unprocessable, "already_checked_in", "badge_number");
        (await api.SendAsync("DELETE", $"/check-ins/{id}")).Is(HttpStatusCode.NoContent);
        (await api.SendAsync("DELETE", $"/check-ins/{id}")).Is(HttpStatusCode.NotFound, "not_found");
        (await ScanAsync(api, "\"badge_number\":\"1\"")).Is(HttpStatusCode.Created);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_figures_follow_every_change_and_add_up(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var eventId = await api.EventAsync();
        var empty = (await api.GetAsync("/check-ins/stats?event_key=congress")).Is(HttpStatusCode.OK).Data;
        Assert.Equal(
            ["event_id", "event_key", "event_title", "total_participants", "confirmed_participants", "checked_in_now", "people_inside",
                "checked_in_total", "not_checked_in", "checked_out", "check_ins", "check_in_rate", "by_type", "by_station", "by_hour",
                    "last_check_in_at", "open_conflicts", "outlook"],
            empty.EnumerateObject().Select(f => f.Name));
        Assert.Equal(
            ["follows", "forecast", "no_shows", "full_at", "over_capacity", "seconds_each", "seconds_measured", "stations_open",
                "stations_needed", "stations_needed_later", "wait_seconds"],
            empty.GetProperty("outlook").EnumerateObject().Select(f => f.Name));
        Assert.Equal((0m, JsonValueKind.Null),
            (empty.GetProperty("check_in_rate").GetDecimal(), empty.GetProperty("last_check_in_at").ValueKind));
        await api.ParticipantAsync("1");
        await api.ParticipantAsync("2");
        await api.ParticipantAsync("3", confirmed: false);
        (await ScanAsync(api, "\"badge_number\":\"1\",\"station\":\"A\",\"quantity\":4")).Is(HttpStatusCode.Created);
        (await ScanAsync(api, "\"badge_number\":\"2\",\"check_in_type\":\"app\"")).Is(HttpStatusCode.Created);
        (await ScanAsync(api, "\"badge_number\":\"2\",\"action\":\"check_out\"")).Is(HttpStatusCode.OK);
        (await ScanAsync(api, "\"badge_number\":\"2\",\"check_in_type\":\"scan\",\"station\":\"A\"")).Is(HttpStatusCode.Created);
        (await ScanAsync(api, "\"badge_number\":\"2\",\"action\":\"check_out\"")).Is(HttpStatusCode.OK);
        var stats = (await api.GetAsync("/check-ins/stats?event_key=congress")).Is(HttpStatusCode.OK).Data;
        int Number(string name) => stats.GetProperty(name).GetInt32();
        Assert.Equal((eventId, "congress", "Event congress"),
            (stats.GetProperty("event_id").GetInt64(), stats.GetProperty("event_key").GetString(), stats.GetProperty("event_title")
                .GetString()));
        Assert.Equal((3, 2, 1, 4), (Number("total_participants"), Number("confirmed_participants"), Number("checked_in_now"),
            Number("people_inside")));
        Assert.Equal((2, 1, 1, 3), (Number("checked_in_total"), Number("not_checked_in"), Number("checked_out"), Number("check_ins")));
        Assert.Equal(0.6667m, stats.GetProperty("check_in_rate").GetDecimal());
        Assert.Equal("""{"manual":1,"scan":1,"app":1}""", stats.GetProperty("by_type").GetRawText());
        Assert.Equal("""[{"station":"A","check_ins":2,"checked_in_now":1},{"station":null,"check_ins":1,"checked_in_now":0}]""",
            stats.GetProperty("by_station").GetRawText());
        var now = api.Host.Time.UtcNow();
        Assert.Equal($$"""[{"hour":"{{now:yyyy-MM-dd'T'HH}}:00:00.000Z","check_ins":3,"check_outs":2}]""", stats.GetProperty("by_hour")
            .GetRawText());
        Assert.Equal(now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null), stats.GetProperty("last_check_in_at").GetString());
        Assert.Equal(3, (await api.GetAsync("/check-ins?event_key=congress")).Json.GetProperty("meta").GetProperty("pagination")
            .GetProperty("total").GetInt32());
        (await api.GetAsync("/check-ins/stats")).Is(Unprocessable, "validation_failed", "event_key");
        (await api.GetAsync("/check-ins/stats?event_key=")).Is(Unprocessable, "validation_failed", "event_key");
        (await api.GetAsync("/check-ins/stats?event_key=congres")).Is(HttpStatusCode.NotFound, "not_found");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_check_in_takes_at_most_four_commands_and_the_figures_five(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        await api.ParticipantAsync("2");
        (await ScanAsync(api, "\"badge_number\":\"1\"")).Is(HttpStatusCode.Created);
        (await api.GetAsync("/check-ins/stats?event_key=congress")).Is(HttpStatusCode.OK);
        api.Host.Commands.Trace(provider);
        (await ScanAsync(api, "\"badge_number\":\"2\"")).Is(HttpStatusCode.Created);
        Assert.InRange(api.Host.Commands.Sent, 1, 4);
        api.Host.Commands.Reset();
        (await api.GetAsync("/check-ins/stats?event_key=congress")).Is(HttpStatusCode.OK);
        Assert.InRange(api.Host.Commands.Count, 1, 5);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Sixty_four_doors_scan_one_badge_and_exactly_one_admits_two_hundred_times_over(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        for (var round = 0; round < 200; round++)
        {
            await api.ParticipantAsync($"r{round}");
            var answers = await Task.WhenAll(Enumerable.Range(0, 64)
                .Select(door => ScanAsync(api, $"\"badge_number\":\"r{round}\",\"station\":\"{door}\"")));
            var admitted = Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
            Assert.All(answers.Where(a => a != admitted),
                a => Assert.Equal((Unprocessable, "already_checked_in", admitted.Id),
                    (a.Status, a.Code, a.Json.GetProperty("check_in").GetProperty("id").GetInt64())));
        }

        Assert.Equal(200, (await api.GetAsync("/check-ins/stats?event_key=congress")).Data.GetProperty("check_ins").GetInt32());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Sixty_four_doors_scan_sixty_four_badges_and_all_admit(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        for (var i = 0; i < 64; i++)
        {
            await api.ParticipantAsync($"{i}");
        }

        for (var round = 0; round < 10; round++)
        {
            foreach (var (action, status) in new[] { ("check_in", HttpStatusCode.Created), ("check_out", HttpStatusCode.OK) })
            {
                var answers = await Task.WhenAll(Enumerable.Range(0, 64)
                    .Select(i => ScanAsync(api, $"\"badge_number\":\"{i}\",\"action\":\"{action}\"")));
                Assert.All(answers, a => a.Is(status));
                Assert.Equal(64, answers.Select(a => a.Id).Distinct().Count());
            }
        }
    }
}
