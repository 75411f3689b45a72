using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Every statement of a removal is put into SQL Server's language.</summary>
public sealed class RemovalSqlServerTests
{
    private static readonly Actor Owner = new(1, ActorKind.User, 1, "Olga Owner", Grants.Of(Role.Owner));

    [Fact]
    public async Task Every_kind_is_named_judged_and_stamped()
    {
        await using var server = new NoServer();
        await KindAsync<Event>(server);
        await KindAsync<Category>(server);
        await KindAsync<CheckInWindow>(server);
        await KindAsync<ReportSchedule>(server);
        await KindAsync<Contact>(server);
        await KindAsync<Participant>(server);
        await KindAsync<CheckIn>(server);
        await KindAsync<Application>(server);
        await KindAsync<Invoice>(server);
        await KindAsync<Payment>(server);
        await KindAsync<WebhookEndpoint>(server);
        await KindAsync<Team>(server);
        Assert.Equal(RemovalPlans.All.Count, server.Sql.Count(sql => sql.StartsWith("UPDATE", StringComparison.Ordinal)));
        await server.Get<RemovalQueries>().ListAsync(Owner, new RemovedFilter(1, "mia 7"), new PageRequest());
    }

    [Fact]
    public async Task What_goes_along_is_found_and_stamped()
    {
        await using var server = new NoServer();
        await BranchAsync<Participant>(server, (db, ids) => RemovalRows.Of<Participant>(db, p => p.EventId, ids));
        await BranchAsync<CheckIn>(server, (db, ids) =>
            RemovalRows.Of<CheckIn, Participant>(db, c => c.ParticipantId, RemovalRows.Of<Participant>(db, p => p.ContactId, ids)));
        await BranchAsync<ReportSchedule>(server, (db, ids) => RemovalRows.Of<ReportSchedule>(db, s => s.EventId, ids));
        Assert.Equal(3, server.Sql.Count(sql => sql.StartsWith("UPDATE", StringComparison.Ordinal)));
    }

    private static async Task KindAsync<T>(NoServer server)
        where T : class, ISoftDeleted
    {
        await using var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner);
        var plan = RemovalPlans.Of<T>();
        var rows = RemovalPlan<T>.All(db).Where(row => row.Id >= 1 && row.Id <= 9);
        await plan.NamesAsync(db, [1, 2], default);
        await plan.MissingAsync(db, 1, default);
        await plan.StampAsync(db, 1, default);
        await plan.HeldAsync(db, rows, [], default);
        await plan.OrphansAsync(db, rows, default);
        await plan.GuardedAsync(db, rows, [], default);
        await new RemovalStep(db, DateTime.UtcNow, default).StampAsync(rows, DateTime.UtcNow, 1);
        await server.Get<RemovalQueries>().FindAsync<T>(Owner, 1);
    }

    private static async Task BranchAsync<T>(NoServer server, Func<PortalDb, IReadOnlyList<long>, IQueryable<T>> of)
        where T : class, ISoftDeleted
    {
        await using var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner);
        var step = new RemovalStep(db, DateTime.UtcNow, default);
        var branch = new RemovalBranch<T>(of);
        await branch.MoveAsync(step, [1, 2], null, DateTime.UtcNow);
        await step.StampAsync(of(db, [1, 2]).Where(row => row.DeletedAt == null && row.Id >= 1 && row.Id <= 9), DateTime.UtcNow, 1);
    }
}
