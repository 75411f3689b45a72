using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>How long what was removed can be restored.</summary>
/// <param name="KeepDays">Days, 1 to 3,650.</param>
public sealed record RemovalSettings(int KeepDays = 30)
{
    /// <summary>The longest time that can be chosen.</summary>
    public const int MostDays = 3650;
}

/// <summary>Erases for good what was removed long ago: children first, in short transactions, each record with its audit entry.</summary>
public sealed class RemovalEraser(IDbContextFactory<PortalDb> databases, RemovalSettings settings, TimeProvider time)
{
    /// <summary>How often it is worth it.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromHours(1);

    /// <summary>One round over all tenants. What an invoice, a payment, an application or a key still names stays hidden.</summary>
    /// <returns>The number of records erased.</returns>
    public async Task<int> EraseAsync(CancellationToken cancellationToken = default)
    {
        List<long> tenants;
        await using (var db = databases.CreateDbContext())
        {
            tenants = await db.Tenants.OrderBy(tenant => tenant.Id).Select(tenant => tenant.Id).ToListAsync(cancellationToken);
        }

        var before = time.UtcNow().AddDays(-settings.KeepDays);
        var erased = 0;
        foreach (var tenant in tenants)
        {
            var actor = Actor.System(tenant, "portal") with { Priority = WritePriority.Bulk };
            foreach (var plan in RemovalPlans.All.Reverse())
            {
                for (int count; (count = await EraseAsync(actor, plan, before, cancellationToken)) > 0;)
                {
                    erased += count;
                }
            }
        }

        return erased;
    }

    /// <summary>Erases what one look ahead has found. Nobody waits for it, and doors must not.</summary>
    private async Task<int> EraseAsync(Actor actor, RemovalPlan plan, DateTime before, CancellationToken cancellationToken)
    {
        List<long> ids;
        await using (var db = databases.Read(actor))
        {
            ids = await plan.ErasableAsync(db, before, RemovalPortions.Ahead, cancellationToken);
        }

        var pace = new ImportPace(RemovalPortions.Hold, first: 20, fewest: 10, most: RemovalStep.Portion, time);
        var erased = 0;
        await foreach (var some in pace.PortionsAsync(ids, RemovalPortions.Hold / 2, cancellationToken: cancellationToken))
        {
            erased += (await databases.WriteAsync<int>(actor, async db =>
            {
                pace.Begin();
                return await plan.EraseAsync(db, some, before, time.UtcNow(), cancellationToken);
            }, cancellationToken)).Required();
            pace.End(some.Count);
        }

        return erased;
    }
}
