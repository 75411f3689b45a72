using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Overview;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Schedules;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static AdminPortal.Tests.Domain.SqlServerQueryTests;

namespace AdminPortal.Tests.Domain;

/// <summary>What reports, exports, schedules and the start page read is put into SQL Server's language.</summary>
public sealed class SqlServerReportTests
{
    [Fact]
    public async Task The_queue_and_the_list_of_exports_are_translated()
    {
        await using var server = new NoServer();
        var (queue, exports) = (server.Get<ExportQueue>(), server.Get<ExportService>());
        await using (var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner))
        {
            Assert.Null(await ExportQueue.Waiting(db, DateTime.UtcNow).OrderBy(e => e.Id).FirstOrDefaultAsync());
        }

        var claim = new ExportClaim(1, 1, 1, new ReportRequest("participants", new ReportFilter()), ReportFormat.Csv, "de",
            new string('0', 32), 1);
        Assert.True(await queue.KeepAsync(claim, 1, 2));
        Assert.True(await queue.DoneAsync(claim, "a.csv", 1, 1));
        await queue.FailAsync(claim, ExportRunner.Failed);
        await queue.ReleaseAsync(claim);
        Assert.Null(await queue.NextLapseAsync());
        await queue.WantedAsync(["a", "b"], default);
        await queue.ForgetAsync(default);
        await exports.ListAsync(Owner, new(), new());
        await exports.FindAsync(Owner, 1);
        await exports.OpenAsync(Owner, 1);
        await server.Get<ReportColumnChoices>().FindAsync(Owner, RevenueReport.Kind);
        Assert.Equal(13, server.Sql.Count);
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
            await ReadAsync(new InvoiceList(), ("search", "mia"), ("kind", "invoice"), ("status", "issued"), ("settlement", "overdue"),
                ("currency", "EUR"));
            await ReadAsync(new EventList(), ("search", "fair"), ("when", "running"));
            await ReadAsync(new ScanList(), ("search", "mia"), ("result", "conflict"), ("code", "unknown_badge"), ("station", "Nord"));
            await ReadAsync(new UserList(), ("search", "mia"), ("role", "admin"), ("access", "allowed"), ("events", "some"));
            await ReadAsync(new AuditList(), ("person", "mia"), ("who", "tom"), ("kind", "Event"), ("action", "changed"), ("record", "1"));
            await ReadAsync(new PaymentList(), ("search", "mia"), ("status", "completed"), ("gateway", "bank"), ("currency", "EUR"));

            async Task ReadAsync<TRecord, TRow, TFilter>(RecordsKind<TRecord, TRow, TFilter> kind,
                params (string Part, string Value)[] parts)
                where TRecord : class
            {
                var scope = ReportScope.Of(db, eventId, new ReportFilter(null, day, day), TimeZoneInfo.Utc, DateTime.UtcNow);
                var records = kind.Records(scope,
                    new RecordConditions(Owner, eventId, DateTime.UtcNow, parts.ToDictionary(part => part.Part, part => part.Value)));
                await records.OrderBy(kind.Sorts.Id).Select(kind.Sorts.Id).ToListAsync();
                foreach (var sort in kind.SortsFor(Owner))
                {
                    await kind.Sorted(db, records, sort, true, DateTime.UtcNow).Select(kind.Sorts.Id).ToListAsync();
                    sorts++;
                }

                Assert.Empty(await kind.ReadAsync(scope, [.. Enumerable.Range(1, 1000).Select(id => (long)id)], default));
            }
        }

        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SameColumnTwiceInOrder(), sql));
        Assert.Equal(sorts + (2 * (10 + 12)), server.Sql.Count);
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
}
