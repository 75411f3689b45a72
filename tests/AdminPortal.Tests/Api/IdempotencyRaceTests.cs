using System.Net;
using System.Text;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static AdminPortal.Tests.Api.IdempotencyTests;

namespace AdminPortal.Tests.Api;

/// <summary>One call at the same moment more than once: by twins, by two hosts, by a process that dies.</summary>
[Collection("api")]
public sealed class IdempotencyRaceTests(ApiPortals portals)
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Of_64_twins_one_acts_and_all_get_its_answer(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync(reEntry: ReEntry.Always);
        await api.ParticipantAsync("1");
        var answers = await Task.WhenAll(Enumerable.Range(0, 64)
            .Select(_ => api.PostOnceAsync("/check-ins", IdempotencyTests.CheckIn, "twins")));
        Assert.Single(answers.Select(a => (a.Status, a.Text)).Distinct());
        answers[0].Is(HttpStatusCode.Created);
        Assert.Equal(63, answers.Count(a => a.Headers.ContainsKey("Idempotency-Replayed")));
        Assert.Equal((1, 1, 1), await RowsAsync(api));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Twins_at_two_hosts_on_one_database_act_once_and_a_restart_forgets_nothing(Provider provider)
    {
        await using var north = new ApiHost(provider);
        var api = await north.TenantAsync();
        await api.EventAsync(reEntry: ReEntry.Always);
        await api.ParticipantAsync("1");
        ApiAnswer[] answers;
        await using (var south = new ApiHost(provider, north))
        {
            var other = api.At(south);
            for (var round = 1; round <= 5; round++)
            {
                answers = await Task.WhenAll(Enumerable.Range(0, 32)
                    .Select(i => (i % 2 == 0 ? api : other).PostOnceAsync("/check-ins", IdempotencyTests.CheckIn, $"round-{round}")));
                Assert.Single(answers.Select(a => (a.Status, a.Text)).Distinct());
                answers[0].Is(HttpStatusCode.Created);
                Assert.Equal((round, round, 1), await RowsAsync(api));
            }

            answers = [await api.PostOnceAsync("/check-ins", IdempotencyTests.CheckIn, "round-3")];
        }

        await using var restarted = new ApiHost(provider, north);
        IsSame(answers[0], await api.At(restarted).PostOnceAsync("/check-ins", IdempotencyTests.CheckIn, "round-3"));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_running_call_is_waited_for_and_one_of_a_process_that_died_stands_in_nobodys_way(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var key = portal.Owner with { Kind = ActorKind.ApiKey, Id = 7 };
        var memory = portal.Get<CallMemory>();
        var elsewhere = new CallMemory(portal.Get<IDbContextFactory<PortalDb>>(), portal.Time);
        var first = await elsewhere.BeginAsync(key, "k", "hash"); // its process may be dead or slow: nobody can tell, and nobody waits
        using (var second = await memory.BeginAsync(key, "k", "hash"))
        {
            var twin = memory.BeginAsync(key, "k", "hash");
            Assert.False(twin.IsCompleted);
            var answer = new CallAnswer(422, "req_x", null, [2, 3]);
            second.Given = (await memory.KeepAsync(key, second.Call!, answer)).Given;
            second.Dispose();
            Assert.Same(answer, (await twin).Answer);
        }

        // The one that was thought dead comes late: it gets the answer that counts.
        var late = await elsewhere.KeepAsync(key, first.Call!, new CallAnswer(201, "req_late", "/there", [1]));
        Assert.Equal((422, "req_x"), (late.Answer!.Status, late.Answer.RequestId));
        Assert.Equal([2, 3], late.Answer.Body);
        Assert.True((await memory.BeginAsync(key, "k", "other hash")).Reused);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_effect_whose_call_was_answered_elsewhere_meanwhile_is_rolled_back(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync(reEntry: ReEntry.Always);
        await portal.ParticipantAsync("1");
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("2", null, "Nora", "Neu", null))).Required();
        var key = portal.Owner with { Kind = ActorKind.ApiKey, Id = 7 };
        var memory = portal.Get<CallMemory>();
        var elsewhere = new CallMemory(portal.Get<IDbContextFactory<PortalDb>>(), portal.Time);
        using var scan = await memory.BeginAsync(key, "scan", "hash");
        using var add = await memory.BeginAsync(key, "add", "hash");
        scan.Call!.AnswerWith<ScanResult>(_ => new CallAnswer(201, "req_own", null, [1]));
        add.Call!.AnswerWith<ParticipantRecord>(_ => new CallAnswer(201, "req_own", null, [1]));
        foreach (var name in new[] { "scan", "add" })
        {
            await elsewhere.KeepAsync(key, (await elsewhere.BeginAsync(key, name, "hash"))
                .Call!, new CallAnswer(422, "req_other", null, [2]));
        }

        // In one batch with a call of somebody else, which it does not take along.
        var scans = portal.Get<CheckInService>();
        var other = scans.ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "1" });
        await Assert.ThrowsAsync<CallAnsweredException>(() =>
            scans.ScanAsync(key with { Call = scan.Call }, new ScanRequest { EventKey = "congress", BadgeNumber = "1" }));
        Assert.True((await other).Required().Admitted);
        await Assert.ThrowsAsync<CallAnsweredException>(() => portal.Get<ParticipantService>()
            .CreateAsync(key with { Call = add.Call }, new ParticipantDraft("congress", "2", true, null, null)));
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.Equal((1, 1, 1), (await db.CheckIns.CountAsync(), await db.Scans.CountAsync(), await db.Participants.CountAsync()));
    }

    [Fact]
    public async Task A_process_that_is_killed_in_a_burst_leaves_every_call_done_once_or_not_at_all()
    {
        await using var kills = new KillRounds();
        var figures = await kills.RunAsync(rounds: 3);
        Assert.Equal((0, 0, figures.Calls), (figures.Refused, figures.Changed, figures.Rows));
        Assert.True(figures.Replayed >= figures.AnsweredBefore, $"{figures}");
        Assert.True(figures.AnsweredBefore < figures.Calls, $"{figures}"); // some were cut off
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_client_that_leaves_does_not_stop_its_call(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        for (var i = 0; i < 5; i++)
        {
            using var left = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/check-ins")
            { Content = new StringContent(IdempotencyTests.CheckIn, Encoding.UTF8) };
            request.Headers.Add("X-API-Key", api.Key);
            request.Headers.Add("Idempotency-Key", "gone");
            var sending = api.Host.Http.SendAsync(request, left.Token);
            await api.GetAsync("/nothing"); // about the time the call takes
            await left.CancelAsync();
            await sending.ContinueWith(answer => answer.IsCompletedSuccessfully ? answer.Result : null, TaskScheduler.Default);
        }

        (await api.PostOnceAsync("/check-ins", IdempotencyTests.CheckIn, "gone")).Is(HttpStatusCode.Created);
        Assert.Equal(1, (await RowsAsync(api)).CheckIns);
    }
}
