using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Reports.Files;
using AdminPortal.Web.Shared;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Features.Overview;

/// <summary>The file behind an event's overview, streamed so that it cannot time out on a large event.</summary>
public static class OverviewEndpoints
{
    /// <summary>Maps <c>GET /events/{eventKey}/overview/participants.csv</c> for people who may export.</summary>
    public static void MapOverviewFiles(this WebApplication app) =>
        app.MapGet("/events/{eventKey}/overview/participants.csv", WriteAsync).RequireAuthorization(nameof(Permission.Export)).ExcludeFromDescription();

    private static async Task WriteAsync(HttpContext context, string eventKey, UserService users, ReportQueries reports)
    {
        var actor = await users.ActorAsync(context.User.Id() ?? 0, context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted);
        var opened = actor is null ? null : await reports.OpenAsync(actor, new ReportRequest("participant_list", new ReportFilter(eventKey)), context.RequestAborted);
        if (opened is not { Ok: true })
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var file = ReportFile.Of(ReportFormat.Csv);
        context.Response.ContentType = file.ContentType;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{eventKey}-participants.{file.Extension}\"";
        context.Response.Headers.CacheControl = "no-store";
        await file.WriteAsync(opened.Value, ReportTexts.Current, context.Response.Body, cancellationToken: context.RequestAborted);
    }
}
