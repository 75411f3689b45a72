using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>
/// A decision that no index can judge takes its lock before it reads what it depends on; what the index judges pays for no lock.
/// </summary>
public sealed class LockTests
{
    /// <summary>The place of the first command that touches a table in that way.</summary>
    private static int Place(IReadOnlyList<string> texts, string verb, string table)
    {
        var place = texts.ToList().FindIndex(text => text.Replace('[', '"').Replace(']', '"') is var sql
            && sql.Contains(verb, StringComparison.Ordinal) && sql.Contains($"\"{table}\"", StringComparison.Ordinal));
        Assert.True(place >= 0, $"No {verb} of {table} in:\n{string.Join('\n', texts)}");
        return place;
    }

    private static void Locks(IReadOnlyList<string> texts, string table, string verb, string decidedOn) =>
        Assert.True(Place(texts, "UPDATE", table) < Place(texts, verb, decidedOn), string.Join('\n', texts));

    [Theory, ClassData(typeof(Providers))]
    public async Task The_row_is_held_before_the_decision_is_made(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var (owner, contacts) = (portal.Owner, portal.Get<ContactService>());
        var contact = (await contacts.CreateAsync(owner, new ContactDraft("N1", "Firma", null, null, null))).Required();
        var user = (await portal.Get<UserService>()
            .CreateAsync(owner, $"{Guid.NewGuid():N}@example.org", "Olga", Role.Owner, "Correct-Horse-1")).Required();
        var category = (await portal.Get<CategoryService>().CreateAsync(owner, congress.Id, "vip", "VIP")).Required();

        Locks(await portal.Commands.TextsAsync(() => portal.Get<UserService>().SetRoleAsync(owner, user, Role.Viewer)), "Tenants",
            "SELECT", "Users");
        Locks(await portal.Commands.TextsAsync(() => portal.Get<UserService>().InviteAsync(owner, "new@example.org", Role.Steward)),
            "Tenants", "SELECT", "Invitations");
        var order = new ExportOrder(new ReportRequest("contact_list", new ReportFilter()), ReportFormat.Csv, "en");
        Locks(await portal.Commands.TextsAsync(() => portal.Get<ExportService>().OrderAsync(owner with { Id = user }, order)), "Tenants",
            "SELECT", "ReportExports");

        var texts = await portal.Commands.TextsAsync(() => portal.Get<ParticipantService>()
            .CreateAsync(owner, new ParticipantDraft("congress", "N1", true, "17", "vip")));
        Locks(texts, "Contacts", "INSERT", "Participants");
        Assert.True(Place(texts, "UPDATE", "Events") < Place(texts, "UPDATE", "Categories")
            && Place(texts, "UPDATE", "Categories") < Place(texts, "UPDATE", "Contacts"));

        // Whom it concerns is found before; what they are, and so what is written, is read when the category is held.
        texts = await portal.Commands.TextsAsync(() => portal.Get<ParticipantBulkService>()
            .SetCategoryAsync(owner, new ParticipantSelection(congress.Id, null), category));
        Locks(texts.Skip(Place(texts, "UPDATE", "Categories")).ToList(), "Categories", "SELECT", "Participants");
        (await contacts.CreateAsync(owner, new ContactDraft("N2", "Firma", null, null, null))).Required();
        texts = await portal.Commands.TextsAsync(() => portal.Get<ParticipantImport>()
            .RunAsync(owner, new ImportRequest { EventKey = "congress" }, ImportFiles.Csv("customer_number,bib", "N2,18")));
        Locks(texts, "Contacts", "INSERT", "Participants");
        Assert.True(Place(texts, "UPDATE", "Events") < Place(texts, "UPDATE", "Contacts"));
        Locks(await portal.Commands.TextsAsync(() => portal.Get<InvoiceService>()
            .CreateAsync(owner, new InvoiceDraft("N1", null, "EUR", 100, portal.Time.UtcNow()))), "Contacts", "INSERT", "Invoices");
        Locks(await portal.Commands.TextsAsync(() => portal.Get<PaymentService>()
            .RecordAsync(owner, new PaymentDraft(null, "N1", null, "bank", "EUR", 100, 0, portal.Time.UtcNow()))), "Contacts", "INSERT",
                "Payments");
        Locks(await portal.Commands.TextsAsync(() => contacts.DeleteAsync(owner, contact)), "Contacts", "SELECT", "Invoices");
        var window = new WindowDraft("Lunch", portal.Time.UtcNow(), portal.Time.UtcNow().AddHours(1));
        Locks(await portal.Commands.TextsAsync(() => portal.Get<CheckInWindowService>().CreateAsync(owner, congress.Id, window)), "Events",
            "SELECT", "CheckInWindows");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_rule_that_counts_history_costs_one_command_and_the_others_none(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync("after");
        await portal.EventAsync("always", ReEntry.Always);
        await portal.EventAsync("never", ReEntry.Never);
        await portal.EventAsync("daily", ReEntry.OncePerDay);
        var counts = new Dictionary<string, int>();
        foreach (var key in new[] { "after", "always", "never", "daily" })
        {
            await portal.ParticipantAsync($"{key}-0", key);
            await portal.ParticipantAsync($"{key}-1", key);
            await ScanAsync(key, 0);
            var texts = await portal.Commands.TextsAsync(() => ScanAsync(key, 1));
            counts[key] = texts.Count;
            var first = texts.Count > 0 ? texts[0] : "";
            Assert.Equal(key is "never" or "daily", first.Contains("UPDATE", StringComparison.Ordinal) && first
                .Contains("Events", StringComparison.Ordinal));
            Assert.DoesNotContain(texts.Skip(1), text => text.Contains("UPDATE", StringComparison.Ordinal));
        }

        // Beside the lock such a rule reads what was before. On SQLite all else goes by prepared statements, which are no commands.
        var usual = provider == Provider.Sqlite ? 0 : 3;
        Assert.Equal((usual, usual, usual + 2, usual + 2), (counts["after"], counts["always"], counts["never"], counts["daily"]));

        async Task ScanAsync(string key, int badge) => Assert.True((await portal.Get<CheckInService>().ScanAsync(
            portal.Owner, new ScanRequest { EventKey = key, BadgeNumber = $"{key}-{badge}" })).Required().Admitted);
    }
}
