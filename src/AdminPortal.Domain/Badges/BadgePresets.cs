namespace AdminPortal.Domain.Badges;

/// <summary>A layout to begin with.</summary>
public enum BadgePreset
{
    /// <summary>A4, two columns and five rows of 90 × 54 mm.</summary>
    NameBadges,

    /// <summary>A6 upright, 105 × 148 mm.</summary>
    A6,

    /// <summary>A label of 62 × 100 mm.</summary>
    Label62,

    /// <summary>A label of 89 × 36 mm.</summary>
    Label89,
}

/// <summary>The layouts to begin with.</summary>
public static class BadgePresets
{
    /// <summary>The layout of a preset.</summary>
    public static BadgeLayout Of(BadgePreset preset) => preset switch
    {
        BadgePreset.NameBadges => new BadgeLayout(BadgeStock.Sheet, 90, 54,
        [
            Bar(0, 0, 90, 4),
            Text(BadgePart.EventTitle, 5, 6, 52, 7, 9, 6) with { Colour = BadgeColour.Grey },
            Text(BadgePart.FullName, 5, 14, 52, 17, 18, 11) with { Bold = true },
            Text(BadgePart.Company, 5, 32, 52, 8, 11, 7),
            Text(BadgePart.Category, 5, 43, 34, 7, 9, 6) with { Bold = true, Colour = BadgeColour.Indigo },
            Text(BadgePart.BadgeNumber, 57, 45, 30, 5, 8, 6) with { Align = BadgeAlign.Centre, Colour = BadgeColour.Grey },
            new(BadgePart.QrCode, 57, 12, 30, 30),
        ])
        { Columns = 2, Rows = 5, MarginLeft = 15, MarginTop = 13.5, CropMarks = true },
        BadgePreset.A6 => new BadgeLayout(BadgeStock.Label, 105, 148,
        [
            Bar(0, 0, 105, 8),
            Text(BadgePart.EventTitle, 8, 14, 89, 12, 16, 9) with { Align = BadgeAlign.Centre, Colour = BadgeColour.Grey },
            Text(BadgePart.FullName, 8, 32, 89, 28, 30, 16) with { Align = BadgeAlign.Centre, Bold = true },
            Text(BadgePart.Company, 8, 62, 89, 12, 16, 9) with { Align = BadgeAlign.Centre },
            Text(BadgePart.Category, 8, 76, 89, 10, 13, 8) with { Align = BadgeAlign.Centre, Bold = true, Colour = BadgeColour.Indigo },
            new(BadgePart.QrCode, 32.5, 90, 40, 40),
            Text(BadgePart.BadgeNumber, 8, 132, 89, 7, 10, 7) with { Align = BadgeAlign.Centre, Colour = BadgeColour.Grey },
        ]),
        BadgePreset.Label62 => new BadgeLayout(BadgeStock.Label, 62, 100,
        [
            Text(BadgePart.EventTitle, 4, 4, 54, 8, 10, 7) with { Align = BadgeAlign.Centre },
            Text(BadgePart.FullName, 4, 14, 54, 22, 20, 12) with { Align = BadgeAlign.Centre, Bold = true },
            Text(BadgePart.Company, 4, 37, 54, 9, 11, 7) with { Align = BadgeAlign.Centre },
            Text(BadgePart.Category, 4, 47, 54, 7, 10, 7) with { Align = BadgeAlign.Centre, Bold = true },
            new(BadgePart.QrCode, 14, 56, 34, 34),
            Text(BadgePart.BadgeNumber, 4, 91, 54, 5, 8, 6) with { Align = BadgeAlign.Centre },
        ]),
        BadgePreset.Label89 => new BadgeLayout(BadgeStock.Label, 89, 36,
        [
            Text(BadgePart.FullName, 3, 3, 52, 16, 17, 10) with { Bold = true },
            Text(BadgePart.Company, 3, 20, 52, 7, 10, 7),
            Text(BadgePart.Category, 3, 27, 52, 6, 8, 6) with { Bold = true },
            new(BadgePart.QrCode, 57, 2, 28, 28),
            Text(BadgePart.BadgeNumber, 57, 30, 28, 4, 7, 5) with { Align = BadgeAlign.Centre },
        ]),
        _ => throw new ArgumentOutOfRangeException(nameof(preset)),
    };

    /// <summary>A text with its size and the smallest one, in points.</summary>
    private static BadgeElement Text(BadgePart part, double x, double y, double width, double height, double size, double smallest) =>
        new(part, x, y, width, height) { Size = size, Smallest = smallest };

    private static BadgeElement Bar(double x, double y, double width, double height) => new(BadgePart.CategoryBar, x, y, width, height);
}
