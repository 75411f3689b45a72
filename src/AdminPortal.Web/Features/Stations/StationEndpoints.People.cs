using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Stations;
using AdminPortal.Web.Api;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Sessions;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Features.Stations;

/// <summary>The station of a signed-in person, and supervisors at a station.</summary>
internal sealed partial class StationEndpoints
{
    private static string Caller(HttpContext context) => context.Request.Headers.Authorization is [{ Length: > 0 } token]
        ? token
        : $"{context.Connection.RemoteIpAddress}";

    private static void MapPeople(IEndpointRouteBuilder routes)
    {
        // Who is not signed in goes to the sign-in page and comes back.
        routes.MapGet(Page + "/open", (HttpContext context, string? theme, string? lang) => Show(context, theme, lang))
            .RequireAuthorization(nameof(Permission.RecordCheckIns)).ExcludeFromDescription();
        routes.MapGet("/events/{key}/check-in", (string key) => Results.LocalRedirect("/" + StationLink.Of(key)))
            .RequireAuthorization(nameof(Permission.RecordCheckIns)).ExcludeFromDescription();
    }

    /// <summary>
    /// Gives a signed-in person's device a key for an event, or lets it keep the one it has. The only call that goes by the cookie: a
    /// header of its own keeps foreign pages out, which may not send it.
    /// </summary>
    private async Task OpenAsync(HttpContext context)
    {
        using var body = await ApiBody.ReadAsync(context);
        if (context.Request.Headers["X-Station"] != "1" || body?.Text("event") is not { Length: > 0 and <= 100 } key)
        {
            await ApiReply.MalformedAsync(context);
            return;
        }

        if (context.User.Id() is not { } id
            || await users.ActorAsync(id, ApiGate.Address(context), context.RequestAborted) is not { } person)
        {
            await ApiReply.ErrorAsync(context, StatusCodes.Status401Unauthorized, "revoked", "Nobody is signed in.");
            return;
        }

        person.Require(Permission.RecordCheckIns);
        if (await events.FindAsync(person, key, context.RequestAborted) is not { } happening)
        {
            await ApiReply.ErrorAsync(context, StatusCodes.Status422UnprocessableEntity, "unknown_event", "There is no such event.");
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        var before = await stations.FindByTokenAsync(ApiGate.Bearer(context), context.RequestAborted);
        if (before is { IsPersonal: true } && before.EventId == happening.Id && before.Actor.Id == person.Id)
        {
            StationCookie.Set(context, before.Id);
            await Results.Json(new { Kept = true }).ExecuteAsync(context);
            return;
        }

        var opened = await stations.OpenAsync(person, happening.Id, context.RequestAborted);
        if (!opened.Ok)
        {
            await RefuseAsync(context, opened.Problems[0]);
            return;
        }

        if (before is { IsPersonal: true })
        {
            (await stations.SignOffAsync(before, CancellationToken.None)).Required();
        }
        else if (StationCookie.Of(context) is { } earlier)
        {
            (await stations.LeaveAsync(person, earlier, CancellationToken.None)).Required();
        }

        StationCookie.Set(context, opened.Value.Id);
        await Results.Json(StationAnswers.Opened(opened.Value, person)).ExecuteAsync(context);
    }

    /// <summary>The badge of somebody who was just checked in at a kiosk, as PDF.</summary>
    private async Task BadgeAsync(HttpContext context)
    {
        if (await StationAsync(context) is not { } station)
        {
            return;
        }

        if (!station.Draft.IsKiosk || station.IsLocked
            || !long.TryParse(context.Request.Query["participant"], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            await ApiReply.MalformedAsync(context);
            return;
        }

        var badge = await badges.OneAsync(station.Actor, station.EventId, id, context.RequestAborted);
        if (!badge.Ok)
        {
            await RefuseAsync(context, badge.Problems[0]);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        await Results.Bytes(badge.Value, "application/pdf").ExecuteAsync(context);
    }

    /// <summary>The supervisor whose digits were typed; wrong ones are logged, without them.</summary>
    private async Task<Result<Actor>> SupervisorAsync(StationView station, long id, string? pin, CancellationToken cancellationToken)
    {
        var found = await pins.CheckAsync(station.Actor, station.Id, id, pin, cancellationToken);
        if (!found.Ok)
        {
            LogWrongPin(logger, found.Problems[0].Code, station.Id, station.Draft.Name, id);
        }

        return found;
    }

    [LoggerMessage(LogLevel.Warning, "Digits of a supervisor were refused ({Code}): station {Station} ({Name}), person {Person}")]
    private static partial void LogWrongPin(ILogger logger, string code, long station, string name, long person);
}
