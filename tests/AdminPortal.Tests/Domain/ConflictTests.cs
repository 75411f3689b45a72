using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Stations;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>What a device without network has let in and the rules refuse, until a supervisor settles it.</summary>
public sealed partial class ConflictTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Open_conflicts_are_listed_newest_first_with_the_stay_that_explains_them(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var station = await DoorAsync(portal);
        await portal.ParticipantAsync("1");
        await portal.ParticipantAsync("2", confirmed: false, lastName: "Zweig");
        await LetInAsync(portal, station, "1", minutes: 60);
        await LetInAsync(portal, station, "1", minutes: 20);
        await LetInAsync(portal, station, "2", minutes: 10, quantity: 3);
        await LetInAsync(portal, station, "none", minutes: 5);
        await portal.Get<StationScanService>().ScanAsync(station, new StationScan("1", null, ScanAction.CheckIn, 1, TimeSpan.Zero));

        var open = await portal.Get<ConflictQueries>().OpenAsync(portal.Owner, station.EventId, new PageRequest());
        Assert.Equal((3, 3), (open.Total, open.Items.Count));
        Assert.Equal(["unknown_badge", "not_confirmed", "already_checked_in"], open.Items.Select(row => row.Code));
        var (nobody, second, first) = (open.Items[0], open.Items[1], open.Items[2]);
        Assert.Equal(("", "none", (long?)null), (nobody.Name, nobody.BadgeNumber, nobody.ParticipantId));
        Assert.Equal(("Zweig, Mia", "2", "Nord", 3), (second.Name, second.BadgeNumber, second.Station, second.Quantity));
        Assert.Null(second.Stay);
        Assert.Equal((portal.Time.UtcNow().AddMinutes(-20), portal.Time.UtcNow()), (first.At, first.ReceivedAt));
        Assert.Equal(new ConflictStay(portal.Time.UtcNow().AddMinutes(-60), null, "Nord"), first.Stay);
        Assert.All(open.Items, row => Assert.Null(row.Settled));
        Assert.Equal(first.Id, Assert.Single((await portal.Get<ConflictQueries>()
            .OpenAsync(portal.Owner, station.EventId, new PageRequest(2, 2))).Items).Id);
        Assert.Empty(await portal.Get<ConflictQueries>().SettledAsync(portal.Owner, station.EventId));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_accepted_entry_counts_at_its_own_time_and_taken_back_all_is_as_before(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var station = await DoorAsync(portal);
        await portal.ParticipantAsync("1");
        var mia = await portal.ParticipantAsync("2", confirmed: false);
        await LetInAsync(portal, station, "1", minutes: 30);
        await LetInAsync(portal, station, "2", minutes: 20, quantity: 3);
        var before = await StateAsync(portal, station.EventId);
        var conflict = Assert.Single(before.Open);
        var (conflicts, supervisor) = (portal.Get<ConflictService>(), portal.As(Role.Organiser));

        Assert.Equal(("required", "note"), Wrong(await conflicts.AcceptAsync(supervisor, conflict.Id, " ")));
        Assert.Equal(("too_long", "note"), Wrong(await conflicts.AcceptAsync(supervisor, conflict.Id, new string('x', 301))));
        (await conflicts.AcceptAsync(supervisor, conflict.Id, " Paid at the desk ")).Required();
        Assert.Equal(("conflict_settled", null), Wrong(await conflicts.AcceptAsync(supervisor, conflict.Id, "Again")));

        var record = (await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new CheckInFilter(station.EventId) { ParticipantId = mia },
            new PageRequest())).Items.Single();
        Assert.Equal((portal.Time.UtcNow().AddMinutes(-20), "Nord", 3, "Organiser", "Paid at the desk"),
            (record.CheckedInAt, record.Station, record.Quantity, record.CheckedInBy, record.Notes));
        Assert.Equal(0, await portal.Get<CheckInQueries>().ConflictsAsync(portal.Owner, station.EventId));
        var settled = Assert.Single(await portal.Get<ConflictQueries>().SettledAsync(portal.Owner, station.EventId));
        Assert.Equal(new ConflictSettlement(ConflictOutcome.Accepted, portal.Time.UtcNow(), "Organiser", "Paid at the desk"),
            settled.Settled);
        Assert.Equal(4, (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!.PeopleInside);
        Assert.Single((await portal.Get<CheckInQueries>()
            .ScansAsync(portal.Owner, new ScanFilter(station.EventId) { Conflict = true }, new PageRequest())).Items);

        (await conflicts.ReopenAsync(supervisor, conflict.Id)).Required();
        Assert.Equal(("conflict_open", null), Wrong(await conflicts.ReopenAsync(supervisor, conflict.Id)));
        Assert.Equivalent(before, await StateAsync(portal, station.EventId), strict: true);
        var audit = (await portal.Get<AuditQueries>().ListAsync(portal.Owner, new AuditFilter { Entity = nameof(Scan) }, new())).Items;
        Assert.Equal(2, audit.Count);
        Assert.All(audit, line => Assert.Equal(("Organiser", conflict.Id), (line.ActorName, line.EntityId)));
        Assert.Contains("Accepted", audit[1].Changes, StringComparison.Ordinal);
        Assert.Contains("Paid at the desk", audit[1].Changes, StringComparison.Ordinal);

        // Taken back by mistake: by whom and when it was settled stays, and so does the check-in itself.
        portal.Time.Advance(TimeSpan.FromMinutes(5));
        (await conflicts.SettleAgainAsync(portal.Owner, settled)).Required();
        Assert.Equal(("conflict_settled", null), Wrong(await conflicts.SettleAgainAsync(portal.Owner, settled)));
        Assert.Equal(settled, Assert.Single(await portal.Get<ConflictQueries>().SettledAsync(portal.Owner, station.EventId)));
        Assert.Equal(record, (await portal.Get<CheckInQueries>().ListAsync(portal.Owner,
            new CheckInFilter(station.EventId) { ParticipantId = mia }, new PageRequest())).Items.Single());
        (await conflicts.ReopenAsync(supervisor, conflict.Id)).Required();

        // An accepted entry that somebody removed meanwhile is no obstacle.
        (await conflicts.AcceptAsync(supervisor, conflict.Id, "Once more")).Required();
        var again = (await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new CheckInFilter(station.EventId) { ParticipantId = mia },
            new PageRequest())).Items.Single();
        (await portal.Get<CheckInService>().DeleteAsync(portal.Owner, again.Id)).Required();
        (await conflicts.ReopenAsync(supervisor, conflict.Id)).Required();
        Assert.Equivalent(before, await StateAsync(portal, station.EventId), strict: true);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_cannot_be_counted_is_refused_and_leaves_nothing_behind(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var station = await DoorAsync(portal);
        await portal.ParticipantAsync("1");
        await portal.ParticipantAsync("2", confirmed: false);
        await LetInAsync(portal, station, "1", minutes: 60);
        await LetInAsync(portal, station, "1", minutes: 20);
        await LetInAsync(portal, station, "2", minutes: 10);
        var open = (await portal.Get<ConflictQueries>().OpenAsync(portal.Owner, station.EventId, new PageRequest())).Items;
        var conflicts = portal.Get<ConflictService>();
        Assert.Equal(("not_overridable", null), Wrong(await conflicts.AcceptAsync(portal.Owner, open[1].Id, "Let in twice")));

        // Meanwhile she came in by another door: the rules refuse the entry even so.
        (await portal.Get<CheckInService>().ScanAsync(portal.Owner,
            new ScanRequest { EventKey = "congress", BadgeNumber = "2", OverrideReason = "Paid" })).Required();
        var before = await StateAsync(portal, station.EventId);
        Assert.Equal(("already_checked_in", null), Wrong(await conflicts.AcceptAsync(portal.Owner, open[0].Id, "Paid")));
        Assert.Equivalent(before, await StateAsync(portal, station.EventId), strict: true);

        portal.Time.Advance(CheckInService.Back);
        Assert.Equal(("not_overridable", null), Wrong(await conflicts.AcceptAsync(portal.Owner, open[0].Id, "Too late")));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_conflict_is_settled_by_a_note_once_and_open_again_when_it_is_taken_back(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var station = await DoorAsync(portal);
        await portal.ParticipantAsync("1");
        await LetInAsync(portal, station, "1", minutes: 60);
        await LetInAsync(portal, station, "1", minutes: 20);
        var before = await StateAsync(portal, station.EventId);
        var (conflicts, id) = (portal.Get<ConflictService>(), before.Open[0].Id);
        Assert.Equal(("required", "note"), Wrong(await conflicts.NoteAsync(portal.Owner, id, null)));
        (await conflicts.NoteAsync(portal.Owner, id, " Her twin ")).Required();
        Assert.Equal(("conflict_settled", null), Wrong(await conflicts.NoteAsync(portal.Owner, id, "Once more")));
        var row = Assert.Single(await portal.Get<ConflictQueries>().SettledAsync(portal.Owner, station.EventId));
        Assert.Equal(new ConflictSettlement(ConflictOutcome.Noted, portal.Time.UtcNow(), "Olga Owner", "Her twin"), row.Settled);
        Assert.Equal(0, await portal.Get<CheckInQueries>().ConflictsAsync(portal.Owner, station.EventId));

        (await conflicts.ReopenAsync(portal.As(Role.Organiser), id)).Required();
        (await conflicts.SettleAgainAsync(portal.As(Role.Organiser), row)).Required();
        Assert.Equal(row, Assert.Single(await portal.Get<ConflictQueries>().SettledAsync(portal.Owner, station.EventId)));
        (await conflicts.ReopenAsync(portal.Owner, id)).Required();
        Assert.Equivalent(before, await StateAsync(portal, station.EventId), strict: true);
        Assert.Equal("not_found", Wrong(await conflicts.NoteAsync(portal.Owner, id + 1_000, "None")).Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Of_two_supervisors_at_once_exactly_one_settles_it(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        var station = await DoorAsync(one);
        for (var round = 0; round < 6; round++)
        {
            var mia = await one.ParticipantAsync($"{round}", confirmed: false);
            await LetInAsync(one, station, $"{round}", minutes: 20);
            var id = (await one.Get<ConflictQueries>().OpenAsync(one.Owner, station.EventId, new PageRequest())).Items[0].Id;
            var start = new TaskCompletionSource();
            var calls = Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
            {
                await start.Task;
                var conflicts = (i % 2 == 0 ? one : other).Get<ConflictService>();
                return i < 2 || round % 2 == 0
                    ? await conflicts.AcceptAsync(one.Owner, id, $"Paid {i}")
                    : await conflicts.NoteAsync(one.Owner, id, $"Seen {i}");
            })).ToList();
            start.SetResult();
            var results = await Task.WhenAll(calls);
            var won = Assert.Single(results, result => result.Ok);
            Assert.All(results.Where(result => !result.Ok), result => Assert.Equal("conflict_settled", result.Problems[0].Code));

            var settled = (await one.Get<ConflictQueries>().SettledAsync(one.Owner, station.EventId)).Single(row => row.Id == id).Settled!;
            Assert.EndsWith($"{results.ToList().IndexOf(won)}", settled.Note, StringComparison.Ordinal);
            Assert.Equal(settled.Kind == ConflictOutcome.Accepted ? 1 : 0, (await one.Get<CheckInQueries>()
                .ListAsync(one.Owner, new CheckInFilter(station.EventId) { ParticipantId = mia }, new PageRequest())).Total);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Only_those_who_correct_check_ins_of_the_tenant_settle(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var station = await DoorAsync(portal);
        await portal.ParticipantAsync("2", confirmed: false);
        await LetInAsync(portal, station, "2", minutes: 20);
        var (conflicts, queries) = (portal.Get<ConflictService>(), portal.Get<ConflictQueries>());
        var id = (await queries.OpenAsync(portal.Owner, station.EventId, new PageRequest())).Items[0].Id;
        var steward = portal.As(Role.Steward);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => queries.OpenAsync(steward, station.EventId, new PageRequest()));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => queries.SettledAsync(steward, station.EventId));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => conflicts.AcceptAsync(steward, id, "Paid"));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => conflicts.NoteAsync(steward, id, "Paid"));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => conflicts.ReopenAsync(steward, id));

        var stranger = portal.Owner with { TenantId = portal.Owner.TenantId + 1_000_000 };
        Assert.Empty((await queries.OpenAsync(stranger, station.EventId, new PageRequest())).Items);
        Assert.Equal("not_found", Wrong(await conflicts.AcceptAsync(stranger, id, "Paid")).Code);
        Assert.Equal("not_found", Wrong(await conflicts.NoteAsync(stranger, id, "Paid")).Code);
        (await conflicts.NoteAsync(portal.Owner, id, "Seen")).Required();
        Assert.Equal("not_found", Wrong(await conflicts.ReopenAsync(stranger, id)).Code);
        Assert.Empty(await queries.SettledAsync(stranger, station.EventId));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task List_and_number_are_read_from_the_index_of_conflicts(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var station = await DoorAsync(portal);
        await portal.ParticipantAsync("2", confirmed: false);
        await LetInAsync(portal, station, "2", minutes: 20);
        await LetInAsync(portal, station, "2", minutes: 10);
        var queries = portal.Get<ConflictQueries>();
        (await portal.Get<ConflictService>().NoteAsync(portal.Owner,
            (await queries.OpenAsync(portal.Owner, station.EventId, new PageRequest())).Items[0].Id, "Seen")).Required();
        portal.Commands.Reset();
        await queries.OpenAsync(portal.Owner, station.EventId, new PageRequest());
        await queries.SettledAsync(portal.Owner, station.EventId);
        await portal.Get<CheckInQueries>().ConflictsAsync(portal.Owner, station.EventId);
        var sent = portal.Commands.Queries.ToList();
        Assert.Equal(6, sent.Count);
        if (provider == Provider.Sqlite)
        {
            await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
            foreach (var at in new[] { 0, 1, 3, 5 })
            {
                var plan = await sent[at].PlanAsync(db);
                Assert.True(Own().IsMatch(plan) && !plan.Contains("TEMP B-TREE", StringComparison.Ordinal), $"{sent[at].Sql}\n{plan}");
            }
        }
    }

    private static (string Code, string? Field) Wrong(Result<Done> result) => (result.Problems[0].Code, result.Problems[0].Field);

    private static async Task<StationView> DoorAsync(TestPortal portal)
    {
        var happening = await portal.EventAsync(requireConfirmation: true);
        return await portal.PairAsync(happening.Id, new StationDraft("Nord"));
    }

    private static async Task LetInAsync(TestPortal portal, StationView station, string badge, int minutes, int quantity = 1) =>
        (await portal.Get<StationScanService>().ScanAsync(station, new StationScan(badge, null, ScanAction.CheckIn, quantity,
            TimeSpan.FromMinutes(minutes), DeviceDecision.Admitted))).Required();

    private static async Task<State> StateAsync(TestPortal portal, long eventId) => new(
        (await portal.Get<CheckInQueries>().ListAsync(portal.Owner, new CheckInFilter(eventId), new PageRequest())).Items,
        (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!,
        await portal.Get<CheckInQueries>().ConflictsAsync(portal.Owner, eventId),
        (await portal.Get<ConflictQueries>().OpenAsync(portal.Owner, eventId, new PageRequest())).Items,
        await portal.Get<ConflictQueries>().SettledAsync(portal.Owner, eventId));

    private sealed record State(
        IReadOnlyList<CheckInRecord> CheckIns, CheckInStats Stats, int Conflicts, IReadOnlyList<ConflictRow> Open,
        IReadOnlyList<ConflictRow> Settled);

    [GeneratedRegex(@"^SEARCH s USING COVERING INDEX IX_Scans_Conflicts ")]
    private static partial Regex Own();
}
