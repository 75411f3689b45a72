using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

/// <summary>The ticket window counts: each sentence of the contract's section 5.</summary>
[Collection("api")]
public sealed class TicketTests(ApiPortals portals)
{
    internal const string Path = "/API/v2/tickets/checkin/get-ticket-window-checked-in-counts.json";

    internal static async Task<NewKeyPair> PairAsync(ApiPortal api, ApiKeyKind kind = ApiKeyKind.Rsu, long? eventId = null,
        DateTime? expires = null) =>
        (await api.Get<ApiKeyService>().CreatePairAsync(api.Owner, kind, "Ticket software", eventId, expires)).Required();

    internal static Task<ApiAnswer> CallAsync(ApiPortal api, string query, NewKeyPair? rsu = null, NewKeyPair? checkin = null,
        NewKeyPair? plain = null, string path = Path, string method = "GET") => SendAsync(
        api, method, path + "?" + query + (rsu is null ? "" : $"&rsu_api_key={rsu.Key}")
            + (checkin is null ? "" : $"&checkin_api_key={checkin.Key}")
            + (plain is null ? "" : $"&api_key={plain.Key}&api_secret={plain.Secret}"),
        ("X-RSU-API-SECRET", rsu?.Secret), ("X-CHECKIN-API-SECRET", checkin?.Secret));

    internal static Task<ApiAnswer> SendAsync(ApiPortal api, string method, string path, params (string Name, string? Value)[] headers) =>
        api.SendAsync(method, new Uri(api.Host.Http.BaseAddress!, path).AbsoluteUri, null, request =>
    {
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    });

    /// <summary>Fails unless it is an error of that status with nothing but the sentence.</summary>
    internal static string Error(ApiAnswer answer, HttpStatusCode status)
    {
        Assert.Equal((status, "application/json; charset=utf-8"), (answer.Status, answer.Headers["Content-Type"]));
        Assert.Equal("error", Assert.Single(answer.Json.EnumerateObject()).Name);
        Assert.Matches("^req_[A-Za-z0-9]+$", answer.Headers["X-Request-Id"]);
        return answer.Json.GetProperty("error").GetString()!;
    }

    internal static (long Ticket, long Count)[] Counts(ApiAnswer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        var list = Assert.Single(answer.Json.EnumerateObject());
        Assert.Equal("window_checked_in_counts", list.Name);
        return [.. list.Value.EnumerateArray().Select(row =>
        {
            Assert.Equal(["ticket_id", "window_checked_in_count"], row.EnumerateObject().Select(field => field.Name));
            return (row.GetProperty("ticket_id").GetInt64(), row.GetProperty("window_checked_in_count").GetInt64());
        })];
    }

    internal static async Task WindowAsync(ApiPortal api, long eventId, double from, double to, long? category = null)
    {
        var now = api.Host.Time.UtcNow();
        (await api.Get<CheckInWindowService>()
            .CreateAsync(api.Owner, eventId, new WindowDraft($"{from} to {to}", now.AddMinutes(from), now.AddMinutes(to), category)))
            .Required();
    }

    internal static async Task<CheckInRecord> ScanAsync(ApiPortal api, long participant, double minutes = 0, int quantity = 1,
        ScanAction action = ScanAction.CheckIn)
    {
        var result = (await api.Get<CheckInService>()
            .ScanAsync(api.Owner,
                new ScanRequest
                {
                    EventKey = "congress",
                    ParticipantId = participant,
                    Quantity = quantity,
                    Action = action,
                    OccurredAt = api.Host.Time.UtcNow().AddMinutes(minutes)
                })).Required();
        Assert.True(result.Admitted);
        return result.Record!;
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Each_of_the_three_pairs_opens_it_and_so_do_all_together(Provider provider)
    {
        var api = await portals.StartAsync(provider, Plan.Starter);
        var id = await api.EventAsync();
        var ticket = await api.ParticipantAsync("1");
        var (account, device) = (await PairAsync(api), await PairAsync(api, ApiKeyKind.Checkin, id));
        var query = $"ticket_event_id={id}&ticket_ids={ticket}";
        Assert.Equal([(ticket, 0)], Counts(await CallAsync(api, query, rsu: account)));
        Assert.Equal([(ticket, 0)], Counts(await CallAsync(api, query, checkin: device)));
        Assert.Equal([(ticket, 0)], Counts(await CallAsync(api, query, plain: account)));
        Assert.Equal([(ticket, 0)], Counts(await CallAsync(api, query, account, device, account)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_path_is_taken_in_either_case_and_without_the_leading_api(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var id = await api.EventAsync();
        var account = await PairAsync(api);
        foreach (var path in new[] { Path.ToLowerInvariant(), Path.ToUpperInvariant(), Path[4..], Path[4..].ToUpperInvariant() })
        {
            Assert.Empty(Counts(await CallAsync(api, $"ticket_event_id={id}&ticket_ids=1", plain: account, path: path)));
            Assert.Empty(Counts(await CallAsync(api, $"ticket_event_id={id}&ticket_ids=1", rsu: account, path: path)));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task No_pair_an_incomplete_or_a_wrong_one_are_401_with_one_and_the_same_message(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var other = await portals.StartAsync(provider);
        var id = await api.EventAsync();
        var (account, device, stranger) = (await PairAsync(api), await PairAsync(api, ApiKeyKind.Checkin, id), await PairAsync(other));
        var (revoked, expired) = (await PairAsync(api), await PairAsync(api, expires: api.Host.Time.UtcNow().AddMinutes(1)));
        (await api.Get<ApiKeyService>().RevokeAsync(api.Owner, revoked.Id)).Required();
        api.Host.Time.Advance(TimeSpan.FromMinutes(1));
        var query = $"ticket_event_id={id}&ticket_ids=1";
        ApiAnswer[] answers =
        [
            await CallAsync(api, query),
            await SendAsync(api, "GET", $"{Path}?{query}&rsu_api_key={account.Key}"),
            await SendAsync(api, "GET", $"{Path}?{query}", ("X-RSU-API-SECRET", account.Secret)),
            await SendAsync(api, "GET", $"{Path}?{query}&api_key={account.Key}"),
            await SendAsync(api, "GET", $"{Path}?{query}&api_key={account.Key}&api_secret="),
            await SendAsync(api, "GET", $"{Path}?{query}&rsu_api_key={account.Key}", ("X-CHECKIN-API-SECRET", account.Secret)),
            await CallAsync(api, query, rsu: account with { Secret = account.Secret[..^1] + "x" }),
            await CallAsync(api, query, rsu: account with { Key = "rsu_nobody" }),
            await CallAsync(api, query, rsu: account with { Secret = device.Secret }),
            await CallAsync(api, query, rsu: device),
            await CallAsync(api, query, checkin: account),
            await CallAsync(api, query, plain: device),
            await CallAsync(api, query, rsu: account, checkin: device with { Secret = "wrong" }),
            await CallAsync(api, query, rsu: account, plain: account with { Secret = "wrong" }),
            await CallAsync(api, query, rsu: stranger, checkin: device),
            await CallAsync(api, query, rsu: revoked),
            await CallAsync(api, query, rsu: expired),
            await CallAsync(api, "ticket_event_id=abc", rsu: revoked),
            await CallAsync(api, query, method: "DELETE"),
        ];
        Assert.Single(answers.Select(answer => Error(answer, HttpStatusCode.Unauthorized)).Distinct());
        Assert.Empty(Counts(await SendAsync(api, "GET", $"{Path}?{query}&rsu_api_key={account.Key}&checkin_api_key=half",
            ("X-RSU-API-SECRET", account.Secret))));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Bearer_keys_do_not_work_here_nor_these_keys_on_the_other_api(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var id = await api.EventAsync();
        Error(await SendAsync(api, "GET", $"{Path}?ticket_event_id={id}&ticket_ids=1", ("Authorization", $"Bearer {api.Key}")),
            HttpStatusCode.Unauthorized);
        Error(await SendAsync(api, "GET", $"{Path}?ticket_event_id={id}&ticket_ids=1&rsu_api_key={api.Key}", ("X-RSU-API-SECRET", api.Key)),
            HttpStatusCode.Unauthorized);
        foreach (var pair in new[] { await PairAsync(api), await PairAsync(api, ApiKeyKind.Checkin, id) })
        {
            (await api.SendAsync("GET", "/participants", null, request => request.Headers.Add("Authorization", $"Bearer {pair.Key}")))
                .Is(HttpStatusCode.Unauthorized, "unauthorized");
            (await api.SendAsync("GET", $"/participants?api_key={pair.Key}&api_secret={pair.Secret}", null, _ => { }))
                .Is(HttpStatusCode.Unauthorized, "unauthorized");
            (await api.SendAsync("GET", "/participants", null, request => request.Headers.Add("X-API-Key", pair.Secret)))
                .Is(HttpStatusCode.Unauthorized, "unauthorized");
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_device_key_opens_its_own_event_alone(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var (id, other) = (await api.EventAsync(), await api.EventAsync("other"));
        var device = await PairAsync(api, ApiKeyKind.Checkin, id);
        Assert.Empty(Counts(await CallAsync(api, $"ticket_event_id={id}&ticket_ids=1", checkin: device)));
        Error(await CallAsync(api, $"ticket_event_id={other}&ticket_ids=1", checkin: device), HttpStatusCode.Forbidden);
        Assert.Empty(Counts(await CallAsync(api, $"ticket_event_id={other}&ticket_ids=1", rsu: await PairAsync(api))));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Malformed_is_400_an_unknown_event_404_and_another_method_405(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var stranger = await portals.StartAsync(provider);
        var (id, foreign) = (await api.EventAsync(), await stranger.EventAsync());
        var account = await PairAsync(api);
        string[] malformed =
        [
            "", $"ticket_event_id={id}", "ticket_ids=1", "ticket_event_id=&ticket_ids=1", "ticket_event_id=-1&ticket_ids=1",
            "ticket_event_id=1.5&ticket_ids=1", "ticket_event_id=%2B1&ticket_ids=1",
            "ticket_event_id=x&ticket_ids=1", "ticket_event_id=1,2&ticket_ids=1", $"ticket_event_id={id}&ticket_ids=",
            $"ticket_event_id={id}&ticket_ids=1,,2", $"ticket_event_id={id}&ticket_ids=1,", $"ticket_event_id={id}&ticket_ids=,1",
            $"ticket_event_id={id}&ticket_ids=1;2", $"ticket_event_id={id}&ticket_ids=1 2", $"ticket_event_id={id}&ticket_ids=-3",
            $"ticket_event_id={id}&ticket_ids=1e3", $"ticket_event_id={id}&ticket_ids=%D9%A1",
            $"ticket_event_id={id}&ticket_ids={string.Join(',', Enumerable.Range(1, 501))}",
        ];
        foreach (var query in malformed)
        {
            Error(await CallAsync(api, query, rsu: account), HttpStatusCode.BadRequest);
        }

        foreach (var unknown in new[] { "0", "999999999", "99999999999999999999", $"{foreign}" })
        {
            Error(await CallAsync(api, $"ticket_event_id={unknown}&ticket_ids=1", rsu: account), HttpStatusCode.NotFound);
        }

        foreach (var method in new[] { "POST", "PUT", "PATCH", "DELETE" })
        {
            var refused = await CallAsync(api, $"ticket_event_id={id}&ticket_ids=1", rsu: account, method: method);
            Error(refused, HttpStatusCode.MethodNotAllowed);
            Assert.Equal("GET, HEAD", refused.Headers["Allow"]);
        }

        Assert.Empty(Counts(await CallAsync(api, $"ticket_event_id={id}&ticket_ids={string.Join(',', Enumerable.Repeat("0", 500))}",
            rsu: account)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task No_key_or_secret_appears_in_logs_and_only_hashes_are_stored(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var id = await api.EventAsync();
        var (account, device) = (await PairAsync(api), await PairAsync(api, ApiKeyKind.Checkin, id));
        var logs = api.Host.Logs;
        logs.On = true;
        try
        {
            await CallAsync(api, $"ticket_event_id={id}&ticket_ids=1", account, device, account);
            await CallAsync(api, $"ticket_event_id={id}&ticket_ids=1", account, device, account, Path[4..].ToUpperInvariant());
            await CallAsync(api, $"ticket_event_id={id}&ticket_ids=1", plain: new NewKeyPair(0, "nobodys-key", "nobodys-secret", ""));
        }
        finally
        {
            logs.On = false;
        }

        Assert.Contains("get-ticket-window", logs.Text, StringComparison.OrdinalIgnoreCase);
        Assert.All([account.Key, account.Secret, device.Key, device.Secret, "nobodys-"], secret =>
            Assert.DoesNotContain(secret, logs.Text, StringComparison.Ordinal));
        var rows = (await api.Get<ApiKeyService>().ListAsync(api.Owner, new(), new())).Items;
        Assert.Equal([(ApiKeyKind.Checkin, "congress", 0), (ApiKeyKind.Rsu, null, 0), (ApiKeyKind.Api, null, 2)],
            rows.Select(row => (row.Kind, row.EventKey, row.Scopes.Count)));
        Assert.Equal(rows[0].LastUsedAt, api.Host.Time.UtcNow());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_failing_database_is_500_with_the_sentence_alone(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var account = await PairAsync(api);
        api.Host.Database.Broken = true;
        try
        {
            Error(await CallAsync(api, "ticket_event_id=1&ticket_ids=1", rsu: account), HttpStatusCode.InternalServerError);
        }
        finally
        {
            api.Host.Database.Broken = false;
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Its_description_is_the_checked_in_one_and_names_each_answer(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var answer = await SendAsync(api, "GET", "/openapi/tickets.json");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var copy = System.IO.Path.Combine(Repository.Root, "tests", "AdminPortal.Tests", "Api", "openapi.tickets.json");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(await File.ReadAllTextAsync(copy)), JsonNode.Parse(answer.Text)), answer.Text);
        var get = answer.Json.GetProperty("paths").GetProperty(Path).GetProperty("get");
        Assert.Equal(["200", "400", "401", "403", "404", "405", "500", "503"], get.GetProperty("responses").EnumerateObject()
            .Select(response => response.Name));
        Assert.Equal(JsonValueKind.Array, get.GetProperty("security").ValueKind);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_pair_is_made_only_with_a_name_a_fitting_event_and_an_expiry_ahead(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var id = await api.EventAsync();
        var keys = api.Get<ApiKeyService>();
        Assert.Equal(["name", "event", "expires"],
            (await keys.CreatePairAsync(api.Owner, ApiKeyKind.Checkin, "", null, api.Host.Time.UtcNow())).Problems.Select(p => p.Field));
        Assert.Equal("event", Assert.Single((await keys.CreatePairAsync(api.Owner, ApiKeyKind.Rsu, "A", id, null)).Problems).Field);
        Assert.Equal("unknown", Assert.Single((await keys.CreatePairAsync(api.Owner, ApiKeyKind.Checkin, "A", 999_999_999, null)).Problems)
            .Code);
        Assert.Equal("kind", Assert.Single((await keys.CreatePairAsync(api.Owner, ApiKeyKind.Api, "A", null, null)).Problems).Field);
        await Assert.ThrowsAsync<PermissionDeniedException>(() =>
            keys.CreatePairAsync(api.Owner with { Permissions = Grants.Of(Role.Organiser) }, ApiKeyKind.Rsu, "A", null, null));
    }
}
