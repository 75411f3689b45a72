using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>The one way to remove and to restore: what goes along, what stays, what stands in the way.</summary>
public sealed class RemovalTests
{
    private static PortalDb Open(TestPortal portal) => portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);

    private static async Task<long> ContactOfAsync(TestPortal portal, long participant)
    {
        await using var db = Open(portal);
        return await db.Participants.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(p => p.Id == participant).Select(p => p.ContactId)
            .SingleAsync();
    }

    private static async Task<long> CheckInAsync(TestPortal portal, string badge, string eventKey = "congress") =>
        (await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = eventKey, BadgeNumber = badge }))
            .Required().Record!.Id;

    [Theory, ClassData(typeof(Providers))]
    public async Task Two_removals_within_one_millisecond_do_not_mix(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var (early, late) = (await portal.ParticipantAsync("1"), await portal.ParticipantAsync("2"));
        var removal = portal.Get<Removal>();
        (await removal.DeleteAsync<Participant>(portal.Owner, [early])).Required();
        (await removal.DeleteAsync<Event>(portal.Owner, [congress.Id])).Required();
        (await removal.RestoreAsync<Event>(portal.Owner, [congress.Id])).Required();
        await using var db = Open(portal);
        Assert.Equal([late], await db.Participants.Select(p => p.Id).ToListAsync());
        Assert.Equal([early], (await removal.RestoreAsync<Participant>(portal.Owner, [early, late])).Required().Ids);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Each_record_that_goes_and_comes_back_is_in_the_audit_log(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        (await portal.Get<CategoryService>().CreateAsync(portal.Owner, congress.Id, "press", "Press")).Required();
        (await portal.Get<CheckInWindowService>()
            .CreateAsync(portal.Owner, congress.Id, new WindowDraft("Morning", portal.Time.UtcNow(), portal.Time.UtcNow().AddHours(2))))
            .Required();
        await portal.ParticipantAsync("1");
        await CheckInAsync(portal, "1");
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        var began = portal.Time.UtcNow();
        var removed = (await portal.Get<EventService>().DeleteAsync(portal.Owner, congress.Id)).Required();
        Assert.Equal(4, removed.Along);
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        (await portal.Get<EventService>().RestoreAsync(portal.Owner, congress.Id)).Required();
        foreach (var action in new[] { AuditAction.Deleted, AuditAction.Restored })
        {
            var entries = await portal.Get<AuditQueries>()
                .ListAsync(portal.Owner, new AuditFilter { Action = action, From = began }, new PageRequest());
            Assert.Equal(["Category", "CheckIn", "CheckInWindow", "Event", "Participant"], entries.Items.Select(e => e.Entity).Order());
            Assert.All(entries.Items, entry => Assert.Equal(congress.Id, entry.EventId));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_refusal_names_the_field_and_who_holds_the_value(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var first = await portal.ParticipantAsync("7", lastName: "Alt");
        var removal = portal.Get<Removal>();
        (await removal.DeleteAsync<Participant>(portal.Owner, [first])).Required();
        await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("N1", null, "Ida", "Neu", null));
        var second = (await portal.Get<ParticipantService>().CreateAsync(portal.Owner, new ParticipantDraft("congress", "N1", true, "7")))
            .Required();
        var refused = Assert.Single((await removal.RestoreAsync<Participant>(portal.Owner, [first])).Problems);
        Assert.Equal(("held_badge_number", "badge_number"), (refused.Code, refused.Field));
        Assert.Equal(["7", "Neu, Ida"], refused.Args);

        // The same through the contact, and nothing of it came back.
        var contact = await ContactOfAsync(portal, first);
        (await removal.DeleteAsync<Participant>(portal.Owner, [second])).Required();
        (await removal.RestoreAsync<Participant>(portal.Owner, [first])).Required();
        (await removal.DeleteAsync<Contact>(portal.Owner, [contact])).Required();
        (await removal.RestoreAsync<Participant>(portal.Owner, [second])).Required();
        Assert.Equal("held_badge_number", Assert.Single((await removal.RestoreAsync<Contact>(portal.Owner, [contact])).Problems).Code);
        await using var db = Open(portal);
        Assert.False(await db.Contacts.AnyAsync(c => c.Id == contact));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_belongs_to_something_removed_does_not_come_back_alone(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var participant = await portal.ParticipantAsync("1", lastName: "Muster");
        var checkIn = await CheckInAsync(portal, "1");
        var removal = portal.Get<Removal>();
        (await removal.DeleteAsync<Participant>(portal.Owner, [participant])).Required();
        var orphan = Assert.Single((await removal.RestoreAsync<CheckIn>(portal.Owner, [checkIn])).Problems);
        Assert.Equal(("removed_participant", "Muster, Mia"), (orphan.Code, orphan.Args[0]));
        (await removal.DeleteAsync<Event>(portal.Owner, [congress.Id])).Required();
        Assert.Equal(("removed_event", "Event congress"),
            One((await removal.RestoreAsync<Participant>(portal.Owner, [participant])).Problems));

        static (string, object?) One(IReadOnlyList<Problem> problems) => (Assert.Single(problems).Code, problems[0].Args[0]);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_participation_of_two_removed_records_comes_back_with_the_later_one(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var participant = await portal.ParticipantAsync("1");
        await CheckInAsync(portal, "1");
        var contact = await ContactOfAsync(portal, participant);
        var removal = portal.Get<Removal>();
        foreach (var eventFirst in new[] { true, false })
        {
            Func<Task<Result<Removed>>> remove = () => removal.DeleteAsync<Event>(portal.Owner, [congress.Id]);
            Func<Task<Result<Removed>>> restore = () => removal.RestoreAsync<Event>(portal.Owner, [congress.Id]);
            Func<Task<Result<Removed>>> removeOther = () => removal.DeleteAsync<Contact>(portal.Owner, [contact]);
            Func<Task<Result<Removed>>> restoreOther = () => removal.RestoreAsync<Contact>(portal.Owner, [contact]);
            (await (eventFirst ? remove : removeOther)()).Required();
            (await (eventFirst ? removeOther : remove)()).Required();
            (await (eventFirst ? restore : restoreOther)()).Required();
            await using var db = Open(portal);
            Assert.False(await db.Participants.AnyAsync());
            Assert.False(await db.CheckIns.AnyAsync());
            (await (eventFirst ? restoreOther : restore)()).Required();
            Assert.True(await db.Participants.AnyAsync(p => p.Id == participant));
            Assert.Equal(1, await db.CheckIns.CountAsync());
            Assert.False(await db.RemovalEntries.AnyAsync());
            Assert.False(await db.RemovedRecords.AnyAsync());
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Inside_the_callers_transaction_a_refusal_afterwards_takes_it_back(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var participant = await portal.ParticipantAsync("1");
        var (removal, databases) = (portal.Get<Removal>(), portal.Get<IDbContextFactory<PortalDb>>());
        var refused = await databases.WriteAsync<Removed>(portal.Owner, async db =>
        {
            (await removal.DeleteAsync<Participant>(db, [participant])).Required();
            Assert.False(await db.Participants.AnyAsync());
            return Problem.NotFound();
        });
        Assert.False(refused.Ok);
        await using var reading = Open(portal);
        Assert.True(await reading.Participants.AnyAsync());
        Assert.False(await reading.RemovalEntries.AnyAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_event_with_more_people_than_a_statement_may_change_goes_in_portions_and_comes_back_as_it_was(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        await FillAsync(portal, congress.Id, RemovalStep.Portion + 1, inside: 50);
        var before = (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!;
        var service = portal.Get<EventService>();
        Assert.Equal(RemovalStep.Portion + 51, (await service.DeleteAsync(portal.Owner, congress.Id)).Required().Along);
        await using var db = Open(portal);
        Assert.False(await db.Participants.AnyAsync());
        var entry = await db.RemovalEntries.SingleAsync();
        Assert.Equal((1, RemovalStep.Portion + 1, 50, 0), (entry.Chosen, entry.Participants, entry.CheckIns, entry.Others));
        (await service.RestoreAsync(portal.Owner, congress.Id)).Required();
        Assert.Equivalent(before, (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_may_not_remove_may_not_restore_either(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var (removal, steward) = (portal.Get<Removal>(), portal.As(Role.Steward));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => removal.DeleteAsync<Event>(steward, [congress.Id]));
        (await removal.DeleteAsync<Event>(portal.Owner, [congress.Id])).Required();
        await Assert.ThrowsAsync<PermissionDeniedException>(() => removal.RestoreAsync<Event>(steward, [congress.Id]));
        await using var other = await TestPortal.StartAsync(provider);
        Assert.Equal("not_found", Assert.Single((await other.Get<Removal>().RestoreAsync<Event>(other.Owner, [congress.Id])).Problems)
            .Code);
    }

    /// <summary>Participants of an event, some of them inside, without the audit log.</summary>
    internal static async Task FillAsync(TestPortal portal, long eventId, int count, int inside)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        (db.Actor, db.IsUnaudited) = (portal.Owner, true);
        var now = portal.Time.UtcNow();
        var contacts = Enumerable.Range(1, count)
            .Select(i => new Contact { CustomerNumber = $"F{i}", LastName = $"Person {i}", CreatedAt = now, UpdatedAt = now }.Normalise())
            .ToList();
        db.Contacts.AddRange(contacts);
        await db.SaveChangesAsync();
        var people = contacts.Select((c, i) => new Participant
        {
            EventId = eventId,
            ContactId = c.Id,
            BadgeNumber = i % 2 == 0 ? $"F{i}" : null,
            IsConfirmed = true,
            CreatedAt = now,
            UpdatedAt = now
        }).ToList();
        db.Participants.AddRange(people);
        await db.SaveChangesAsync();
        db.CheckIns.AddRange(people.Take(inside).Select(p => new CheckIn
        {
            EventId = eventId,
            ParticipantId = p.Id,
            Type = CheckInType.Scan,
            Station = "North",
            Quantity = 1,
            CheckedInAt = now,
            ReceivedAt = now,
            InMinute = Clock.Minute(now),
            CheckedInBy = "Door",
        }));
        await db.SaveChangesAsync();
    }
}
