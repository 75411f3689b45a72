using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit.Texts;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;

namespace AdminPortal.Tests.Architecture;

/// <summary>MudBlazor speaks our languages and takes its colours from our tokens.</summary>
public sealed partial class MudTests : ComponentContext
{
    public MudTests()
    {
        Services.AddLocalization();
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Theory]
    [InlineData("MudTexts.resx")]
    [InlineData("MudTexts.de.resx")]
    public void Every_word_of_MudBlazor_is_there_in_both_languages_and_fills_in_the_same_values(string file)
    {
        var ours = XDocument.Parse(Repository.Read($"src/AdminPortal.Web/Kit/Texts/{file}")).Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);
        var theirs = Words();
        Assert.NotEmpty(theirs);
        Assert.Empty(theirs.Keys.Except(ours.Keys));
        Assert.Empty(ours.Keys.Except(theirs.Keys));
        Assert.Empty(theirs.Where(word => !Places(word.Value).SetEquals(Places(ours[word.Key]))).Select(word => word.Key));
    }

    [Fact]
    public void MudBlazor_speaks_german_to_who_reads_german()
    {
        Services.AddTransient<MudLocalizer, PortalLocalizer>();
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
        Assert.Equal("Nächste Seite", Services.GetRequiredService<MudLocalizer>()["MudDataGridPager_NextPage"].Value);
        Assert.Equal("Seite 4", Services.GetRequiredService<MudLocalizer>()["MudPagination_PageIndex", 4].Value);
    }

    [Fact]
    public void Our_style_sheet_sets_every_variable_that_the_theme_of_MudBlazor_would_write_into_the_page()
    {
        var theirs = Variable().Matches(Render<MudThemeProvider>().Markup).Select(match => match.Groups[1].Value).ToHashSet();
        var ours = Variable().Matches(Repository.Read("wwwroot-assets/styles/mudblazor.css")).Select(match => match.Groups[1].Value)
            .ToHashSet();
        Assert.NotEmpty(theirs);
        Assert.Empty(theirs.Except(ours));
        Assert.Empty(ours.Except(theirs));
    }

    [Fact]
    public void Colours_in_three_numbers_are_those_in_hexadecimal()
    {
        var tokens = Repository.Read("wwwroot-assets/styles/tokens.css");
        var pairs = Pair().Matches(tokens);
        Assert.Equal(Regex.Count(tokens, "-rgb:"), pairs.Count);
        Assert.NotEmpty(pairs);
        Assert.All(pairs, pair => Assert.Equal(
            string.Join(", ", Convert.FromHexString(pair.Groups["hex"].Value)), pair.Groups["rgb"].Value));
    }

    private static Dictionary<string, string> Words()
    {
        using var stream = typeof(MudButton).Assembly.GetManifestResourceStream("MudBlazor.Resources.LanguageResource.resources")!;
        using var reader = new ResourceReader(stream);
        return reader.Cast<System.Collections.DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
    }

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"(--mud-[a-z0-9-]+):")]
    private static partial Regex Variable();

    [GeneratedRegex(@"--(?<name>\w+): #(?<hex>[0-9a-f]{6});\s+--\k<name>-rgb: (?<rgb>[\d, ]+);")]
    private static partial Regex Pair();
}
