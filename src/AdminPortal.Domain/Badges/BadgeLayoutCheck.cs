using System.Globalization;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Badges;

/// <summary>What a layout may be.</summary>
public static class BadgeLayoutCheck
{
    /// <summary>Most elements of a badge.</summary>
    public const int MostElements = 24;

    /// <summary>Longest free text.</summary>
    public const int TextLimit = 200;

    /// <summary>Millimetres; a smaller code is not read reliably by a phone.</summary>
    public const double SmallestCode = 18;

    /// <summary>Millimetres of a badge or a label: from, to.</summary>
    public const double Smallest = 20, Largest = 600;

    private const double Tolerance = 0.01;

    /// <summary>
    /// What is wrong: <c>invalid_size</c> on <c>width</c> or <c>height</c>, <c>invalid_grid</c> on <c>columns</c> or <c>rows</c> when they
    /// do not fit on the sheet, on <c>elements</c> <c>too_many</c> and <c>too_long</c>, and of an element, which is named by its place, for
    /// example <c>elements.0.x</c>, <c>off_badge</c>, <c>invalid_font_size</c>, <c>code_too_small</c>, <c>required</c> and <c>too_long</c>.
    /// </summary>
    public static List<Problem> Problems(BadgeLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var check = new Check();
        Size(check, "width", layout.Width);
        Size(check, "height", layout.Height);
        if (layout.Stock == BadgeStock.Sheet)
        {
            Grid(check, "columns", layout.Columns, layout.MarginLeft, layout.Width, layout.GapX, BadgeLayout.SheetWidth);
            Grid(check, "rows", layout.Rows, layout.MarginTop, layout.Height, layout.GapY, BadgeLayout.SheetHeight);
        }

        check.That(layout.Elements.Count <= MostElements, new Problem("too_many_elements",
            $"A badge has at most {MostElements} elements.", "elements", MostElements));
        for (var at = 0; at < layout.Elements.Count; at++)
        {
            Element(check, string.Create(CultureInfo.InvariantCulture, $"elements.{at}."), layout.Elements[at], layout);
        }

        return check.Ok && layout.Write().Length > BadgeLayout.Limit
            ? [new Problem("design_too_long", "The design has too much text.", "elements")]
            : check.Problems;
    }

    private static void Size(Check check, string field, double value) => check.That(value is >= Smallest and <= Largest,
        new Problem("invalid_size", $"{Smallest} to {Largest} millimetres.", field, Smallest, Largest));

    private static void Grid(Check check, string field, int count, double margin, double size, double gap, double paper) => check.That(
        count is >= 1 and <= 20 && margin >= 0 && gap >= 0 && margin + (count * size) + ((count - 1) * gap) <= paper + Tolerance,
        new Problem("invalid_grid", $"They do not fit on the sheet, which is {paper} millimetres long this way.", field, paper));

    private static void Element(Check check, string at, BadgeElement element, BadgeLayout layout)
    {
        Inside(check, at + "x", element.X, element.Width, layout.Width);
        Inside(check, at + "y", element.Y, element.Height, layout.Height);
        if (element.IsText)
        {
            check.That(element.Size is >= 4 and <= 200 && element.Smallest >= 3 && element.Smallest <= element.Size,
                new Problem("invalid_font_size", "4 to 200 points, and the smallest size from 3 to that.", at + "size"));
        }

        check.That(element.Part != BadgePart.QrCode || Math.Min(element.Width, element.Height) >= SmallestCode,
            new Problem("code_too_small", $"A code needs {SmallestCode} millimetres.", at + "width", SmallestCode));
        if (element.Part == BadgePart.FreeText)
        {
            check.Text(at + "text", element.Text, TextLimit);
        }
    }

    private static void Inside(Check check, string field, double from, double length, double room) => check.That(
        from >= 0 && length >= 0.1 && from + length <= room + Tolerance,
        new Problem("off_badge", "This lies outside of the badge.", field, room));
}
