using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Web.Startup;
using Microsoft.Net.Http.Headers;

namespace AdminPortal.Web.Features.Badges;

/// <summary>Hands badges, tickets and calendar files of single participants out, and the test print of a design.</summary>
public static class BadgeEndpoints
{
    private const string Pdf = "application/pdf";

    private delegate Task<Result<TicketFile>> Draw(Actor actor, EventDetail found);

    /// <summary>
    /// Maps what lies below <c>/events/{eventKey}/participants/{id}</c> and <c>/events/{eventKey}/badges</c> for signed-in people; the
    /// services ask for the permission.
    /// </summary>
    public static void MapBadgeFiles(this WebApplication app)
    {
        var person = app.MapGroup("/events/{eventKey}/participants/{id:long}").RequireAuthorization().ExcludeFromDescription();
        person.MapGet("badge.pdf",
            (HttpContext context, string eventKey, long id, long? design, string? reason, BadgePrintService prints) =>
                WriteAsync(context, eventKey, Pdf, async (actor, found) => Named(
                await prints.OneAsync(actor, found.Id, id, design, reason, context.RequestAborted),
                $"Badge-{Plain(found.Draft.EventKey)}-{id.ToString(System.Globalization.CultureInfo.InvariantCulture)}.pdf")));
        person.MapGet("ticket.pdf", (HttpContext context, string eventKey, long id, TicketService tickets) =>
            WriteAsync(context, eventKey, Pdf, (actor, found) => tickets.TicketAsync(actor, found.Id, id, context.RequestAborted)));
        person.MapGet("calendar.ics", (HttpContext context, string eventKey, long id, TicketService tickets) =>
            WriteAsync(context, eventKey, "text/calendar; charset=utf-8",
                (actor, found) => tickets.CalendarAsync(actor, found.Id, id, context.RequestAborted)));
        app.MapGet("/events/{eventKey}/badges/designs/{id:long}/test.pdf",
            (HttpContext context, string eventKey, long id, BadgePrintService prints) =>
                WriteAsync(context, eventKey, Pdf, async (actor, found) => Named(
                    await prints.TestAsync(actor, found.Id, id, context.RequestAborted), $"Test-{Plain(found.Draft.EventKey)}.pdf")))
            .RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<IResult> WriteAsync(HttpContext context, string eventKey, string contentType, Draw draw)
    {
        // Role and account are read anew: what the cookie says may be a minute old.
        var services = context.RequestServices;
        var actor = await services.GetRequiredService<UserService>().ActorAsync(context.User.Id() ?? 0,
            context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted);
        try
        {
            if (actor is null
                || await services.GetRequiredService<EventQueries>().FindAsync(actor, eventKey, context.RequestAborted) is not { } found)
            {
                return Results.NotFound();
            }

            var file = await draw(actor, found);
            if (!file.Ok)
            {
                return file.Problems[0].Code == "not_found" ? Results.NotFound()
                    : Results.Text(file.Problems[0].Message, statusCode: StatusCodes.Status422UnprocessableEntity);
            }

            var name = new ContentDispositionHeaderValue("attachment");
            name.SetHttpFileName(file.Value.Name);
            context.Response.Headers.ContentDisposition = name.ToString();
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Bytes(file.Value.Content, contentType);
        }
        catch (PermissionDeniedException)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }
    }

    private static Result<TicketFile> Named(Result<byte[]> drawn, string name) =>
        drawn.Ok ? new TicketFile(name, drawn.Value) : drawn.Refused<TicketFile>();

    private static string Plain(string key) => string.Concat(key.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
}
