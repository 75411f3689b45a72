using System.Text.Encodings.Web;
using System.Text.Json;

namespace AdminPortal.Web.Features.Keys;

/// <summary>A language that calls are shown in.</summary>
public enum ExampleLanguage
{
    /// <summary>A shell with curl.</summary>
    Curl,

    /// <summary>One file for <c>dotnet run</c>.</summary>
    CSharp,

    /// <summary>Python 3 without packages.</summary>
    Python,

    /// <summary>Node without packages.</summary>
    JavaScript,

    /// <summary>PHP without packages.</summary>
    Php,
}

/// <summary>What people want of the API most.</summary>
public enum ExampleJob
{
    /// <summary>Participants of an event with their contacts.</summary>
    ListParticipants,

    /// <summary>A new participant.</summary>
    AddParticipant,

    /// <summary>A check-in by badge, which may be sent again.</summary>
    CheckIn,

    /// <summary>A check-out by badge.</summary>
    CheckOut,

    /// <summary>How an event stands.</summary>
    Figures,

    /// <summary>A report over an event.</summary>
    Report,
}

/// <summary>
/// Programs that do a job with the API and print the answer: to be copied and run as they are, once <c>PORTAL_KEY</c> holds a key.
/// A test runs each of them.
/// </summary>
/// <param name="Api">Address of <c>/api/v1</c>.</param>
/// <param name="EventKey">The event they are about.</param>
/// <param name="CustomerNumber">The contact to add.</param>
/// <param name="Badge">The badge to check in and out.</param>
public sealed record ApiExamples(string Api, string EventKey, string CustomerNumber, string Badge)
{
    /// <summary>A quote stays a quote behind a backslash: none of it becomes HTML as text.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The scope a key needs for a job.</summary>
    public static string Scope(ExampleJob job) => job switch
    {
        ExampleJob.ListParticipants or ExampleJob.AddParticipant => "participants",
        ExampleJob.Report => "reports",
        _ => "checkins",
    };

    /// <summary>The program.</summary>
    public string Text(ExampleJob job, ExampleLanguage language)
    {
        var (path, body) = Call(job);
        var url = Api + path;
        return language switch
        {
            ExampleLanguage.Curl => Curl(url, body),
            ExampleLanguage.CSharp => CSharp(url, body),
            ExampleLanguage.Python => Python(url, body),
            ExampleLanguage.JavaScript => JavaScript(url, body),
            _ => Php(url, body),
        };
    }

    private (string Path, IReadOnlyDictionary<string, string>? Body) Call(ExampleJob job)
    {
        var key = Uri.EscapeDataString(EventKey);
        return job switch
        {
            ExampleJob.ListParticipants => ($"/participants?event_key={key}&include=contact&per_page=5", null),
            ExampleJob.AddParticipant => ("/participants",
                new Dictionary<string, string> { ["event_key"] = EventKey, ["customer_number"] = CustomerNumber }),
            ExampleJob.CheckIn => ("/check-ins", new Dictionary<string, string> { ["event_key"] = EventKey, ["badge_number"] = Badge }),
            ExampleJob.CheckOut => ("/check-ins",
                new Dictionary<string, string> { ["event_key"] = EventKey, ["badge_number"] = Badge, ["action"] = "check_out" }),
            ExampleJob.Figures => ($"/check-ins/stats?event_key={key}", null),
            _ => ($"/reports/overview?event_key={key}", null),
        };
    }

    /// <summary>A text in double quotes, or fields in braces, as JSON, C#, Python and JavaScript read them.</summary>
    private static string Quoted<T>(T value) => JsonSerializer.Serialize(value, Readable);

    private static string Single(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string Shell(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Curl(string url, IReadOnlyDictionary<string, string>? body) => body is null
        ? $"""
           curl -sS -H "Authorization: Bearer $PORTAL_KEY" {Shell(url)}
           """
        : $"""
           curl -sS -H "Authorization: Bearer $PORTAL_KEY" -H 'Content-Type: application/json' \
             -H "Idempotency-Key: $(date +%s)-$RANDOM" \
             -d {Shell(Quoted(body))} {Shell(url)}
           """;

    private static string CSharp(string url, IReadOnlyDictionary<string, string>? body)
    {
        var send = body is null
            ? $"var reply = await http.GetAsync({Quoted(url)});"
            : $$"""
              http.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
              var body = new StringContent({{Quoted(Quoted(body))}}, Encoding.UTF8, "application/json");
              var reply = await http.PostAsync({{Quoted(url)}}, body);
              """;
        return $"""
            using System.Net.Http.Headers;
            using System.Text;

            using var http = new HttpClient();
            http.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("PORTAL_KEY"));
            {send}
            Console.WriteLine(Encoding.UTF8.GetString(await reply.Content.ReadAsByteArrayAsync()));
            return reply.IsSuccessStatusCode ? 0 : 1;
            """;
    }

    private static string Python(string url, IReadOnlyDictionary<string, string>? body)
    {
        var send = body is null
            ? $"request = urllib.request.Request({Quoted(url)})"
            : $"""
              request = urllib.request.Request({Quoted(url)}, data=json.dumps({Quoted(body)}).encode())
              request.add_header("Content-Type", "application/json")
              request.add_header("Idempotency-Key", str(uuid.uuid4()))
              """;
        return $"""
            import json, os, urllib.request, uuid

            {send}
            request.add_header("Authorization", "Bearer " + os.environ["PORTAL_KEY"])
            with urllib.request.urlopen(request) as reply:
                print(json.dumps(json.load(reply), indent=2))
            """;
    }

    private static string JavaScript(string url, IReadOnlyDictionary<string, string>? body)
    {
        var send = body is null
            ? $"const reply = await fetch({Quoted(url)}, {{ headers }});"
            : $$"""
              Object.assign(headers, { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() });
              const body = JSON.stringify({{Quoted(body)}});
              const reply = await fetch({{Quoted(url)}}, { method: "POST", headers, body });
              """;
        return $$"""
            const headers = { Authorization: `Bearer ${process.env.PORTAL_KEY}` };
            {{send}}
            console.log(JSON.stringify(await reply.json(), null, 2));
            process.exitCode = reply.ok ? 0 : 1;
            """;
    }

    private static string Php(string url, IReadOnlyDictionary<string, string>? body)
    {
        var fields = body is null ? "" : string.Join(", ", body.Select(pair => $"{Single(pair.Key)} => {Single(pair.Value)}"));
        var more = body is null ? "" : """
                "Content-Type: application/json",
                "Idempotency-Key: " . bin2hex(random_bytes(16)),
            """ + "\n";
        var content = body is null ? "" : $"""
                'method' => 'POST',
                'content' => json_encode([{fields}]),
            """ + "\n";
        return $"""
            <?php
            $headers = [
                "Authorization: Bearer " . getenv('PORTAL_KEY'),
            {more}];
            $context = stream_context_create(['http' => [
            {content}    'header' => $headers,
                'ignore_errors' => true,
            ]]);
            echo file_get_contents({Single(url)}, false, $context), "\n";
            """;
    }
}
