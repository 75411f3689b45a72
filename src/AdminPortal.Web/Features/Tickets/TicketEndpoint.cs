using System.Buffers;
using System.Globalization;
using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Events;
using AdminPortal.Web.Api;

namespace AdminPortal.Web.Features.Tickets;

/// <summary>
/// The ticket window counts: contract, section 5. It has credentials and error bodies of its own, so it stands beside
/// <see cref="ApiGate"/>, not behind it.
/// </summary>
internal sealed class TicketEndpoint(ApiKeyService keys, EventRulesCache events, CheckInWindowQueries windows,
    ILogger<TicketEndpoint> logger)
{
    /// <summary>Its path; letters in either case, and also without the leading <c>/API</c>.</summary>
    public const string Path = "/API" + ShortPath;

    /// <summary>Most tickets of one call.</summary>
    public const int MostTickets = 500;

    private const string ShortPath = "/v2/tickets/checkin/get-ticket-window-checked-in-counts.json";

    private static readonly (ApiKeyKind Kind, string Key, string Secret, bool InHeader)[] Credentials =
    [
        (ApiKeyKind.Rsu, "rsu_api_key", "X-RSU-API-SECRET", true),
        (ApiKeyKind.Checkin, "checkin_api_key", "X-CHECKIN-API-SECRET", true),
        (ApiKeyKind.Rsu, "api_key", "api_secret", false),
    ];

    /// <summary>Whether a call is meant for this endpoint.</summary>
    public static bool Takes(PathString path) => path.Equals(Path, StringComparison.OrdinalIgnoreCase)
        || path.Equals(ShortPath, StringComparison.OrdinalIgnoreCase);

    /// <summary>Answers one call.</summary>
    public Task AnswerAsync(HttpContext context) => OutermostHandler.RunAsync(context, logger, CheckAndCountAsync,
        static (failed, status) => ErrorAsync(failed, status, status == StatusCodes.Status503ServiceUnavailable
        ? "The portal's database does not answer at the moment. Try again."
        : "Something went wrong in the portal. The header X-Request-Id finds it in the portal's log."));

    private async Task CheckAndCountAsync(HttpContext context)
    {
        var pairs = Presented(context);
        var caller = pairs.Count > 0 ? await keys.AuthenticateAsync(pairs,
            context.Connection.RemoteIpAddress ?? System.Net.IPAddress.None, context.RequestAborted) : null;
        if (caller is null)
        {
            await ErrorAsync(context, StatusCodes.Status401Unauthorized, "A valid key with its secret is needed.");
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, "This path takes GET, HEAD.");
            return;
        }

        if (Number(context.Request.Query["ticket_event_id"].ToString()) is not { } eventId)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "ticket_event_id must be an unsigned integer.");
            return;
        }

        if (caller.EventId is { } only && only != eventId)
        {
            await ErrorAsync(context, StatusCodes.Status403Forbidden, "This key is for the devices of another event.");
            return;
        }

        if (Tickets(context.Request.Query["ticket_ids"].ToString()) is not { } tickets)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest,
                $"ticket_ids must be 1 to {MostTickets} unsigned integers with commas between.");
            return;
        }

        if (await events.FindAsync(caller.Actor, eventId, context.RequestAborted) is not { } rules)
        {
            await ErrorAsync(context, StatusCodes.Status404NotFound, "There is no such ticket event.");
            return;
        }

        var counts = await windows.CountsAsync(caller.Actor, rules, tickets, context.RequestAborted);
        await SendAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("window_checked_in_counts"u8);
            foreach (var count in counts)
            {
                json.WriteStartObject();
                json.WriteNumber("ticket_id"u8, count.ParticipantId);
                json.WriteNumber("window_checked_in_count"u8, count.Count);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>The pairs that are complete; a key without its secret or a secret without its key does not count.</summary>
    private static List<KeyPair> Presented(HttpContext context)
    {
        var pairs = new List<KeyPair>();
        foreach (var (kind, keyName, secretName, inHeader) in Credentials)
        {
            var key = SecretQuery.ValueOf(context, keyName);
            var secret = inHeader ? context.Request.Headers[secretName].ToString().Trim() : SecretQuery.ValueOf(context, secretName);
            if (!string.IsNullOrEmpty(key) && !string.IsNullOrEmpty(secret))
            {
                pairs.Add(new KeyPair(kind, key, secret));
            }
        }

        return pairs;
    }

    /// <summary>Null when it is not digits alone; a number too large to be an id is one that nothing has.</summary>
    private static long? Number(string text)
    {
        text = text.Trim(' ', '\t');
        if (text.Length == 0 || !text.All(char.IsAsciiDigit))
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static List<long>? Tickets(string text)
    {
        var parts = text.Split(',');
        var tickets = parts.Length <= MostTickets ? parts.Select(Number).ToList() : [];
        return tickets.Count == 0 || tickets.Contains(null) ? null : tickets.ConvertAll(ticket => ticket!.Value);
    }

    /// <summary>Answers with an error in this endpoint's own form.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string message) =>
        SendAsync(context, status, json => json.WriteString("error"u8, message));

    private static async Task SendAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = buffer.WrittenCount;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
        }
    }
}
