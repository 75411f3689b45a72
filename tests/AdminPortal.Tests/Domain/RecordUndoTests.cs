using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Imports of records that are undone.</summary>
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

    private static async Task<ImportResult> ImportAsync(TestPortal portal, ImportKind import, params string[] lines) =>
        (await import.RunAsync(portal.Owner, new ImportRequest(), ImportFiles.Csv(lines))).Required();

    private static Task<Result<int>> UndoAsync(TestPortal portal, ImportResult import, Actor? actor = null) =>
        portal.Get<ImportUndo>().UndoAsync(actor ?? portal.Owner, import.ImportId!.Value);

    [Theory, ClassData(typeof(Providers))]
    public async Task Imported_payments_go_again_and_the_file_can_be_imported_anew(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var (import, queries) = (portal.Get<PaymentImport>(), portal.Get<PaymentQueries>());
        string[] file = ["customer_number,gateway,gross,paid_at,reference", "C1,bank,10,2026-10-01,a", "C2,bank,20,2026-10-01,b"];
        var first = await ImportAsync(portal, import, file);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => UndoAsync(portal, first, portal.As(Role.Organiser)));
        Assert.Equal(0, (await UndoAsync(portal, first)).Required());
        Assert.Equal(0, (await queries.ListAsync(portal.Owner, new(), new())).Total);
        Assert.Equal(2, (await ImportAsync(portal, import, file)).Created);
        Assert.Equal("import_not_done", (await UndoAsync(portal, first)).Problems.Single().Code);
        Assert.Equal(2, (await queries.ListAsync(portal.Owner, new(), new())).Total);
        var nothing = await ImportAsync(portal, import, file);
        Assert.Equal((false, "import_not_done"), (nothing.Written, (await UndoAsync(portal, nothing)).Problems.Single().Code));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Imported_applications_go_with_the_participations_they_made_unless_somebody_came(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var import = portal.Get<ApplicationImport>();
        string[] file = ["customer_number,event_key,status,created_at", "C1,congress,approved,2026-09-01", "C2,congress,open,2026-09-01"];
        Assert.Equal(0, (await UndoAsync(portal, await ImportAsync(portal, import, file))).Required());
        Assert.Equal(0, (await portal.Get<ApplicationQueries>().ListAsync(portal.Owner, new(), new())).Total);
        Assert.Empty((await portal.Get<ParticipantQueries>().RecordsAsync(portal.Owner, new ParticipantFilter(), new PageRequest())).Items);
        var second = await ImportAsync(portal, import, file);
        var participant = Assert.Single(
            (await portal.Get<ParticipantQueries>().RecordsAsync(portal.Owner, new ParticipantFilter(), new PageRequest())).Items);
        Assert.True((await portal.Get<CheckInService>()
            .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", ParticipantId = participant.Id })).Required().Admitted);
        Assert.Equal(2, (await UndoAsync(portal, second)).Required());
        var stays = Assert.Single((await portal.Get<ApplicationQueries>().ListAsync(portal.Owner, new(), new())).Items);
        Assert.Equal(ApplicationStatus.Approved, stays.Status);
        Assert.Single((await portal.Get<ParticipantQueries>().RecordsAsync(portal.Owner, new ParticipantFilter(), new PageRequest()))
            .Items);
    }
}
