using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
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
        Map(api, "revenue", reports.RevenueAsync, ReportJson.Write, ReportDescription.OfRevenue);
        Map(api, "participants", reports.ParticipantsAsync, ReportJson.Write, ReportDescription.OfParticipants);
        Map(api, "applications", reports.ApplicationsAsync, ReportJson.Write, ReportDescription.OfApplications);
        Map(api, "payments", reports.PaymentsAsync, ReportJson.Write, ReportDescription.OfPayments);
        Map(api, "overview", reports.OverviewAsync, ReportJson.Write, ReportDescription.OfOverview);
    }

    private static void Map<T>(IEndpointRouteBuilder api, string name, Func<Actor, ReportFilter, CancellationToken, Task<Result<Report<T>>>> read, Action<Utf8JsonWriter, T> write, ApiOperation operation) =>
        api.MapRead(Path + name, async context =>
        {
            var report = await read(context.Actor(), Filter(new ApiQuery(context)), context.RequestAborted);
            await (report.Ok
                ? ApiReply.DataAsync(context, StatusCodes.Status200OK, report.Value, (json, value) => ReportJson.WriteReport(json, name, value, write))
                : ApiReply.ProblemsAsync(context, report.Problems));
        }).Describe(operation);

    private static ReportFilter Filter(ApiQuery query) => new(query.Text("event_key")?.Trim(), query.Bound("date_from"), query.Bound("date_to")) { Unreadable = query.Problems };
}
