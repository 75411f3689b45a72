using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>An import writes in short transactions, and is all or nothing nevertheless.</summary>
public sealed class ImportPortionTests
{
    private static string[] Lines(int count) =>
        [.. Enumerable.Range(1, count).Select(i => $"K{i},Name{i},B{i}").Prepend("customer_number,last_name,bib")];

    private static Task<Result<ImportResult>> RunAsync(TestPortal portal, string[] lines, Action<ImportProgress>? progress = null,
        bool partial = false, CancellationToken stop = default) =>
        portal.Get<ParticipantImport>().RunAsync(
            portal.Owner, new ImportRequest { EventKey = "congress", Partial = partial, Pause = TimeSpan.Zero }, ImportFiles.Csv(lines),
                progress is null ? null : new Told(progress), stop);

    private static Action<ImportProgress> AtThousand(Func<Task> work) => progress =>
    {
        if (progress is { Stage: ImportStage.Writing, Rows: 1_000 })
        {
            work().GetAwaiter().GetResult();
        }
    };

    private static PortalDb Read(TestPortal portal) => portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);

    private static async Task<(int Participants, int Contacts)> CountAsync(TestPortal portal)
    {
        await using var db = Read(portal);
        return (await db.Participants.IgnoreQueryFilters([PortalDb.AliveFilter])
            .CountAsync(), await db.Contacts.IgnoreQueryFilters([PortalDb.AliveFilter]).CountAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_check_in_is_answered_between_two_portions_and_no_portion_is_long(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("door");
        var admitted = false;
        var done = (await RunAsync(portal, Lines(1_500), AtThousand(async () =>
            admitted = (await portal.Get<CheckInService>()
                .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "door" })).Required().Admitted)))
                .Required();
        Assert.True(admitted);
        Assert.Equal(1_500, done.Created);
        await using var db = Read(portal);
        var portions = await db.ImportPortions.OrderBy(p => p.Number).ToListAsync();
        Assert.Equal(Enumerable.Range(0, portions.Count), portions.Select(p => p.Number));
        Assert.All(portions, p => Assert.InRange(p.Count, 1, 2 * ImportEngine.MostInPortion));
        Assert.Equal(3_000, portions.Sum(p => p.Count));
        Assert.Equal((ImportState.Done, 1_500, (DateTime?)null),
            await db.Imports.Select(i => ValueTuple.Create(i.State, i.Created, i.LeaseUntil)).SingleAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_badge_given_away_meanwhile_takes_everything_back(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var refused = (await RunAsync(portal, Lines(1_500), AtThousand(() => portal.ParticipantAsync("B1400")))).Required();
        Assert.Equal((false, (1401, "taken")), (refused.Written, refused.RefusedRows.Select(row => (row.Row, row.Code)).Single()));
        Assert.Equal((1, 1), await CountAsync(portal));
        await using var db = Read(portal);
        Assert.Equal((ImportState.Stopped, 0), await db.Imports.Select(i => ValueTuple.Create(i.State, i.Kept)).SingleAsync());
        Assert.Equal(1_499, (await RunAsync(portal, Lines(1_500), partial: true)).Required().Created);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_badge_given_away_meanwhile_refuses_its_row_when_the_good_ones_are_wanted(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var done = (await RunAsync(portal, Lines(1_500), AtThousand(() => portal.ParticipantAsync("B1400")), partial: true)).Required();
        Assert.Equal((true, 1_499, 1), (done.Written, done.Created, done.Refused));
        Assert.Equal((1_500, 1_500), await CountAsync(portal));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Whoever_came_in_meanwhile_stays_when_the_rest_is_taken_back(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(portal, Lines(1_500), AtThousand(async () =>
        {
            Assert.True((await portal.Get<CheckInService>()
                .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "B7" })).Required().Admitted);
            await stop.CancelAsync();
        }), stop: stop.Token));
        Assert.Equal((1, 1), await CountAsync(portal));
        await using var db = Read(portal);
        Assert.Equal((ImportState.Stopped, 2), await db.Imports.Select(i => ValueTuple.Create(i.State, i.Kept)).SingleAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task One_import_runs_at_a_time_and_another_is_told_so(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        string? code = null;
        await RunAsync(portal, Lines(1_100),
            AtThousand(async () => code = (await RunAsync(portal, ["last_name", "Other"])).Problems.Single().Code));
        Assert.Equal("import_running", code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_a_dead_process_left_is_taken_back_when_its_lease_has_lapsed(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var recovered = false;
        await Assert.ThrowsAsync<ImportLostException>(() => RunAsync(portal, Lines(1_500), AtThousand(async () =>
        {
            await portal.Get<ImportRecovery>().RecoverAsync();
            Assert.NotEqual((0, 0), await CountAsync(portal));
            portal.Time.Advance(ImportLog.Lease);
            await portal.Get<ImportRecovery>().RecoverAsync();
            recovered = true;
            Assert.Equal((0, 0), await CountAsync(portal));
        })));
        Assert.True(recovered);
        Assert.Equal((0, 0), await CountAsync(portal));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Undone_an_import_leaves_everything_as_it_was_but_for_what_somebody_changed(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        foreach (var (number, badge) in new[] { ("K1", "B1"), ("K2", "old"), ("K3", "B3") })
        {
            (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft(number, null, "Ida", "Before", null)))
                .Required();
            (await portal.Get<ParticipantService>().CreateAsync(portal.Owner, new ParticipantDraft("congress", number, false, badge)))
                .Required();
        }

        async Task<IReadOnlyList<(string, string?, string?, bool)>> RowsAsync() =>
            [.. (await portal.Get<ParticipantQueries>()
                .ListAsync(portal.Owner, new ParticipantFilter { EventKey = "congress" }, new PageRequest(1, 200, "badge", false))).Items
                .Select(p => (p.CustomerNumber!, p.LastName, p.BadgeNumber, p.IsConfirmed))];
        var before = await RowsAsync();
        var done = (await RunAsync(portal, Lines(300))).Required();
        Assert.Equal((297, 3), (done.Created, done.Updated));
        Assert.Equal(0, (await portal.Get<ImportUndo>().UndoAsync(portal.Owner, done.ImportId!.Value)).Required());
        Assert.Equal(before, await RowsAsync());
        await using (var db = Read(portal))
        {
            Assert.Equal(3, await db.Contacts.CountAsync());
            Assert.All(await db.Contacts.ToListAsync(), c => Assert.Equal("before ida", c.SortName));
        }

        var again = (await RunAsync(portal, Lines(300))).Required();
        var changed = (await RowsAsync()).Single(row => row.Item1 == "K1");
        await using (var db = Read(portal))
        {
            var contact = await db.Contacts.SingleAsync(c => c.CustomerNumber == "K1");
            (await portal.Get<ContactService>()
                .UpdateAsync(portal.Owner, contact.Id, new ContactDraft("K1", null, "Ida", "Since", null), contact.Version)).Required();
        }

        Assert.Equal(1, (await portal.Get<ImportUndo>().UndoAsync(portal.Owner, again.ImportId!.Value)).Required());
        Assert.Equal([.. before.Select(row => row.Item1 == "K1" ? row with { Item2 = "Since" } : row)], await RowsAsync());
        Assert.Equal("Name1", changed.Item2);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_was_changed_in_bulk_and_changed_back_does_not_keep_an_import(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (eventId, bulk) = ((await portal.EventAsync()).Id, portal.Get<ParticipantBulkService>());
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("K1", null, "Ida", "Before", null))).Required();
        (await portal.Get<ParticipantService>().CreateAsync(portal.Owner, new ParticipantDraft("congress", "K1", false, "old"))).Required();
        var done = (await RunAsync(portal, Lines(30))).Required();
        await using var db = Read(portal);
        var category = (await portal.Get<CategoryService>().CreateAsync(portal.Owner, eventId, "press", "Press")).Required();
        var all = new ParticipantSelection(eventId, await db.Participants.Select(p => p.Id).ToListAsync());
        (await bulk.ConfirmAsync(portal.Owner, all, true)).Required();
        (await bulk.ConfirmAsync(portal.Owner, all, false)).Required();
        var moved = (await bulk.SetCategoryAsync(portal.Owner, all, category)).Required();
        (await bulk.RestoreCategoriesAsync(portal.Owner, eventId, moved)).Required();
        (await bulk.DeleteAsync(portal.Owner, all)).Required();
        (await bulk.RestoreAsync(portal.Owner, all)).Required();

        // One of them is changed and not changed back: that one stays, and its contact with it.
        var kept = await db.Participants.Where(p => p.Contact!.CustomerNumber == "K7").Select(p => p.Id).SingleAsync();
        (await bulk.ConfirmAsync(portal.Owner, all with { Ids = [kept] }, true)).Required();
        Assert.Equal(2, (await portal.Get<ImportUndo>().UndoAsync(portal.Owner, done.ImportId!.Value)).Required());
        Assert.Equal([("K1", "Before", "old"), ("K7", "Name7", "B7")], await db.Participants.OrderBy(p => p.Id)
            .Select(p => ValueTuple.Create(p.Contact!.CustomerNumber, p.Contact.LastName, p.BadgeNumber)).ToListAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_undo_that_died_within_a_portion_is_ended_and_keeps_nothing_it_had_taken_back_already(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("K1", null, "Ida", "Before", null))).Required();
        (await portal.Get<ParticipantService>().CreateAsync(portal.Owner, new ParticipantDraft("congress", "K1", false, "old"))).Required();
        var done = (await RunAsync(portal, Lines(30))).Required();
        Assert.Equal(0, (await portal.Get<ImportUndo>().UndoAsync(portal.Owner, done.ImportId!.Value)).Required());
        await using (var db = Read(portal))
        {
            // As it is when all transactions but the last one of the undo were committed.
            var past = portal.Time.GetUtcNow().UtcDateTime.AddSeconds(-1);
            await db.ImportPortions.ExecuteUpdateAsync(set => set.SetProperty(p => p.UndoneAt, (DateTime?)null));
            await db.Imports.ExecuteUpdateAsync(set => set
                .SetProperty(i => i.State, ImportState.Undoing).SetProperty(i => i.Owner, "gone").SetProperty(i => i.LeaseUntil, past));
        }

        await portal.Get<ImportRecovery>().RecoverAsync();
        await using var after = Read(portal);
        Assert.Equal((ImportState.Undone, 0), await after.Imports.Select(i => ValueTuple.Create(i.State, i.Kept)).SingleAsync());
        Assert.All(await after.ImportPortions.ToListAsync(), p => Assert.NotNull(p.UndoneAt));
        Assert.Equal("Before", (await after.Contacts.SingleAsync()).LastName);
        Assert.Equal("old", (await after.Participants.SingleAsync()).BadgeNumber);
    }

    [Fact]
    public void A_transaction_that_took_too_long_is_followed_by_a_shorter_one_and_a_longer_pause()
    {
        var time = new TimerTime(DateTimeOffset.UnixEpoch);
        var pace = new ImportPace(TimeSpan.FromMilliseconds(20), 100, 5, 250, time);
        pace.Begin();
        time.Advance(TimeSpan.FromMilliseconds(80));
        pace.End(100);
        Assert.Equal((25, TimeSpan.FromMilliseconds(80)), (pace.Rows, pace.Rest(TimeSpan.FromMilliseconds(20))));
        pace.Begin();
        time.Advance(TimeSpan.FromMilliseconds(10));
        pace.End(25);
        Assert.Equal((38, TimeSpan.FromMilliseconds(20)), (pace.Rows, pace.Rest(TimeSpan.FromMilliseconds(20))));
    }

    [Fact]
    public void A_portion_is_taken_back_row_by_row_and_applications_as_a_whole()
    {
        List<ImportChange> people = [new("Contact", 1, 1, null), new("Contact", 2, 1, null), new("Participant", 3, 1, null),
            new("Participant", 5, 1, null)];
        var contactOf = new Dictionary<long, long> { [3] = 1, [5] = 9 };
        Assert.Equal(
            [("Participant", true, "Participant 3 + Contact 1, Participant 5"), ("Contact", true, "Contact 2")],
            ImportGroup.Of(people, contactOf).Select(group => (group.Entity, group.Divided, string.Join(", ", group.Units.Select(Text)))));
        var group = Assert.Single(ImportGroup.Of([.. people, new ImportChange("Application", 4, 1, null)], contactOf));
        Assert.Equal((false, 5), (group.Divided, Assert.Single(group.Units).Count));

        static string Text(List<ImportChange> unit) => string.Join(" + ", unit.Select(change => $"{change.Entity} {change.Id}"));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_row_whose_contact_was_removed_meanwhile_is_refused(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var id = (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("K1400", null, "Ida", "Kaya", null)))
            .Required();
        var done = (await RunAsync(portal, Lines(1_500),
            AtThousand(async () => (await portal.Get<ContactService>().DeleteAsync(portal.Owner, id)).Required()), partial: true))
                .Required();
        Assert.Equal((1_499, 1), (done.Created, done.Refused));
        Assert.Equal((1401, "contact_gone"), done.RefusedRows.Select(row => (row.Row, row.Code)).Single());
        await using var db = Read(portal);
        Assert.Equal(1_499, await db.Participants.CountAsync(p => db.Contacts.Any(c => c.Id == p.ContactId)));
        Assert.Equal(1_499, await db.Participants.CountAsync());
    }

    private sealed class Told(Action<ImportProgress> tell) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => tell(value);
    }
}
