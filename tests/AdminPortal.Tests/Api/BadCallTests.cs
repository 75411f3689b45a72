using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AdminPortal.Domain.Data;
using AdminPortal.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace AdminPortal.Tests.Api;

/// <summary>
/// Whatever is sent, the answer is one of the contract's, and what was refused wrote nothing. <c>PORTAL_BAD_CALLS</c> sets the number of
/// calls.
/// </summary>
[Collection(nameof(Alone))]
public sealed class BadCallTests(ApiPortals portals, ITestOutputHelper output)
{
    private const int Portion = 100;

    private static readonly string[] Refusals =
        ["unknown_participant", "unknown_badge", "badge_mismatch", "already_checked_in", "not_checked_in"];

    private static readonly string[] Codes = [.. Web.Api.Description.ApiErrors.Codes, .. Refusals];

    private static async Task<(int, int, int, int, int)> RowsAsync(ApiPortal api)
    {
        await using var db = api.Get<IDbContextFactory<PortalDb>>().Read(api.Owner);
        return (await db.Participants.CountAsync(), await db.CheckIns.CountAsync(), await db.Scans.CountAsync(scan => scan.Code == null),
            await db.AuditEntries.CountAsync(), await db.CheckIns.CountAsync(checkIn => checkIn.CheckedOutAt == null));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Whatever_is_sent_is_answered_by_the_contract_and_a_refused_call_writes_nothing(Provider provider)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("PORTAL_BAD_CALLS") ?? "2000", CultureInfo.InvariantCulture);
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ParticipantAsync("1");
        await api.ParticipantAsync("2");
        var rows = await RowsAsync(api);
        var statuses = new SortedDictionary<int, int>();
        long before = 0;
        for (var portion = 0; portion < count / Portion; portion++)
        {
            foreach (var call in BadCalls.Any.Sample(Portion, new Rnd((ulong)portion + 1), 30))
            {
                var answer = await SendAsync(api, call);
                var status = (int)answer.Status;
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
                Assert.True(FitsContract(call, answer), $"portion {portion}: {call}\n→ {status} {answer.Text}");
                if (call.Method is not ("GET" or "HEAD" or "OPTIONS"))
                {
                    var after = await RowsAsync(api);
                    Assert.True(status < 300 || after == rows,
                        $"portion {portion}: {call}\n→ {status} {answer.Text}\nwrote {rows} → {after}");
                    rows = after;
                }
            }

            if (portion == Math.Min(9, (count / Portion) - 1))
            {
                before = GC.GetTotalMemory(true);
            }
        }

        output.WriteLine(
            $"{count} calls: {string.Join(", ", statuses.Select(status => $"{status.Value}× {status.Key}"))}; memory " +
                $"{before / 1_048_576} MB after the first 1,000, {GC.GetTotalMemory(true) / 1_048_576} MB at the end");
        Assert.True(GC.GetTotalMemory(true) < before + (64 * 1_048_576), "The memory grew.");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_body_larger_than_allowed_is_refused_before_it_is_sent_to_its_end(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        foreach (var head in new[] { "Content-Length: 500000000", "Transfer-Encoding: chunked" })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(api.Host.Http.BaseAddress!.Host, api.Host.Http.BaseAddress.Port);
            await using var stream = client.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"POST /api/v1/check-ins HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {api.Key}\r\n{head}\r\n\r\n"));
            if (head.EndsWith("chunked", StringComparison.Ordinal))
            {
                var portion = new byte[(1024 * 1024) + 1];
                portion.AsSpan().Fill((byte)' ');
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{portion.Length:x}\r\n"));
                await stream.WriteAsync(portion);
            }

            using var answer = new StreamReader(stream);
            Assert.Equal("HTTP/1.1 400 Bad Request", await answer.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        }
    }

    private static async Task<ApiAnswer> SendAsync(ApiPortal api, BadCall call)
    {
        using var body = call.Body is null ? null : new ByteArrayContent(call.Body);
        body?.Headers.TryAddWithoutValidation("Content-Type", call.ContentType);
        return await api.SendAsync(call.Method, "/api/v1" + call.Path, body, request =>
        {
            request.Headers.Add("X-API-Key", api.Key);
            request.Headers.TransferEncodingChunked = call.Chunked && call.Body is not null;
            if (call.IdempotencyKey is not null)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", call.IdempotencyKey);
            }
        });
    }

    private static bool FitsContract(BadCall call, ApiAnswer answer)
    {
        if (!answer.Headers.TryGetValue("X-Request-Id", out var id) || !id.StartsWith("req_", StringComparison.Ordinal))
        {
            return false;
        }

        if (call.Method == "HEAD" || answer.Status == HttpStatusCode.NoContent)
        {
            return answer.Text.Length == 0 && (int)answer.Status < 500;
        }

        if (answer.Headers["Content-Type"] != "application/json; charset=utf-8")
        {
            return false;
        }

        return answer.Status switch
        {
            HttpStatusCode.OK or HttpStatusCode.Created => answer.Json.GetProperty("meta").GetProperty("request_id").GetString() == id,
            HttpStatusCode.UnprocessableEntity => Codes.Contains(answer.Code)
                && (answer.Wrong.Length > 0 || answer.Code == "idempotency_key_reused"),
            HttpStatusCode.BadRequest => answer.Code == "malformed_body",
            HttpStatusCode.NotFound => answer.Code == "not_found",
            HttpStatusCode.MethodNotAllowed => answer.Code == "method_not_allowed" && answer.Headers.ContainsKey("Allow"),
            _ => false,
        };
    }
}
