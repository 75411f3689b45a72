using System.Runtime.CompilerServices;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Live;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Verification;

/// <summary>
/// Looks over the whole database, all tenants of it, and names what is not as its rows say. It writes nothing and takes no locks; a
/// portal may serve meanwhile.
/// </summary>
public sealed class VerificationService(
    IDbContextFactory<PortalDb> databases, IDatabaseStore store, CheckInStatsQueries statistics, BoardReader boards, TimeProvider time)
{
    private const string Storage = "storage";

    private readonly Rule[] rules =
    [
        .. RowRules.All, .. RemovalRules.Of(time), .. AuditRules.All, .. MoneyRules.All, .. ImportRules.Of(time),
        FigureRules.Of(statistics, boards),
    ];

    /// <summary>The names of all rules, in the order in which they are looked at.</summary>
    public IReadOnlyList<string> Rules => [Storage, .. rules.Select(rule => rule.Name)];

    /// <summary>All findings, rule by rule.</summary>
    public async IAsyncEnumerable<Finding> RunAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var line in await store.CheckAsync(cancellationToken))
        {
            yield return new Finding(Storage, 0, 0, line);
        }

        foreach (var rule in rules)
        {
            foreach (var finding in await LookAsync(rule, cancellationToken))
            {
                yield return finding;
            }
        }
    }

    /// <summary>
    /// A rule may read more than once, and a door may write in between: only what is found a second time, word for word, is true.
    /// </summary>
    private async Task<IReadOnlyList<Finding>> LookAsync(Rule rule, CancellationToken cancellationToken)
    {
        var first = await OnceAsync(rule, cancellationToken);
        return first.Count == 0 ? first : [.. first.Intersect(await OnceAsync(rule, cancellationToken))];
    }

    private async Task<List<Finding>> OnceAsync(Rule rule, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        return await rule.Look(db, cancellationToken);
    }
}
