using System.Text.Json;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Api;
using AdminPortal.Web.Api.Description;

namespace AdminPortal.Web.Features.Participants;

/// <summary><c>/api/v1/participants</c>: contract, section 2.</summary>
internal sealed class ParticipantEndpoints(ParticipantService participants, ParticipantBulkService bulk, ParticipantQueries queries)
{
    private const string Path = "/participants";

    /// <summary>Maps the endpoints.</summary>
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapRead(Path, ListAsync).Describe(ParticipantDescription.List);
        api.MapPost(Path, CreateAsync).Describe(ParticipantDescription.Create);
        api.MapRead(Path + "/{id}", FindAsync).Describe(ParticipantDescription.Find);
        api.MapMethods(Path + "/{id}", [HttpMethods.Put, HttpMethods.Patch], UpdateAsync)
            .Describe(ParticipantDescription.Update, ParticipantDescription.Replace);
        api.MapDelete(Path + "/{id}", DeleteAsync).Describe(ParticipantDescription.Delete);
    }

    private async Task ListAsync(HttpContext context)
    {
        var query = new ApiQuery(context);
        var page = query.Page("id", "created_at", "updated_at");
        var filter = new ParticipantFilter
        { EventKey = query.Text("event_key"), CustomerNumber = query.Text("customer_number"), Confirmed = query.Flag("confirmed") };
        var include = Include(query);
        if (query.Problems.Count > 0)
        {
            await ApiReply.ProblemsAsync(context, query.Problems);
            return;
        }

        await ApiReply.PageAsync(context, query.Number, await queries.RecordsAsync(context.Actor(), filter, page, context.RequestAborted),
            Writer(include));
    }

    private async Task FindAsync(HttpContext context)
    {
        if (await RecordAsync(context) is not { } record)
        {
            await ApiReply.NotFoundAsync(context);
            return;
        }

        var query = new ApiQuery(context);
        var include = Include(query);
        await (query.Problems.Count > 0
            ? ApiReply.ProblemsAsync(context, query.Problems)
            : ApiReply.DataAsync(context, StatusCodes.Status200OK, record, Writer(include)));
    }

    private async Task CreateAsync(HttpContext context)
    {
        using var body = await ApiBody.ReadAsync(context);
        if (body is null)
        {
            await ApiReply.MalformedAsync(context);
            return;
        }

        var draft = new ParticipantDraft(body.Text("event_key") ?? "", body.Text("customer_number") ?? "", body.Flag("is_confirmed")
            .Value, body.Text("badge_number"), body.Text("category_key"))
        { Unreadable = body.Problems };
        var (actor, requestId) = (context.Actor(), context.TraceIdentifier);
        CallAnswer Answer(ParticipantRecord record) => ApiReply.Created(requestId, $"{Path}/{record.Id}", record, Writer([]));

        actor.Call?.AnswerWith<ParticipantRecord>(Answer);
        var created = await participants.CreateAsync(actor, draft, context.RequestAborted);
        if (!created.Ok)
        {
            await ApiReply.ProblemsAsync(context, created.Problems);
            return;
        }

        var record = await queries.FindAsync(actor, created.Value, context.RequestAborted);
        await (record is null ? ApiReply.NotFoundAsync(context) : ApiReply.SendAsync(context, Answer(record)));
    }

    private async Task UpdateAsync(HttpContext context)
    {
        if (await RecordAsync(context) is not { } before)
        {
            await ApiReply.NotFoundAsync(context);
            return;
        }

        using var body = await ApiBody.ReadAsync(context);
        if (body is null)
        {
            await ApiReply.MalformedAsync(context);
            return;
        }

        var patch = new ParticipantPatch
        {
            IsConfirmed = body.Flag("is_confirmed"),
            BadgeNumber = body.OptionalText("badge_number"),
            CategoryKey = body.OptionalText("category_key"),
            EventKey = body.OptionalText("event_key"),
            CustomerNumber = body.OptionalText("customer_number"),
            Unreadable = body.Problems,
        };
        var updated = await participants.UpdateAsync(context.Actor(), before.Id, patch, cancellationToken: context.RequestAborted);
        if (!updated.Ok)
        {
            await ApiReply.ProblemsAsync(context, updated.Problems);
            return;
        }

        var after = await RecordAsync(context);
        await (after is null ? ApiReply.NotFoundAsync(context) : ApiReply.DataAsync(context, StatusCodes.Status200OK, after, Writer([])));
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var deleted = await RecordAsync(context) is { } record
            ? await bulk.DeleteAsync(context.Actor(), new ParticipantSelection(record.EventId, [record.Id]),
                cancellationToken: context.RequestAborted)
            : null;
        if (deleted is not { Ok: true, Value.Count: 1 })
        {
            await ApiReply.NotFoundAsync(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<ParticipantRecord?> RecordAsync(HttpContext context) =>
        context.RouteId() is { } id ? await queries.FindAsync(context.Actor(), id, context.RequestAborted) : null;

    private static IReadOnlyCollection<string> Include(ApiQuery query) => query.Names("include", "contact", "event", "category");

    private static Action<Utf8JsonWriter, ParticipantRecord> Writer(IReadOnlyCollection<string> include) =>
        (json, record) => ParticipantJson.Write(json, record, include);
}
