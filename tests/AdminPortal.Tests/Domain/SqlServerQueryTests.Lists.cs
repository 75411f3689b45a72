using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>The lists of the tenant.</summary>
public sealed partial class SqlServerQueryTests
{
    [Fact]
    public async Task Every_list_of_applications_invoices_and_payments_is_translated()
    {
        await using var server = new NoServer();
        foreach (var page in Pages("created_at", "name", "rating", "status"))
        {
            await server.Get<ApplicationQueries>()
                .ListAsync(Owner,
                    new ApplicationFilter
                    {
                        Search = "mia",
                        Status = ApplicationStatus.Open,
                        EventId = 1,
                        Rating = 3,
                        CategoryKey = "speaker",
                        From = DateTime.UtcNow,
                        Until = DateTime.UtcNow
                    }, page);
        }

        var payments = new PaymentFilter
        {
            Search = "ch mia",
            Status = PaymentStatus.Completed,
            Gateway = "stripe",
            Currency = "EUR",
            EventId = 1,
            From = DateTime.UtcNow,
            Until = DateTime.UtcNow
        };
        foreach (var page in Pages("date", "number", "name", "amount", "due", "status", "gateway"))
        {
            foreach (var settlement in Enum.GetValues<Settlement>())
            {
                await server.Get<InvoiceQueries>()
                    .ListAsync(Owner,
                        new InvoiceFilter
                        {
                            Search = "r2026 mia",
                            Kind = InvoiceKind.Invoice,
                            Status = InvoiceStatus.Issued,
                            Settlement = settlement,
                            Currency = "EUR",
                            EventId = 1,
                            From = DateTime.UtcNow,
                            Until = DateTime.UtcNow
                        },
                                page);
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
        await server.Get<ApplicationQueries>()
            .IdsAsync(Owner, new ApplicationFilter { Search = "mia", EventId = 1, CategoryKey = "speaker" });
        await server.Get<InvoiceQueries>().IdsAsync(Owner, new InvoiceFilter { Search = "mia", Settlement = Settlement.Overdue });
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
        Assert.True(server.Sql.Count > 80);
    }

    [Fact]
    public async Task Every_list_of_a_small_table_is_translated_with_each_filter_and_order()
    {
        await using var server = new NoServer();
        var (from, until) = (DateTime.UtcNow.AddDays(-1), DateTime.UtcNow);
        foreach (var page in Pages([EventQueries.Agenda, .. EventQueries.Sorts.Names]))
        {
            foreach (var when in Enum.GetValues<EventTime>())
            {
                await server.Get<EventQueries>()
                    .ListAsync(Owner, new() { Search = "fair", When = when, From = from, Until = until }, page);
            }
        }

        foreach (var page in Pages([.. UserQueries.Sorts.Names]))
        {
            await server.Get<UserQueries>().ListAsync(Owner, new() { Search = "mia", Role = Role.Viewer, IsDisabled = true }, page);
        }

        foreach (var page in Pages([.. UserQueries.InvitationSorts.Names]))
        {
            await server.Get<UserQueries>().InvitationsAsync(Owner, new() { Search = "mia", Role = Role.Viewer }, page);
        }

        foreach (var page in Pages([.. TeamQueries.Sorts.Names]))
        {
            await server.Get<TeamQueries>().ListAsync(Owner, new("north shift"), page);
        }

        await server.Get<TeamQueries>().FindAsync(Owner, 1);
        await server.Get<TeamQueries>().PeopleAsync(Owner, 1);
        await server.Get<TeamQueries>().PeopleAsync(Owner, null);
        foreach (var page in Pages([.. ApiKeyService.Sorts.Names]))
        {
            foreach (var status in Enum.GetValues<ApiKeyStatus>())
            {
                await server.Get<ApiKeyService>()
                    .ListAsync(Owner, new() { Search = "door", Kind = ApiKeyKind.Rsu, Status = status }, page);
            }
        }

        foreach (var page in Pages([.. ImportQueries.Sorts.Names]))
        {
            var imports = new ImportFilter
            { Search = "people", Kind = "contacts", State = ImportState.Done, EventId = 1, From = from, Until = until };
            await server.Get<ImportQueries>().ListAsync(Owner, imports, page);
        }

        foreach (var page in Pages([.. ExportService.Sorts.Names]))
        {
            var exports = new ExportFilter
            {
                Search = "autumn",
                Kind = "overview",
                Format = ReportFormat.Pdf,
                State = ExportState.Done,
                IsActive = true,
                From = from,
                Until = until,
            };
            await server.Get<ExportService>().ListAsync(Owner, exports, page);
        }

        // Without them SQL Server would sort and search by its own order, and its lists differ from SQLite's.
        foreach (var words in new[] { "[Title] COLLATE Latin1_General_100_BIN2", "[DisplayName] COLLATE Latin1_General_100_CI_AI LIKE" })
        {
            Assert.Contains(server.Sql, sql => sql.Contains(words, StringComparison.Ordinal));
        }

        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SubqueryInAggregate(), sql));
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(SameColumnTwiceInOrder(), sql));
    }
}
