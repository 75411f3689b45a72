using System.Threading.Channels;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Exports;

/// <summary>An export that this process has taken on.</summary>
public sealed record ExportClaim(long Id, long TenantId, long UserId, ReportRequest Request, ReportFormat Format, string Language,
    string Owner, int Attempt);

/// <summary>
/// Which export is written next, and by whom. A claim is a lease: who does not renew it loses it, and the work begins again elsewhere. Of
/// each person one export is written at a time, over all processes; whoever ordered first comes first.
/// </summary>
public sealed class ExportQueue(IDbContextFactory<PortalDb> databases, PortalMeter meter, TimeProvider time)
{
    /// <summary>How long a claim holds without being renewed; it is renewed every second.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    /// <summary>How often one export is begun before it is given up.</summary>
    public const int MostAttempts = 3;

    /// <summary>How long a file is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private static readonly Actor Nobody = Actor.System(0, "exports");

    private readonly Channel<bool> orders =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that something was ordered or became possible.</summary>
    public void Wake() => orders.Writer.TryWrite(true);

    /// <summary>Waits for <see cref="Wake"/>.</summary>
    public async Task WokenAsync(CancellationToken cancellationToken) => await orders.Reader.ReadAsync(cancellationToken);

    /// <summary>
    /// Takes the next export on, or answers null when none waits. Work whose owner died is taken up again, or given up after the last
    /// attempt.
    /// </summary>
    public async Task<ExportClaim?> ClaimAsync(CancellationToken cancellationToken = default)
    {
        // A look that finds nothing must not ask for the one place in which SQLite writes.
        await using (var db = databases.Read(Nobody))
        {
            if (meter.CountsWaitingExports)
            {
                meter.ExportsWaiting(await All(db).LongCountAsync(e => e.State == ExportState.Queued, cancellationToken));
            }

            if (!await Waiting(db, time.UtcNow()).AnyAsync(cancellationToken))
            {
                return null;
            }
        }

        return (await databases.WriteAsync<ExportClaim?>(Nobody, async db =>
        {
            var now = time.UtcNow();
            while (await Waiting(db, now).OrderBy(e => e.Id).FirstOrDefaultAsync(cancellationToken) is { } export)
            {
                if (export.Attempts < MostAttempts)
                {
                    (export.State, export.Owner, export.LeaseUntil, export.StartedAt, export.Rows, export.Expected) =
                        (ExportState.Running, Guid.NewGuid().ToString("N"), now + Lease, now, 0, null);
                    export.Attempts++;
                    await db.SaveChangesAsync(cancellationToken);
                    return new ExportClaim(export.Id, export.TenantId, export.UserId, ReportRequestText.Read(export.Request), export.Format,
                        export.Language, export.Owner, export.Attempts);
                }

                (export.State, export.ErrorCode, export.LeaseUntil, export.FinishedAt, export.ExpiresAt) =
                    (ExportState.Failed, ExportRunner.Failed, null, now, now + Kept);
                await db.SaveChangesAsync(cancellationToken);
            }

            return (ExportClaim?)null;
        }, cancellationToken)).Value;
    }

    /// <summary>
    /// Renews a claim and tells how far the work is. False when it is not one's own any more: cancelled, deleted or taken up by another.
    /// </summary>
    public async Task<bool> KeepAsync(ExportClaim claim, long rows, long? expected, CancellationToken cancellationToken = default)
    {
        var until = time.UtcNow() + Lease;
        await using var db = databases.Read(Nobody);
        return await Own(db, claim).ExecuteUpdateAsync(set => set.SetProperty(e => e.LeaseUntil, until).SetProperty(e => e.Rows, rows)
            .SetProperty(e => e.Expected, expected), cancellationToken) == 1;
    }

    /// <summary>Ends a claim whose file is whole. False when it is not one's own any more: then the file is nobody's.</summary>
    public async Task<bool> DoneAsync(ExportClaim claim, string fileName, long rows, long bytes,
        CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        await using var db = databases.Read(Nobody);
        return await Own(db, claim).ExecuteUpdateAsync(set => set
            .SetProperty(e => e.State, ExportState.Done)
            .SetProperty(e => e.FileName, fileName)
            .SetProperty(e => e.Rows, rows)
            .SetProperty(e => e.Expected, rows)
            .SetProperty(e => e.Bytes, bytes)
            .SetProperty(e => e.FinishedAt, now)
            .SetProperty(e => e.ExpiresAt, now + Kept)
            .SetProperty(e => e.LeaseUntil, (DateTime?)null)
            .SetProperty(e => e.Version, e => e.Version + 1), cancellationToken) == 1;
    }

    /// <summary>Gives a claim up for good.</summary>
    public async Task FailAsync(ExportClaim claim, string code, CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        await using var db = databases.Read(Nobody);
        await Own(db, claim).ExecuteUpdateAsync(set => set
            .SetProperty(e => e.State, ExportState.Failed)
            .SetProperty(e => e.ErrorCode, code)
            .SetProperty(e => e.FinishedAt, now)
            .SetProperty(e => e.ExpiresAt, now + Kept)
            .SetProperty(e => e.LeaseUntil, (DateTime?)null)
            .SetProperty(e => e.Version, e => e.Version + 1), cancellationToken);
    }

    /// <summary>Hands a claim back, because this process stops; the attempt does not count.</summary>
    public async Task ReleaseAsync(ExportClaim claim, CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(Nobody);
        await Own(db, claim).ExecuteUpdateAsync(set => set
            .SetProperty(e => e.State, ExportState.Queued)
            .SetProperty(e => e.Attempts, e => e.Attempts - 1)
            .SetProperty(e => e.Owner, (string?)null)
            .SetProperty(e => e.LeaseUntil, (DateTime?)null)
            .SetProperty(e => e.Version, e => e.Version + 1), cancellationToken);
    }

    /// <summary>When the next claim lapses unless it is renewed, UTC; null when nothing is being written.</summary>
    public async Task<DateTime?> NextLapseAsync(CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(Nobody);
        return await All(db).Where(e => e.State == ExportState.Running).OrderBy(e => e.LeaseUntil).Select(e => e.LeaseUntil)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The owners of files that are still wanted, among those given.</summary>
    internal async Task<HashSet<string>> WantedAsync(IReadOnlyList<string> owners, CancellationToken cancellationToken)
    {
        await using var db = databases.Read(Nobody);
        var wanted = await All(db).Where(e => (e.State == ExportState.Running || e.State == ExportState.Done) && owners.Contains(e.Owner!))
            .Select(e => e.Owner!).ToListAsync(cancellationToken);
        return [.. wanted];
    }

    /// <summary>Deletes the rows whose time is over; what still waits or runs is none of them.</summary>
    internal async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var now = time.UtcNow();
        await databases.DeleteInTurnAsync(
            db => All(db).Where(e => e.ExpiresAt <= now && e.State != ExportState.Queued && e.State != ExportState.Running),
                cancellationToken);
    }

    private static IQueryable<ReportExport> All(PortalDb db) => db.ReportExports.IgnoreQueryFilters();

    private static IQueryable<ReportExport> Own(PortalDb db, ExportClaim claim) => All(db)
        .Where(e => e.Id == claim.Id && e.Owner == claim.Owner && e.State == ExportState.Running);

    /// <summary>What can be taken on: whatever waits of people of whom nothing is being written, and work whose lease has lapsed.</summary>
    internal static IQueryable<ReportExport> Waiting(PortalDb db, DateTime now)
    {
        var running = All(db).Where(r => r.State == ExportState.Running);
        return All(db).Where(e => (e.State == ExportState.Queued && !running.Any(r => r.UserId == e.UserId))
            || (e.State == ExportState.Running && e.LeaseUntil <= now));
    }
}
