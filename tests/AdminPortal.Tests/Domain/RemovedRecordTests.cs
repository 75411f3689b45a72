using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>The list of what was removed, the note in its place, and its end.</summary>
public sealed class RemovedRecordTests
{
    private static PortalDb Open(TestPortal portal) => portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);

    [Theory, ClassData(typeof(Providers))]
    public async Task The_list_says_what_who_when_and_what_went_along_and_restores_one_many_or_all(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        long[] ids = [await portal.ParticipantAsync("1", lastName: "Müller"), await portal.ParticipantAsync("2", lastName: "Berg"),
            await portal.ParticipantAsync("3", lastName: "Ali")];
        await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "2" });
        var (removal, queries) = (portal.Get<Removal>(), portal.Get<RemovalQueries>());
        (await removal.DeleteAsync<Participant>(portal.Owner, ids)).Required();
        var found = await queries.ListAsync(portal.Owner, new RemovedFilter(congress.Id, "muller"), new PageRequest());
        var row = Assert.Single(found.Items);
        Assert.Equal(("Participant", "Müller, Mia", "1", "Olga Owner", 3, 0, 1),
            (row.Entity, row.Title, row.Detail, row.By, row.Chosen, row.Participants, row.CheckIns));
        Assert.Equal(("Event congress", portal.Time.UtcNow()), (row.EventTitle, row.At));
        (await removal.RestoreRecordsAsync(portal.Owner, [row.Id])).Required();
        Assert.Equal(2, (await queries.ListAsync(portal.Owner, new RemovedFilter(), new PageRequest())).Total);
        Assert.Equal(2, (await removal.RestoreAllAsync(portal.Owner, row.RemovalId)).Required().Ids.Count);
        Assert.Equal(0, (await queries.ListAsync(portal.Owner, new RemovedFilter(), new PageRequest())).Total);
        Assert.Equal((3, 1), (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress")) is
        { } stats ? (stats.TotalParticipants, stats.CheckedInNow) : default);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_conflict_keeps_the_row_and_kinds_that_somebody_may_not_restore_are_not_listed(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var first = await portal.EventAsync();
        var (removal, queries) = (portal.Get<Removal>(), portal.Get<RemovalQueries>());
        (await removal.DeleteAsync<Event>(portal.Owner, [first.Id])).Required();
        await portal.EventAsync();
        var row = Assert.Single((await queries.ListAsync(portal.Owner, new RemovedFilter(), new PageRequest())).Items);
        Assert.Equal("held_event_key", Assert.Single((await removal.RestoreRecordsAsync(portal.Owner, [row.Id])).Problems).Code);
        Assert.Single((await queries.ListAsync(portal.Owner, new RemovedFilter(), new PageRequest())).Items);
        Assert.Empty((await queries.ListAsync(portal.As(Role.Steward), new RemovedFilter(), new PageRequest())).Items);
        Assert.Equal("not_found", Assert.Single((await removal.RestoreRecordsAsync(portal.As(Role.Steward), [row.Id])).Problems).Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task In_the_place_of_a_removed_record_stands_who_removed_it_and_with_what(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var participant = await portal.ParticipantAsync("1", lastName: "Muster");
        await using var db = Open(portal);
        var contact = await db.Participants.Select(p => p.ContactId).SingleAsync();
        var (removal, queries) = (portal.Get<Removal>(), portal.Get<RemovalQueries>());
        Assert.Null(await queries.FindAsync<Participant>(portal.Owner, participant));
        (await removal.DeleteAsync<Contact>(portal.As(Role.Organiser), [contact])).Required();
        var note = (await queries.FindAsync<Participant>(portal.Owner, participant))!;
        Assert.Equal(("Contact", contact, "Muster, Mia", true, "Organiser", portal.Time.UtcNow(), true),
            (note.Entity, note.EntityId, note.Title, note.Along, note.By, note.At, note.MayRestore));
        Assert.False((await queries.FindAsync<Participant>(portal.As(Role.Steward), participant))!.MayRestore);
        (await removal.RestoreAsync(portal.Owner, note)).Required();
        Assert.Null(await queries.FindAsync<Participant>(portal.Owner, participant));
        (await removal.DeleteAsync<Event>(portal.Owner, [congress.Id])).Required();
        Assert.Equal((congress.Id, false), (await queries.FindEventAsync(portal.As(Role.Viewer), "congress")) is
        { } gone ? (gone.EntityId, gone.MayRestore) : default);
        Assert.Null(await queries.FindEventAsync(portal.Owner, "other"));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task After_30_days_it_is_erased_children_first_and_what_is_younger_or_named_by_an_invoice_stays(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        await portal.EventAsync("expo");
        (await portal.Get<CategoryService>().CreateAsync(portal.Owner, congress.Id, "press", "Press")).Required();
        await portal.ParticipantAsync("1", categoryKey: "press");
        await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "1" });
        await portal.ParticipantAsync("2", "expo");
        await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "expo", BadgeNumber = "2" });
        (await portal.Get<InvoiceService>()
            .CreateAsync(portal.Owner, new InvoiceDraft("2", "expo", "EUR", 10_00, portal.Time.UtcNow(), null, null))).Required();
        var (removal, eraser) = (portal.Get<Removal>(), portal.Get<RemovalEraser>());
        await using var db = Open(portal);
        var expo = await db.Events.Where(e => e.EventKey == "expo").Select(e => e.Id).SingleAsync();
        (await removal.DeleteAsync<Event>(portal.Owner, [congress.Id, expo])).Required();
        portal.Time.Advance(TimeSpan.FromDays(30));
        await portal.EventAsync("young");
        var young = await portal.ParticipantAsync("3", "young");
        (await removal.DeleteAsync<Participant>(portal.Owner, [young])).Required();
        Assert.Equal(0, await eraser.EraseAsync());
        portal.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(6, await eraser.EraseAsync()); // two participants, two check-ins, a category, an event
        Assert.Equal(0, await eraser.EraseAsync());
        Assert.Equal([expo], await db.Events.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(e => e.DeletedAt != null).Select(e => e.Id)
            .ToListAsync());
        Assert.Equal([young], await db.Participants.IgnoreQueryFilters([PortalDb.AliveFilter]).Select(p => p.Id).ToListAsync());
        Assert.False(await db.CheckIns.IgnoreQueryFilters([PortalDb.AliveFilter]).AnyAsync());
        Assert.False(await db.Scans.AnyAsync(s => s.EventId == congress.Id));
        Assert.All(await db.Scans.ToListAsync(), scan => Assert.Null(scan.ParticipantId));
        Assert.Equal(3, await db.Contacts.CountAsync());
        var erased = await portal.Get<AuditQueries>()
            .ListAsync(portal.Owner, new AuditFilter { Action = AuditAction.Erased }, new PageRequest());
        Assert.Equal(["Category", "CheckIn", "CheckIn", "Event", "Participant", "Participant"], erased.Items.Select(e => e.Entity).Order());
        (await removal.RestoreAsync<Participant>(portal.Owner, [young])).Required();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_kind_of_record_can_be_erased(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var removal = portal.Get<Removal>();
        var application = (await portal.Get<ApplicationService>()
            .CreateAsync(portal.Owner, new ApplicationDraft("1", ["congress"], null, null, null))).Required();
        var invoice = (await portal.Get<InvoiceService>()
            .CreateAsync(portal.Owner, new InvoiceDraft("1", null, "EUR", 10_00, portal.Time.UtcNow(), null, null))).Required();
        var payment = (await portal.Get<PaymentService>()
            .RecordAsync(portal.Owner, new PaymentDraft(null, "1", null, "bank", "EUR", 5_00, 0, portal.Time.UtcNow(), "r1"))).Required();
        await using var db = Open(portal);
        var contact = await db.Contacts.Select(c => c.Id).SingleAsync();
        (await removal.DeleteAsync<Payment>(portal.Owner, [payment])).Required();
        (await removal.DeleteAsync<Invoice>(portal.Owner, [invoice])).Required();
        (await removal.DeleteAsync<Application>(portal.Owner, [application])).Required();
        (await removal.DeleteAsync<Contact>(portal.Owner, [contact])).Required();
        portal.Time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(5, await portal.Get<RemovalEraser>().EraseAsync());
        Assert.False(await db.Contacts.IgnoreQueryFilters([PortalDb.AliveFilter]).AnyAsync());
        Assert.False(await db.ApplicationEvents.AnyAsync());
        Assert.False(await db.RemovedRecords.AnyAsync());
        Assert.False(await db.RemovalEntries.AnyAsync());
    }

    /// <summary>A table that refers to records that can be erased must say what becomes of it, or erasing fails one day.</summary>
    [Fact]
    public async Task Every_reference_to_a_record_that_can_be_erased_is_provided_for()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await using var db = Open(portal);
        var plans = RemovalPlans.All.ToDictionary(plan => plan.Entity);
        var kinds = db.Model.GetEntityTypes().Where(type => typeof(ISoftDeleted).IsAssignableFrom(type.ClrType)).ToList();
        Assert.Equal(kinds.Select(type => type.ClrType.Name).Order(), plans.Keys.Order());
        foreach (var key in db.Model.GetEntityTypes().SelectMany(type => type.GetForeignKeys())
            .Where(key => kinds.Contains(key.PrincipalEntityType)))
        {
            Assert.Contains($"{key.DeclaringEntityType.ClrType.Name}.{key.Properties[^1].Name}", plans[key.PrincipalEntityType.ClrType.Name]
                .References);
        }
    }
}
