using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
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
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        db.Actor = portal.Owner;
        var contact = await db.Contacts.Where(c => c.CustomerNumber == "0007").Select(c => c.Id).SingleAsync();
        var contacts = portal.Get<ContactService>();
        (await contacts.DeleteAsync(portal.Owner, contact)).Required();
        (await contacts.RestoreAsync(portal.Owner, contact)).Required();
        Assert.Equal(2, await db.Participants.CountAsync(p => p.ContactId == contact));
        Assert.Equal(1, (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!.CheckedInNow);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_event_with_3000_participants_of_whom_1200_are_inside_comes_back_in_rows_and_figures(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        await RemovalTests.FillAsync(portal, congress.Id, 3000, inside: 1200);
        var (events, stats, boards) = (portal.Get<EventService>(), portal.Get<CheckInStatsQueries>(), portal.Get<BoardReader>());
        var figures = (await stats.FindAsync(portal.Owner, "congress"))!;
        var board = (await boards.ReadAsync(portal.Owner.TenantId, congress.Id, null))!.Snapshot;
        var rows = await RowsAsync(portal);
        Assert.Equal((3000, 1200), (figures.TotalParticipants, figures.PeopleInside));
        Assert.Equal(4200, (await events.DeleteAsync(portal.Owner, congress.Id)).Required().Along);
        Assert.Null(await stats.FindAsync(portal.Owner, "congress"));
        Assert.Null(await boards.ReadAsync(portal.Owner.TenantId, congress.Id, null));
        (await events.RestoreAsync(portal.Owner, congress.Id)).Required();
        Assert.Equivalent(figures, await stats.FindAsync(portal.Owner, "congress"));
        var back = (await boards.ReadAsync(portal.Owner.TenantId, congress.Id, null))!.Snapshot;
        Assert.Equal((board.InsideNow, board.PeopleInside, board.Arrived, board.Expected, board.CheckIns),
            (back.InsideNow, back.PeopleInside, back.Arrived, back.Expected, back.CheckIns));
        Assert.Equivalent(board.Stations, back.Stations);
        Assert.Equal(rows, await RowsAsync(portal));
        var log = await portal.Get<AuditQueries>()
            .ListAsync(portal.Owner, new AuditFilter { Action = AuditAction.Restored }, new PageRequest());
        Assert.Equal(4201, log.Total);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Money_and_applications_come_back_and_an_issued_invoice_with_payments_never_goes(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var (invoices, payments, applications) =
            (portal.Get<InvoiceService>(), portal.Get<PaymentService>(), portal.Get<ApplicationService>());
        var draft = (await invoices.CreateAsync(portal.Owner,
            new InvoiceDraft("1", "congress", "EUR", 10_00, portal.Time.UtcNow(), null, "note"))).Required();
        var issued = (await invoices.CreateAsync(portal.Owner,
            new InvoiceDraft("1", "congress", "EUR", 20_00, portal.Time.UtcNow(), null, null))).Required();
        (await invoices.IssueAsync(portal.Owner, issued)).Required();
        var number = (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, issued))!.Row.Number;
        var payment = (await payments.RecordAsync(portal.Owner,
            new PaymentDraft(number, null, null, "bank", "EUR", 20_00, 0, portal.Time.UtcNow(), "r1"))).Required();
        var application = (await applications.CreateAsync(portal.Owner, new ApplicationDraft("1", ["congress"], null, "please", 4)))
            .Required();
        var before = await MoneyAsync();
        Assert.Equal("issued_stays", Assert.Single((await invoices.DeleteAsync(portal.Owner, issued)).Problems).Code);
        (await invoices.DeleteAsync(portal.Owner, draft)).Required();
        (await payments.DeleteAsync(portal.Owner, payment)).Required();
        (await applications.DeleteAsync(portal.Owner, application)).Required();
        Assert.NotEqual(before, await MoneyAsync());
        (await applications.RestoreAsync(portal.Owner, application)).Required();
        (await payments.RestoreAsync(portal.Owner, payment)).Required();
        (await invoices.RestoreAsync(portal.Owner, draft)).Required();
        Assert.Equal(before, await MoneyAsync());

        async Task<string> MoneyAsync()
        {
            await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
            var rows = await db.Invoices.OrderBy(i => i.Id)
                .Select(i => $"{i.Id} {i.Number} {i.GrossMinor} {i.Status} {i.Notes} {i.UpdatedAt:O}").ToListAsync();
            rows.AddRange(await db.Payments.OrderBy(p => p.Id)
                .Select(p => $"{p.Id} {p.InvoiceId} {p.GrossMinor} {p.Status} {p.Reference} {p.UpdatedAt:O}").ToListAsync());
            rows.AddRange(await db.Applications.OrderBy(a => a.Id)
                .Select(a => $"{a.Id} {a.Status} {a.Message} {a.Rating} {a.Events.Count} {a.UpdatedAt:O}").ToListAsync());
            return string.Join("\n", rows);
        }
    }

    /// <summary>Everything of the event but the version numbers.</summary>
    private static async Task<string> RowsAsync(TestPortal portal)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        var people = await db.Participants.OrderBy(p => p.Id)
            .Select(p => new { p.Id, p.ContactId, p.BadgeNumber, p.IsConfirmed, p.UpdatedAt }).ToListAsync();
        var stays = await db.CheckIns.OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.ParticipantId, c.CheckedInAt, c.CheckedOutAt, c.Quantity }).ToListAsync();
        return string.Join('\n', people.Select(p => $"{p}").Concat(stays.Select(c => $"{c}")));
    }

    private static async Task<long> WithoutBadgeAsync(TestPortal portal, string number, string eventKey = "congress")
    {
        await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft(number, null, "Ida", $"Kaya{number}", null));
        return (await portal.Get<ParticipantService>().CreateAsync(portal.Owner, new ParticipantDraft(eventKey, number, true, null)))
            .Required();
    }
}
