using System.Text.RegularExpressions;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Architecture;

/// <summary>Where things may live and what may know what.</summary>
public sealed partial class HouseTests
{
    [Fact]
    public void Top_level_holds_only_what_the_house_allows()
    {
        string[] allowed = ["AdminPortal.sln", "README.md", "LICENSE", "portal", "docker-compose.yml", "appsettings.Development.json",
            "wwwroot-assets", "src", "tests", "artifacts", "data"];
        var found = new DirectoryInfo(Repository.Root).EnumerateFileSystemInfos().Select(entry => entry.Name)
            .Where(name => !name.StartsWith('.'));
        Assert.Empty(found.Except(allowed));
    }

    [Fact]
    public void No_source_file_has_more_than_400_lines()
    {
        var tooLong =
            from file in Repository.Files("src", ".cs", ".razor").Concat(Repository.Files("tests", ".cs", ".razor"))
            .Concat(Repository.Files("wwwroot-assets", ".ts", ".css", ".mjs"))
            where !file.Contains("/Migrations/", StringComparison.Ordinal) && Repository.Read(file).Count(c => c == '\n') > 400
            select file;
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Lines_end_at_140_characters()
    {
        // A text that tests compare with or feed in stands whole on a line of its own.
        var tooLong =
            from file in Repository.Files("src", ".cs", ".razor").Concat(Repository.Files("tests", ".cs", ".razor"))
                .Concat(Repository.Files("wwwroot-assets/src", ".ts")).Concat(Repository.Files("wwwroot-assets/styles", ".css"))
            where !file.Contains("/Migrations/", StringComparison.Ordinal)
            from line in Repository.Read(file).Split('\n').Select((text, index) => (Text: text.TrimEnd('\r'), Number: index + 1))
            where line.Text.Length > 140
            where !file.StartsWith("tests/", StringComparison.Ordinal) || !Literal().IsMatch(line.Text)
            select $"{file}:{line.Number} has {line.Text.Length}";
        Assert.Empty(tooLong);
    }

    [Fact]
    public void The_entry_point_stays_short() =>
        Assert.InRange(Repository.Read("src/AdminPortal.Web/Program.cs").Count(c => c == '\n'), 1, 60);

    [Fact]
    public void A_feature_does_not_know_another_feature()
    {
        var strangers =
            from file in Repository.Files("src/AdminPortal.Web/Features", ".cs", ".razor")
            let own = file.Split('/')[3]
            from Match match in FeatureReference().Matches(Repository.Read(file))
            where match.Groups[1].Value != own
            select $"{file}: {match.Value}";
        Assert.Empty(strangers);
    }

    [Fact]
    public void The_domain_knows_neither_http_nor_components()
    {
        var strangers =
            from file in Repository.Files("src/AdminPortal.Domain", ".cs")
            from Match match in WebReference().Matches(Repository.Read(file))
            select $"{file}: {match.Value}";
        Assert.Empty(strangers);
    }

    [Fact]
    public void Only_the_data_projects_write_sql()
    {
        var strangers =
            from file in Repository.Files("src", ".cs", ".razor")
            where !file.StartsWith("src/AdminPortal.Data.", StringComparison.Ordinal)
            from Match match in RawSql().Matches(Repository.Read(file))
            select $"{file}: {match.Value}";
        Assert.Empty(strangers);
    }

    [Fact]
    public void Only_the_tokens_name_colours()
    {
        var sources = Repository.Files("wwwroot-assets", ".css", ".ts")
            .Concat(Repository.Files("src/AdminPortal.Web", ".razor", ".css", ".cshtml"));
        var strangers =
            from file in sources
            where !file.EndsWith("/tokens.css", StringComparison.Ordinal)
            from Match match in Colour().Matches(Repository.Read(file))
            select $"{file}: {match.Value}";
        Assert.Empty(strangers);
    }

    [Fact]
    public void Dark_is_the_same_whether_chosen_or_followed()
    {
        var blocks = DarkBlock().Matches(Repository.Read("wwwroot-assets/styles/tokens.css"))
            .Select(block => string.Join('\n', block.Groups[1]
                .Value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            .ToArray();
        Assert.Equal(2, blocks.Length);
        Assert.Equal(blocks[0], blocks[1]);
    }

    [Fact]
    public void No_rule_makes_the_browser_style_the_whole_page_anew()
    {
        using var assets = System.Text.Json.JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "AdminPortal.Web.staticwebassets.runtime.json")));
        var sheets = assets.RootElement.GetProperty("ContentRoots").EnumerateArray().Select(root => root.GetString()!)
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateFiles(root, "*.css", SearchOption.AllDirectories)).ToArray();
        Assert.Contains(sheets, sheet => sheet.EndsWith("MudBlazor.min.css", StringComparison.Ordinal));
        Assert.Contains(sheets, sheet => sheet.EndsWith("app.css", StringComparison.Ordinal));
        Assert.All(sheets, sheet => Assert.DoesNotMatch(WholePage(), File.ReadAllText(sheet)));
    }

    [GeneratedRegex(@"AdminPortal\.Web\.Features\.(\w+)")]
    private static partial Regex FeatureReference();

    [GeneratedRegex(@"Microsoft\.AspNetCore\.(Components|Http|Mvc|Routing|Builder)\b")]
    private static partial Regex WebReference();

    [GeneratedRegex(
        @"\b(FromSql|FromSqlRaw|FromSqlInterpolated|ExecuteSql|ExecuteSqlRaw|ExecuteSqlInterpolated|SqlQuery|SqlQueryRaw)(Async)?\b")]
    private static partial Regex RawSql();

    [GeneratedRegex(
        @"(?<![&\w/""'(])#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b(?!\w)|['""]#[0-9a-fA-F]{3,8}['""]|\b(?:rgb|rgba|hsl|hsla|oklch)\(")]
    private static partial Regex Colour();

    [GeneratedRegex(@"(?:(?<![\w.#-])(?:html|body|:root)|(?<=[},\s>+~])\*?):has\(")]
    private static partial Regex WholePage();

    [GeneratedRegex(@"^\s*(?:\+ )?\$?@?""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{([^{}]*color-scheme: dark;[^{}]*)\}")]
    private static partial Regex DarkBlock();
}
