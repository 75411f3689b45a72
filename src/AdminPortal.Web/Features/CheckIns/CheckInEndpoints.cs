using AdminPortal.Domain.Api;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Events;
using AdminPortal.Web.Api;
using AdminPortal.Web.Api.Description;

namespace AdminPortal.Web.Features.CheckIns;

/// <summary><c>/api/v1/check-ins</c>: contract, section 3.</summary>
internal sealed class CheckInEndpoints(CheckInService checkIns, CheckInQueries queries, CheckInStatsQueries stats, EventRulesCache events)
{
    private const string Path = "/check-ins";

    /// <summary>Maps the endpoints.</summary>
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapRead(Path, ListAsync).Describe(CheckInDescription.List);
        api.MapPost(Path, ScanAsync).Describe(CheckInDescription.Create);
        api.MapRead(Path + "/stats", StatsAsync).Describe(CheckInDescription.Figures);

        // Without this the other methods of "stats" would be read as methods of a record with that id.
        api.MapMethods(Path + "/stats", [HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options],
            RefuseMethodOfStats).ExcludeFromDescription();
        api.MapRead(Path + "/{id}", FindAsync).Describe(CheckInDescription.Find);
        api.MapDelete(Path + "/{id}", DeleteAsync).Describe(CheckInDescription.Delete);
    }

    private async Task ListAsync(HttpContext context)
    {
        var query = new ApiQuery(context);
        var page = query.Page("id", "checked_in_at");
        var filter = new CheckInFilter(0)
        {
            Station = query.Text("station"),
            ParticipantId = query.Id("participant_id"),
            IsCheckedIn = query.Flag("is_checked_in"),
            Since = query.Time("since")
        };
        if (await EventAsync(context, query) is { } rules)
        {
            await ApiReply.PageAsync(context, query.Number,
                await queries.ListAsync(context.Actor(), filter with { EventId = rules.Id }, page, context.RequestAborted),
                    CheckInJson.Write);
        }
    }

    private async Task StatsAsync(HttpContext context)
    {
        if (await EventAsync(context, new ApiQuery(context)) is { } rules)
        {
            var figures = await stats.WithOutlookAsync(context.Actor(), rules.EventKey, context.RequestAborted);
            await (figures is null
                ? ApiReply.NotFoundAsync(context)
                : ApiReply.DataAsync(context, StatusCodes.Status200OK, figures, CheckInJson.WriteStats));
        }
    }

    private async Task ScanAsync(HttpContext context)
    {
        using var body = await ApiBody.ReadAsync(context);
        if (body is null)
        {
            await ApiReply.MalformedAsync(context);
            return;
        }

        var request = Request(body);
        var (actor, requestId) = (context.Actor(), context.TraceIdentifier);
        CallAnswer Answer(ScanResult result) => !result.Admitted
            ? ApiReply.Refused(requestId, result.Refusals, "check_in", result.Record, CheckInJson.Write)
            : request.Action == ScanAction.CheckOut ? ApiReply.Data(requestId, StatusCodes.Status200OK, result.Record!, CheckInJson.Write)
            : ApiReply.Created(requestId, $"{Path}/{result.Record!.Id}", result.Record, CheckInJson.Write);

        actor.Call?.AnswerWith<ScanResult>(Answer);
        var scanned = await checkIns.ScanAsync(actor, request, context.RequestAborted);
        await (scanned.Ok ? ApiReply.SendAsync(context, Answer(scanned.Value)) : ApiReply.ProblemsAsync(context, scanned.Problems));
    }

    private async Task FindAsync(HttpContext context)
    {
        var record = context.RouteId() is { } id ? await queries.FindAsync(context.Actor(), id, context.RequestAborted) : null;
        await (record is null
            ? ApiReply.NotFoundAsync(context)
            : ApiReply.DataAsync(context, StatusCodes.Status200OK, record, CheckInJson.Write));
    }

    private async Task DeleteAsync(HttpContext context)
    {
        if (context.RouteId() is not { } id || !(await checkIns.DeleteAsync(context.Actor(), id, context.RequestAborted)).Ok)
        {
            await ApiReply.NotFoundAsync(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task RefuseMethodOfStats(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }

    /// <summary>
    /// The event that <c>event_key</c> names; null when the call was answered instead: 404 for an unknown one, 422 for a missing one and
    /// for all else that is wrong.
    /// </summary>
    private async ValueTask<EventRules?> EventAsync(HttpContext context, ApiQuery query)
    {
        var key = query.Required("event_key");
        var rules = key is null ? null : await events.FindAsync(context.Actor(), key, context.RequestAborted);
        if (key is not null && rules is null)
        {
            await ApiReply.NotFoundAsync(context);
        }
        else if (query.Problems.Count > 0)
        {
            await ApiReply.ProblemsAsync(context, query.Problems);
            return null;
        }

        return rules;
    }

    private static ScanRequest Request(ApiBody body) => new()
    {
        EventKey = body.Text("event_key") ?? "",
        ParticipantId = body.Id("participant_id"),
        BadgeNumber = body.Text("badge_number") is { Length: > 0 } badge ? badge : null,
        Action = body.Choice("action", ("check_in", ScanAction.CheckIn), ("check_out", ScanAction.CheckOut)),
        Type = body.Choice("check_in_type", ("manual", CheckInType.Manual), ("scan", CheckInType.Scan), ("app", CheckInType.App)),
        Station = body.Text("station"),
        Notes = body.OptionalText("notes"),
        Quantity = body.Integer("quantity", 1),
        OccurredAt = body.Time("occurred_at"),
        Unreadable = body.Problems,
    };
}
