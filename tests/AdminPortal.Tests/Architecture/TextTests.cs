using System.Text.RegularExpressions;
using System.Xml.Linq;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Architecture;

/// <summary>Every text is there in German and in English, and every text asked for is there.</summary>
public sealed partial class TextTests
{
    private static readonly string[] English =
        [.. Repository.Files("src", ".resx").Where(file => !file.EndsWith(".de.resx", StringComparison.Ordinal))];

    [Fact]
    public void Both_languages_have_the_same_texts()
    {
        Assert.NotEmpty(English);
        var differing =
            from file in English
            let german = file[..^".resx".Length] + ".de.resx"
            from key in Keys(file).Except(Keys(german)).Concat(Keys(german).Except(Keys(file)))
            select $"{file}: {key}";
        Assert.Empty(differing);
    }

    [Fact]
    public void Both_languages_fill_in_the_same_values()
    {
        var differing =
            from file in English
            let german = Texts(file[..^".resx".Length] + ".de.resx")
            from text in Texts(file)
            where german.TryGetValue(text.Key, out var other) && !Places(text.Value).SetEquals(Places(other))
            select $"{file}: {text.Key}";
        Assert.Empty(differing);
    }

    [Fact]
    public void German_texts_say_Sie_and_Veranstaltung()
    {
        var other =
            from file in English
            from text in Texts(file[..^".resx".Length] + ".de.resx")
            from Match word in Unusual().Matches(text.Value).Concat(Familiar().Matches(text.Value))
            select $"{file}: {text.Key}: {word.Value}";
        Assert.Empty(other);
    }

    [Fact]
    public void German_texts_have_one_word_for_one_thing()
    {
        var other =
            from file in English
            from text in Texts(file[..^".resx".Length] + ".de.resx")
            from Match word in SecondWord().Matches(text.Value)
            select $"{file}: {text.Key}: {word.Value}";
        Assert.Empty(other);
    }

    [Fact]
    public void Every_text_that_a_source_names_exists()
    {
        var known = English.ToDictionary(file => Path.GetFileNameWithoutExtension(file), Keys);
        var missing =
            from file in Repository.Files("src/AdminPortal.Web", ".razor", ".cs")
            let source = Repository.Read(file)
            from Match localizer in Localizer().Matches(source)
            where known.ContainsKey(localizer.Groups["texts"].Value)
            from Match use in Regex.Matches(
                source, @$"\b{localizer.Groups["name"].Value}(?<counted>\.Counted)?[\[(]""(?<key>[^""{{}}]+)""")
            let key = use.Groups["key"].Value
            from asked in use.Groups["counted"].Success ? [key, $"{key}_One"] : new[] { key }
            where !known[localizer.Groups["texts"].Value].Contains(asked)
            select $"{file}: {asked}";
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_item_of_the_navigation_has_a_text()
    {
        var known = Keys("src/AdminPortal.Web/Kit/Texts/SharedTexts.resx");
        Assert.Empty(Web.Shell.Navigation.Items.Select(item => item.TextKey).Except(known));
    }

    private static HashSet<string> Keys(string file) => [.. Texts(file).Keys];

    private static Dictionary<string, string> Texts(string file) =>
        XDocument.Parse(Repository.Read(file)).Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"IStringLocalizer<(?<texts>\w+)>\s+(?<name>\w+)")]
    private static partial Regex Localizer();

    /// <summary>People are not on first-name terms with the portal, and what is held is called by one word.</summary>
    [GeneratedRegex(@"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(e[mnrs]?)?|Events?)\b|\bEvent-|Wandanzeige")]
    private static partial Regex Unusual();

    /// <summary>What is asked of people, as one asks a friend.</summary>
    [GeneratedRegex(@"\b(Benutze|Bestätige|Drücke|Entferne|Fang|Fordere|[Ff]üge|Gib|Importiere|Klicke|Kopiere|Lade|Lege|Lies|Lösche|Nimm|"
        + @"Öffne|Prüfe|Schicke|Schließe|Sende|Setze|Speichere|Trage|Wähle|Warte|Bitte (um|die Veranstalter)) ")]
    private static partial Regex Familiar();

    /// <summary>
    /// Words beside those that are used: Passwort, Übersicht, versandt, signieren, fehlgeschlagen, Geheimnis, E-Mail, Kürzel, Zeitfenster,
    /// das Badge, Veranstalter, Personen, Standard.
    /// </summary>
    [GeneratedRegex(@"Kennwort|Überblick|Versendet|[Uu]nterschr|scheitert\b|misslung|\bSecrets?\b|[Mm]ailen\b|gemailt|(?<!E-)\bMails?\b|"
        + @"(Veranstaltungs|Kategorie)schlüssel|Check-in-Fenster|\b([Dd]er|[Dd]en|[Dd]iesen) Badge\b|Organisator|Menschen|\b[Üü]blich")]
    private static partial Regex SecondWord();

    [GeneratedRegex(@"\{(\d+)")]
    private static partial Regex Place();
}
