using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Contact = AdminPortal.Domain.Contacts.Contact;

namespace AdminPortal.Tests.Domain;

public sealed class ParticipantListTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_page_of_three_thousand_participants_takes_four_commands_however_it_is_sorted(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        await ManyAsync(portal, congress.Id, 3_000);
        foreach (var badge in new[] { "00001", "00002", "00003" })
        {
            (await portal.Get<CheckInService>()
                .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = badge, Station = "Nord 1" })).Required();
        }

        foreach (var sort in new[] { "name", "badge", "company", "customer_number", "email", "category", "confirmed", "presence", "time" })
        {
            portal.Commands.Reset();
            var page = await portal.Get<ParticipantQueries>()
                .ListAsync(portal.Owner, new ParticipantFilter { EventId = congress.Id }, new PageRequest(1, 25, sort, true));
            Assert.Equal(4, portal.Commands.Count);
            Assert.Equal((3_000, 25), (page.Total, page.Items.Count));
        }

        portal.Commands.Reset();
        var found = await portal.Get<ParticipantQueries>()
            .ListAsync(portal.Owner, new ParticipantFilter { EventId = congress.Id, Search = "Müller 02999" },
                new PageRequest(1, 25, "name", false));
        Assert.Equal(4, portal.Commands.Count);
        Assert.Equal("02999", Assert.Single(found.Items).BadgeNumber);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_bulk_change_of_all_that_a_filter_finds_is_undone_for_exactly_those_it_changed(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        await ManyAsync(portal, congress.Id, 1_200);
        var bulk = portal.Get<ParticipantBulkService>();
        var open = await portal.Get<ParticipantQueries>()
            .IdsAsync(portal.Owner, new ParticipantFilter { EventId = congress.Id, Confirmed = false });
        var change = (await bulk.ConfirmAsync(portal.Owner, new ParticipantSelection(congress.Id, null, new ParticipantFilter()), true))
            .Required();

        Assert.Equal(open.Order(), change.Before.Keys.Order());
        (await bulk.ConfirmAsync(portal.Owner, new ParticipantSelection(congress.Id, [.. change.Before.Keys]), false)).Required();
        Assert.Equal(open.Order(), (await portal.Get<ParticipantQueries>()
            .IdsAsync(portal.Owner, new ParticipantFilter { EventId = congress.Id, Confirmed = false })).Order());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_may_not_see_contact_data_gets_none_with_a_participant(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var id = await portal.ParticipantAsync("0417");

        var seen = await portal.Get<ParticipantQueries>().FindAsync(portal.As(Role.Steward), id);
        Assert.Equal((null, "", null), (seen!.Contact.CompanyName, seen.Contact.CustomerNumber, seen.Contact.Email));
        Assert.Equal("0417@example.org", (await portal.Get<ParticipantQueries>().FindAsync(portal.As(Role.Organiser), id))!.Contact.Email);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_agenda_begins_with_what_runs_now_and_ends_with_what_is_longest_past(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var now = portal.Time.UtcNow();
        foreach (var (key, days) in new[] { ("past", -10), ("next", 5), ("now", -1), ("later", 9), ("longpast", -20) })
        {
            (await portal.Get<EventService>()
                .CreateAsync(portal.Owner, new EventDraft(key, key, null, now.AddDays(days), now.AddDays(days + 3), "UTC"))).Required();
        }

        var agenda = await portal.Get<EventQueries>().ListAsync(portal.Owner, new(), new PageRequest(1, 25, "agenda"));
        Assert.Equal(["now", "next", "later", "past", "longpast"], agenda.Items.Select(e => e.EventKey));
    }

    private static async Task ManyAsync(TestPortal portal, long eventId, int count)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        var now = portal.Time.UtcNow();
        var participants = Enumerable.Range(1, count).Select(i => new Participant
        {
            EventId = eventId,
            ContactId = 0,
            Contact = new Contact
            {
                CustomerNumber = $"C{i:D5}",
                FirstName = "Mia",
                LastName = $"Müller {i:D5}",
                CompanyName = $"Company {i % 50}",
                Email = $"p{i}@example.org",
                CreatedAt = now,
                UpdatedAt = now
            }.Normalise(),
            BadgeNumber = $"{i:D5}",
            IsConfirmed = i % 3 == 0,
            CreatedAt = now,
            UpdatedAt = now,
        });
        db.AddRange(participants);
        await db.SaveChangesAsync();
    }
}
