using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports;

/// <summary>
/// The reports over a tenant's records. The database sums; a report takes at most six commands, whatever the number of records. Refused only when the
/// range ends before it begins (<c>date_from</c>), and for filters that could not be read.
/// </summary>
public sealed class ReportQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>Revenue out of invoices and credit notes.</summary>
    public Task<Result<Report<RevenueReport>>> RevenueAsync(Actor actor, ReportFilter filter, CancellationToken cancellationToken = default) => ReadAsync(actor, filter, RevenueReport.ReadAsync, cancellationToken);

    /// <summary>Payments.</summary>
    public Task<Result<Report<PaymentsReport>>> PaymentsAsync(Actor actor, ReportFilter filter, CancellationToken cancellationToken = default) => ReadAsync(actor, filter, PaymentsReport.ReadAsync, cancellationToken);

    /// <summary>Participations.</summary>
    public Task<Result<Report<ParticipantsReport>>> ParticipantsAsync(Actor actor, ReportFilter filter, CancellationToken cancellationToken = default) => ReadAsync(actor, filter, ParticipantsReport.ReadAsync, cancellationToken);

    /// <summary>Applications.</summary>
    public Task<Result<Report<ApplicationsReport>>> ApplicationsAsync(Actor actor, ReportFilter filter, CancellationToken cancellationToken = default) => ReadAsync(actor, filter, ApplicationsReport.ReadAsync, cancellationToken);

    /// <summary>The head figures of all.</summary>
    public Task<Result<Report<OverviewReport>>> OverviewAsync(Actor actor, ReportFilter filter, CancellationToken cancellationToken = default) => ReadAsync(actor, filter, OverviewReport.ReadAsync, cancellationToken);

    private async Task<Result<Report<T>>> ReadAsync<T>(Actor actor, ReportFilter filter, Func<ReportScope, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ViewReports);
        await using var db = databases.Read(actor);
        var now = time.UtcNow();
        var opened = await ReportScope.OpenAsync(db, filter, now, cancellationToken);
        return opened.Ok ? new Report<T>(filter, await read(opened.Value, cancellationToken), now) : opened.Refused<Report<T>>();
    }
}
