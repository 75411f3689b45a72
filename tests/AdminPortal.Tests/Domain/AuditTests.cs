using AdminPortal.Data.Sqlite;
using AdminPortal.Domain;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Domain;

/// <summary>What is done at once is one line of the audit log, which opens to its rows.</summary>
public sealed class AuditTests
{
    private static readonly PageRequest Newest = new(1, 25);

    [Theory, ClassData(typeof(Providers))]
    public async Task A_bulk_action_is_one_operation_that_says_what_its_rows_share(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var people = new List<long>();
        foreach (var badge in new[] { "3", "1", "2" })
        {
            people.Add(await portal.ParticipantAsync(badge, confirmed: false));
        }

        portal.Time.Advance(TimeSpan.FromMinutes(1));
        (await portal.Get<ParticipantBulkService>().ConfirmAsync(portal.Owner with { Address = "192.0.2.7" },
            new ParticipantSelection(congress.Id, people), true)).Required();

        var audit = portal.Get<AuditQueries>();
        var line = (await audit.OperationsAsync(portal.Owner, new AuditFilter(), Newest)).Items[0];
        Assert.Equal(("Olga Owner", "192.0.2.7", portal.Time.UtcNow(), 3),
            (line.Operation.ActorName, line.Operation.Address, line.Operation.At, line.Operation.Rows));
        Assert.Equal("""{"IsConfirmed":[false,true]}""", line.Operation.Common);
        Assert.Null(line.Only);
        var part = Assert.Single(line.Parts);
        Assert.Equal((nameof(Participant), AuditAction.Changed, congress.Id, 3), (part.Entity, part.Action, part.EventId, part.Rows));

        var rows = await audit.ListAsync(portal.Owner, new AuditFilter { OperationId = line.Operation.Id }, new PageRequest(1, 2));
        Assert.Equal(3, rows.Total);
        Assert.Equal(["Muster1, Mia (1)", "Muster2, Mia (2)"], rows.Items.Select(row => row.Title));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_single_change_carries_its_row_and_a_refused_one_leaves_nothing(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var id = await portal.ParticipantAsync("1", confirmed: false);
        await portal.ParticipantAsync("2");
        var service = portal.Get<ParticipantService>();
        (await service.UpdateAsync(portal.Owner, id, new ParticipantPatch { IsConfirmed = true })).Required();
        var lines = await portal.Get<AuditQueries>().OperationsAsync(portal.Owner, new AuditFilter(), Newest);
        Assert.False((await service.UpdateAsync(portal.Owner, id, new ParticipantPatch { BadgeNumber = "2" })).Ok);

        Assert.Equal(lines.Total, (await portal.Get<AuditQueries>().OperationsAsync(portal.Owner, new AuditFilter(), Newest)).Total);
        var only = lines.Items[0].Only!;
        Assert.Equal((id, """{"IsConfirmed":[false,true]}""", "Muster1, Mia (1)"), (only.EntityId, only.Changes, only.Title));
        Assert.Null(lines.Items[0].Operation.Common);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Work_over_several_transactions_goes_on_as_one_operation(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var audit = portal.Get<AuditQueries>();
        var before = (await audit.OperationsAsync(portal.Owner, new AuditFilter(), Newest)).Total;
        var import = new Operation(OperationKind.Import, "guests.csv", 7);
        await portal.Get<ContactService>().CreateAsync(portal.Owner.In(import), new ContactDraft("C1", null, "Mia", "Zoller", null));
        portal.Time.Advance(TimeSpan.FromSeconds(3));

        // Another process goes on by the key alone.
        var again = portal.Owner.In(import with { About = null });
        await portal.Get<ContactService>().CreateAsync(again, new ContactDraft("C2", null, "Leo", "Zoller", null));
        (await portal.Get<ParticipantService>().CreateAsync(again, new ParticipantDraft("congress", "C2"))).Required();

        var lines = await audit.OperationsAsync(portal.Owner, new AuditFilter(), Newest);
        Assert.Equal(before + 1, lines.Total);
        var line = lines.Items[0];
        Assert.Equal((OperationKind.Import, "guests.csv", 7, 3),
            (line.Operation.Kind, line.Operation.About, line.Operation.AboutId, line.Operation.Rows));
        Assert.Equal([(nameof(Contact), 2), (nameof(Participant), 1)], line.Parts.Select(part => (part.Entity, part.Rows)));
        Assert.Equal(AuditCommon.Nothing, line.Operation.Common);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_two_people_do_in_one_transaction_are_two_operations(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync(requireConfirmation: true);
        await portal.ParticipantAsync("1", confirmed: false);
        await portal.ParticipantAsync("2", confirmed: false);
        var rules = (await portal.Get<EventRulesCache>().FindAsync(portal.Owner, congress.Id))!;
        var now = portal.Time.UtcNow();
        var scans = new[] { ("1", "Anna"), ("2", "Ben") }.Select(scan => new PendingScan(
            portal.Owner with { Name = scan.Item2 }, new ScanRequest
            {
                EventKey = "congress",
                BadgeNumber = scan.Item1,
                OverrideReason = "known"
            }, now)).ToList();
        await portal.Get<IDbContextFactory<PortalDb>>().WriteAsync<Done>(Actor.System(portal.Owner.TenantId, "check-in"), async db =>
        {
            await new CheckInBatch(db, rules).RunAsync(scans);
            return Done.It;
        });

        var lines = (await portal.Get<AuditQueries>().OperationsAsync(portal.Owner, new AuditFilter { Entity = nameof(CheckIn) },
            Newest)).Items;
        Assert.Equal(["Anna", "Ben"], lines.Select(line => line.Operation.ActorName).Order());
        Assert.Equal(["Muster1, Mia (1)", "Muster2, Mia (2)"], lines.Select(line => line.Only!.Title).Order());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_person_is_found_by_part_of_a_name_also_when_removed(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var id = await portal.ParticipantAsync("1", lastName: "Müßig-Öztürk");
        var other = await portal.ParticipantAsync("2", lastName: "Weber");
        (await portal.Get<ParticipantBulkService>().DeleteAsync(portal.Owner, new ParticipantSelection(congress.Id, [id, other])))
            .Required();
        var audit = portal.Get<AuditQueries>();

        foreach (var typed in new[] { "mussig", "Müßig-Öztürk, Mia", "mia ÖZT" })
        {
            var lines = await audit.OperationsAsync(portal.Owner, new AuditFilter { Person = typed }, Newest);
            Assert.Equal([AuditAction.Deleted, AuditAction.Created, AuditAction.Created], lines.Items.Select(line => line.Parts[0].Action));
            var rows = await audit.ListAsync(portal.Owner, new AuditFilter { Person = typed, OperationId = lines.Items[0].Operation.Id },
                Newest);
            Assert.Equal(id, Assert.Single(rows.Items).EntityId);
        }

        Assert.Empty((await audit.OperationsAsync(portal.Owner, new AuditFilter { Person = "nobody" }, Newest)).Items);
        Assert.Equal(2, (await audit.OperationsAsync(portal.Owner,
            new AuditFilter { Person = "mia", Entity = nameof(Contact), Action = AuditAction.Created }, Newest)).Total);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_removal_says_what_is_removed_still(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var contacts = portal.Get<ContactService>();
        var id = (await contacts.CreateAsync(portal.Owner, new ContactDraft("C1", null, "Mia", "Zoller", null))).Required();
        (await contacts.DeleteAsync(portal.Owner, id)).Required();
        var audit = portal.Get<AuditQueries>();
        var lines = (await audit.OperationsAsync(portal.Owner, new AuditFilter { Entity = nameof(Contact) }, Newest)).Items;
        var removed = (await audit.RemovedAsync(portal.Owner, lines[0]))!;
        Assert.Equal((nameof(Contact), id), (removed.Entity, Assert.Single(removed.Records).Id));
        Assert.Null(await audit.RemovedAsync(portal.Owner, lines[1]));

        (await contacts.RestoreAsync(portal.Owner, id)).Required();
        Assert.Null(await audit.RemovedAsync(portal.Owner, lines[0]));
        (await contacts.DeleteAsync(portal.Owner, id)).Required();
        Assert.Null(await audit.RemovedAsync(portal.Owner, lines[0]));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_filter_of_operations_holds(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var fair = await portal.EventAsync("fair");
        var id = await portal.ParticipantAsync("1", "fair");
        portal.Time.Advance(TimeSpan.FromHours(1));
        (await portal.Get<ParticipantService>().UpdateAsync(portal.Owner with { Name = "Jürgen Ölke" }, id,
            new ParticipantPatch { BadgeNumber = "9" })).Required();

        Assert.Equal(1, await CountAsync(new() { EventId = congress.Id }));
        Assert.Equal(3, await CountAsync(new() { EventId = fair.Id }));
        Assert.Equal(1, await CountAsync(new() { EventId = fair.Id, Entity = nameof(Participant), Action = AuditAction.Changed }));
        Assert.Equal(0, await CountAsync(new() { EventId = fair.Id, Entity = nameof(Event), Action = AuditAction.Changed }));
        Assert.Equal(1, await CountAsync(new() { Actor = "olke jurgen" }));
        Assert.Equal(1, await CountAsync(new() { From = portal.Time.UtcNow() }));
        Assert.Equal(0, await CountAsync(new() { From = portal.Time.UtcNow(), Until = portal.Time.UtcNow() }));
        Assert.Equal(2, await CountAsync(new() { Entity = nameof(Participant), EntityId = id }));

        async Task<int> CountAsync(AuditFilter filter)
        {
            var page = await portal.Get<AuditQueries>().OperationsAsync(portal.Owner, filter, Newest);
            Assert.Equal(page.Total, page.Items.Count);
            return page.Total;
        }
    }

    [Fact]
    public async Task The_list_is_read_in_the_order_of_an_index_whatever_the_filter()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var filters = new[]
        {
            new AuditFilter(),
            new AuditFilter { Entity = nameof(Participant), Action = AuditAction.Created },
            new AuditFilter { EventId = 1 },
            new AuditFilter { Actor = "olga" },
            new AuditFilter { Person = "mia muster" },
            new AuditFilter { From = portal.Time.UtcNow().AddDays(-1), Until = portal.Time.UtcNow().AddDays(1) },
        };
        foreach (var filter in filters)
        {
            portal.Commands.Reset();
            var page = await portal.Get<AuditQueries>().OperationsAsync(portal.Owner, filter, Newest);
            Assert.NotEmpty(page.Items);
            Assert.Equal(4, portal.Commands.Count);
            await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
            var plans = new List<string>();
            foreach (var query in portal.Commands.Queries.Take(2))
            {
                plans.Add(await query.PlanAsync(db));
            }

            Assert.All(plans, plan => Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal));
            Assert.All(plans, plan => Assert.Contains("IX_AuditOperations_TenantId_At", plan, StringComparison.Ordinal));
            Assert.DoesNotContain("SCAN", plans[1], StringComparison.Ordinal);
        }

        portal.Commands.Reset();
        await portal.Get<AuditQueries>().ListAsync(portal.Owner, new AuditFilter { OperationId = 1 }, Newest);
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner))
        {
            Assert.DoesNotContain("TEMP B-TREE", await portal.Commands.Queries.Last().PlanAsync(db), StringComparison.Ordinal);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Another_tenant_sees_nothing_of_it(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var line = (await portal.Get<AuditQueries>().OperationsAsync(portal.Owner, new AuditFilter(), Newest)).Items[0];
        var stranger = portal.Owner with { TenantId = portal.Owner.TenantId + 1000 };
        Assert.Empty((await portal.Get<AuditQueries>().OperationsAsync(stranger, new AuditFilter(), Newest)).Items);
        Assert.Null(await portal.Get<AuditQueries>().FindAsync(stranger, line.Operation.Id));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => portal.Get<AuditQueries>()
            .FindAsync(portal.As(Role.Organiser), line.Operation.Id));
    }

    [Fact]
    public async Task Entries_from_before_are_operations_of_one_row_and_found_by_their_person()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "old.db");
        var options = (DbContextOptions<PortalDb>)new DbContextOptionsBuilder<PortalDb>()
            .UsePortalSqlite($"Data Source={file};Pooling=False").Options;
        await using (var old = new PortalDb(options))
        {
            await old.GetService<IMigrator>().MigrateAsync("ReportsAndFiles");
            await old.Database.ExecuteSqlRawAsync("""
                INSERT INTO Tenants (Id, Slug, Name, Plan, TimeZone, Currency, Language, CreatedAt, Version)
                VALUES (1, 'old', 'Old', 0, 'UTC', 'EUR', 'de', '2026-10-01', 0);
                INSERT INTO Contacts
                    (Id, TenantId, CustomerNumber, LastName, SearchText, SortName, SortCompany, CreatedAt, UpdatedAt, Version)
                VALUES (5, 1, 'C5', 'Müßig', 'mussig c5', 'mussig', '', '2026-10-01', '2026-10-01', 0);
                INSERT INTO AuditEntries (Id, TenantId, At, ActorKind, ActorName, Action, Entity, EntityId, Changes) VALUES
                    (17, 1, '2026-10-01', 1, 'Jürgen ÖLKE', 1, 'Contact', 5, '{{"LastName":["A","Müßig"]}}'),
                    (18, 1, '2026-10-02', 0, 'portal', 1, 'Tenant', 1, '{{}}');
                """);
            await old.Database.MigrateAsync();
        }

        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddPortalDomain()
            .AddDbContextFactory<PortalDb>(builder => builder.UsePortalSqlite($"Data Source={file};Pooling=False")).BuildServiceProvider();
        var owner = new Actor(1, ActorKind.User, null, "Olga Owner", Grants.Of(Role.Owner));
        var audit = services.GetRequiredService<AuditQueries>();
        Assert.Equal([18, 17], (await audit.OperationsAsync(owner, new AuditFilter(), Newest)).Items.Select(line => line.Only!.Id));
        Assert.Equal(17, Assert.Single((await audit.OperationsAsync(owner, new AuditFilter { Person = "Müßig", Actor = "olke" },
            Newest)).Items).Operation.Id);
        (await services.GetRequiredService<ContactService>().CreateAsync(owner, new ContactDraft("C6", null, "Mia", "Neu", null)))
            .Required();
        Assert.Equal(3, (await audit.OperationsAsync(owner, new AuditFilter(), Newest)).Total);
    }
}
