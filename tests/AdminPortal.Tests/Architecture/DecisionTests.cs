using System.Globalization;
using System.Text.RegularExpressions;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Architecture;

/// <summary>Decision records name what is there.</summary>
public sealed partial class DecisionTests
{
    [GeneratedRegex(@"`(\w+Tests|PortalFixture)`")]
    private static partial Regex Named();

    [Fact]
    public void The_tests_that_decisions_name_exist_and_each_section_of_the_verification_says_how_it_stands()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet();
        var decisions = Directory.GetFiles(Path.Combine(Repository.Root, "src", "decisions"), "*.md")
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        var named = decisions.SelectMany(decision => Named().Matches(decision.Value).Select(match => match.Groups[1].Value)).Distinct()
            .ToList();
        Assert.True(named.Count > 30, $"{named.Count}");
        Assert.Empty(named.Except(files));

        var rows = decisions["0027-asvs-level-2.md"].Split('\n').Where(line => line.StartsWith("| V", StringComparison.Ordinal)).ToList();
        Assert.Equal(Enumerable.Range(1, 14),
            rows.Select(row => int.Parse(row[3..].Split('.')[0], CultureInfo.InvariantCulture)).Distinct());
        Assert.All(rows, row => Assert.Matches("Held|Review|Not held|Not applicable|Operator", row));
    }
}
