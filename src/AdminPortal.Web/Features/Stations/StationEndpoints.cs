using System.Globalization;
using System.Threading.RateLimiting;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using AdminPortal.Web.Api;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AdminPortal.Web.Features.Stations;

/// <summary>
/// The station: a page that a device keeps, and the calls of its script. The device's own token is its only credential: cookies count for
/// one call alone, by which a signed-in person gets one.
/// </summary>
internal sealed partial class StationEndpoints(StationService stations, StationScanService scans, StationCopyQueries copies,
    StationAnswers answers, DoorPinService pins, BadgePrintService badges, UserService users, EventQueries events, CallMemory memory,
    ILogger<StationEndpoints> logger)
{
    /// <summary>Where the page is; its calls stand below it.</summary>
    public const string Page = "/station";

    /// <summary>Where the calls of the page begin.</summary>
    public const string Calls = Page + "/api";

    /// <summary>A year in milliseconds: more is not believed.</summary>
    private const double LongestWait = 365 * 86_400_000d;

    /// <summary>
    /// How often a device may call: codes are guessed no faster than passwords, by address; all else goes by the device's token.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="pairs">Attempts to pair from one address in a minute.</param>
    public static RateLimitPartition<string> Limit(HttpContext context, int pairs) => context.Request.Path.Equals(Calls + "/pair")
        ? RateLimitPartition.GetFixedWindowLimiter($"pair {context.Connection.RemoteIpAddress}", _ =>
            new FixedWindowRateLimiterOptions { PermitLimit = pairs, Window = TimeSpan.FromMinutes(1) })
        : RateLimitPartition.GetFixedWindowLimiter(Secret.HashOf($"station {Caller(context)}"), _ =>
            new FixedWindowRateLimiterOptions { PermitLimit = 400, Window = TimeSpan.FromSeconds(10) });

    /// <summary>Maps the page and its calls.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        var station = routes.MapGroup(Page).AllowAnonymous().ExcludeFromDescription();
        station.MapGet("", Show);
        MapPeople(routes);
        var calls = station.MapGroup("/api");
        calls.MapPost("/pair", (HttpContext context) => AnswerAsync(context, PairAsync));
        calls.MapPost("/open", (HttpContext context) => AnswerAsync(context, OpenAsync));
        calls.MapGet("/badge", (HttpContext context) => AnswerAsync(context, BadgeAsync));
        calls.MapGet("/state", (HttpContext context) => AnswerAsync(context, StateAsync));
        calls.MapGet("/copy", (HttpContext context) => AnswerAsync(context, CopyAsync));
        calls.MapPost("/scans", (HttpContext context) => AnswerAsync(context, ScanAsync));
        calls.MapPost("/undo", (HttpContext context) => AnswerAsync(context, UndoAsync));
        calls.MapPost("/sign-off", (HttpContext context) => AnswerAsync(context, SignOffAsync));
    }

    /// <summary>The same for everybody: it may be kept by the device, and is asked for anew whenever there is a network.</summary>
    private static RazorComponentResult<StationDocument> Show(HttpContext context, string? theme, string? lang)
    {
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ContentSecurityPolicy = Headers.StationPolicy;
        context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        return new RazorComponentResult<StationDocument>(new
        {
            Theme = theme is "dark" or "light" ? theme : null,
            Language = lang is "de" or "en" ? lang : null,
        });
    }

    private Task AnswerAsync(HttpContext context, Func<HttpContext, Task> answer) => OutermostHandler.RunAsync(context, logger,
        async inner =>
        {
            try
            {
                await answer(inner);
            }
            catch (PermissionDeniedException error) when (!inner.Response.HasStarted)
            {
                await ApiReply.ErrorAsync(inner, StatusCodes.Status403Forbidden, "forbidden", error.Message);
            }
        },
        static (failed, status) => status == StatusCodes.Status503ServiceUnavailable
            ? ApiReply.ErrorAsync(failed, status, "unavailable", "The portal's database does not answer at the moment. Try again.")
            : ApiReply.ErrorAsync(failed, status, "internal_error", "Something went wrong in the portal."));

    private async Task PairAsync(HttpContext context)
    {
        using var body = await ApiBody.ReadAsync(context);
        if (body is null)
        {
            await ApiReply.MalformedAsync(context);
            return;
        }

        var paired = await stations.PairAsync(body.Text("code"), ApiGate.Address(context), context.RequestAborted);
        await (paired.Ok
            ? Results.Json(StationAnswers.Paired(paired.Value)).ExecuteAsync(context)
            : RefuseAsync(context, paired.Problems[0]));
    }

    private async Task StateAsync(HttpContext context)
    {
        if (await StationAsync(context) is not { } station)
        {
            return;
        }

        var query = context.Request.Query;
        var report = new StationReport(
            int.TryParse(query["waiting"], CultureInfo.InvariantCulture, out var waiting) ? waiting : 0,
            long.TryParse(query["offset"], CultureInfo.InvariantCulture, out var offset) ? offset : 0,
            query["build"],
            int.TryParse(query["battery"], CultureInfo.InvariantCulture, out var battery) ? battery : null,
            query["charging"] == "1");
        await stations.ReportAsync(station, report, context.RequestAborted);
        await Results.Json(await answers.StateAsync(station, context.RequestAborted)).ExecuteAsync(context);
    }

    private async Task CopyAsync(HttpContext context)
    {
        if (await StationAsync(context) is not { } station)
        {
            return;
        }

        if (await copies.ReadAsync(station.Actor, station.EventId, context.Request.Query["since"], context.RequestAborted) is not { } copy)
        {
            await RemovedAsync(context); // at this very moment
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        await Results.Json(StationAnswers.Copy(station, copy)).ExecuteAsync(context);
    }

    private async Task UndoAsync(HttpContext context)
    {
        using var body = await ApiBody.ReadAsync(context);
        if (await StationAsync(context) is not { } station)
        {
            return;
        }

        if (body?.Id("checkInId") is not { } id)
        {
            await ApiReply.MalformedAsync(context);
            return;
        }

        var undone = await scans.UndoAsync(station, id, context.RequestAborted);
        if (!undone.Ok)
        {
            await RefuseAsync(context, undone.Problems[0]);
            return;
        }

        var inside = await copies.InsideAsync(station.Actor, station.EventId, context.RequestAborted);
        await Results.Json(new { Inside = inside }).ExecuteAsync(context);
    }

    private async Task SignOffAsync(HttpContext context)
    {
        if (await StationAsync(context) is { } station)
        {
            (await stations.SignOffAsync(station, context.RequestAborted)).Required();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    /// <summary>Records a scan once: sent again under its id it is answered as before, whatever has happened since.</summary>
    private async Task ScanAsync(HttpContext context)
    {
        using var body = await ApiBody.ReadAsync(context);
        if (await StationAsync(context) is not { } station)
        {
            return;
        }

        if (body?.Text("id") is not { Length: > 0 and <= 64 } id)
        {
            await ApiReply.MalformedAsync(context);
            return;
        }

        var scan = Read(body);
        var supervisor = body.Id("supervisor");
        if (body.Problems.Count > 0)
        {
            await ApiReply.ProblemsAsync(context, body.Problems);
            return;
        }

        if (supervisor is { } who)
        {
            var found = await SupervisorAsync(station, who, body.Text("pin"), context.RequestAborted);
            if (!found.Ok)
            {
                await RefuseAsync(context, found.Problems[0]);
                return;
            }

            scan = scan with { Supervisor = found.Value, Reason = scan.Reason ?? "" };
        }

        var hash = Secret.HashOf($"{scan.Action} {scan.ParticipantId} {scan.Badge} {scan.Quantity}"
            + (scan.Reason is null ? "" : $" {supervisor} {scan.Reason}"));
        while (!await TryScanAsync(context, station, scan, id, hash))
        {
            // another process was faster: its answer is there now
        }
    }

    private async Task<bool> TryScanAsync(HttpContext context, StationView station, StationScan scan, string id, string hash)
    {
        // A device that goes away does not stop the scan: when it asks again the answer is there.
        using var turn = await memory.BeginAsync(station.Actor, id, hash, station.KeyId, CancellationToken.None);
        if (turn.Reused)
        {
            await ApiReply.ErrorAsync(context, StatusCodes.Status422UnprocessableEntity, "id_reused", "This id was used for another scan.");
            return true;
        }

        if (turn.Call is not { } call)
        {
            await ApiReply.SendAsync(context, turn.Answer!);
            return true;
        }

        var extra = await answers.BeforeAsync(station, context.RequestAborted);
        CallAnswer Answer(ScanResult result) => answers.Scanned(context.TraceIdentifier, id, scan.Action, result, extra);
        call.AnswerWith<ScanResult>(Answer);
        try
        {
            var done = await scans.ScanAsync(station, scan, call, CancellationToken.None);
            if (!done.Ok)
            {
                await RefuseAsync(context, done.Problems[0]);
                return true;
            }

            turn.Given = call.Stored;
            await ApiReply.SendAsync(context, call.Stored ?? Answer(done.Value));
            return true;
        }
        catch (CallAnsweredException)
        {
            return false;
        }
    }

    private static StationScan Read(ApiBody body) => new(
        body.Text("badge") is { Length: > 0 } badge ? badge : null,
        body.Id("participantId"),
        body.Choice("action", ("check_in", ScanAction.CheckIn), ("check_out", ScanAction.CheckOut)),
        body.Integer("quantity", 1),
        TimeSpan.FromMilliseconds(Math.Clamp(body.Number("passed"), 0, LongestWait)),
        body.Text("decided") switch { "admitted" => DeviceDecision.Admitted, "refused" => DeviceDecision.Refused, _ => null },
        body.Text("decidedCode"))
    {
        Door = body.Text("door"),
        Reason = body.Text("reason"),
    };

    /// <summary>A locked station is told apart from what can never work.</summary>
    private static Task RefuseAsync(HttpContext context, Problem problem) => ApiReply.ErrorAsync(context,
        problem.Code == StationScanService.Locked.Code ? StatusCodes.Status423Locked : StatusCodes.Status422UnprocessableEntity,
        problem.Code, problem.Message);

    /// <summary>The station that calls; null when the call was answered instead.</summary>
    private async ValueTask<StationView?> StationAsync(HttpContext context)
    {
        var station = await stations.FindByTokenAsync(ApiGate.Bearer(context), context.RequestAborted);
        if (station is null)
        {
            await ApiReply.ErrorAsync(context, StatusCodes.Status401Unauthorized, "revoked", "This device is not paired with a station.");
            return null;
        }

        if (station.IsRemoved)
        {
            await RemovedAsync(context);
            return null;
        }

        return station with { Actor = station.Actor with { Address = ApiGate.Address(context) } };
    }

    private static Task RemovedAsync(HttpContext context) =>
        ApiReply.ErrorAsync(context, StatusCodes.Status410Gone, "event_removed", "The event was removed.");
}
