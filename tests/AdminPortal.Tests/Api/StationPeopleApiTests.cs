using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

/// <summary>The calls by which a signed-in person gets a station, and those that a supervisor or a lock decides.</summary>
[Collection("api")]
public sealed class StationPeopleApiTests(ApiPortals portals)
{
    private const string Password = "correct horse battery";

    private static readonly (string Name, string Value) Own = ("X-Station", "1");

    [Theory, ClassData(typeof(Providers))]
    public async Task A_signed_in_person_gets_a_token_once_and_scans_by_it_until_signing_out(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        var happening = await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var visitor = await VisitorAsync(portal, Role.Steward);
        var page = await new Visitor(portal.Host.Http).GetAsync("/station/open?event=congress");
        Assert.Equal((HttpStatusCode.Redirect, "/account/sign-in?return=%2Fstation%2Fopen%3Fevent%3Dcongress"),
            (page.Status, page.Location));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/station/open?event=congress")).Status);
        Assert.Equal("/station/open?event=congress", (await visitor.GetAsync("/events/congress/check-in")).Location);

        var opened = await OpenAsync(visitor, "congress");
        Assert.Equal(HttpStatusCode.OK, opened.Status);
        var cookie = Assert.Single(opened.Cookies, one => one.StartsWith("portal_station=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        var token = Json(opened).GetProperty("token").GetString()!;
        Assert.Equal("Sam Person", Json(opened).GetProperty("person").GetProperty("name").GetString());
        Assert.True(Json(await OpenAsync(visitor, "congress", token)).GetProperty("kept").GetBoolean());
        Assert.Single(await portal.Get<StationService>().ListAsync(portal.Owner, happening));

        var scanned = await ScanAsync(portal, token, new { id = "a", badge = "1", action = "check_in", quantity = 1, door = "South" });
        Assert.Equal("South", scanned.Json.GetProperty("stay").GetProperty("station").GetString());
        var again = await ScanAsync(portal, token, new { id = "a", badge = "1", action = "check_in", quantity = 1, door = "South" });
        Assert.Equal(scanned.Text, again.Text);
        var state = await CallAsync(portal, HttpMethod.Get, "/station/api/state", token);
        Assert.Equal(("Sam Person", false), (state.Json.GetProperty("person").GetProperty("name").GetString(),
            state.Json.GetProperty("person").GetProperty("mayOverride").GetBoolean()));

        var there = Json(await OpenAsync(visitor, await OtherEventAsync(portal), token)).GetProperty("token").GetString()!;
        Assert.Equal("revoked", (await CallAsync(portal, HttpMethod.Get, "/station/api/state", token)).Code);
        await visitor.SubmitAsync("/account/sign-out");
        Assert.Equal((HttpStatusCode.Unauthorized, "revoked"),
            StatusOf(await CallAsync(portal, HttpMethod.Get, "/station/api/state", there)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await OpenAsync(visitor, "congress")).Status);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Foreign_pages_viewers_and_other_tenants_get_no_station(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        await portal.EventAsync();
        var visitor = await VisitorAsync(portal, Role.Steward);
        var body = JsonContent.Create(new { @event = "congress" });
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.SendAsync(HttpMethod.Post, "/station/api/open", body)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await OpenAsync(await VisitorAsync(portal, Role.Viewer), "congress")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await OpenAsync(new Visitor(portal.Host.Http), "congress")).Status);
        var stranger = await VisitorAsync(await portals.StartAsync(provider), Role.Owner);
        var foreign = await OpenAsync(stranger, "congress");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "unknown_event"),
            (foreign.Status, Json(foreign).GetProperty("code").GetString()));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_supervisor_admits_at_a_paired_station_by_digits_and_a_reason_and_stands_in_the_log(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        var happening = await portal.EventAsync(requireConfirmation: true);
        await portal.ParticipantAsync("1", confirmed: false);
        var anna = await PersonAsync(portal, "Anna Admin", Role.Admin);
        (await portal.Get<DoorPinService>().SetAsync(anna, "2580")).Required();
        var token = await PairAsync(portal, "Nord");
        var state = await CallAsync(portal, HttpMethod.Get, "/station/api/state", token);
        var listed = Assert.Single(state.Json.GetProperty("supervisors").EnumerateArray());
        Assert.Equal(("Anna Admin", 2), (listed.GetProperty("name").GetString(), listed.EnumerateObject().Count()));
        Assert.Equal("not_confirmed", (await ScanAsync(portal, token, Scan("a"))).Code);

        object Override(string id, string? pin, string? reason) => new
        {
            id,
            badge = "1",
            action = "check_in",
            quantity = 1,
            supervisor = anna.Id,
            pin,
            reason,
        };
        portal.Host.Logs.On = true;
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "wrong_pin"),
            StatusOf(await ScanAsync(portal, token, Override("b", "9371", "Guest"))));
        portal.Host.Logs.On = false;
        var logged = portal.Host.Logs.Take();
        Assert.Contains("wrong_pin", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("9371", logged, StringComparison.Ordinal);
        Assert.Equal("required", (await ScanAsync(portal, token, Override("c", "2580", " "))).Code);
        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), StatusOf(await ScanAsync(portal, token,
            new { id = "d", badge = "1", action = "check_in", quantity = 1, reason = "Nobody's" })));
        var admitted = await ScanAsync(portal, token, Override("e", "2580", "Guest of the board"));
        Assert.True(admitted.Json.GetProperty("admitted").GetBoolean());
        Assert.Equal(admitted.Text, (await ScanAsync(portal, token, Override("e", "2580", "Guest of the board"))).Text);
        var scan = (await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(happening), new PageRequest())).Items[0];
        Assert.Equal(("Anna Admin", "not_confirmed", "Guest of the board", "Nord"),
            (scan.ActorName, scan.Overridden, scan.OverrideReason, scan.Station));
        var id = admitted.Json.GetProperty("stay").GetProperty("id").GetInt64();
        Assert.Equal("not_last", (await CallAsync(portal, HttpMethod.Post, "/station/api/undo", token, new { checkInId = id })).Code);

        for (var i = 0; i < DoorPinAttempts.Most; i++)
        {
            await ScanAsync(portal, token, Override($"w{i}", "9371", "Guest"));
        }

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "pin_locked"),
            StatusOf(await ScanAsync(portal, token, Override("f", "2580", "Guest"))));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_person_who_may_correct_admits_with_a_reason_alone(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        await portal.EventAsync(requireConfirmation: true);
        await portal.ParticipantAsync("1", confirmed: false);
        var token = Json(await OpenAsync(await VisitorAsync(portal, Role.Organiser), "congress")).GetProperty("token").GetString()!;
        Assert.Equal("not_confirmed", (await ScanAsync(portal, token, Scan("a"))).Code);
        var admitted = await ScanAsync(portal, token, new { id = "b", badge = "1", action = "check_in", quantity = 1, reason = "Speaker" });
        Assert.True(admitted.Json.GetProperty("admitted").GetBoolean());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_locked_station_takes_nothing_new_and_answers_what_it_has_answered(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        var happening = await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var token = await PairAsync(portal, "Nord");
        var first = await ScanAsync(portal, token, Scan("a"));
        var stations = portal.Get<StationService>();
        var id = Assert.Single(await stations.ListAsync(portal.Owner, happening)).Id;
        (await stations.LockAsync(portal.Owner, id, true)).Required();
        portal.Host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((HttpStatusCode.Locked, "locked"), StatusOf(await ScanAsync(portal, token, Scan("b"))));
        Assert.Equal(first.Text, (await ScanAsync(portal, token, Scan("a"))).Text);
        var state = await CallAsync(portal, HttpMethod.Get, "/station/api/state?battery=41&charging=1", token);
        Assert.True(state.Json.GetProperty("station").GetProperty("locked").GetBoolean());
        (await stations.LockAsync(portal.Owner, id, false)).Required();
        Assert.Equal("already_checked_in", (await ScanAsync(portal, token, Scan("b"))).Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_kiosk_prints_the_badge_of_its_event_and_other_stations_do_not(Provider provider)
    {
        var portal = await portals.StartAsync(provider);
        await portal.EventAsync();
        var mia = await portal.ParticipantAsync("1");
        await portal.EventAsync("other");
        var stranger = await portal.ParticipantAsync("2", "other");
        var (kiosk, door) = (await PairAsync(portal, "Foyer", isKiosk: true), await PairAsync(portal, "Nord"));
        var printed = await CallAsync(portal, HttpMethod.Get, $"/station/api/badge?participant={mia}", kiosk);
        Assert.Equal(HttpStatusCode.OK, printed.Status);
        Assert.StartsWith("%PDF-", printed.Text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "not_found"),
            StatusOf(await CallAsync(portal, HttpMethod.Get, $"/station/api/badge?participant={stranger}", kiosk)));
        var refused = await CallAsync(portal, HttpMethod.Get, $"/station/api/badge?participant={mia}", door);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        var state = await CallAsync(portal, HttpMethod.Get, "/station/api/state", kiosk);
        Assert.True(state.Json.GetProperty("station").GetProperty("prints").GetBoolean());
    }

    private static object Scan(string id) => new { id, badge = "1", action = "check_in", quantity = 1 };

    private static JsonElement Json(Visitor.Answer answer) => JsonDocument.Parse(answer.Text).RootElement;

    private static Task<Visitor.Answer> OpenAsync(Visitor visitor, string key, string? token = null) =>
        visitor.SendAsync(HttpMethod.Post, "/station/api/open", JsonContent.Create(new { @event = key }),
            token is null ? [Own] : [Own, ("Authorization", $"Bearer {token}")]);

    private static async Task<string> OtherEventAsync(ApiPortal portal)
    {
        await portal.EventAsync("other");
        return "other";
    }

    private static async Task<Actor> PersonAsync(ApiPortal portal, string name, Role role)
    {
        var users = portal.Get<UserService>();
        return (await users.ActorAsync((await users.CreateAsync(portal.Owner, $"{Guid.NewGuid():N}@example.org", name, role, Password))
            .Required(), null))!;
    }

    private static async Task<Visitor> VisitorAsync(ApiPortal portal, Role role)
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        (await portal.Get<UserService>().CreateAsync(portal.Owner, email, "Sam Person", role, Password)).Required();
        var visitor = new Visitor(portal.Host.Http);
        Assert.Equal("/", (await visitor.SignInAsync(email, Password)).Location);
        return visitor;
    }

    private static async Task<string> PairAsync(ApiPortal portal, string name, bool isKiosk = false)
    {
        var happening = (await portal.Get<EventQueries>().FindAsync(portal.Owner, "congress"))!;
        var stations = portal.Get<StationService>();
        var code = (await stations.CreateAsync(portal.Owner, happening.Id, new StationDraft(name, IsKiosk: isKiosk))).Required();
        return (await stations.PairAsync(code.Code, null)).Required().Token;
    }

    private static Task<ApiAnswer> ScanAsync(ApiPortal portal, string token, object body) =>
        CallAsync(portal, HttpMethod.Post, "/station/api/scans", token, body);

    private static async Task<ApiAnswer> CallAsync(ApiPortal portal, HttpMethod method, string path, string token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Authorization", $"Bearer {token}");
        using var response = await portal.Host.Http.SendAsync(request);
        return new ApiAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(),
            response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)));
    }

    private static (HttpStatusCode Status, string? Code) StatusOf(ApiAnswer answer) => (answer.Status, answer.Code);
}
