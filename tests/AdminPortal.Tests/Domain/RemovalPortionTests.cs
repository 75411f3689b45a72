using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Data.Verification;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>
/// What is too much for one transaction: an event with its people goes and comes back in portions, and nobody sees a part of it.
/// </summary>
public sealed class RemovalPortionTests
{
    private const int People = RemovalPortions.Most + 500;

    private const int Inside = 200;

    [Theory, ClassData(typeof(Providers))]
    public async Task All_portions_are_one_line_of_the_audit_log_with_a_row_for_each_record(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (id, before) = await FilledAsync(portal);
        foreach (var (action, work) in Ways(portal, id))
        {
            Assert.Equal(People + Inside, (await work()).Required().Along);
            await using var db = Open(portal);
            var operation = await db.AuditOperations.OrderByDescending(o => o.Id).FirstAsync();
            var rows = db.AuditEntries.Where(e => e.OperationId == operation.Id && e.Action == action);
            Assert.Equal((1 + People + Inside, 1 + People + Inside), (operation.Rows, await rows.CountAsync()));
            Assert.Equal(1 + People + Inside, await rows.Select(e => new { e.Entity, e.EntityId }).Distinct().CountAsync());
            Assert.Empty(await FoundAsync(portal));
        }

        Assert.Equivalent(before, await FiguresAsync(portal));
        await using var after = Open(portal);
        Assert.False(await after.RemovalEntries.AnyAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_removal_whose_process_dies_is_seen_at_once_and_brought_to_its_end_by_the_next(Provider provider)
    {
        var hook = new CommitHook();
        await using var portal = await TestPortal.StartAsync(provider, more: options => options.AddInterceptors(hook));
        var (id, before) = await FilledAsync(portal);
        hook.DieAt(3);
        await Assert.ThrowsAsync<DiedException>(() => portal.Get<EventService>().DeleteAsync(portal.Owner, id));

        // The event went first, some of its people after it; as long as the other process may live, nobody else goes on.
        await using var next = portal.Beside();
        Assert.Null(await FiguresAsync(next));
        await using (var db = Open(next))
        {
            Assert.InRange(await db.Participants.CountAsync(), 1, People - 1);
        }

        Assert.Empty(await FoundAsync(next));
        Assert.Equal(0, await next.Get<RemovalPortions>().RecoverAsync());
        Assert.Equal("removal_running", Assert.Single((await next.Get<EventService>().RestoreAsync(portal.Owner, id)).Problems).Code);

        portal.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("removal_left", await FoundAsync(next));
        Assert.Equal(1, await next.Get<RemovalPortions>().RecoverAsync());
        await using (var db = Open(next))
        {
            Assert.False(await db.Participants.AnyAsync());
            Assert.False(await db.CheckIns.AnyAsync());
            var entry = await db.RemovalEntries.SingleAsync();
            Assert.Equal((1, People, Inside, 0), (entry.Chosen, entry.Participants, entry.CheckIns, entry.Others));
            Assert.Equal(1 + People + Inside, (await db.AuditOperations.OrderByDescending(o => o.Id).FirstAsync()).Rows);
        }

        Assert.Empty(await FoundAsync(next));
        (await next.Get<EventService>().RestoreAsync(portal.Owner, id)).Required();
        Assert.Equivalent(before, await FiguresAsync(next));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_restoring_whose_process_dies_is_taken_back_and_can_be_tried_again(Provider provider)
    {
        var hook = new CommitHook();
        await using var portal = await TestPortal.StartAsync(provider, more: options => options.AddInterceptors(hook));
        var (id, before) = await FilledAsync(portal);
        (await portal.Get<EventService>().DeleteAsync(portal.Owner, id)).Required();
        hook.DieAt(4);
        await Assert.ThrowsAsync<DiedException>(() => portal.Get<EventService>().RestoreAsync(portal.Owner, id));
        await using var next = portal.Beside();
        Assert.Null(await FiguresAsync(next));
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await next.Get<RemovalPortions>().RecoverAsync());
        await using (var db = Open(next))
        {
            Assert.False(await db.Participants.AnyAsync());
        }

        Assert.Empty(await FoundAsync(next));
        (await next.Get<EventService>().RestoreAsync(portal.Owner, id)).Required();
        Assert.Equivalent(before, await FiguresAsync(next));
        Assert.Empty(await FoundAsync(next));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_key_that_is_given_away_meanwhile_takes_the_restoring_back(Provider provider)
    {
        var hook = new CommitHook();
        await using var portal = await TestPortal.StartAsync(provider, more: options => options.AddInterceptors(hook));
        var (id, _) = await FilledAsync(portal);
        (await portal.Get<EventService>().DeleteAsync(portal.Owner, id)).Required();
        await using var next = portal.Beside();
        hook.After(3, () => next.EventAsync());
        Assert.Equal("held_event_key", Assert.Single((await portal.Get<EventService>().RestoreAsync(portal.Owner, id)).Problems).Code);
        await using var db = Open(portal);
        Assert.False(await db.Participants.AnyAsync());
        Assert.Null((await db.RemovalEntries.SingleAsync()).WorkedUntil);
        Assert.Empty(await FoundAsync(portal));

        // Once it is known, nothing is moved for it.
        var rows = await db.AuditEntries.CountAsync();
        Assert.False((await portal.Get<EventService>().RestoreAsync(portal.Owner, id)).Ok);
        Assert.Equal(rows, await db.AuditEntries.CountAsync());
    }

    [Fact]
    public async Task Records_are_asked_for_by_their_primary_key()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var congress = await portal.EventAsync();
        await RemovalTests.FillAsync(portal, congress.Id, 300, inside: 100);
        await using var db = Open(portal);
        var people = await db.Participants.Select(p => p.Id).ToListAsync();
        var contacts = await db.Contacts.Select(c => c.Id).ToListAsync();
        var removal = portal.Get<Removal>();
        portal.Commands.Reset();
        (await removal.DeleteAsync<Participant>(portal.Owner, people)).Required();
        (await removal.RestoreAsync<Participant>(portal.Owner, people)).Required();
        (await removal.DeleteAsync<AdminPortal.Domain.Contacts.Contact>(portal.Owner, contacts)).Required();
        (await removal.RestoreAsync<AdminPortal.Domain.Contacts.Contact>(portal.Owner, contacts)).Required();
        (await removal.DeleteAsync<AdminPortal.Domain.Contacts.Contact>(portal.Owner, contacts)).Required();
        portal.Time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(people.Count + contacts.Count + 100, await portal.Get<RemovalEraser>().EraseAsync());
        await portal.Commands.AssertGoneByIdAsync(db, atLeast: 20);
    }

    private static (AuditAction Action, Func<Task<Result<Removed>>> Work)[] Ways(TestPortal portal, long id) =>
    [
        (AuditAction.Deleted, () => portal.Get<EventService>().DeleteAsync(portal.Owner, id)),
        (AuditAction.Restored, () => portal.Get<EventService>().RestoreAsync(portal.Owner, id)),
    ];

    private static PortalDb Open(TestPortal portal) => portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);

    private static async Task<(long Id, CheckInStats Before)> FilledAsync(TestPortal portal)
    {
        var congress = await portal.EventAsync();
        await RemovalTests.FillAsync(portal, congress.Id, People, Inside);
        return (congress.Id, (await FiguresAsync(portal))!);
    }

    private static Task<CheckInStats?> FiguresAsync(TestPortal portal) => portal.Get<CheckInStatsQueries>()
        .FindAsync(portal.Owner, "congress");

    private static async Task<List<string>> FoundAsync(TestPortal portal)
    {
        var found = new List<string>();
        await foreach (var finding in portal.Get<VerificationService>().RunAsync())
        {
            if (finding.TenantId == portal.Owner.TenantId)
            {
                found.Add(finding.Check);
            }
        }

        return found;
    }
}
