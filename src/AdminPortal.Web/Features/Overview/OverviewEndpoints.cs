using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Reports;
using AdminPortal.Web.Startup;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Overview;

/// <summary>The file behind an event's overview, streamed so that it cannot time out on a large event.</summary>
public static class OverviewEndpoints
{
    private static readonly string[] Heads = ["Badge", "CustomerNumber", "Company", "LastName", "FirstName", "Email", "Category", "Confirmed", "CheckIns", "FirstIn", "FirstStation", "LastIn", "LastOut", "Inside"];

    /// <summary>Maps <c>GET /events/{eventKey}/overview/participants.csv</c> for people who may export.</summary>
    public static void MapOverviewFiles(this WebApplication app) =>
        app.MapGet("/events/{eventKey}/overview/participants.csv", WriteAsync).RequireAuthorization(nameof(Permission.Export)).ExcludeFromDescription();

    private static async Task WriteAsync(HttpContext context, string eventKey, UserService users, EventRulesCache events, ParticipantExport export, IStringLocalizer<OverviewTexts> texts)
    {
        var actor = await users.ActorAsync(context.User.Id() ?? 0, context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted);
        if (actor is null || await events.FindAsync(actor, eventKey, context.RequestAborted) is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{eventKey}-participants.csv\"";
        context.Response.Headers.CacheControl = "no-store";
        var heads = Heads.Select(head => texts[$"Csv_{head}"].Value).ToList();
        await export.WriteCsvAsync(actor, eventKey, context.Response.Body, new ExportTexts(heads, texts["Yes"], texts["No"]), CultureInfo.CurrentCulture, context.RequestAborted);
    }
}
