using System.Net;
using System.Text;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Api;

[Collection("api")]
public sealed class IdempotencyTests(ApiPortals portals)
{
    internal const string CheckIn = """{"event_key":"congress","badge_number":"1"}""";

    internal static async Task<(int CheckIns, int Scans, int Participants)> RowsAsync(ApiPortal api)
    {
        await using var db = api.Get<IDbContextFactory<PortalDb>>().Read(api.Owner);
        return (await db.CheckIns.CountAsync(), await db.Scans.CountAsync(), await db.Participants.CountAsync());
    }

    internal static void IsSame(ApiAnswer first, ApiAnswer again)
    {
        Assert.Equal((first.Status, first.Text), (again.Status, again.Text));
        Assert.Equal(first.Headers["X-Request-Id"], again.Headers["X-Request-Id"]);
        Assert.Equal(first.Headers.GetValueOrDefault("Location"), again.Headers.GetValueOrDefault("Location"));
        Assert.Equal(first.Headers["Content-Type"], again.Headers["Content-Type"]);
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_repeated_call_gets_the_first_answer_byte_for_byte_and_writes_nothing(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        await api.ContactAsync("2", "Größe <b> 🎪");
        var first = (await api.PostOnceAsync("/check-ins", CheckIn, "a")).Is(HttpStatusCode.Created);
        Assert.DoesNotContain("Idempotency-Replayed", first.Headers.Keys);
        var created = (await api.PostOnceAsync("/participants", """{"event_key":"congress","customer_number":"2"}""", "b"))
            .Is(HttpStatusCode.Created);
        var refused = (await api.PostOnceAsync("/check-ins", CheckIn, "c"))
            .Is(HttpStatusCode.UnprocessableEntity, "already_checked_in", "badge_number");
        var wrong = (await api.PostOnceAsync("/check-ins", "{}", "d"))
            .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "event_key", "participant_id", "badge_number");
        var rows = await RowsAsync(api);
        IsSame(first, await api.PostOnceAsync("/check-ins", CheckIn, "a"));
        IsSame(created, await api.PostOnceAsync("/participants", """{"event_key":"congress","customer_number":"2"}""", "b"));
        IsSame(refused, await api.PostOnceAsync("/check-ins", CheckIn, "c"));
        IsSame(wrong, await api.PostOnceAsync("/check-ins", "{}", "d"));
        Assert.Equal(rows, await RowsAsync(api));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_answer_stays_the_first_one_even_when_the_record_is_gone(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        var first = (await api.PostOnceAsync("/check-ins", CheckIn, "a")).Is(HttpStatusCode.Created);
        (await api.SendAsync("DELETE", $"/check-ins/{first.Id}")).Is(HttpStatusCode.NoContent);
        api.Host.Time.Advance(TimeSpan.FromHours(24));
        IsSame(first, await api.PostOnceAsync("/check-ins", CheckIn, "a"));
        await api.Get<CallMemory>().ForgetAsync();
        IsSame(first, await api.PostOnceAsync("/check-ins", CheckIn, "a"));
        api.Host.Time.Advance(CallMemory.Kept);
        await api.Get<CallMemory>().ForgetAsync();
        Assert.NotEqual(first.Id, (await api.PostOnceAsync("/check-ins", CheckIn, "a")).Is(HttpStatusCode.Created).Id);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Another_body_or_path_is_refused_and_another_key_has_its_own_calls(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        var first = (await api.PostOnceAsync("/check-ins", CheckIn, "a")).Is(HttpStatusCode.Created);
        (await api.PostOnceAsync("/check-ins", CheckIn + " ", "a")).Is(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        (await api.PostOnceAsync("/participants", CheckIn, "a")).Is(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        IsSame(first, await api.PostOnceAsync("/check-ins", CheckIn, "a"));
        api.Key = await api.KeyAsync("checkins");
        (await api.PostOnceAsync("/check-ins", CheckIn, "a")).Is(HttpStatusCode.UnprocessableEntity, "already_checked_in", "badge_number");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_failed_before_the_rules_were_asked_is_not_remembered(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        var good = api.Key;
        (await api.PostOnceAsync("/check-ins", "{", "a")).Is(HttpStatusCode.BadRequest, "malformed_body");
        api.Key = "apk_nobody-has-this-key";
        (await api.PostOnceAsync("/check-ins", CheckIn, "a")).Is(HttpStatusCode.Unauthorized, "unauthorized");
        api.Key = await api.KeyAsync("participants");
        (await api.PostOnceAsync("/check-ins", CheckIn, "a")).Is(HttpStatusCode.Forbidden, "scope_required");
        api.Key = good;
        (await api.PostOnceAsync("/check-ins/stats", CheckIn, "a")).Is(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        (await api.PostOnceAsync("/nothing", CheckIn, "a")).Is(HttpStatusCode.NotFound, "not_found");
        try
        {
            (await api.GetAsync("/participants")).Is(HttpStatusCode.OK);
            api.Host.Database.Broken = true;
            (await api.PostOnceAsync("/check-ins", CheckIn, "a")).Is(HttpStatusCode.InternalServerError, "internal_error");
        }
        finally
        {
            api.Host.Database.Broken = false;
        }

        var first = (await api.PostOnceAsync("/check-ins", CheckIn, "a")).Is(HttpStatusCode.Created);
        Assert.DoesNotContain("Idempotency-Replayed", first.Headers.Keys);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_key_is_1_to_255_visible_ascii_characters(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        foreach (var wrong in new[] { "", "a b", "ä", "a\tb", new string('x', 256) })
        {
            (await api.PostOnceAsync("/check-ins", CheckIn, wrong))
                .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "Idempotency-Key");
            (await api.PostOnceAsync("/check-ins", "no json", wrong)).Is(HttpStatusCode.BadRequest, "malformed_body");
        }

        using var body = new StringContent(CheckIn, Encoding.UTF8);
        (await api.SendAsync("POST", "/check-ins", body, request =>
        {
            request.Headers.Add("X-API-Key", api.Key);
            request.Headers.Add("Idempotency-Key", ["a", "b"]);
        })).Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "Idempotency-Key");
        foreach (var right in new[] { "!", "~", new string('x', 255) })
        {
            (await api.PostOnceAsync("/check-ins", CheckIn, right))
                .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "event_key");
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_answers_of_one_batch_cost_one_look_and_one_row_each_and_a_call_without_a_key_nothing(Provider provider)
    {
        const int calls = 16;
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync(reEntry: ReEntry.Always);
        for (var i = 0; i < calls; i++)
        {
            await portal.ParticipantAsync($"{i}");
        }

        var rules = (await portal.Get<EventRulesCache>().FindAsync(portal.Owner, "congress"))!;
        var key = portal.Owner with { Kind = ActorKind.ApiKey, Id = 7 };
        async Task<int> CommandsAsync(Func<int, Task<Actor>> who)
        {
            var scans = new List<PendingScan>();
            for (var i = 0; i < calls; i++)
            {
                scans.Add(new PendingScan(await who(i), new ScanRequest { EventKey = "congress", BadgeNumber = $"{i}" },
                    portal.Time.UtcNow()));
            }

            portal.Commands.Trace(provider);
            var results = (await portal.Get<IDbContextFactory<PortalDb>>()
                .WriteAsync<IReadOnlyList<ScanResult?>>(portal.Owner, async db => (await new CheckInBatch(db, rules).RunAsync(scans))
                    .ToList())).Required();
            Assert.All(results, result => Assert.True(result!.Admitted));
            return portal.Commands.Sent;
        }

        var first = await CommandsAsync(_ => Task.FromResult(key));
        var unkeyed = await CommandsAsync(_ => Task.FromResult(key));
        var keyed = await CommandsAsync(async i =>
        {
            var turn = await portal.Get<CallMemory>().BeginAsync(key, $"call {i}", "hash");
            turn.Call!.AnswerWith<ScanResult>(result => new CallAnswer(201, $"req_{result.Record!.Id}", null, [(byte)i]));
            return key with { Call = turn.Call };
        });
        Assert.True(first <= unkeyed); // the first has no open record to close
        Assert.InRange(keyed - unkeyed, 1, provider == Provider.Sqlite ? 2 * calls : 2); // without a network a prepared statement a call
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.Equal(calls, (await db.RememberedCalls.ToListAsync()).DistinctBy(c => c.RequestId).Count());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_call_without_the_header_costs_nothing_more(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        (await api.PostAsync("/check-ins", CheckIn)).Is(HttpStatusCode.Created);
        await using var db = api.Get<IDbContextFactory<PortalDb>>().Read(api.Owner);
        Assert.Equal((0, 0), (await db.RememberedCalls.CountAsync(), await db.KeyHours.CountAsync()));
    }
}
