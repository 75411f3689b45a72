using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports;

/// <summary>
/// The reports over a tenant's records. The database sums; a report takes at most six commands, whatever the number of records. Refused
/// only when the range ends before it begins (<c>date_from</c>), and for filters that could not be read.
/// </summary>
public sealed class ReportQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>The figures of a report.</summary>
    public async Task<Result<Report<T>>> ReadAsync<T>(Actor actor, SummaryKind<T> kind, ReportFilter filter,
        CancellationToken cancellationToken = default)
    {
        kind.Require(actor);
        await using var db = databases.Read(actor);
        var now = time.UtcNow();
        var opened = await ReportScope.OpenAsync(db, filter, now, cancellationToken);
        return opened.Ok
            ? new Report<T>(filter, await kind.ReadAsync(opened.Value, cancellationToken), now)
            {
                TenantName = opened.Value.TenantName,
                EventTitle = opened.Value.EventTitle,
                Zone = kind.IsInEventZone ? opened.Value.EventZone : opened.Value.Zone
            }
            : opened.Refused<Report<T>>();
    }

    /// <summary>
    /// A report or a list of records as tables. Refused as <see cref="ReportKind.OpenAsync"/> says, and <c>not_found</c> for a kind that
    /// does not exist.
    /// </summary>
    /// <exception cref="PermissionDeniedException">The actor may not see it.</exception>
    public async Task<Result<ReportDocument>> OpenAsync(Actor actor, ReportRequest request, CancellationToken cancellationToken = default)
    {
        if (ReportKinds.Find(request.Kind) is not { } kind)
        {
            return Problem.NotFound();
        }

        var opened = await kind.OpenAsync(this, actor, request, cancellationToken);
        if (!opened.Ok || request.Comparison is not { } comparison || kind.IsRecords)
        {
            return opened;
        }

        var then = await kind.OpenAsync(this, actor, request with { Filter = comparison.Filter }, cancellationToken);
        return then.Ok ? ReportCompared.Of(opened.Value, then.Value, comparison) : then;
    }

    /// <summary>A context for kinds that read records in portions.</summary>
    internal PortalDb Read(Actor actor) => databases.Read(actor);

    /// <summary>UTC.</summary>
    internal DateTime Now => time.UtcNow();
}
