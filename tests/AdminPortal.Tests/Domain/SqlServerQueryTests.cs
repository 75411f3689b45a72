using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Verification;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Overview;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Every read of the domain is put into SQL Server's language, with each filter and each order.</summary>
public sealed partial class SqlServerQueryTests
{
    internal static readonly Actor Owner = new(1, ActorKind.User, 1, "Olga Owner", Grants.Of(Role.Owner));

    private static readonly Actor Steward = Owner with { Permissions = Grants.Of(Role.Steward) };

    private static readonly EventRules Rules = new(1, 1, "congress", "Congress", "Europe/Berlin", 100, true, ReEntry.AfterCheckOut, false);

    private static IEnumerable<PageRequest> Pages(params string?[] sorts) =>
        sorts.SelectMany(sort => new[] { new PageRequest(1, 25, sort, false), new PageRequest(1, 25, sort, true) });

    [Fact]
    public async Task Every_list_and_record_is_translated()
    {
        await using var server = new NoServer();
        var filters = new[]
        {
            new ParticipantFilter { EventId = 1, Search = "mia 0417", Confirmed = true, CategoryId = 1, Presence = Presence.Inside },
            new ParticipantFilter { EventKey = "congress", CustomerNumber = "C1", CategoryId = 0, Presence = Presence.Out },
            new ParticipantFilter { Presence = Presence.Never },
        };
        foreach (var filter in filters)
        {
            foreach (var page in Pages("id", "created_at", "updated_at"))
            {
                await server.Get<ParticipantQueries>().RecordsAsync(Owner, filter, page);
            }

            foreach (var page in Pages("name", "badge", "company", "customer_number", "email", "category", "confirmed", "presence", "time",
                "created_at"))
            {
                await server.Get<ParticipantQueries>().ListAsync(Owner, filter, page);
                await server.Get<ParticipantQueries>().ListAsync(Steward, filter, page);
            }
        }

        foreach (var page in Pages("id", "checked_in_at"))
        {
            await server.Get<CheckInQueries>()
                .ListAsync(Owner,
                    new CheckInFilter(1)
                    {
                        Station = "Nord",
                        ParticipantId = 1,
                        IsCheckedIn = true,
                        Since = DateTime.UtcNow,
                        Type = CheckInType.Scan,
                        Search = "mia"
                    }, page);
            await server.Get<CheckInQueries>()
                .ScansAsync(Steward, new ScanFilter(1) { Refused = true, Code = "event_full", Station = "Nord", Search = "mia" }, page);
        }

        foreach (var page in Pages("name", "company", "customer_number", "email"))
        {
            await server.Get<ContactQueries>().ListAsync(Owner, "mia", page);
        }

        // Without it SQL Server would sort by its own order, and its lists differ from SQLite's.
        Assert.Contains(server.Sql, sql => sql.Contains("[Email] COLLATE Latin1_General_100_BIN2", StringComparison.Ordinal));
        await server.Get<ParticipantQueries>().FindAsync(Owner, 1);
        await server.Get<CheckInQueries>().FindAsync(Owner, 1);
        await server.Get<CheckInQueries>().StationsAsync(Owner, 1);
        await server.Get<WallService>().ListAsync(Owner, 1);
        await server.Get<WallService>().FindByTokenAsync("wall_0123456789");
        await server.Get<BoardReader>().ReadAsync(1, 1, null);
        await server.Get<AlarmWatch>().LookAsync();
        await server.Get<AlarmWatch>().ForgetAsync();
        await server.Get<AlarmQueries>().RecentAsync(Owner);
        foreach (var page in Pages("raised"))
        {
            await server.Get<AlarmQueries>()
                .ListAsync(Steward, new AlarmFilter { IsOpen = false, Kind = AlarmKind.Full, EventId = 1 }, page);
        }

        await server.Get<DaySheetQueries>().FindAsync(Owner, "congress");
        await server.Get<ParticipantQueries>().SearchAsync(Owner, "congress", "0417", 6);
        await server.Get<InvoiceQueries>().ByNumberAsync(Owner, "r2026-00", 4);
        await server.Get<InvoiceQueries>().ByNumberAsync(Owner, "17", 4);
        await using (var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner))
        {
            await BoardReader.ReadAsync(db, Rules, default, DateTime.UtcNow, new Tally(), default);
            var draft = new EventDraft("congress", "Congress", null, DateTime.UtcNow, DateTime.UtcNow, "Europe/Berlin");
            var head = new DaySheetHead(1, draft, 0, new DaySheetRehearsal("acme", null));
            await DaySheetQueries.FillAsync(db, Owner, head, new Tally(), DateTime.UtcNow, default);
        }

        await server.Get<EventQueries>().FindAsync(Owner, "congress");
        await server.Get<EventQueries>().CategoriesAsync(Owner, 1);
        await server.Get<ContactQueries>().FindAsync(Owner, 1);
        var audited = new AuditFilter
        {
            Entity = "Event",
            Action = AuditAction.Changed,
            Actor = "o",
            Person = "mia m",
            From = DateTime.UtcNow,
            Until = DateTime.UtcNow,
            EventId = 1,
            EntityId = 1,
            OperationId = 1,
        };
        await server.Get<AuditQueries>().ListAsync(Owner, audited, new());
        await server.Get<AuditQueries>().OperationsAsync(Owner, audited, new());
        await server.Get<AuditQueries>().FindAsync(Owner, 1);
        var removal = new AuditOperation
        {
            Id = 1,
            At = DateTime.UtcNow,
            ActorKind = ActorKind.User,
            ActorName = "Olga Owner",
            ActorSearch = "olga owner",
            Kind = OperationKind.Removal,
        };
        await server.Get<AuditQueries>()
            .RemovedAsync(Owner, new AuditLine(removal, [new AuditPart { Entity = "Event", Action = AuditAction.Deleted }], null));
        await using (var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner))
        {
            await AuditNames.FindAsync(db, 1, AuditNames.Entities.Select(entity => (entity, 1L)), default);
        }

        await server.Get<ApiKeyService>().AuthenticateAsync("apk_0123456789");
        await server.Get<UserService>().FindInvitationAsync("inv_x");
        await server.Get<TenantService>().FindAsync("demo");
        await server.Get<CheckInWindowQueries>().ListAsync(Owner, 1);
        await server.Get<CheckInWindowQueries>().CountsAsync(Owner, Rules, [1, 2, 1]);
        await server.Get<EventRulesCache>().FindAsync(Owner, 1);
        await server.Get<ApiKeyService>().AuthenticateAsync([new KeyPair(ApiKeyKind.Rsu, "rsu_0123456789", "rsus_0123456789")]);
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
        Assert.True(server.Sql.Count > 150);
    }

    [Fact]
    public async Task What_stands_on_invoices_and_what_verifies_them_is_translated()
    {
        await using var server = new NoServer();
        await server.Get<TenantProfileService>().OwnAsync(Owner);
        await server.Get<TenantProfileService>().LogoAsync(Owner);
        await using var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner);
        await OnlyEmptyAsync(() => InvoiceFacts.OfAsync(db, 1, 1, 1, default));
        foreach (var rule in MoneyRules.All)
        {
            await rule.Look(db, default);
        }

        Assert.Contains(server.Sql, sql => sql.Contains("[InvoiceParties]", StringComparison.Ordinal));
        Assert.Contains(server.Sql, sql => sql.Contains("[InvoiceLines]", StringComparison.Ordinal));
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SameColumnTwiceInOrder(), sql));
    }

    [Fact]
    public async Task The_reads_behind_figures_exports_and_check_ins_are_translated()
    {
        await using var server = new NoServer();
        var databases = server.Get<IDbContextFactory<PortalDb>>();
        await using var db = databases.Read(Owner);
        await OnlyEmptyAsync(() => CheckInStatsQueries.ReadAsync(db, Rules, new Tally(), default));
        Assert.Single(server.Sql);
        await EventTallies.LoadAsync(db, 1, new LogPlace(7, 7), default);
        await EventTallies.PeopleAsync(db, 1, [1, 2], default);
        await OnlyEmptyAsync(() => LogPlace.NowAsync(db, 1, default));
        Assert.Empty((await new LogPlace(500, 500).ReadAsync(db, 1, default, DateTime.UtcNow, 100, null, default))!.People);
        await OnlyEmptyAsync(() => server.Get<EventOverviewQueries>().FindAsync(Owner, "congress"));
        var windows = new WindowSchedule([new(1, null, DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(1), true, 1)], TimeSpan.Zero,
            TimeSpan.Zero);
        foreach (var reEntry in Enum.GetValues<ReEntry>())
        {
            var scans = new[] { new ScanRequest { EventKey = "congress", BadgeNumber = "1" }, new ScanRequest
                { EventKey = "congress", ParticipantId = 1 } };
            Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
            await OnlyEmptyAsync(() => new CheckInBatch(db, Rules with { ReEntry = reEntry, Windows = windows })
                .RunAsync(scans.Select(s => new PendingScan(Owner, s, DateTime.UtcNow)).ToList()));
        }
    }

    /// <summary>SQL Server's error 169: no column twice in the order.</summary>
    [GeneratedRegex(@"ORDER BY [^\r\n]*(\[\w+\]\.\[\w+\])( DESC)?, \1")]
    internal static partial Regex SameColumnTwiceInOrder();

    /// <summary>SQL Server's error 144: no subquery in the list of what is grouped by.</summary>
    [GeneratedRegex(@"GROUP BY [^\r\n]*\bSELECT\b")]
    internal static partial Regex SubqueryInGroupBy();

    /// <summary>SQL Server's error 130: no aggregate over a subquery.</summary>
    [GeneratedRegex(@"\b(SUM|COUNT|MIN|MAX|AVG)\(\s*(CASE\s+WHEN\s+)?(NOT\s+)?\(?\s*(EXISTS\b|\(?\s*SELECT\b)")]
    internal static partial Regex SubqueryInAggregate();

    /// <summary>
    /// Without a server a single row cannot be read or written; anything else, above all a failed translation, is an error.
    /// </summary>
    internal static async Task OnlyEmptyAsync(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (InvalidOperationException error) when (error.Message.Contains("Sequence contains no elements", StringComparison.Ordinal))
        {
        }
        catch (DbUpdateException error) when (error is not DbUpdateConcurrencyException || error.Entries.Count > 0)
        {
        }
    }
}
