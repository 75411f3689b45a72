using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>What is removed comes back as it was.</summary>
public sealed class RemovalUndoTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_participant_comes_back_with_its_check_in(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var id = await portal.ParticipantAsync("0007");
        await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "0007" });
        var bulk = portal.Get<ParticipantBulkService>();
        (await bulk.DeleteAsync(portal.Owner, new ParticipantSelection(congress.Id, [id]))).Required();
        Assert.Null(await portal.Get<ParticipantQueries>().FindAsync(portal.Owner, id));
        (await bulk.RestoreAsync(portal.Owner, new ParticipantSelection(congress.Id, [id]))).Required();
        Assert.NotNull(await portal.Get<ParticipantQueries>().FindAsync(portal.Owner, id));
        Assert.Equal(1, (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!.CheckedInNow);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Two_participants_without_badges_come_back(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var ids = new[] { await WithoutBadgeAsync(portal, "A"), await WithoutBadgeAsync(portal, "B") };
        await WithoutBadgeAsync(portal, "C");
        var bulk = portal.Get<ParticipantBulkService>();
        (await bulk.DeleteAsync(portal.Owner, new ParticipantSelection(congress.Id, ids))).Required();
        Assert.Equal(2, (await bulk.RestoreAsync(portal.Owner, new ParticipantSelection(congress.Id, ids))).Required().Count);
        Assert.Equal(3, (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!.TotalParticipants);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_contact_comes_back_with_its_participations(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.EventAsync("expo");
        await portal.ParticipantAsync("0007");
        await WithoutBadgeAsync(portal, "0007", "expo");
        await WithoutBadgeAsync(portal, "other", "expo");
        await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "0007" });
        await using var db = portal.Get<IDbContextFactory<AdminPortal.Domain.Data.PortalDb>>().CreateDbContext();
        db.Actor = portal.Owner;
        var contact = await db.Contacts.Where(c => c.CustomerNumber == "0007").Select(c => c.Id).SingleAsync();
        var contacts = portal.Get<ContactService>();
        (await contacts.DeleteAsync(portal.Owner, contact)).Required();
        (await contacts.RestoreAsync(portal.Owner, contact)).Required();
        Assert.Equal(2, await db.Participants.CountAsync(p => p.ContactId == contact));
        Assert.Equal(1, (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!.CheckedInNow);
    }

    private static async Task<long> WithoutBadgeAsync(TestPortal portal, string number, string eventKey = "congress")
    {
        await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft(number, null, "Ida", $"Kaya{number}", null));
        return (await portal.Get<ParticipantService>().CreateAsync(portal.Owner, new ParticipantDraft(eventKey, number, true, null))).Required();
    }
}
