using System.Text.Json;

namespace AdminPortal.Tests.Support;

/// <summary>A case of the table <c>Codes</c>: what a scanned code says, in every language it is read in.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Code">What was scanned.</param>
/// <param name="Verdict"><c>plain</c>, <c>genuine</c> or <c>forged</c>.</param>
/// <param name="Number">The badge number that it is or claims.</param>
/// <param name="Refusal">Why it does not count; null when its number decides.</param>
/// <param name="Only">Whether only signed codes count.</param>
/// <param name="Unsigned">Whether the event has no key yet.</param>
internal sealed record CodeCase(string Name, string Code, string Verdict, string Number, string? Refusal = null, bool Only = false,
    bool Unsigned = false)
{
    private static readonly Table Known = JsonSerializer.Deserialize<Table>(
        Repository.Read("tests/AdminPortal.Tests/Support/CheckInCases/Codes.json"), JsonSerializerOptions.Web)!;

    /// <summary>Every case.</summary>
    public static IReadOnlyList<CodeCase> All => Known.Cases;

    /// <summary>The public key of the event.</summary>
    public string? Key => Unsigned ? null : Known.Key;

    /// <summary>As the station's script takes it.</summary>
    public string Line() => JsonSerializer.Serialize(new { Code, Codes = new { Key, Only } }, JsonSerializerOptions.Web);

    /// <summary>As the station's script answers.</summary>
    public string Answer() => JsonSerializer.Serialize(new[] { Verdict, Number, Refusal }, JsonSerializerOptions.Web);

    private sealed record Table(string Key, List<CodeCase> Cases);
}
