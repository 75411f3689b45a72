using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

/// <summary>The calls of a station's page.</summary>
[Collection("api")]
public sealed class StationApiTests(ApiPortals portals)
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_paired_device_scans_and_a_scan_that_is_sent_again_is_answered_as_before(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        await portal.EventAsync(reEntry: ReEntry.Always);
        await portal.ParticipantAsync("0417");
        var token = await PairAsync(portal, "Nord 1");
        var id = Guid.NewGuid().ToString();
        var first = await ScanAsync(portal, token, id, "0417");
        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.True(first.Json.GetProperty("admitted").GetBoolean());
        Assert.Equal(("Muster0417, Mia", "0417"), (Text(first, "person", "name"), Text(first, "person", "badge")));
        Assert.Equal("Nord 1", Text(first, "stay", "station"));

        var again = await ScanAsync(portal, token, id, "0417", passed: 90_000, decided: "admitted");
        Assert.Equal(first.Text, again.Text);
        Assert.Equal(1, await CountAsync(portal));
        Assert.Equal("id_reused", (await ScanAsync(portal, token, id, "other")).Code);

        Assert.Equal(1, first.Json.GetProperty("inside").GetInt32());
        portal.Host.Time.Advance(TimeSpan.FromSeconds(2));
        var state = await CallAsync(portal, HttpMethod.Get, "/station/api/state?waiting=2&offset=-150&build=abc", token);
        Assert.Equal(("Nord 1", "both", "congress"),
            (Text(state, "station", "name"), Text(state, "station", "direction"), Text(state, "event", "key")));
        Assert.Equal(1, state.Json.GetProperty("inside").GetInt32());
        var happening = (await portal.Get<EventQueries>().FindAsync(portal.Owner, await EventIdAsync(portal)))!;
        Assert.Equal(new DateTimeOffset(happening.Draft.EndsAt.AddDays(1)).ToUnixTimeMilliseconds(),
            state.Json.GetProperty("event").GetProperty("until").GetInt64());
        var row = Assert.Single(await portal.Get<StationService>().ListAsync(portal.Owner, await EventIdAsync(portal)));
        Assert.Equal((2, -150, "abc"), (row.Waiting, row.ClockOffset, row.Build));
        Assert.NotNull(row.LastScanAt);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Twins_of_one_scan_that_race_are_one_check_in(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        await portal.EventAsync(reEntry: ReEntry.Always);
        await portal.ParticipantAsync("1");
        var token = await PairAsync(portal, "Nord");
        var id = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ScanAsync(portal, token, id, "1")));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Equal(1, await CountAsync(portal));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_refusal_names_the_person_and_says_what_stands_against_it(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        await portal.EventAsync(requireConfirmation: true);
        await portal.ParticipantAsync("1", confirmed: false);
        await portal.ParticipantAsync("2");
        var token = await PairAsync(portal, "Nord");
        var refused = await ScanAsync(portal, token, Guid.NewGuid().ToString(), "1");
        Assert.Equal((false, "not_confirmed", "Muster1, Mia"), (refused.Json.GetProperty("admitted").GetBoolean(), refused.Code,
            Text(refused, "person", "name")));
        Assert.Equal("unknown_badge", (await ScanAsync(portal, token, Guid.NewGuid().ToString(), "nobody")).Code);
        await ScanAsync(portal, token, Guid.NewGuid().ToString(), "2");
        var twice = await ScanAsync(portal, token, Guid.NewGuid().ToString(), "2");
        Assert.Equal(("already_checked_in", "Nord"), (twice.Code, Text(twice, "stay", "station")));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Each_reason_not_to_answer_looks_different(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        var happening = await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var token = await PairAsync(portal, "Nord");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "wrong_code"), StatusOf(await PostAsync(portal, "/station/api/pair", null,
            new { code = "AAAA-AAAA" })));
        Assert.Equal((HttpStatusCode.BadRequest, "malformed_body"), StatusOf(await PostAsync(portal, "/station/api/scans", token,
            new { badge = "1" })));
        Assert.Equal((HttpStatusCode.Unauthorized, "revoked"), StatusOf(await ScanAsync(portal, portal.Key, "a", "1")));
        Assert.Equal((HttpStatusCode.Unauthorized, "revoked"), StatusOf(await ScanAsync(portal, "stn_unknown_token", "a", "1")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await portal.SendAsync("GET", "/participants", null, request =>
            request.Headers.Add("Authorization", $"Bearer {token}"))).Status);

        (await portal.Get<EventService>().DeleteAsync(portal.Owner, happening)).Required();
        portal.Host.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((HttpStatusCode.Gone, "event_removed"), StatusOf(await ScanAsync(portal, token, "a", "1")));
        (await portal.Get<EventService>().RestoreAsync(portal.Owner, happening)).Required();
        portal.Host.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.OK, (await ScanAsync(portal, token, "a", "1")).Status);

        var station = Assert.Single(await portal.Get<StationService>().ListAsync(portal.Owner, happening));
        (await portal.Get<StationService>().RevokeAsync(portal.Owner, station.Id)).Required();
        Assert.Equal((HttpStatusCode.Unauthorized, "revoked"),
            StatusOf(await CallAsync(portal, HttpMethod.Get, "/station/api/copy", token)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_device_signs_itself_off_and_its_station_waits_for_another(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        var happening = await portal.EventAsync();
        var token = await PairAsync(portal, "Nord");
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(portal, "/station/api/sign-off", token, new { })).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "revoked"), StatusOf(await ScanAsync(portal, token, "a", "1")));
        var station = Assert.Single(await portal.Get<StationService>().ListAsync(portal.Owner, happening));
        Assert.Equal((null, null), (station.PairedAt, station.RevokedAt));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_copy_holds_what_the_rules_need_and_no_contact_data(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        await portal.EventAsync(reEntry: ReEntry.OncePerDay, capacity: 5);
        var mia = await portal.ParticipantAsync("0001");
        var token = await PairAsync(portal, "Nord");
        await ScanAsync(portal, token, Guid.NewGuid().ToString(), "0001");
        var copy = await CallAsync(portal, HttpMethod.Get, "/station/api/copy", token);
        Assert.True(copy.Json.GetProperty("full").GetBoolean());
        var rules = copy.Json.GetProperty("rules");
        Assert.Equal(("once_per_day", 5, "Europe/Berlin"), (rules.GetProperty("reEntry").GetString(), rules.GetProperty("limit").GetInt32(),
            rules.GetProperty("zone").GetString()));
        var person = Assert.Single(copy.Json.GetProperty("people").EnumerateArray());
        var told = person.GetRawText();
        Assert.Equal($"[{mia},\"0001\",\"Muster0001, Mia\",null,1,", told[..told.LastIndexOf("[[", StringComparison.Ordinal)]);
        Assert.DoesNotContain("@example.org", copy.Text, StringComparison.Ordinal);

        // The state says whether there is anything new to ask for.
        async Task<string?> CursorAsync()
        {
            portal.Host.Time.Advance(TimeSpan.FromSeconds(2));
            return (await CallAsync(portal, HttpMethod.Get, "/station/api/state", token)).Json.GetProperty("cursor").GetString();
        }

        Assert.Equal(copy.Json.GetProperty("cursor").GetString(), await CursorAsync());
        await portal.ParticipantAsync("new");
        Assert.NotEqual(copy.Json.GetProperty("cursor").GetString(), await CursorAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_station_of_some_categories_names_whom_it_does_not_admit(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        var happening = await portal.EventAsync();
        var vip = (await portal.Get<CategoryService>().CreateAsync(portal.Owner, happening, "vip", "VIP")).Required();
        await portal.ParticipantAsync("1");
        await portal.ParticipantAsync("2", categoryKey: "vip");
        var token = await PairAsync(portal, "VIP door", vip);
        Assert.Equal("wrong_category", (await ScanAsync(portal, token, "a", "1")).Code);
        Assert.True((await ScanAsync(portal, token, "b", "2")).Json.GetProperty("admitted").GetBoolean());
        Assert.Equal(1, await CountAsync(portal));
    }

    private static async Task<string> PairAsync(ApiPortal portal, string name, params long[] categories)
    {
        var code = (await portal.Get<StationService>().CreateAsync(portal.Owner, await EventIdAsync(portal),
            new StationDraft(name, Categories: categories))).Required();
        var paired = await PostAsync(portal, "/station/api/pair", null, new { code = code.Code });
        Assert.Equal((HttpStatusCode.OK, name), (paired.Status, paired.Json.GetProperty("name").GetString()));
        return paired.Json.GetProperty("token").GetString()!;
    }

    private static Task<ApiAnswer> ScanAsync(
        ApiPortal portal, string token, string id, string badge, double passed = 0.25, string? decided = null) =>
        PostAsync(portal, "/station/api/scans", token, new { id, badge, action = "check_in", quantity = 1, passed, decided });

    private static Task<ApiAnswer> PostAsync(ApiPortal portal, string path, string? token, object body) =>
        CallAsync(portal, HttpMethod.Post, path, token, JsonContent.Create(body));

    private static async Task<ApiAnswer> CallAsync(
        ApiPortal portal, HttpMethod method, string path, string? token, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (token is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {token}");
        }

        using var response = await portal.Host.Http.SendAsync(request);
        return new ApiAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(),
            response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)));
    }

    private static (HttpStatusCode Status, string? Code) StatusOf(ApiAnswer answer) => (answer.Status, answer.Code);

    private static string? Text(ApiAnswer answer, string part, string field) =>
        answer.Json.GetProperty(part).GetProperty(field) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static async Task<long> EventIdAsync(ApiPortal portal) =>
        (await portal.Get<EventQueries>().FindAsync(portal.Owner, "congress"))!.Id;

    private static async Task<int> CountAsync(ApiPortal portal) =>
        (await portal.Get<CheckInQueries>()
            .ListAsync(portal.Owner, new CheckInFilter(await EventIdAsync(portal)), new PageRequest())).Total;
}
