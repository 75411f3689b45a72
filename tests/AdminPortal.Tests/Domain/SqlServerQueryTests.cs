using System.Text.RegularExpressions;
using AdminPortal.Data.SqlServer;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Calls;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Finance;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Reports.Exports;
using AdminPortal.Domain.Reports.Files;
using AdminPortal.Domain.Reports.Records;
using AdminPortal.Domain.Reports.Schedules;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Every read of the domain is put into SQL Server's language, with each filter and each order.</summary>
public sealed partial class SqlServerQueryTests
{
    private static readonly Actor Owner = new(1, ActorKind.User, 1, "Olga Owner", Grants.Of(Role.Owner));

    private static readonly Actor Steward = Owner with { Permissions = Grants.Of(Role.Steward) };

    private static readonly EventRules Rules = new(1, 1, "congress", "Congress", "Europe/Berlin", 100, true, ReEntry.AfterCheckOut, false);

    private static IEnumerable<PageRequest> Pages(params string?[] sorts) => sorts.SelectMany(sort => new[] { new PageRequest(1, 25, sort, false), new PageRequest(1, 25, sort, true) });

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

            foreach (var page in Pages("name", "badge", "company", "customer_number", "email", "category", "confirmed", "presence", "time", "created_at"))
            {
                await server.Get<ParticipantQueries>().ListAsync(Owner, filter, page);
                await server.Get<ParticipantQueries>().ListAsync(Steward, filter, page);
            }
        }

        foreach (var page in Pages("id", "checked_in_at"))
        {
            await server.Get<CheckInQueries>().ListAsync(Owner, new CheckInFilter(1) { Station = "Nord", ParticipantId = 1, IsCheckedIn = true, Since = DateTime.UtcNow, Type = CheckInType.Scan, Search = "mia" }, page);
            await server.Get<CheckInQueries>().ScansAsync(Steward, new ScanFilter(1) { Refused = true, Code = "event_full", Station = "Nord", Search = "mia" }, page);
        }

        foreach (var page in Pages("title", "event_key", "starts_at", "name", "company", "customer_number", "email"))
        {
            await server.Get<EventQueries>().ListAsync(Owner, "fair", page);
            await server.Get<ContactQueries>().ListAsync(Owner, "mia", page);
        }

        // Without it SQL Server would sort by its own order, and its lists differ from SQLite's.
        Assert.Contains(server.Sql, sql => sql.Contains("[Title] COLLATE Latin1_General_100_BIN2", StringComparison.Ordinal));
        Assert.Contains(server.Sql, sql => sql.Contains("[Email] COLLATE Latin1_General_100_BIN2", StringComparison.Ordinal));
        await server.Get<ParticipantQueries>().FindAsync(Owner, 1);
        await server.Get<CheckInQueries>().FindAsync(Owner, 1);
        await server.Get<CheckInQueries>().StationsAsync(Owner, 1);
        await server.Get<CheckInQueries>().BadgeExistsAsync(Owner, 1, "0417");
        await server.Get<WallService>().ListAsync(Owner, 1);
        await server.Get<WallService>().FindByTokenAsync("wall_0123456789");
        await server.Get<BoardReader>().ReadAsync(1, 1, null);
        await using (var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner))
        {
            await BoardReader.ReadAsync(db, Rules, default, DateTime.UtcNow, null, default);
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
        await server.Get<AuditQueries>().RemovedAsync(Owner, new AuditLine(removal, [new AuditPart { Entity = "Event", Action = AuditAction.Deleted }], null));
        await using (var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner))
        {
            await AuditNames.FindAsync(db, 1, AuditNames.Entities.Select(entity => (entity, 1L)), default);
        }

        await server.Get<ApiKeyService>().AuthenticateAsync("apk_0123456789");
        await server.Get<ApiKeyService>().ListAsync(Owner);
        await server.Get<UserService>().ListAsync(Owner);
        await server.Get<UserService>().InvitationsAsync(Owner);
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
    public async Task Every_list_of_applications_invoices_and_payments_is_translated()
    {
        await using var server = new NoServer();
        foreach (var page in Pages("created_at", "name", "rating", "status"))
        {
            await server.Get<ApplicationQueries>().ListAsync(Owner, new ApplicationFilter { Search = "mia", Status = ApplicationStatus.Open, EventId = 1, Rating = 3, CategoryKey = "speaker", From = DateTime.UtcNow, Until = DateTime.UtcNow }, page);
        }

        var payments = new PaymentFilter { Search = "ch mia", Status = PaymentStatus.Completed, Gateway = "stripe", Currency = "EUR", EventId = 1, From = DateTime.UtcNow, Until = DateTime.UtcNow };
        foreach (var page in Pages("date", "number", "name", "amount", "due", "status", "gateway"))
        {
            foreach (var settlement in Enum.GetValues<Settlement>())
            {
                await server.Get<InvoiceQueries>().ListAsync(Owner, new InvoiceFilter { Search = "r2026 mia", Kind = InvoiceKind.Invoice, Status = InvoiceStatus.Issued, Settlement = settlement, Currency = "EUR", EventId = 1, From = DateTime.UtcNow, Until = DateTime.UtcNow }, page);
            }

            await server.Get<PaymentQueries>().ListAsync(Owner, payments, page);
        }

        await server.Get<ApplicationQueries>().FindAsync(Owner, 1);
        await server.Get<InvoiceQueries>().FindAsync(Owner, 1);
        await server.Get<InvoiceQueries>().CurrenciesAsync(Owner);
        await server.Get<PaymentQueries>().FindAsync(Owner, 1);
        await server.Get<PaymentQueries>().GatewaysAsync(Owner);
        await server.Get<PaymentQueries>().CurrenciesAsync(Owner);
        await server.Get<PaymentQueries>().TotalsAsync(Owner, payments);
        await server.Get<ApplicationQueries>().CategoryKeysAsync(Owner);
        await server.Get<ApplicationQueries>().IdsAsync(Owner, new ApplicationFilter { Search = "mia", EventId = 1, CategoryKey = "speaker" });
        await server.Get<InvoiceQueries>().IdsAsync(Owner, new InvoiceFilter { Search = "mia", Settlement = Settlement.Overdue });
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
        Assert.True(server.Sql.Count > 80);
    }

    [Fact]
    public async Task The_reads_behind_figures_exports_and_check_ins_are_translated()
    {
        await using var server = new NoServer();
        var databases = server.Get<IDbContextFactory<PortalDb>>();
        await using var db = databases.Read(Owner);
        await OnlyEmptyAsync(() => CheckInStatsQueries.ReadAsync(db, Rules, default));
        Assert.Equal(3, server.Sql.Count);
        await OnlyEmptyAsync(() => server.Get<EventOverviewQueries>().FindAsync(Owner, "congress"));
        var windows = new WindowSchedule([new(1, null, DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(1), true, 1)], TimeSpan.Zero, TimeSpan.Zero);
        foreach (var reEntry in Enum.GetValues<ReEntry>())
        {
            var scans = new[] { new ScanRequest { EventKey = "congress", BadgeNumber = "1" }, new ScanRequest { EventKey = "congress", ParticipantId = 1 } };
            Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
            await OnlyEmptyAsync(() => new CheckInBatch(db, Rules with { ReEntry = reEntry, Windows = windows }).RunAsync(scans.Select(s => new PendingScan(Owner, s, DateTime.UtcNow)).ToList()));
        }
    }

    [Fact]
    public async Task The_queue_and_the_list_of_exports_are_translated()
    {
        await using var server = new NoServer();
        var (queue, exports) = (server.Get<ExportQueue>(), server.Get<ExportService>());
        await using (var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner))
        {
            Assert.Null(await ExportQueue.Waiting(db, DateTime.UtcNow).OrderBy(e => e.Id).FirstOrDefaultAsync());
        }

        var claim = new ExportClaim(1, 1, 1, new ReportRequest("participants", new ReportFilter()), ReportFormat.Csv, "de", new string('0', 32), 1);
        Assert.True(await queue.KeepAsync(claim, 1, 2));
        Assert.True(await queue.DoneAsync(claim, "a.csv", 1, 1));
        await queue.FailAsync(claim, ExportRunner.Failed);
        await queue.ReleaseAsync(claim);
        Assert.Null(await queue.NextLapseAsync());
        await queue.WantedAsync(["a", "b"], default);
        await queue.ForgetAsync(default);
        await exports.ListAsync(Owner);
        await exports.FindAsync(Owner, 1);
        await exports.OpenAsync(Owner, 1);
        await server.Get<ReportColumnChoices>().FindAsync(Owner, RevenueReport.Kind);
        Assert.Equal(12, server.Sql.Count);
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
    }

    [Fact]
    public async Task Schedules_and_their_log_are_translated()
    {
        await using var server = new NoServer();
        await OnlyEmptyAsync(() => server.Get<ScheduleQueries>().ListAsync(Owner));
        await server.Get<ScheduleQueries>().LogAsync(Owner, 1);
        await server.Get<ScheduleRunner>().TurnAsync();
        await server.Get<ScheduleRunner>().ForgetAsync();
        await OnlyEmptyAsync(() => server.Get<ScheduleDelivery>().StepAsync(new WaitingRun(1, 1, DateTime.UtcNow)));
        Assert.Equal(9, server.Sql.Count);
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
    }

    [Fact]
    public async Task The_reports_are_translated()
    {
        await using var server = new NoServer();
        await using var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner);
        var day = ReportBound.Of(new DateOnly(2026, 3, 29));
        foreach (var filter in new[] { new ReportFilter(), new ReportFilter("congress", day, day) })
        {
            await OnlyEmptyAsync(() => ReportScope.OpenAsync(db, filter, DateTime.UtcNow, default));
            var scope = ReportScope.Of(db, filter.EventKey is null ? null : 1, filter, TimeZoneInfo.Utc, DateTime.UtcNow);
            await ParticipantsReport.ReadAsync(scope, default);
            await ApplicationsReport.ReadAsync(scope, default);
            await RevenueReport.ReadAsync(scope, default);
            await PaymentsReport.ReadAsync(scope, default);
            await ArrivalsReport.ReadAsync(scope, default);
            await OnlyEmptyAsync(() => OverviewReport.ReadAsync(scope, default));
        }

        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInGroupBy(), sql));
        Assert.Equal(2 * 17, server.Sql.Count);
    }

    [Fact]
    public async Task The_lists_of_records_are_translated()
    {
        await using var server = new NoServer();
        await using var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner);
        var day = ReportBound.Of(new DateOnly(2026, 3, 29));
        var sorts = 0;
        foreach (var eventId in new long?[] { 1, null })
        {
            await ReadAsync(new ParticipantList(), ("search", "mia 0417"), ("category", "1"), ("confirmed", "1"), ("presence", "inside"));
            await ReadAsync(new CheckInList(), ("search", "mia"), ("station", "Nord"), ("state", "open"), ("type", "scan"));
            await ReadAsync(new ContactList(), ("search", "mia"));
            await ReadAsync(new ApplicationList(), ("search", "mia"), ("status", "open"), ("event", "1"), ("rating", "3"));
            await ReadAsync(new InvoiceList(), ("search", "mia"), ("kind", "invoice"), ("status", "issued"), ("settlement", "overdue"), ("currency", "EUR"));
            await ReadAsync(new PaymentList(), ("search", "mia"), ("status", "completed"), ("gateway", "bank"), ("currency", "EUR"));

            async Task ReadAsync<TRecord, TRow>(RecordsKind<TRecord, TRow> kind, params (string Part, string Value)[] parts)
                where TRecord : class, ITenantOwned
            {
                var scope = ReportScope.Of(db, eventId, new ReportFilter(null, day, day), TimeZoneInfo.Utc, DateTime.UtcNow);
                var records = kind.Records(scope, new RecordConditions(Owner, eventId, DateTime.UtcNow, parts.ToDictionary(part => part.Part, part => part.Value)));
                await records.OrderBy(kind.Sorts.Id).Select(kind.Sorts.Id).ToListAsync();
                foreach (var sort in kind.Sorts.Names)
                {
                    await kind.Sorts.Apply(db, records, sort, true).Select(kind.Sorts.Id).ToListAsync();
                    sorts++;
                }

                Assert.Empty(await kind.ReadAsync(scope, [.. Enumerable.Range(1, 1000).Select(id => (long)id)], default));
            }
        }

        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SameColumnTwiceInOrder(), sql));
        Assert.Equal(sorts + (2 * (6 + 8)), server.Sql.Count);
    }

    [Fact]
    public async Task The_start_page_is_translated()
    {
        await using var server = new NoServer();
        await using var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner);
        await StartQueries.EventsAsync(db, DateTime.UtcNow, default);
        await OnlyEmptyAsync(() => StartQueries.TasksAsync(db, Owner, [], DateTime.UtcNow, default));
        await StartQueries.TrendsAsync(db, TimeZoneInfo.Utc, DateTime.UtcNow, default);
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInGroupBy(), sql));
        Assert.Equal(5, server.Sql.Count);
    }

    /// <summary>SQL Server's error 169: no column twice in the order.</summary>
    [GeneratedRegex(@"ORDER BY [^\r\n]*(\[\w+\]\.\[\w+\])( DESC)?, \1")]
    private static partial Regex SameColumnTwiceInOrder();

    /// <summary>SQL Server's error 144: no subquery in the list of what is grouped by.</summary>
    [GeneratedRegex(@"GROUP BY [^\r\n]*\bSELECT\b")]
    private static partial Regex SubqueryInGroupBy();

    [Fact]
    public async Task What_is_remembered_and_counted_of_calls_is_translated()
    {
        await using var server = new NoServer();
        var memory = server.Get<CallMemory>();
        using var turn = await memory.BeginAsync(Owner, "key", "hash");
        await OnlyEmptyAsync(() => memory.KeepAsync(Owner, turn.Call!, new CallAnswer(201, "req_1", "/there", [1])));
        await memory.ForgetAsync();
        await server.Get<TransactionMarks>().ForgetAsync();
        Assert.Empty(await server.Get<CallUsage>().LastHourAsync(Owner));
        await server.Get<CallUsage>().FlushAsync();
        await server.Get<CallLimits>().ForgetAsync();
        Assert.Contains(server.Sql, sql => sql.Contains("[KeyMinutes]", StringComparison.Ordinal));
    }

    /// <summary>SQL Server passes over blanks at the end of texts; SQLite, and the contract, do not.</summary>
    [Fact]
    public async Task A_key_with_a_blank_at_its_end_is_not_looked_for_as_the_one_without()
    {
        await using var server = new NoServer();
        await server.Get<EventQueries>().FindAsync(Owner, "dl ");
        await server.Get<EventRulesCache>().FindAsync(Owner, "door ");
        await server.Get<ParticipantQueries>().RecordsAsync(Owner, new ParticipantFilter { EventKey = "fair ", CustomerNumber = "C1 " }, new());
        await server.Get<CheckInQueries>().ListAsync(Owner, new CheckInFilter(1) { Station = "Nord " }, new());
        await using (var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner))
        {
            var (check, numbers) = (new Check(), new List<string> { "C2 ", "C3" });
            await Lookup.HoldEventAsync(db, "gala ", check, default);
            await Lookup.HoldCategoryAsync(db, 1, "vip ", check, default);
            await Lookup.HoldContactAsync(db, "C4 ", check, default);
            await db.Contacts.Where(c => numbers.Contains(c.CustomerNumber)).ToListAsync();
            await db.Invoices.Where(i => i.Number == "R1 ").ToListAsync();
        }

        var texts = server.Values.OfType<string>().ToList();
        var all = string.Join(" | ", texts.Concat(server.Sql));
        Assert.All(
            new[] { "dl ", "door ", "fair ", "C1 ", "Nord ", "C2 ", "gala ", "vip ", "C4 ", "R1 " },
            text => Assert.True(all.Contains(text + BlanksCount.Mark, StringComparison.Ordinal) || all.Contains(text + "\\u0003", StringComparison.Ordinal), $"'{text}' in {all}"));
        Assert.DoesNotContain(texts, text => text.EndsWith(' '));
    }

    [Fact]
    public async Task Rows_are_held_and_deleted_in_portions_in_statements_that_SQL_Server_takes()
    {
        await using var server = new NoServer();
        await using (var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner))
        {
            await Locks.TenantAsync(db);
            await Locks.EventAsync(db, 1);
            await Locks.CategoryAsync(db, 1);
            await Locks.ContactAsync(db, 1);
        }

        Assert.Equal(["Tenants", "Events", "Categories", "Contacts"], server.Sql.Select(sql => HeldTable().Match(sql).Groups[1].Value));
        server.Sql.Clear();
        await server.Get<CallMemory>().ForgetAsync();
        await server.Get<CallLimits>().ForgetAsync();
        await server.Get<CallUsage>().FlushAsync();
        await server.Get<ExportQueue>().ForgetAsync(default);
        Assert.Equal(4, server.Sql.Count);
        Assert.All(server.Sql, sql => Assert.Matches(@"DELETE FROM[\s\S]*SELECT TOP\(@\w+\)", sql));
    }

    [GeneratedRegex(@"UPDATE \[\w+\]\s+SET \[\w+\]\.\[Version\] = \[\w+\]\.\[Version\]\s+FROM \[(\w+)\]")]
    private static partial Regex HeldTable();

    /// <summary>SQL Server's error 130: no aggregate over a subquery.</summary>
    [GeneratedRegex(@"\b(SUM|COUNT|MIN|MAX|AVG)\(\s*(CASE\s+WHEN\s+)?(NOT\s+)?\(?\s*(EXISTS\b|\(?\s*SELECT\b)")]
    private static partial Regex SubqueryInAggregate();

    /// <summary>Without a server a single row cannot be read or written; anything else, above all a failed translation, is an error.</summary>
    private static async Task OnlyEmptyAsync(Func<Task> read)
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
