namespace AdminPortal.Tests.Support;

/// <summary>
/// A case of the tables in <c>CheckInCases</c>: what the rules of a check-in must say, in every language they are written in.
/// </summary>
/// <param name="Inside">People inside before; null: those of the person's open record.</param>
internal sealed record KnownRuleCase(string Name, ScriptScan Scan, RuleAnswer Expected, StationRules? Rules = null,
    StationPerson? Person = null, int? Inside = null)
{
    /// <summary>Every case.</summary>
    public static IReadOnlyList<KnownRuleCase> All { get; } = [.. new[] { "Stays", "Windows" }.SelectMany(table =>
        RuleCase.Read<List<KnownRuleCase>>(Repository.Read($"tests/AdminPortal.Tests/Support/CheckInCases/{table}.json")))];

    /// <summary>The whole case.</summary>
    public RuleCase Case()
    {
        var person = Person ?? new StationPerson();
        return new(Rules ?? new StationRules(), person, Scan, Inside ?? person.Open()?.Quantity ?? 0);
    }

    /// <summary>The whole answer, as a line.</summary>
    public string Answer()
    {
        var stays = Expected.Stays ?? Case().Person.Stays;
        return RuleCase.Line(new StationDecision(Expected.Code, stays.FindLast(stay => stay.At == Expected.Stay), stays, Expected.Inside));
    }
}

/// <summary>What is expected of a case.</summary>
/// <param name="Inside">People inside afterwards.</param>
/// <param name="Code">The refusal's code; null when admitted.</param>
/// <param name="Stay">The entry time of the stay that is written or closed, or that explains the refusal.</param>
/// <param name="Stays">The person's stays afterwards; null: as before.</param>
internal sealed record RuleAnswer(int Inside, string? Code = null, long? Stay = null, List<StationStay>? Stays = null);
