using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace AdminPortal.Tests.Api;

/// <summary>A call that no sensible program makes.</summary>
internal sealed record BadCall(string Method, string Path, byte[]? Body, string ContentType, bool Chunked, string? IdempotencyKey)
{
    public override string ToString() =>
        $"{Method} {Path} {ContentType} {(Chunked ? "chunked " : "")}{IdempotencyKey} " +
            $"{(Body is null ? "" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(600, Body.Length))))} ({Body?.Length} bytes)";
}

/// <summary>Makes calls with everything that goes wrong: types, ranges, encodings, sizes, repetitions, control characters, depth.</summary>
internal static class BadCalls
{
    private static readonly string[] Fields = ["event_key", "customer_number", "is_confirmed", "badge_number", "category_key",
        "participant_id", "action", "check_in_type", "station", "notes", "quantity", "occurred_at", "nonsense", "", "EVENT_KEY",
            "__proto__"];

    private static readonly string[] Parameters = ["event_key", "customer_number", "confirmed", "include", "page", "per_page", "sort",
        "order", "station", "participant_id", "is_checked_in", "since", "nonsense", "api_key", ""];

    /// <summary>Text as it stands in JSON between the quotes, escapes included.</summary>
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements("congress", "congress", "1", "2", "01", "", " ", "CONGRESS", "check_out", "check_in", "scan", "null", "0", "-1",
            "\\u0000", "a\\u0000b", "\\u0001\\u001f", "\\ud800", "\\udc00x", "\\ud83c\\udfaa", "😀", "ä", "\\n\\t", "<b>", "' OR 1=1 --",
                "%25", "2026-10-03T08:00:00Z", "2026-02-30T25:61:00Z", "9999-12-31T23:59:59.9999999+14:00", "0001-01-01T00:00:00-14:00",
                    "2026-10-03T08:00:00.12345678901234567890Z"),
        Gen.Elements(63, 100, 101, 200, 201, 2000, 2001, 70_000).Select(length => new string('x', length)),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Escape(text.Get)));

    private static readonly Gen<string> Value = Gen.Frequency(
        (6, Text.Select(text => $"\"{text}\"")),
        (4, Gen.Elements("0", "1", "-1", "1.5", "99", "100", "2147483648", "9223372036854775807", "9223372036854775808",
            "99999999999999999999999", "1e400", "-1e400", "1e-400", "-0", "0.1e1")),
        (2, Gen.Elements("true", "false", "null", "[]", "{}", "[1]", "{\"a\":{}}")),
        (1, Gen.Choose(1, 90).Select(depth => new string('[', depth) + new string(']', depth))),
        (1, Gen.Elements("nul", "'x'", "01", "+1", "NaN", "\"open", "\"\u0001\"", "1,", "}")));

    private static readonly Gen<string> Object = Gen.Elements(Fields).SelectMany(_ => Gen.Choose(0, 8)).SelectMany(count =>
        Gen.Elements(Fields).ListOf(count)
            .SelectMany(names => Value.ListOf(count)
                .Select(values => "{" + string.Join(',', names.Zip(values, (name, value) => $"\"{name}\":{value}")) + "}")));

    private static readonly Gen<byte[]> Body = Gen.Frequency(
        (12, Object.Select(Encoding.UTF8.GetBytes)),
        (2, Value.Select(Encoding.UTF8.GetBytes)),
        (2, Object.SelectMany(text => Gen.Choose(0, text.Length).Select(length => Encoding.UTF8.GetBytes(text[..length])))),
        (1, ArbMap.Default.GeneratorFor<byte[]>()),
        (1, Object.SelectMany(text => Gen.Elements(Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.Latin1)
            .Select(encoding => encoding.GetBytes(text)))),
        (1, Object.Select(text => (byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)])),
        (1, Object.SelectMany(text => Gen.Choose(0, Math.Max(0, text.Length - 1))
            .Select(at => (byte[])[.. Encoding.UTF8.GetBytes(text[..at]), 0xC3, 0x28, .. Encoding.UTF8.GetBytes(text[at..])]))));

    /// <summary>Sizes around the limit of a megabyte; rare, because they take their time.</summary>
    private static readonly Gen<byte[]> Large = Gen.Elements(-2, -1, 0, 1, 2, 1000, 1024 * 1024)
        .Select(more => Encoding.UTF8.GetBytes($"{{\"notes\":\"{new string('x', (1024 * 1024) + more - 12)}\"}}"));

    private static readonly Gen<string> Query = Gen.Choose(0, 6)
        .SelectMany(count => Gen.Elements(Parameters).ListOf(count)
            .SelectMany(names => Parameter.ListOf(count)
                .Select(values => string.Join('&', names.Zip(values, (name, value) => $"{name}={value}")))));

    private static Gen<string> Parameter => Gen.Frequency(
        (3, Gen.Elements("congress", "1", "0", "25", "contact,event", "contact,,contact", "id", "ASC", "asc", "desc", "checked_in_at",
            "created_at")),
        (2, Gen.Elements("", "%00", "%0A", "-1", "0", "101", "1e3", "99999999999999999999", "9223372036854775807", "2147483648", "%FF%FE",
            "%C3%28", "%ED%A0%80", "%F0%9F%8E%AA", "+", "a&a", "%", "%zz", "2026-10-03T08:00:00+02:00",
                "0001-01-01T00:00:00%2B14:00", "٣", "²")),
        (1, ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Uri.EscapeDataString(Escape(text.Get)))));

    private static readonly Gen<string> Path = Gen.Frequency(
        (6, Gen.Elements("/participants", "/check-ins")),
        (3, Gen.Elements("/participants/", "/check-ins/")
            .SelectMany(start => Gen.Elements("1", "2", "0", "-1", "+1", "1.0", "abc", "stats", "9223372036854775807",
                "9223372036854775808", "%20", "%F0%9F%8E%AA", "%0A", "..%2F..", "1/2", "٣").Select(id => start + id))),
        (1, Gen.Elements("", "/", "/nothing", "//participants", "/check-ins/stats", "/check-ins/stats/", "/PARTICIPANTS",
            "/participants%2F1")));

    public static readonly Gen<BadCall> Any =
        from method in Gen.Frequency((8, Gen.Constant("POST")), (4, Gen.Constant("GET")), (2, Gen.Elements("PATCH", "PUT")),
            (1, Gen.Elements("DELETE", "HEAD", "OPTIONS", "TRACE", "BREW")))
        from path in Path
        from query in Gen.Frequency((2, Gen.Constant("")), (1, Query))
        from body in Gen.Frequency((200, Body), (1, Large))
        from type in Gen.Elements("application/json", "application/json; charset=utf-16", "text/plain", "application/x-www-form-urlencoded",
            "multipart/form-data", "")
        from chunked in Gen.Elements(false, false, true)
        from key in Gen.Frequency((6, Gen.Constant<string?>(null)),
            (1, Gen.Elements<string?>("", "a b", "same", new string('k', 255), new string('k', 256))))
        select new BadCall(method, query.Length > 0 ? $"{path}?{query}" : path, method is "GET" or "HEAD" or "TRACE"
            or "OPTIONS" ? null : body, type, chunked, key);

    private static string Escape(string text) => string.Concat(text.Select(c => c is '"' or '\\' || char.IsControl(c)
        || char.IsSurrogate(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : $"{c}"));
}
