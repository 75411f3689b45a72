using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Contact = AdminPortal.Domain.Contacts.Contact;

namespace AdminPortal.Tests.Domain;

/// <summary>The day sheet of an event. The clock stands on 2026-10-03 08:00 UTC; the event began two hours before, in Berlin.</summary>
public sealed class DaySheetTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task It_shows_how_every_job_stands(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync(capacity: 50)).Id;
        var (now, windows) = (portal.Time.UtcNow(), portal.Get<CheckInWindowService>());
        var press = (await portal.Get<CategoryService>().CreateAsync(portal.Owner, id, "press", "Press")).Required();
        (await portal.Get<CategoryService>().CreateAsync(portal.Owner, id, "guest", "Guest")).Required();
        var window = new WindowDraft("Press", now.AddHours(-1), now.AddHours(1), press, Enforced: true);
        (await windows.CreateAsync(portal.Owner, id, window)).Required();
        (await portal.Get<WallService>().CreateAsync(portal.Owner, id, new WallDraft("Hall"))).Required();
        var gone = (await portal.Get<WallService>().CreateAsync(portal.Owner, id, new WallDraft("Gone"))).Required();
        (await portal.Get<WallService>().RevokeAsync(portal.Owner, gone.Id)).Required();
        await portal.ParticipantAsync("1");
        await portal.ParticipantAsync("2");
        await portal.ParticipantAsync("3", confirmed: false);
        foreach (var badge in new[] { "1", "2", "2" })
        {
            var scan = new ScanRequest { EventKey = "congress", BadgeNumber = badge, Station = "Nord" };
            (await portal.Get<CheckInService>().ScanAsync(portal.Owner, scan)).Required();
        }

        (await portal.Get<CheckInService>().ScanAsync(
            portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "1", Action = ScanAction.CheckOut })).Required();
        var sheet = (await SheetAsync(portal, portal.Owner))!;
        Assert.Equal((EventPhase.Running, true, 50), (sheet.Phase, sheet.IsOfToday, sheet.Event.Capacity));
        Assert.Equal((new DaySheetPeople(3, 2), 1), (sheet.People!, sheet.People!.Unconfirmed));
        Assert.Equal(new DaySheetFigures(1, 2, 3), sheet.Figures);
        Assert.Equal(new DaySheetDoors(1, 2, now, 1), sheet.Doors);
        Assert.Equal((2, 1), (sheet.SetUp!.Categories, sheet.SetUp.Uncovered));
        Assert.Equal(new DaySheetWindow("Press", now.AddHours(-1), now.AddHours(1), true), Assert.Single(sheet.SetUp.Windows));
        Assert.Equal([new DaySheetWall("Hall", null)], sheet.Walls!);
        Assert.Null(sheet.Rehearsal!.Last);
        Assert.Equal(0, sheet.Schedules);
        Assert.Null(sheet.LastImport);

        // The figures are those of the statistics.
        var stats = (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!;
        Assert.Equal(new DaySheetFigures(stats.CheckedInNow, stats.CheckedInTotal, stats.TotalParticipants), sheet.Figures);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_part_that_somebody_may_not_see_is_not_there(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var steward = (await SheetAsync(portal, portal.As(Role.Steward)))!;
        Assert.NotNull(steward.People);
        Assert.NotNull(steward.Doors);
        Assert.Null(steward.SetUp);
        Assert.Null(steward.Walls);
        Assert.Null(steward.Rehearsal);
        Assert.Null(steward.Schedules);
        var viewer = (await SheetAsync(portal, portal.As(Role.Viewer)))!;
        Assert.NotNull(viewer.Figures);
        Assert.Null(viewer.People);
        Assert.Null(viewer.Doors);
        var nobody = portal.Owner with { Permissions = new HashSet<Permission>() };
        await Assert.ThrowsAsync<PermissionDeniedException>(() => SheetAsync(portal, nobody));
        Assert.Null(await SheetAsync(portal, portal.Owner, "elsewhere"));
        Assert.Null(await SheetAsync(portal, portal.Owner with { TenantId = portal.Owner.TenantId + 1_000_000 }));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task It_is_ahead_of_today_running_and_over_by_the_clock_of_the_event(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        foreach (var (utc, phase, days, today) in new[]
        {
            ("2026-10-01T21:59Z", EventPhase.Before, 2, false), // still the first of October in Berlin
            ("2026-10-02T22:00Z", EventPhase.Before, 0, true),
            ("2026-10-03T06:00Z", EventPhase.Running, 0, true),
            ("2026-10-05T07:59Z", EventPhase.Running, -2, true),
            ("2026-10-05T08:00Z", EventPhase.Over, -2, false),
        })
        {
            portal.Time.Set(ReportRows.At(utc));
            var sheet = (await SheetAsync(portal, portal.Owner))!;
            Assert.Equal((utc, phase, days, today), (utc, sheet.Phase, sheet.DaysUntil, sheet.IsOfToday));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_wall_is_noted_as_seen_at_most_once_a_minute(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        var walls = portal.Get<WallService>();
        var wall = (await walls.FindByTokenAsync((await walls.CreateAsync(portal.Owner, id, new WallDraft("Hall"))).Required().Token))!;
        var first = portal.Time.UtcNow();
        foreach (var (seconds, seen) in new[] { (0, 0), (59, 0), (60, 60), (90, 60), (121, 121) })
        {
            portal.Time.Set(first.AddSeconds(seconds));
            portal.Commands.Reset();
            await walls.SeenAsync(wall);
            Assert.Equal(seconds == seen ? 1 : 0, portal.Commands.Count);
            Assert.Equal([new DaySheetWall("Hall", first.AddSeconds(seen))], (await SheetAsync(portal, portal.Owner))!.Walls!);
        }

        Assert.Equal(first.AddSeconds(121), Assert.Single(await walls.ListAsync(portal.Owner, id)).LastSeenAt);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_last_rehearsal_is_kept_and_changes_nothing_else_of_the_event(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var events = portal.Get<EventService>();
        var before = await portal.Get<EventQueries>().FindAsync(portal.Owner, "congress");
        var rehearsal = new Rehearsal(portal.Time.UtcNow(), 500, 490, 2, 24);
        (await events.RehearsedAsync(portal.Owner, "congress", rehearsal with { Failed = 7 })).Required();
        (await events.RehearsedAsync(portal.Owner, "congress", rehearsal)).Required();
        var slug = (await portal.Get<TenantService>().OwnAsync(portal.Owner)).Slug;
        Assert.Equal(new DaySheetRehearsal(slug, rehearsal), (await SheetAsync(portal, portal.Owner))!.Rehearsal);
        Assert.Equal(before, await portal.Get<EventQueries>().FindAsync(portal.Owner, "congress"));
        Assert.Equal("not_found", (await events.RehearsedAsync(portal.Owner, "elsewhere", rehearsal)).Problems[0].Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => events.RehearsedAsync(portal.As(Role.Viewer), "congress", rehearsal));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task It_takes_as_many_commands_at_ten_participants_as_at_three_thousand(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var few = await CountAsync("few", 1, 10);
        var many = await CountAsync("many", 11, 3_000);
        Assert.Equal(few, many);
        Assert.InRange(few.Warm, 1, 8);

        // The first one goes through the records, the next one asks what has changed.
        async Task<(int Cold, int Warm)> CountAsync(string key, int from, int people)
        {
            await ManyAsync(portal, (await portal.EventAsync(key)).Id, from, people);
            var cold = await OnceAsync();
            return (cold, await OnceAsync());

            async Task<int> OnceAsync()
            {
                portal.Time.Advance(TimeSpan.FromSeconds(2));
                portal.Commands.Reset();
                Assert.Equal(people, (await SheetAsync(portal, portal.Owner, key))!.People!.Total);
                return portal.Commands.Count;
            }
        }
    }

    private static Task<DaySheet?> SheetAsync(TestPortal portal, Actor actor, string key = "congress") =>
        portal.Get<DaySheetQueries>().FindAsync(actor, key);

    private static async Task ManyAsync(TestPortal portal, long eventId, int from, int count)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        var now = portal.Time.UtcNow();
        db.AddRange(Enumerable.Range(from, count).Select(i => new Participant
        {
            EventId = eventId,
            ContactId = 0,
            Contact = new Contact { CustomerNumber = $"C{i:D5}", LastName = $"Müller {i}", CreatedAt = now, UpdatedAt = now }.Normalise(),
            BadgeNumber = $"{i:D5}",
            CreatedAt = now,
            UpdatedAt = now,
        }));
        await db.SaveChangesAsync();
    }
}
