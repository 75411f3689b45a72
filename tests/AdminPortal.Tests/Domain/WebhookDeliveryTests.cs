using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>How messages are sent: in order, again, by one node at a time, and how an endpoint that fails is left alone.</summary>
public sealed class WebhookDeliveryTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task One_that_fails_holds_back_its_event_alone_and_comes_again_under_its_id(Provider provider)
    {
        await using var scene = await WebhookScene.BeginAsync(provider, WebhookTypes.CheckInCreated);
        await scene.Portal.EventAsync("fair");
        await scene.Portal.ParticipantAsync("1", "fair");
        scene.Receiver.Answer = m => m.EventKey == "congress" ? 500 : 200;
        scene.Receiver.Says = "no room";
        await scene.ScanAsync("1");
        await scene.ScanAsync("2");
        await scene.ScanAsync("1", eventKey: "fair");
        await scene.TurnAsync();
        Assert.Equal(["congress", "fair"], scene.Receiver.Received.Select(m => m.EventKey!).Order());
        var log = await scene.LogAsync();
        Assert.Equal([(WebhookDeliveryState.Waiting, 1), (WebhookDeliveryState.Waiting, 0), (WebhookDeliveryState.Delivered, 1)],
            log.Select(row => (row.State, row.Tries)));
        Assert.Equal(500, log[0].Status);
        var detail = (await scene.Portal.Get<WebhookQueries>().DeliveryAsync(scene.Portal.Owner, log[0].Id))!;
        Assert.Equal("no room", Assert.Single(detail.Attempts).Answer);

        scene.Receiver.Answer = _ => 204;
        scene.Receiver.Says = "";
        await scene.TurnAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(2, scene.Receiver.Received.Count);
        await scene.TurnAsync(TimeSpan.FromSeconds(1));
        var congress = scene.Receiver.Received.Where(m => m.EventKey == "congress").ToList();
        Assert.Equal(3, congress.Count);
        Assert.Equal(congress[0].Id, congress[1].Id);
        Assert.Equal(congress[0].Text, congress[1].Text);
        Assert.NotEqual(congress[0].Signature, congress[1].Signature);
        Assert.Equal("2", (string?)congress[2].Json["data"]!["badge_number"]!);
        Assert.All(await scene.LogAsync(), row => Assert.Equal(WebhookDeliveryState.Delivered, row.State));
    }

    [Fact]
    public void Pauses_grow_and_after_three_days_it_is_given_up()
    {
        var began = new DateTime(2026, 10, 3, 8, 0, 0, DateTimeKind.Utc);
        var times = new List<TimeSpan>();
        var now = began;
        for (var tries = 1; WebhookRetry.Next(tries, began, now) is { } next; tries++)
        {
            Assert.True(next > now);
            times.Add(next - began);
            now = next;
        }

        Assert.Equal(["00:00:05", "00:00:35", "00:02:35", "00:12:35", "00:42:35", "01:42:35", "03:42:35", "07:42:35", "13:42:35"],
            times.Take(9).Select(time => time.ToString()));
        Assert.Equal(WebhookRetry.Patience, times[^1]);
        Assert.All(Enumerable.Range(5, 20), failures => Assert.InRange(WebhookRetry.Probe(failures, began) - began,
            TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_broken_endpoint_is_only_tried_now_and_then_raises_an_alarm_and_gets_everything_when_it_is_back(Provider provider)
    {
        await using var scene = await WebhookScene.BeginAsync(provider, WebhookTypes.CheckInCreated);
        var portal = scene.Portal;
        scene.Receiver.Stop();
        for (var badge = 1; badge <= 3; badge++)
        {
            await scene.ScanAsync($"{badge}");
        }

        await scene.TurnAsync();
        foreach (var seconds in new[] { 5, 30, 120, 600 })
        {
            await scene.TurnAsync(TimeSpan.FromSeconds(seconds));
        }

        var broken = await scene.FindAsync();
        Assert.Equal(WebhookHealth.Broken, broken.Row.Health);
        Assert.Equal(WebhookFailures.NoConnection, (await scene.LogAsync())[0].Failure);
        await portal.Get<AlarmWatch>().LookAsync();
        var alarms = portal.Get<AlarmQueries>();
        Assert.Contains(await alarms.RecentAsync(portal.Owner), a => a is { Kind: AlarmKind.BrokenWebhook, Subject: "App", IsOpen: true });
        Assert.DoesNotContain(await alarms.RecentAsync(portal.As(Role.Organiser)),
            a => a.Kind == AlarmKind.BrokenWebhook);

        scene.Receiver.Start();
        await scene.TurnAsync(TimeSpan.FromSeconds(50));
        Assert.Empty(scene.Receiver.Received);
        await scene.TurnAsync(TimeSpan.FromSeconds(10));
        Assert.Single(scene.Receiver.Received);
        await scene.TurnAsync();
        Assert.Equal(["1", "2", "3"], scene.Receiver.Received.Select(m => (string?)m.Json["data"]!["badge_number"]!));
        Assert.Equal(WebhookHealth.Working, (await scene.FindAsync()).Row.Health);
        portal.Time.Advance(AlarmWatch.Pace);
        await portal.Get<AlarmWatch>().LookAsync();
        Assert.Contains(await alarms.RecentAsync(portal.Owner), a => a is { Kind: AlarmKind.BrokenWebhook, End: AlarmEnd.Settled });
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_was_given_up_or_delivered_is_sent_again_by_hand_and_forgotten_after_a_month(Provider provider)
    {
        await using var scene = await WebhookScene.BeginAsync(provider, WebhookTypes.CheckInCreated);
        var (portal, service) = (scene.Portal, scene.Portal.Get<WebhookService>());
        (await service.SetPausedAsync(portal.Owner, scene.Id, true)).Required();
        await scene.ScanAsync("1");
        await scene.TurnAsync();
        Assert.Empty(scene.Receiver.Received);
        await scene.TurnAsync(TimeSpan.FromDays(3.1));
        await portal.Get<WebhookUpkeep>().GiveUpAsync();
        Assert.Equal(WebhookDeliveryState.GivenUp, (await scene.LogAsync())[0].State);
        (await service.SetPausedAsync(portal.Owner, scene.Id, false)).Required();
        await scene.TurnAsync();
        Assert.Empty(scene.Receiver.Received);
        var given = new WebhookDeliveryFilter(scene.Id) { State = WebhookDeliveryState.GivenUp };
        Assert.Equal(1, (await service.ReplayAsync(portal.Owner, given)).Required());
        await scene.TurnAsync();
        var id = Assert.Single(scene.Receiver.Received).Id;
        var now = portal.Time.GetUtcNow().UtcDateTime;
        var span = new WebhookDeliveryFilter(scene.Id) { From = now.AddDays(-1) };
        Assert.Equal(0, (await service.ReplayAsync(portal.Owner, span)).Required());
        Assert.Equal(1, (await service.ReplayAsync(portal.Owner, span with { From = now.AddDays(-4), Until = now })).Required());
        await scene.TurnAsync();
        Assert.Equal([id, id], scene.Receiver.Received.Select(m => m.Id));

        portal.Time.Advance(WebhookUpkeep.Kept);
        await portal.Get<WebhookUpkeep>().ForgetAsync();
        Assert.Empty(await scene.LogAsync());
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.False(await db.WebhookMessages.AnyAsync() || await db.WebhookAttempts.AnyAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Two_nodes_tell_each_fact_once_and_what_a_dead_one_had_begun_is_taken_over(Provider provider)
    {
        await using var scene = await WebhookScene.BeginAsync(provider, WebhookTypes.CheckInCreated);
        await using var beside = scene.Portal.Beside();
        var ids = new List<long>();
        for (var i = 0; i < 60; i++)
        {
            ids.Add((await scene.ScanAsync($"{(i % 3) + 1}")).Record!.Id);
            if (i % 10 == 0)
            {
                await Task.WhenAll(new[] { scene.Portal, beside, scene.Portal, beside }.Select(node => Task.Run(async () =>
                {
                    await node.Get<WebhookCollector>().CollectAsync();
                    await node.Get<WebhookDispatcher>().TurnAsync();
                })));
            }
        }

        await scene.TurnAsync();
        Assert.Equal(ids, scene.Receiver.Received.Select(m => (long)m.Json["data"]!["id"]!));

        // A node that has claimed the endpoint and died: another one waits for the lease to lapse.
        await scene.ScanAsync("1");
        var until = scene.Portal.Time.GetUtcNow().UtcDateTime + WebhookDispatcher.Lease;
        await using (var db = scene.Portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext())
        {
            await db.WebhookEndpoints.IgnoreQueryFilters().Where(e => e.Id == scene.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(e => e.LeaseUntil, until).SetProperty(e => e.LeaseBy, "gone"));
        }

        await scene.TurnAsync(TimeSpan.FromSeconds(29));
        Assert.Equal(60, scene.Receiver.Received.Count);
        await scene.TurnAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(61, scene.Receiver.Received.Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_arrived_and_was_not_noted_comes_once_more_under_the_same_id(Provider provider)
    {
        await using var scene = await WebhookScene.BeginAsync(provider, WebhookTypes.CheckInCreated);
        await scene.ScanAsync("1");
        await scene.TurnAsync();
        await using (var db = scene.Portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext())
        {
            // As a process leaves it that dies between the answer and the note.
            var due = scene.Portal.Time.GetUtcNow().UtcDateTime;
            await db.WebhookDeliveries.IgnoreQueryFilters().Where(d => d.EndpointId == scene.Id).ExecuteUpdateAsync(set => set
                .SetProperty(d => d.State, WebhookDeliveryState.Waiting).SetProperty(d => d.Tries, 0)
                .SetProperty(d => d.NextAttemptAt, due));
        }

        await using var next = scene.Portal.Beside();
        await next.Get<WebhookDispatcher>().TurnAsync();
        Assert.Single(scene.Receiver.Received.Select(m => m.Id).Distinct());
        Assert.Equal(2, scene.Receiver.Received.Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_new_secret_signs_beside_the_old_one_for_a_day_and_a_test_shows_it(Provider provider)
    {
        await using var scene = await WebhookScene.BeginAsync(provider);
        var (portal, service) = (scene.Portal, scene.Portal.Get<WebhookService>());
        var second = (await service.RotateAsync(portal.Owner, scene.Id)).Required().Secret;
        async Task<List<string>> SignersAsync()
        {
            (await service.PingAsync(portal.Owner, scene.Id)).Required();
            await scene.TurnAsync();
            var last = scene.Receiver.Received.Last();
            Assert.Equal("ping", last.Type);
            var stamp = long.Parse(last.Timestamp, CultureInfo.InvariantCulture);
            return [.. new[] { scene.Secret, second }.Where(secret => WebhookSecrets.Sign([secret], stamp, last.Text).Split(',')[1..]
                .All(mark => last.Signature.Contains(mark, StringComparison.Ordinal)))];
        }

        Assert.Equal([scene.Secret, second], await SignersAsync());
        portal.Time.Advance(WebhookSecrets.Overlap);
        Assert.Equal([second], await SignersAsync());
        scene.Receiver.Answer = _ => 302;
        scene.Receiver.Location = scene.Receiver.Url;
        var before = scene.Receiver.Received.Count;
        (await service.PingAsync(portal.Owner, scene.Id)).Required();
        await scene.TurnAsync();
        Assert.Equal(before + 1, scene.Receiver.Received.Count); // a redirect is an answer, and not followed
        Assert.Equal(302, (await scene.LogAsync())[^1].Status);
    }
}
