using AdminPortal.Domain.Files.Pdf;

namespace AdminPortal.Domain.Badges;

/// <summary>Whose badge it is.</summary>
/// <param name="FirstName">Or null.</param>
/// <param name="LastName">Or null.</param>
/// <param name="Company">Or null.</param>
/// <param name="Category">Its title, or null.</param>
/// <param name="CategoryAt">The category's place among those of the event, which gives its colour.</param>
/// <param name="BadgeNumber">Or null.</param>
/// <param name="Code">What stands in the QR code; null for none.</param>
public sealed record BadgePerson(
    string? FirstName, string? LastName, string? Company, string? Category, int CategoryAt, string? BadgeNumber, string? Code)
{
    /// <summary>First and last name; the company of who has neither.</summary>
    public string FullName => $"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : Company ?? "";
}

/// <summary>What all badges of an event share.</summary>
/// <param name="EventTitle">The event's title.</param>
/// <param name="Organisation">The tenant's name.</param>
public sealed record BadgeFacts(string EventTitle, string Organisation);

/// <summary>Something that is drawn; millimetres from the badge's upper left corner.</summary>
internal abstract record BadgeMark(double X, double Y);

/// <summary>A filled rectangle.</summary>
internal sealed record BadgeBox(double X, double Y, double Width, double Height, PdfColour Colour) : BadgeMark(X, Y);

/// <summary>A line of text; Y is its base line, the size in points.</summary>
internal sealed record BadgeText(double X, double Y, string Text, double Size, bool IsBold, PdfAlign Align, PdfColour Colour)
    : BadgeMark(X, Y);

/// <summary>A QR code with the white margin that it needs inside the square.</summary>
internal sealed record BadgeCodeMark(double X, double Y, double Side, BadgeModules Modules) : BadgeMark(X, Y);

/// <summary>Puts a layout and a person together; paper and preview draw the same marks.</summary>
internal static class BadgeDrawing
{
    /// <summary>Points of a millimetre.</summary>
    public const double Point = 72 / 25.4;

    private const double Leading = 1.18, Ascent = 0.93, Border = 0.3, Step = 0.5, Least = 3;

    /// <summary>The marks of a badge, the lowest first.</summary>
    public static IEnumerable<BadgeMark> Draw(BadgeLayout layout, BadgePerson person, BadgeFacts facts) =>
        layout.Elements.SelectMany(element => element.Part switch
        {
            BadgePart.QrCode => Code(element, person.Code),
            BadgePart.Line or BadgePart.Box => [Box(element, Ink(element.Colour))],
            BadgePart.Frame => Frame(element),
            BadgePart.CategoryBar => person.Category is null ? [] : [Box(element, CategoryInk(person.CategoryAt))],
            _ => Texts(element, PdfTypeface.Plain(TextOf(element, person, facts) ?? "").Trim()),
        });

    /// <summary>The colour of a category by its place in the event.</summary>
    public static PdfColour CategoryInk(int at) => PdfColour.Series[at % PdfColour.Series.Count];

    /// <summary>
    /// The size at which a text fits, and its lines: in one line as long as that is large enough, then in several of the largest size that
    /// fits, and at last as small as it takes.
    /// </summary>
    public static (double Size, IReadOnlyList<string> Lines) Fit(BadgeElement element, string text)
    {
        var (face, width, height) = (PdfPage.Face(element.Bold), element.Width * Point, element.Height * Point);
        if (element.KeepsSize)
        {
            return (element.Size, face.Lines(text, element.Size, width, int.MaxValue));
        }

        var single = Math.Floor(element.Size * Math.Min(1, width / face.Width(text, element.Size)) * 4) / 4;
        if (single >= element.Smallest)
        {
            return (single, [text]);
        }

        for (var size = element.Size; size > Least; size -= Step)
        {
            var lines = face.Lines(text, size, width, int.MaxValue);
            var isWhole = size < element.Smallest || text.Split(' ').All(word => face.Width(word, size) <= width);
            if (isWhole && lines.Count * size * Leading <= height)
            {
                return (size, lines);
            }
        }

        return (Least, face.Lines(text, Least, width, int.MaxValue));
    }

    private static string? TextOf(BadgeElement element, BadgePerson person, BadgeFacts facts) => element.Part switch
    {
        BadgePart.FirstName => person.FirstName,
        BadgePart.LastName => person.LastName,
        BadgePart.FullName => person.FullName,
        BadgePart.Company => person.Company,
        BadgePart.Category => person.Category,
        BadgePart.BadgeNumber => person.BadgeNumber,
        BadgePart.EventTitle => facts.EventTitle,
        BadgePart.Organisation => facts.Organisation,
        BadgePart.FreeText => element.Text,
        _ => null,
    };

    private static IEnumerable<BadgeMark> Texts(BadgeElement element, string text)
    {
        if (text.Length == 0)
        {
            yield break;
        }

        var (size, lines) = Fit(element, text);
        var (x, align) = element.Align switch
        {
            BadgeAlign.Centre => (element.X + (element.Width / 2), PdfAlign.Centre),
            BadgeAlign.Right => (element.X + element.Width, PdfAlign.Right),
            _ => (element.X, PdfAlign.Left),
        };
        var line = size * Leading / Point;
        var top = element.Y + Math.Max(0, (element.Height - (lines.Count * line)) / 2);
        for (var at = 0; at < lines.Count; at++)
        {
            yield return new BadgeText(x, top + (at * line) + (size * Ascent / Point), lines[at], size, element.Bold, align,
                Ink(element.Colour));
        }
    }

    private static IEnumerable<BadgeMark> Code(BadgeElement element, string? code)
    {
        if (code is null)
        {
            yield break;
        }

        var side = Math.Min(element.Width, element.Height);
        yield return new BadgeCodeMark(element.X + ((element.Width - side) / 2), element.Y + ((element.Height - side) / 2), side,
            BadgeModules.Of(code));
    }

    private static BadgeBox Box(BadgeElement element, PdfColour colour) =>
        new(element.X, element.Y, element.Width, element.Height, colour);

    private static IEnumerable<BadgeMark> Frame(BadgeElement element)
    {
        var (x, y, w, h, ink) = (element.X, element.Y, element.Width, element.Height, Ink(element.Colour));
        return [new BadgeBox(x, y, w, Border, ink), new BadgeBox(x, y + h - Border, w, Border, ink), new BadgeBox(x, y, Border, h, ink),
            new BadgeBox(x + w - Border, y, Border, h, ink)];
    }

    private static PdfColour Ink(BadgeColour colour) => colour switch
    {
        BadgeColour.Dark => PdfColour.Text,
        BadgeColour.Grey => PdfColour.Muted,
        BadgeColour.Light => PdfColour.Line,
        BadgeColour.White => PdfColour.White,
        _ => PdfColour.Series[colour - BadgeColour.Indigo],
    };
}
