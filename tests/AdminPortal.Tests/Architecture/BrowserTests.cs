using System.Text.RegularExpressions;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Architecture;

/// <summary>How the browser tests find things.</summary>
public sealed partial class BrowserTests
{
    /// <summary>The one place that may: it says what has no words.</summary>
    private const string Marks = "tests/AdminPortal.E2E/PageParts.cs";

    [Fact]
    public void A_browser_test_finds_things_by_role_label_or_text_and_not_by_class_or_id()
    {
        var files = Repository.Files("tests/AdminPortal.E2E", ".cs");
        Assert.Contains(Marks, files);
        var found =
            from file in files
            where file != Marks
            from Match match in ByMark().Matches(Repository.Read(file))
            select $"{file}: {match.Value}";
        Assert.Empty(found);
    }

    [GeneratedRegex(@"\.Locator\(\$?""[.#][^""]*")]
    private static partial Regex ByMark();
}
