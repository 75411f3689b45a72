using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>The rules of a check-in say the same in the portal, in its database and in the station's script.</summary>
public sealed class CheckInRulesTests
{
    private const int Many = 100_000;

    [Fact]
    public void The_rules_decide_every_case_of_the_tables()
    {
        Assert.InRange(KnownRuleCase.All.Count, 60, 200);
        Assert.Equal(KnownRuleCase.All.Count, KnownRuleCase.All.DistinctBy(known => known.Name).Count());
        Assert.Empty(Wrong([.. KnownRuleCase.All.Select(known => RuleCase.Line(known.Case().Decide()))]));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_database_holds_what_the_rules_decide_in_every_case_of_the_tables(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var answers = new List<string>();
        foreach (var known in KnownRuleCase.All)
        {
            // which categories a door admits is no rule of the event
            answers.Add(known.Rules?.Categories is null
                ? await new RuleEvent(portal, $"case-{answers.Count}").DecideAsync(known.Case())
                : known.Answer());
        }

        Assert.Empty(Wrong(answers));
    }

    [Fact]
    public async Task The_stations_script_decides_every_case_of_the_tables() =>
        Assert.Empty(Wrong(await StationScript.DecideAsync(KnownRuleCase.All.Select(known => known.Case()))));

    [Fact]
    public async Task The_stations_script_decides_like_the_portal_by_chance()
    {
        var seed = Environment.TickCount;
        var random = new RandomRuleCases(seed);
        var cases = new RuleCase[Many];
        for (var i = 0; i < Many; i++)
        {
            cases[i] = random.Next();
        }

        var script = StationScript.DecideAsync(cases);
        var codes = new Dictionary<string, int>();
        var own = new string[Many];
        for (var i = 0; i < Many; i++)
        {
            var decision = cases[i].Decide();
            own[i] = RuleCase.Line(decision);
            codes[decision.Code ?? ""] = codes.GetValueOrDefault(decision.Code ?? "") + 1;
        }

        var theirs = await script;
        Assert.Equal(Many, theirs.Count);
        var different = Enumerable.Range(0, Many).Where(i => own[i] != theirs[i]).ToList();
        Assert.True(different.Count == 0, different.Count == 0 ? "" : $"""
            {different.Count} of seed {seed} differ, first number {different[0]}:
            {cases[different[0]].Line()}
            portal  {own[different[0]]}
            station {theirs[different[0]]}
            """);
        string[] expected = ["", "wrong_category", .. Refusal.Overridable, Refusal.AlreadyCheckedIn.Code, Refusal.NotCheckedIn.Code];
        Assert.Equal(expected.Order(StringComparer.Ordinal), codes.Keys.Order(StringComparer.Ordinal));
        Assert.True(codes.Values.All(count => count >= 500), $"Seed {seed} has too few of a kind: {string.Join(", ", codes)}");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task In_one_transaction_a_scan_heard_of_late_takes_its_place_in_the_order_of_entry(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync(reEntry: ReEntry.Always);
        await portal.ParticipantAsync("1");
        var now = portal.Time.UtcNow();
        (await portal.Get<CheckInWindowService>().CreateAsync(portal.Owner, congress.Id,
            new WindowDraft("Day", now.AddHours(-8), now.AddHours(8), Limit: 2))).Required();
        var rules = (await portal.Get<EventRulesCache>().FindAsync(portal.Owner, congress.Id))!;
        var scans = new[] { 0, -60, 1 }.Select(minutes => new PendingScan(portal.Owner,
            new ScanRequest { EventKey = "congress", BadgeNumber = "1", OccurredAt = now.AddMinutes(minutes) }, now)).ToList();
        var results = (await portal.Get<IDbContextFactory<PortalDb>>().WriteAsync<IReadOnlyList<ScanResult?>>(
            Actor.System(portal.Owner.TenantId, "check-in"), async db => (await new CheckInBatch(db, rules).RunAsync(scans)).ToList()))
            .Required();
        Assert.Equal([true, true, false], results.Select(result => result!.Admitted));
        Assert.Equal(now, results[2]!.Record!.CheckedInAt);
    }

    private static List<string> Wrong(List<string> answers)
    {
        Assert.Equal(KnownRuleCase.All.Count, answers.Count);
        return [.. KnownRuleCase.All.Zip(answers).Where(pair => pair.First.Answer() != pair.Second)
            .Select(pair => $"{pair.First.Name}: {pair.Second} instead of {pair.First.Answer()}")];
    }
}
