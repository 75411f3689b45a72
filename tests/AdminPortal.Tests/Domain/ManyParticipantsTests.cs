using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Data.Verification;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>More participants than one transaction should take are changed, removed and restored in several, and told as one.</summary>
public sealed class ManyParticipantsTests
{
    private const int People = RemovalPortions.Most + 700;

    private const int Inside = 300;

    [Theory, ClassData(typeof(Providers))]
    public async Task Very_many_are_one_removal_which_its_undo_and_the_bin_take_back_whole(Provider provider)
    {
        var commits = new CommitHook();
        await using var portal = await TestPortal.StartAsync(provider, more: options => options.AddInterceptors(commits));
        var (all, before) = await FilledAsync(portal);
        var bulk = portal.Get<ParticipantBulkService>();
        foreach (var back in (Func<long, BulkChange, Task>[])
            [
                async (_, gone) => (await bulk.RestoreAsync(portal.Owner, new(all.EventId, [.. gone.Before.Keys]))).Required(),
                async (entry, _) => (await portal.Get<Removal>().RestoreAllAsync(portal.Owner, entry)).Required(),
            ])
        {
            var begun = commits.Count;
            var gone = (await bulk.DeleteAsync(portal.Owner, all)).Required();
            Assert.Equal(People, gone.Count);
            Assert.True(commits.Count > begun + 1, "All went in one transaction.");
            var entry = await OneEntryAsync(portal, AuditAction.Deleted);
            await back(entry, gone);
            Assert.Equal(before, await PictureAsync(portal));
            await using var db = Open(portal);
            Assert.False(await db.RemovalEntries.AnyAsync() || await db.RemovedRecords.AnyAsync());
            await AssertOneOperationAsync(db, AuditAction.Restored);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_cannot_come_back_of_very_many_is_named_and_keeps_nobody_else(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (all, _) = await FilledAsync(portal);
        var gone = (await portal.Get<ParticipantBulkService>().DeleteAsync(portal.Owner, all)).Required();
        string badge;
        await using (var db = Open(portal))
        {
            badge = (await RemovalPlan<Participant>.All(db).OrderBy(p => p.Id).Select(p => p.BadgeNumber).FirstAsync(b => b != null))!;
        }

        await portal.ParticipantAsync(badge);
        var back = (await portal.Get<ParticipantBulkService>()
            .RestoreAsync(portal.Owner, new(all.EventId, [.. gone.Before.Keys]))).Required();
        Assert.Equal((People - 1, "held_badge_number"), (back.Count, Assert.Single(back.Kept).Code));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Very_many_are_confirmed_in_several_transactions_told_as_one_and_taken_back(Provider provider)
    {
        var commits = new CommitHook();
        await using var portal = await TestPortal.StartAsync(provider, more: options => options.AddInterceptors(commits));
        var (all, before) = await FilledAsync(portal);
        var bulk = portal.Get<ParticipantBulkService>();
        var begun = commits.Count;
        var change = (await bulk.ConfirmAsync(portal.Owner, all, false)).Required();
        Assert.True(commits.Count > begun + 1, "All were changed in one transaction.");
        await using (var db = Open(portal))
        {
            Assert.False(await db.Participants.AnyAsync(p => p.IsConfirmed));
            await AssertOneOperationAsync(db, AuditAction.Changed, change.Count);
        }

        (await bulk.ConfirmAsync(portal.Owner, new(all.EventId, [.. change.Before.Keys]), true)).Required();
        Assert.Equal(before, await PictureAsync(portal));

        var vip = (await portal.Get<CategoryService>().CreateAsync(portal.Owner, all.EventId, "gold", "Gold")).Required();
        (await bulk.SetCategoryAsync(portal.Owner, new(all.EventId, [.. change.Before.Keys.Take(5)]), vip)).Required();
        var mixed = await PictureAsync(portal);
        change = (await bulk.SetCategoryAsync(portal.Owner, all, vip)).Required();
        Assert.Equal(People - 5, change.Count);
        (await bulk.RestoreCategoriesAsync(portal.Owner, all.EventId, change)).Required();
        Assert.Equal(mixed, await PictureAsync(portal));
    }

    private static async Task<(ParticipantSelection All, string Before)> FilledAsync(TestPortal portal)
    {
        var congress = await portal.EventAsync();
        await RemovalTests.FillAsync(portal, congress.Id, People, Inside);
        return (new ParticipantSelection(congress.Id, null, new ParticipantFilter()), await PictureAsync(portal));
    }

    private static async Task<long> OneEntryAsync(TestPortal portal, AuditAction action)
    {
        await using var db = Open(portal);
        await AssertOneOperationAsync(db, action);
        var entry = await db.RemovalEntries.SingleAsync();
        Assert.Equal((People, 0, Inside, 0), (entry.Chosen, entry.Participants, entry.CheckIns, entry.Others));
        return entry.Id;
    }

    private static async Task AssertOneOperationAsync(PortalDb db, AuditAction action, int rows = People + Inside)
    {
        var operation = await db.AuditOperations.OrderByDescending(o => o.Id).FirstAsync();
        Assert.Equal((rows, rows), (operation.Rows,
            await db.AuditEntries.CountAsync(e => e.OperationId == operation.Id && e.Action == action)));
    }

    /// <summary>Rows and figures in words.</summary>
    private static async Task<string> PictureAsync(TestPortal portal)
    {
        await using var db = Open(portal);
        var people = await db.Participants.OrderBy(p => p.Id).Select(p => $"{p.Id} {p.BadgeNumber} {p.CategoryId} {p.IsConfirmed}")
            .ToListAsync();
        var stays = await db.CheckIns.OrderBy(c => c.Id).Select(c => $"{c.Id} {c.ParticipantId} {c.CheckedOutAt}").ToListAsync();
        await foreach (var finding in portal.Get<VerificationService>().RunAsync())
        {
            Assert.Fail(finding.ToString());
        }

        return string.Join('\n', [.. people, .. stays, $"{await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress")}"]);
    }

    private static PortalDb Open(TestPortal portal) => portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
}
