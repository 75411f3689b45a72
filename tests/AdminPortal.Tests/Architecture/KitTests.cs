using System.Text.RegularExpressions;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit;

namespace AdminPortal.Tests.Architecture;

/// <summary>What the pages are made of stands by itself.</summary>
public sealed partial class KitTests
{
    private const string Kit = "src/AdminPortal.Web/Kit";

    /// <summary>Where MudBlazor's components may stand: pages compose what is made of them.</summary>
    private static readonly string[] MadeOfMud = [$"{Kit}/", "src/AdminPortal.Web/Shell/", "src/AdminPortal.Web/Exports/"];

    [Fact]
    public void Kit_knows_no_feature_no_shell_and_no_start_up()
    {
        var strangers = typeof(ShellState).Assembly.GetTypes()
            .Where(type => type is { IsNested: false, Namespace: { } room } && Rooms().IsMatch(room)
                && !type.Name.Contains('<', StringComparison.Ordinal))
            .Select(type => type.Name.Split('`')[0]).Where(name => name != "_Imports").ToHashSet();
        Assert.Contains("PaymentsPage", strangers);
        var known =
            from file in Repository.Files(Kit, ".cs", ".razor")
            from Match word in Word().Matches(Comment().Replace(Repository.Read(file), ""))
            where strangers.Contains(word.Value)
            select $"{file}: {word.Value}";
        Assert.Empty(known);
    }

    [Fact]
    public void Pages_compose_the_kit_and_not_MudBlazor()
    {
        var composed = Repository.Files("src/AdminPortal.Web", ".razor").Where(file => Mud().IsMatch(Repository.Read(file))).ToList();
        Assert.NotEmpty(composed);
        Assert.DoesNotContain(composed, file => !MadeOfMud.Any(place => file.StartsWith(place, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^AdminPortal\.Web\.(Features\.|Shell\b|Startup$)")]
    private static partial Regex Rooms();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"//[^\n]*|@\*.*?\*@|""[^""\n]*""", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"<Mud[A-Z]")]
    private static partial Regex Mud();
}
