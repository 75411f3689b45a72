using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Finance;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Imports;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Imports of records that are taken back.</summary>
public sealed class RecordUndoTests
{
    private static async Task<TestPortal> StartAsync(Provider provider)
    {
        var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", null, "Ida", "Kaya", null))).Required();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C2", null, "Mia", "Berg", null))).Required();
        return portal;
    }

    private static async Task<ImportResult> ImportAsync(TestPortal portal, RecordImport import, params string[] lines)
    {
        await using var file = await ImportFiles.TakeAsync(ImportFiles.Csv(lines));
        return (await import.RunAsync(portal.Owner, new RecordImportRequest(), file)).Required();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Imported_payments_go_again_and_the_file_can_be_imported_anew(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var (import, queries) = (portal.Get<PaymentImport>(), portal.Get<PaymentQueries>());
        string[] file = ["customer_number,gateway,gross,paid_at,reference", "C1,bank,10,2026-10-01,a", "C2,bank,20,2026-10-01,b"];
        var first = await ImportAsync(portal, import, file);
        Assert.Equal(2, first.Made.Count);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => import.UndoAsync(portal.As(Role.Organiser), first.Made));
        Assert.Equal(2, (await import.UndoAsync(portal.Owner, first.Made)).Required());
        Assert.Equal(0, (await queries.ListAsync(portal.Owner, new(), new())).Total);
        Assert.Equal(2, (await ImportAsync(portal, import, file)).Created);
        Assert.Equal(0, (await import.UndoAsync(portal.Owner, first.Made)).Required());
        Assert.Equal(2, (await queries.ListAsync(portal.Owner, new(), new())).Total);
        Assert.Empty((await ImportAsync(portal, import, file)).Made);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Imported_applications_go_with_the_participations_they_made_unless_somebody_came(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var import = portal.Get<ApplicationImport>();
        string[] file = ["customer_number,event_key,status,created_at", "C1,congress,approved,2026-09-01", "C2,congress,open,2026-09-01"];
        var first = await ImportAsync(portal, import, file);
        Assert.Equal(2, (await import.UndoAsync(portal.Owner, first.Made)).Required());
        Assert.Equal(0, (await portal.Get<ApplicationQueries>().ListAsync(portal.Owner, new(), new())).Total);
        Assert.Empty((await portal.Get<ParticipantQueries>().RecordsAsync(portal.Owner, new ParticipantFilter(), new PageRequest())).Items);
        var second = await ImportAsync(portal, import, file);
        var participant = Assert.Single((await portal.Get<ParticipantQueries>().RecordsAsync(portal.Owner, new ParticipantFilter(), new PageRequest())).Items);
        Assert.True((await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", ParticipantId = participant.Id })).Required().Admitted);
        Assert.Equal("participant_came", (await import.UndoAsync(portal.Owner, second.Made)).Problems.Single().Code);
        Assert.Equal(2, (await portal.Get<ApplicationQueries>().ListAsync(portal.Owner, new(), new())).Total);
    }

    [Fact]
    public async Task Imported_invoices_have_their_numbers_for_ever()
    {
        await using var portal = await StartAsync(Provider.Sqlite);
        var import = portal.Get<InvoiceImport>();
        Assert.False(import.CanUndo);
        await Assert.ThrowsAsync<NotSupportedException>(() => import.UndoAsync(portal.Owner, [1]));
    }
}
