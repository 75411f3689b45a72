using AdminPortal.Domain.Reports;
using AdminPortal.Web.Api;
using AdminPortal.Web.Api.Description;

namespace AdminPortal.Web.Features.Reports;

/// <summary><c>/api/v1/reports</c>: contract, section 4.</summary>
internal sealed class ReportEndpoints(ReportQueries reports)
{
    private const string Path = "/reports/";

    /// <summary>Maps the endpoints. The bare path and other names stay unknown.</summary>
    public void Map(IEndpointRouteBuilder api)
    {
        foreach (var kind in ReportKinds.Summaries.Where(kind => kind.IsInApi))
        {
            api.MapRead(Path + kind.Key, async context =>
            {
                var query = new ApiQuery(context);
                var filter = new ReportFilter(query.Text("event_key")?.Trim(), query.Bound("date_from"), query.Bound("date_to"))
                { Unreadable = query.Problems };
                var report = await reports.OpenAsync(context.Actor(), new ReportRequest(kind.Key, filter), context.RequestAborted);
                await (report.Ok
                    ? ApiReply.DataAsync(context, StatusCodes.Status200OK, report.Value, ReportJson.Write)
                    : ApiReply.ProblemsAsync(context, report.Problems));
            }).Describe(ReportDescription.Of(kind));
        }
    }
}
