using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Data.Verification;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Schedules;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>What is broken behind the portal's back is named, and nothing else is.</summary>
public sealed class VerificationTests
{
    private static readonly Dictionary<string, Func<PortalDb, Task>> Damages = new()
    {
        ["check_in_minutes"] = db => db.CheckIns.ExecuteUpdateAsync(set => set.SetProperty(c => c.InMinute, c => c.InMinute + 1)),
        ["check_in_order"] = db =>
            db.CheckIns.ExecuteUpdateAsync(set => set.SetProperty(c => c.CheckedOutAt, c => c.CheckedInAt.AddHours(-1))),
        ["check_in_event"] = async db =>
        {
            var other = await db.Events.Where(e => e.EventKey == "other").Select(e => e.Id).SingleAsync();
            await db.CheckIns.ExecuteUpdateAsync(set => set.SetProperty(c => c.EventId, other));
        },
        ["scan_record"] = async db =>
        {
            var other = await db.Participants.Where(p => p.BadgeNumber == "B2").Select(p => p.Id).SingleAsync();
            await db.Scans.ExecuteUpdateAsync(set => set.SetProperty(s => s.ParticipantId, other));
        },
        ["scan_without_record"] = db => db.Scans.ExecuteUpdateAsync(set => set.SetProperty(s => s.CheckInId, (long?)null)),
        ["application_decision"] = db =>
            db.Applications.ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, ApplicationStatus.Approved)),
        ["participant_of_removed_event"] = db => db.Events.ExecuteUpdateAsync(set => set.SetProperty(e => e.DeletedAt, DateTime.UnixEpoch)),
        ["participant_of_removed_contact"] = db =>
            db.Contacts.ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, DateTime.UnixEpoch)),
        ["check_in_of_removed_participant"] = db =>
            db.Participants.ExecuteUpdateAsync(set => set.SetProperty(p => p.DeletedAt, DateTime.UnixEpoch)),
        ["check_in_of_removed_event"] = db => db.Events.ExecuteUpdateAsync(set => set.SetProperty(e => e.DeletedAt, DateTime.UnixEpoch)),
        ["application_of_removed_contact"] = db =>
            db.Contacts.ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, DateTime.UnixEpoch)),
        ["invoice_of_removed_contact"] = db => db.Contacts.ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, DateTime.UnixEpoch)),
        ["payment_of_removed_contact"] = db => db.Contacts.ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, DateTime.UnixEpoch)),
        ["category_of_removed_event"] = db => db.Events.ExecuteUpdateAsync(set => set.SetProperty(e => e.DeletedAt, DateTime.UnixEpoch)),
        ["window_of_removed_event"] = db => db.Events.ExecuteUpdateAsync(set => set.SetProperty(e => e.DeletedAt, DateTime.UnixEpoch)),
        ["schedule_of_removed_event"] = db => db.Events.ExecuteUpdateAsync(set => set.SetProperty(e => e.DeletedAt, DateTime.UnixEpoch)),
        ["removed_record"] = db => db.Participants.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(p => p.DeletedAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.DeletedAt, (DateTime?)null)),
        ["removed_without_removal"] = db => db.RemovedRecords.ExecuteDeleteAsync(),
        ["removal_without_records"] = db => db.RemovedRecords.ExecuteDeleteAsync(),
        ["removal_left"] = db => db.RemovalEntries.ExecuteUpdateAsync(set => set.SetProperty(e => e.WorkedUntil, DateTime.UnixEpoch)),
        ["audit_operation"] = db => db.AuditOperations.ExecuteUpdateAsync(set => set.SetProperty(o => o.Rows, o => o.Rows + 1)),
        ["audit_part"] = db => db.AuditParts.ExecuteUpdateAsync(set => set.SetProperty(p => p.Rows, p => p.Rows + 1)),
        ["key_of_calls"] = async db =>
        {
            db.KeyHours.Add(new KeyHour { ApiKeyId = 999_999_999, Hour = DateTime.UnixEpoch, Calls = 1 });
            await db.SaveChangesAsync();
        },
        ["team_limits"] = db => db.Users.Where(u => u.TeamId != null)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.LimitedEvents, (List<long>?)null)),
        ["search_text"] = db => db.Contacts.ExecuteUpdateAsync(set => set.SetProperty(c => c.LastName, "Other")),
        ["invoice_numbers"] = db => db.InvoiceCounters.ExecuteUpdateAsync(set => set.SetProperty(c => c.Last, c => c.Last + 1)),
        ["issued_without_number"] = db => db.Invoices.ExecuteUpdateAsync(set => set.SetProperty(i => i.Number, (string?)null)),
        ["payment_of_invoice"] = db => db.Payments.ExecuteUpdateAsync(set => set.SetProperty(p => p.Currency, "USD")),
        ["credit_of_invoice"] = db => db.Invoices.Where(i => i.CreditOfId == null)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.Currency, "USD")),
        ["invoice_lines"] = db =>
            db.InvoiceLines.ExecuteUpdateAsync(set => set.SetProperty(l => l.UnitPriceMinor, l => l.UnitPriceMinor + 1)),
        ["amounts"] = db => db.Payments.ExecuteUpdateAsync(set => set.SetProperty(p => p.FeeMinor, -1)),
        ["import_counts"] = db => db.Imports.ExecuteUpdateAsync(set => set.SetProperty(i => i.Refused, i => i.Refused + 1)),
        ["import_portions"] = db => db.ImportPortions.ExecuteUpdateAsync(set => set.SetProperty(p => p.Count, p => p.Count + 1)),
        ["import_state"] = db => db.Imports.ExecuteUpdateAsync(set => set.SetProperty(i => i.FinishedAt, (DateTime?)null)),
        ["import_lease"] = db => db.Imports.ExecuteUpdateAsync(set => set
            .SetProperty(i => i.State, ImportState.Running).SetProperty(i => i.Owner, "gone")
                .SetProperty(i => i.LeaseUntil, DateTime.UnixEpoch)),
        ["figures"] = db => db.CheckIns.ExecuteUpdateAsync(set => set.SetProperty(c => c.InMinute, c => c.InMinute - 60)),
    };

    /// <summary>Rules that SQLite's and SQL Server's own work is needed to break; the command line's tests do.</summary>
    private static readonly string[] BrokenElsewhere = ["storage", "open_check_ins"];

    public static TheoryData<Provider, string> Rows()
    {
        var rows = new TheoryData<Provider, string>();
        foreach (Provider provider in new Providers())
        {
            foreach (var rule in Damages.Keys)
            {
                rows.Add(provider, rule);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_broken_rule_is_named(Provider provider, string rule)
    {
        await using var portal = await StartAsync(provider);
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext())
        {
            db.Actor = portal.Owner;
            await Damages[rule](db);
        }

        Assert.Contains(rule, await FoundAsync(portal));
    }

    [Theory]
    [ClassData(typeof(Providers))]
    public async Task What_the_services_wrote_keeps_every_rule(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        Assert.Empty(await FoundAsync(portal));
        Assert.Equal(portal.Get<VerificationService>().Rules.Except(BrokenElsewhere).Order(StringComparer.Ordinal),
            Damages.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [ClassData(typeof(Providers))]
    public async Task An_operation_whose_rows_are_gone_is_named_with_its_number(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        var id = await db.AuditOperations.MaxAsync(o => o.Id);
        await db.AuditEntries.Where(e => e.OperationId == id).ExecuteDeleteAsync();
        Assert.Contains($"Operation {id} of the audit log has no rows.", (await FindingsAsync(portal)).Select(finding => finding.Message));
    }

    [Theory]
    [ClassData(typeof(Providers))]
    public async Task A_check_in_that_its_participant_left_behind_is_named(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        var id = await db.CheckIns.Select(c => c.Id).SingleAsync();
        var at = await db.RemovalEntries.Select(e => e.At).SingleAsync();
        await db.CheckIns.ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, at));
        Assert.Contains(("removed_without_removal", id), (await FindingsAsync(portal)).Select(finding => (finding.Check, finding.Id)));
    }

    [Theory]
    [ClassData(typeof(Providers))]
    public async Task A_figure_is_named_by_the_part_that_is_wrong(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        await db.CheckIns.ExecuteUpdateAsync(set => set.SetProperty(c => c.InMinute, c => c.InMinute - 60));
        var messages = (await FindingsAsync(portal)).Where(finding => finding.Check == "figures")
            .Select(finding => finding.Message).ToList();
        Assert.Contains(
            "The statistics of event congress shows nothing for the hour from 2026-10-03 08:00 UTC, but its records say 1 in, 0 out.",
                messages);
        Assert.Contains(
            "The statistics of event congress shows 1 in, 0 out for the hour from 2026-10-03 07:00 UTC, but its records say nothing.",
                messages);
    }

    /// <summary>
    /// An event with two participants of whom one is inside, and one that was removed; another event, an application, an invoice that is
    /// paid and one that is credited.
    /// </summary>
    private static async Task<TestPortal> StartAsync(Provider provider)
    {
        var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        await portal.EventAsync("other");
        await portal.ParticipantAsync("B1");
        await portal.ParticipantAsync("B2");
        (await portal.Get<Removal>().DeleteAsync<Participant>(portal.Owner, [await portal.ParticipantAsync("B3")])).Required();
        (await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "B1" }))
            .Required();
        await BelongingsAsync(portal, congress.Id);
        (await portal.Get<ApplicationService>().CreateAsync(portal.Owner, new ApplicationDraft("B2", ["other"]))).Required();
        var invoices = portal.Get<InvoiceService>();
        var now = portal.Time.UtcNow();
        var id = (await invoices.CreateAsync(portal.Owner, new InvoiceDraft("B1", null, "EUR", 10_000, now))).Required();
        (await invoices.IssueAsync(portal.Owner, id)).Required();
        (await invoices.CreditAsync(portal.Owner, id, 1_000)).Required();
        (await invoices.CreateAsync(
            portal.Owner, new InvoiceDraft("B1", null, "EUR", 0, now) { Lines = [new("Stand", 1_000, 100, 1_900)] })).Required();
        (await portal.Get<PaymentService>().RecordAsync(portal.Owner, new PaymentDraft(null, "B1", null, "bank", "EUR", 500, 1, now)))
            .Required();
        var file = ImportFiles.Csv("customer_number,last_name,email", "C9,Berg,", "C10,Berg,nobody", "C11,Kaya,");
        var imported = (await portal.Get<ContactImport>().RunAsync(portal.Owner, new ImportRequest { Partial = true }, file)).Required();
        Assert.Equal((2, 1), (imported.Created, imported.Refused));
        var number = (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, id))!.Row.Number;
        (await portal.Get<PaymentService>().RecordAsync(portal.Owner, new PaymentDraft(number, null, null, "bank", "EUR", 500, 1, now)))
            .Required();
        return portal;
    }

    /// <summary>A category, a window and a schedule of an event.</summary>
    private static async Task BelongingsAsync(TestPortal portal, long eventId)
    {
        (await portal.Get<CategoryService>().CreateAsync(portal.Owner, eventId, "press", "Press")).Required();
        var from = portal.Time.UtcNow().AddHours(5);
        (await portal.Get<CheckInWindowService>().CreateAsync(portal.Owner, eventId, new WindowDraft("Evening", from, from.AddHours(2))))
            .Required();
        var planner = (await portal.Get<UserService>()
            .CreateAsync(portal.Owner, $"{Guid.NewGuid():N}@example.org", "Pia Planner", Role.Admin, "a long enough passphrase"))
            .Required();
        var helper = (await portal.Get<UserService>()
            .CreateAsync(portal.Owner, $"{Guid.NewGuid():N}@example.org", "Hans Helper", Role.Steward, "a long enough passphrase"))
            .Required();
        (await portal.Get<TeamService>().CreateAsync(portal.Owner, new TeamDraft("Doors", new LimitDraft([eventId], []), [helper])))
            .Required();
        var draft = new ScheduleDraft("Each day", "overview", "congress", ScheduleRange.Everything, ReportFormat.Csv, "en",
            ScheduleRhythm.Daily, null, 420, 0, ["pia@example.org"]);
        (await portal.Get<ScheduleService>().CreateAsync((await portal.Get<UserService>().ActorAsync(planner, null))!, draft)).Required();
    }

    private static async Task<List<string>> FoundAsync(TestPortal portal) => (await FindingsAsync(portal))
        .ConvertAll(finding => finding.Check);

    private static async Task<List<Finding>> FindingsAsync(TestPortal portal)
    {
        var found = new List<Finding>();
        await foreach (var finding in portal.Get<VerificationService>().RunAsync())
        {
            if (finding.TenantId == portal.Owner.TenantId)
            {
                found.Add(finding);
            }
        }

        return found;
    }
}
