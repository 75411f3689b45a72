using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>An event made from another one. The first one is in Berlin, from 3 October 2026, 08:00, summer time (UTC+2).</summary>
public sealed class EventCopyTests
{
    private static DateTime At(string iso) => ReportRows.At(iso);

    [Theory, ClassData(typeof(Providers))]
    public async Task It_takes_settings_categories_windows_and_walls_and_no_participants(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var from = await SpringAsync(portal);
        var asked = new EventCopy("autumn", "Autumn", At("2026-11-07T07:00Z"), At("2026-11-09T08:00Z"));
        var made = (await CopyAsync(portal, from, asked)).Required();
        var copy = (await portal.Get<EventQueries>().FindAsync(portal.Owner, made.Id))!;
        var draft = (await portal.Get<EventQueries>().FindAsync(portal.Owner, from))!.Draft;
        Assert.Equal(
            draft with { EventKey = asked.EventKey, Title = asked.Title, StartsAt = asked.StartsAt, EndsAt = asked.EndsAt },
            copy.Draft);
        Assert.Equal(new EventSize(0, 0), await portal.Get<EventQueries>().SizeAsync(portal.Owner, made.Id));

        var categories = await portal.Get<EventQueries>().CategoriesAsync(portal.Owner, made.Id);
        Assert.Equal([("press", "Press", 0), ("guest", "Guest", 1)], categories.Select(c => (c.CategoryKey, c.Title, c.Position)));

        // 35 days later at the same time of day, which is an hour later of UTC in winter.
        var windows = await portal.Get<CheckInWindowQueries>().ListAsync(portal.Owner, made.Id);
        Assert.Equal(
            [
                new WindowDraft("Press", At("2026-11-07T07:30Z"), At("2026-11-07T08:30Z"), categories[0].Id, true, 2),
                new WindowDraft("All", At("2026-11-08T08:00Z"), At("2026-11-08T11:00Z")),
            ],
            windows.Select(w => w.Draft));

        var walls = await portal.Get<WallService>().ListAsync(portal.Owner, made.Id);
        Assert.Equal(new WallDraft("Hall", true, "de", "light"), Assert.Single(walls).Draft);
        var link = Assert.Single(made.Walls);
        Assert.Equal(("Hall", made.Id), (link.Name, (await portal.Get<WallService>().FindByTokenAsync(link.Token))!.EventId));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_is_refused_leaves_nothing_behind(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var from = await SpringAsync(portal);
        async Task<Problem> RefusedAsync(EventCopy copy, long? id = null) => (await CopyAsync(portal, id ?? from, copy)).Problems[0];
        var (starts, ends) = (At("2026-11-07T07:00Z"), At("2026-11-09T08:00Z"));
        Assert.Equal(("taken", "event_key"), Code(await RefusedAsync(new EventCopy("congress", "Again", starts, ends))));
        Assert.Equal(("end_before_start", "date_to"), Code(await RefusedAsync(new EventCopy("autumn", "Autumn", ends, starts))));
        Assert.Equal(("required", "title"), Code(await RefusedAsync(new EventCopy("autumn", " ", starts, ends))));
        Assert.Equal(("not_found", null), Code(await RefusedAsync(new EventCopy("autumn", "Autumn", starts, ends), 999_999)));

        // A window for the hour that is skipped on 28 March, and one for the hour after it: both would begin at the same moment.
        await WindowAsync(portal, from, new WindowDraft("Night", At("2026-10-03T00:15Z"), At("2026-10-03T00:45Z")));
        await WindowAsync(portal, from, new WindowDraft("Early", At("2026-10-03T01:00Z"), At("2026-10-03T02:00Z")));
        var skipped = new EventCopy("march", "March", At("2027-03-28T06:00Z"), At("2027-03-29T06:00Z"));
        Assert.Equal(("window_overlap", "from"), Code(await RefusedAsync(skipped)));
        Assert.Equal(1, (await portal.Get<EventQueries>().ListAsync(portal.Owner, new(), new())).Total);
        await Assert.ThrowsAsync<PermissionDeniedException>(
            () => portal.Get<EventService>().CopyAsync(portal.As(Role.Steward), from, new EventCopy("autumn", "Autumn", starts, ends)));
        var stranger = portal.Owner with { TenantId = portal.Owner.TenantId + 1_000_000 };
        Assert.Equal("not_found", Assert.Single((await portal.Get<EventService>().CopyAsync(stranger, from, skipped)).Problems).Code);

        static (string Code, string? Field) Code(Problem problem) => (problem.Code, problem.Field);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_audit_log_tells_it_as_one_operation(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var from = await SpringAsync(portal);
        var before = await EntriesAsync(portal);
        var copy = new EventCopy("autumn", "Autumn", At("2026-11-07T07:00Z"), At("2026-11-09T08:00Z"));
        (await CopyAsync(portal, from, copy)).Required();
        var added = (await EntriesAsync(portal)).ExceptBy(before.Select(entry => entry.Id), entry => entry.Id).ToList();
        Assert.All(added, entry => Assert.Equal(AuditAction.Created, entry.Action));
        Assert.Equal(
            ["Category", "Category", "CheckInWindow", "CheckInWindow", "Event", "Wall"],
            added.Select(entry => entry.Entity).Order(StringComparer.Ordinal));
        Assert.Single(added.Select(entry => entry.OperationId).Distinct());
    }

    [Theory]
    [InlineData("2026-10-03T06:00Z", 35, "2026-11-07T07:00Z")] // summer into winter
    [InlineData("2026-01-10T08:00Z", 120, "2026-05-10T07:00Z")] // winter into summer
    [InlineData("2026-05-10T07:00Z", -120, "2026-01-10T08:00Z")] // and back
    [InlineData("2026-03-28T01:30Z", 1, "2026-03-29T01:00Z")] // 02:30 is skipped: the first moment after the gap
    [InlineData("2026-10-24T00:30Z", 1, "2026-10-25T00:30Z")] // 02:30 occurs twice: the first one
    [InlineData("2026-10-25T01:30Z", 364, "2027-10-24T00:30Z")] // the second 02:30 where there is one only
    [InlineData("2025-10-26T01:30Z", 364, "2026-10-25T01:30Z")] // the second stays the second
    public void A_moment_keeps_its_time_of_day_over_days_whatever_the_clocks_do(string utc, int days, string expected) =>
        Assert.Equal(At(expected), Zone.Find("Europe/Berlin").PlusDays(At(utc), days));

    private static Task<Result<CopiedEvent>> CopyAsync(TestPortal portal, long from, EventCopy copy) =>
        portal.Get<EventService>().CopyAsync(portal.Owner, from, copy);

    private static async Task WindowAsync(TestPortal portal, long eventId, WindowDraft draft) =>
        (await portal.Get<CheckInWindowService>().CreateAsync(portal.Owner, eventId, draft)).Required();

    private static async Task<List<AuditEntry>> EntriesAsync(TestPortal portal)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        return await db.AuditEntries.ToListAsync();
    }

    /// <summary>An event of two days with everything that is copied, and with what is not.</summary>
    private static async Task<long> SpringAsync(TestPortal portal)
    {
        var id = (await portal.EventAsync(capacity: 50, reEntry: ReEntry.OncePerDay, requireConfirmation: true)).Id;
        var categories = portal.Get<CategoryService>();
        var press = (await categories.CreateAsync(portal.Owner, id, "press", "Press")).Required();
        (await categories.CreateAsync(portal.Owner, id, "guest", "Guest")).Required();
        var gone = (await categories.CreateAsync(portal.Owner, id, "gone", "Gone")).Required();
        await WindowAsync(portal, id, new WindowDraft("Press", At("2026-10-03T06:30Z"), At("2026-10-03T07:30Z"), press, true, 2));
        await WindowAsync(portal, id, new WindowDraft("All", At("2026-10-04T07:00Z"), At("2026-10-04T10:00Z")));
        await WindowAsync(portal, id, new WindowDraft("Of the deleted category", At("2026-10-04T07:00Z"), At("2026-10-04T10:00Z"), gone));
        (await categories.DeleteAsync(portal.Owner, gone)).Required();
        (await portal.Get<WallService>().CreateAsync(portal.Owner, id, new WallDraft("Hall", true, "de", "light"))).Required();
        var revoked = (await portal.Get<WallService>().CreateAsync(portal.Owner, id, new WallDraft("Revoked"))).Required();
        (await portal.Get<WallService>().RevokeAsync(portal.Owner, revoked.Id)).Required();
        await portal.ParticipantAsync("1", categoryKey: "press");
        var scan = new ScanRequest { EventKey = "congress", BadgeNumber = "1" };
        (await portal.Get<CheckInService>().ScanAsync(portal.Owner, scan)).Required();
        return id;
    }
}
