namespace AdminPortal.Domain.Badges;

/// <summary>Made-up people to look at a design with.</summary>
public static class BadgeSample
{
    /// <summary>As long as a real one, and refused at every door.</summary>
    private static readonly string Code = $"{BadgeCode.Start}M000018.{new string('0', 128)}";

    /// <summary>A name of usual length.</summary>
    public static BadgePerson Usual { get; } = new("Jürgen", "Groß", "Nordlicht Messebau GmbH", "Besucher", 0, "M000018", Code);

    /// <summary>A name that must get smaller, with letters of several languages.</summary>
    public static BadgePerson Lengthy { get; } = new("Dr.-Ing. Friederike-Charlotte", "Überschär-Wiśniewska von Großöhringen",
        "Gesellschaft für Veranstaltungs- und Ausstellungstechnik mbH & Co. KG", "Aussteller und Förderkreis", 1, "M000018", Code);

    /// <summary>Only the shortest.</summary>
    public static BadgePerson Brief { get; } = new("Bo", "Ek", null, "Presse", 3, "M000018", Code);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BadgePerson> People { get; } = [Usual, Lengthy, Brief];
}
