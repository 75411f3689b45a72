using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>
/// Two nodes on one database race, in rounds whose callers start together. SQLite lets one write at a time, so there it shows that nothing
/// is refused that should not be; on SQL Server it shows that the decisions are serial.
/// </summary>
public sealed class TwoNodesTests
{
    private const int Rounds = 12;

    private static async Task<ScanResult> ScanAsync(TestPortal node, string badge, ScanAction action = ScanAction.CheckIn) =>
        (await node.Get<CheckInService>().ScanAsync(
        node.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = badge, Action = action, Station = "Nord" })).Required();

    /// <summary>Starts all at the same moment, every second one on the other node.</summary>
    private static async Task<T[]> TogetherAsync<T>(TestPortal one, TestPortal other, int callers, Func<TestPortal, int, Task<T>> callAsync)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = Enumerable.Range(0, callers).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await callAsync(i % 2 == 0 ? one : other, i);
        })).ToList();
        start.SetResult();
        return await Task.WhenAll(calls);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_stay_is_ended_once_and_nobody_beside_is_refused(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        var congress = await one.EventAsync();
        foreach (var badge in Enumerable.Range(0, 4))
        {
            await one.ParticipantAsync($"{badge}");
        }

        for (var round = 0; round < Rounds; round++)
        {
            await TogetherAsync(one, other, 4, (node, i) => ScanAsync(node, $"{i}"));
            one.Time.Advance(TimeSpan.FromMinutes(1));
            var outs = await TogetherAsync(one, other, 16, async (node, i) =>
                (Badge: i / 4, Result: await ScanAsync(node, $"{i / 4}", ScanAction.CheckOut)));
            Assert.All(outs.GroupBy(scan => scan.Badge), badge =>
            {
                Assert.Single(badge, scan => scan.Result.Admitted);
                Assert.All(badge.Where(scan => !scan.Result.Admitted), scan =>
                    Assert.Equal("not_checked_in", scan.Result.Refusals[0].Code));
            });
        }

        var log = await one.Get<CheckInQueries>().ScansAsync(one.Owner, new ScanFilter(congress.Id), new PageRequest(1, 1000));
        Assert.Equal(4 * Rounds, log.Items.Count(scan => scan is { Action: ScanAction.CheckOut, Code: null }));
    }

    [Theory]
    [InlineData(Provider.Sqlite, ReEntry.Never)]
    [InlineData(Provider.Sqlite, ReEntry.OncePerDay)]
    [InlineData(Provider.SqlServer, ReEntry.Never)]
    [InlineData(Provider.SqlServer, ReEntry.OncePerDay)]
    public async Task Whoever_came_and_went_on_one_node_does_not_come_in_again_on_the_other(Provider provider, ReEntry rule)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        await one.EventAsync(reEntry: rule);
        for (var round = 0; round < Rounds; round++)
        {
            var badge = $"{round}";
            await one.ParticipantAsync(badge);
            var admitted = await TogetherAsync(one, other, 6, async (node, _) =>
            {
                var entry = await ScanAsync(node, badge);
                if (entry.Admitted)
                {
                    await ScanAsync(node, badge, ScanAction.CheckOut);
                }

                return entry.Admitted;
            });
            Assert.Single(admitted, came => came);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_limit_of_a_window_holds_over_both(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        var congress = await one.EventAsync(reEntry: ReEntry.Always);
        var window = new WindowDraft("Lunch", one.Time.UtcNow().AddHours(-1), one.Time.UtcNow().AddHours(1), Limit: 2);
        (await one.Get<CheckInWindowService>().CreateAsync(one.Owner, congress.Id, window)).Required();
        for (var round = 0; round < Rounds; round++)
        {
            await one.ParticipantAsync($"{round}");
            var results = await TogetherAsync(one, other, 6, (node, _) => ScanAsync(node, $"{round}"));
            Assert.Equal(2, results.Count(result => result.Admitted));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Two_owners_who_demote_each_other_leave_one(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        var ids = new List<long>();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            ids.Add((await one.Get<UserService>()
                .CreateAsync(one.Owner, $"{Guid.NewGuid():N}@example.org", "Owner", Role.Owner, "Correct-Horse-1")).Required());
        }

        for (var round = 0; round < Rounds; round++)
        {
            var results = await TogetherAsync(one, other, 2, (node, i) => node.Get<UserService>()
                .SetRoleAsync(node.Owner, ids[i], Role.Viewer));
            Assert.Single(results, result => result.Ok);
            Assert.Single((await one.Get<UserQueries>().ListAsync(one.Owner, new(), new())).Items, user => user.Role == Role.Owner);
            await one.Get<UserService>().SetRoleAsync(one.Owner, ids[0], Role.Owner);
            await one.Get<UserService>().SetRoleAsync(one.Owner, ids[1], Role.Owner);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_contact_goes_or_gets_its_invoice_but_not_both(Provider provider) =>
        await GoesOrAsync(provider, async (node, number) =>
        (await node.Get<InvoiceService>().CreateAsync(node.Owner, new InvoiceDraft(number, null, "EUR", 100, node.Time.UtcNow()))).Ok);

    [Theory, ClassData(typeof(Providers))]
    public async Task A_contact_goes_or_gets_its_payment_but_not_both(Provider provider) =>
        await GoesOrAsync(provider, async (node, number) =>
        (await node.Get<PaymentService>()
            .RecordAsync(node.Owner, new PaymentDraft(null, number, null, "bank", "EUR", 100, 0, node.Time.UtcNow()))).Ok);

    private static async Task GoesOrAsync(Provider provider, Func<TestPortal, string, Task<bool>> bookAsync)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        for (var round = 0; round < Rounds; round++)
        {
            var number = $"N{round}";
            var id = (await one.Get<ContactService>().CreateAsync(one.Owner, new ContactDraft(number, "Firma", null, null, null)))
                .Required();
            var done = await TogetherAsync(one, other, 2, async (node, i) => i == 0
                ? (await node.Get<ContactService>().DeleteAsync(node.Owner, id)).Ok
                : await bookAsync(node, number));
            Assert.Single(done, ok => ok);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_is_made_a_participant_while_the_contact_goes_goes_with_it(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        var congress = await one.EventAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var id = (await one.Get<ContactService>().CreateAsync(one.Owner, new ContactDraft($"N{round}", "Firma", null, null, null)))
                .Required();
            await TogetherAsync(one, other, 2, async (node, i) => i == 0
                ? (await node.Get<ContactService>().DeleteAsync(node.Owner, id)).Ok
                : (await node.Get<ParticipantService>()
                    .CreateAsync(node.Owner, new ParticipantDraft("congress", $"N{round}", true, null, null))).Ok);
            Assert.Empty((await one.Get<ParticipantQueries>()
                .ListAsync(one.Owner, new ParticipantFilter { EventId = congress.Id }, new PageRequest())).Items);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_imported_row_belongs_to_no_contact_that_goes_at_that_moment(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        await one.EventAsync();
        var ended = new List<string>();
        for (var round = 0; round < 2 * Rounds; round++)
        {
            var number = $"N{round}";
            var id = (await one.Get<ContactService>().CreateAsync(one.Owner, new ContactDraft(number, "Firma", null, null, null)))
                .Required();
            var application = round % 2 == 0;
            ended.AddRange(await TogetherAsync(one, other, 2, async (node, i) => i == 0
                ? $"removed {(await node.Get<ContactService>().DeleteAsync(node.Owner, id)).Ok}"
                : await ImportAsync(node, application, number)));
        }

        // A row comes first and goes along, is refused, or is looked at as one of a new contact: the removed one has no living record.
        Assert.Equal(2 * Rounds, ended.Count(text => text == "removed True"));
        Assert.All(ended, text => Assert.True(text is "removed True" or "written" or "contact_gone" or "unknown"
            or "name_or_company", text));
        await using var db = one.Get<IDbContextFactory<PortalDb>>().Read(one.Owner);
        Assert.Empty(await db.Participants.Where(p => !db.Contacts.Any(c => c.Id == p.ContactId)).ToListAsync());
        Assert.Empty(await db.Applications.Where(a => !db.Contacts.Any(c => c.Id == a.ContactId)).ToListAsync());

        static async Task<string> ImportAsync(TestPortal node, bool application, string number)
        {
            ImportKind import = application ? node.Get<ApplicationImport>() : node.Get<ParticipantImport>();
            string[] file = application
                ? ["customer_number,event_key,status", $"{number},congress,approved"]
                : ["customer_number,bib", $"{number},{number}"];
            var done = (await import.RunAsync(node.Owner, new ImportRequest { EventKey = application ? null : "congress" },
                ImportFiles.Csv(file))).Required();
            return done.Written ? "written" : done.RefusedRows[0].Code;
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task One_reference_is_one_payment_and_one_contact_one_participant(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        await one.EventAsync();
        (await one.Get<ContactService>().CreateAsync(one.Owner, new ContactDraft("N1", "Firma", null, null, null))).Required();
        var people = await TogetherAsync(one, other, 8, (node, _) => node.Get<ParticipantService>()
            .CreateAsync(node.Owner, new ParticipantDraft("congress", "N1", true, null, null)));
        Assert.Single(people, made => made.Ok);
        Assert.All(people.Where(made => !made.Ok), made => Assert.Equal("already_participant", made.Problems[0].Code));
        for (var round = 0; round < Rounds; round++)
        {
            var draft = new PaymentDraft(null, "N1", null, "bank", "EUR", 100, 0, one.Time.UtcNow(), $"ref-{round}");
            var paid = await TogetherAsync(one, other, 4, (node, _) => node.Get<PaymentService>().RecordAsync(node.Owner, draft));
            Assert.Single(paid, made => made.Ok);
            Assert.All(paid.Where(made => !made.Ok), made => Assert.Equal("taken", made.Problems[0].Code));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task One_person_has_five_exports_waiting_and_no_more(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        for (var round = 0; round < 4; round++)
        {
            var user = (await one.Get<UserService>()
                .CreateAsync(one.Owner, $"{Guid.NewGuid():N}@example.org", "Olga", Role.Owner, "Correct-Horse-1")).Required();
            var actor = one.Owner with { Id = user };
            var orders = await TogetherAsync(one, other, 10, (node, _) =>
                node.Get<ExportService>()
                    .OrderAsync(actor, new ExportOrder(new ReportRequest("contact_list", new ReportFilter()), ReportFormat.Csv, "en")));
            Assert.Equal(ExportService.MostActive, orders.Count(order => order.Ok));
            Assert.All(orders.Where(order => !order.Ok), order => Assert.Equal("exports_full", order.Problems[0].Code));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Of_two_invitations_to_one_address_one_is_open(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        for (var round = 0; round < Rounds; round++)
        {
            var address = $"{Guid.NewGuid():N}@example.org";
            await TogetherAsync(one, other, 4, (node, _) => node.Get<UserService>().InviteAsync(node.Owner, address, Role.Steward));
            Assert.Single((await one.Get<UserQueries>().InvitationsAsync(one.Owner, new(), new())).Items,
                invitation => invitation.Email == address);
        }
    }
}
