using System.Globalization;
using System.Xml.Linq;
using AdminPortal.Domain.Files.Pdf;

namespace AdminPortal.Domain.Badges;

/// <summary>Draws a badge as SVG, for looking at: the same marks as on paper, in millimetres.</summary>
public static class BadgeSvg
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>One badge.</summary>
    /// <param name="layout">How it looks.</param>
    /// <param name="person">Whose.</param>
    /// <param name="facts">What all share.</param>
    /// <param name="name">What it is called for those who do not see it.</param>
    /// <param name="chosen">The place of the element that is outlined; null for none.</param>
    public static string Badge(BadgeLayout layout, BadgePerson person, BadgeFacts facts, string name, int? chosen = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var picture = Picture(layout.Width, layout.Height, name);
        picture.Add(Rectangle(0, 0, layout.Width, layout.Height, PdfColour.White));
        foreach (var mark in BadgeDrawing.Draw(layout, person, facts))
        {
            picture.Add(mark switch
            {
                BadgeBox box => Rectangle(box.X, box.Y, box.Width, box.Height, box.Colour),
                BadgeText text => Text(text),
                BadgeCodeMark code => Code(code),
                _ => null,
            });
        }

        if (chosen is { } at && at >= 0 && at < layout.Elements.Count)
        {
            var element = layout.Elements[at];
            picture.Add(new XElement(Svg + "rect", new XAttribute("class", "badge-chosen"), Place(element.X, element.Y, element.Width,
                element.Height)));
        }

        return picture.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>How the badges lie on the paper.</summary>
    /// <param name="layout">How they lie.</param>
    /// <param name="name">What it is called for those who do not see it.</param>
    public static string Paper(BadgeLayout layout, string name)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var picture = Picture(layout.PaperWidth, layout.PaperHeight, name);
        picture.Add(Rectangle(0, 0, layout.PaperWidth, layout.PaperHeight, PdfColour.White));
        foreach (var (x, y) in layout.Places)
        {
            picture.Add(new XElement(Svg + "rect", new XAttribute("class", "badge-place"), Place(x, y, layout.Width, layout.Height)));
        }

        return picture.ToString(SaveOptions.DisableFormatting);
    }

    private static XElement Picture(double width, double height, string name) => new(Svg + "svg",
        new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"), new XAttribute("role", "img"),
        new XAttribute("aria-label", name));

    private static XElement Rectangle(double x, double y, double width, double height, PdfColour colour) =>
        new(Svg + "rect", Place(x, y, width, height), Fill(colour));

    private static XElement Text(BadgeText text) => new(Svg + "text", new XAttribute("x", Number(text.X)),
        new XAttribute("y", Number(text.Y)), new XAttribute("font-size", Number(text.Size / BadgeDrawing.Point)),
        new XAttribute("font-weight", text.IsBold ? "600" : "400"),
        new XAttribute("text-anchor", text.Align switch { PdfAlign.Centre => "middle", PdfAlign.Right => "end", _ => "start" }),
        Fill(text.Colour), text.Text);

    private static XElement Code(BadgeCodeMark code)
    {
        var path = string.Concat(code.Modules.Dark.Select(r => string.Create(CultureInfo.InvariantCulture,
            $"M{r.X} {r.Y}h{r.Width}v{r.Height}h-{r.Width}z")));
        var place = $"translate({Number(code.X)} {Number(code.Y)}) scale({Number(code.Side / code.Modules.Count)})";
        return new XElement(Svg + "g",
            Rectangle(code.X, code.Y, code.Side, code.Side, PdfColour.White),
            new XElement(Svg + "path", new XAttribute("d", path), new XAttribute("shape-rendering", "crispEdges"),
                new XAttribute("transform", place)));
    }

    private static XAttribute[] Place(double x, double y, double width, double height) =>
        [new("x", Number(x)), new("y", Number(y)), new("width", Number(width)), new("height", Number(height))];

    private static XAttribute Fill(PdfColour colour) => new("fill", string.Create(CultureInfo.InvariantCulture,
        $"rgb({Math.Round(colour.Red * 255)},{Math.Round(colour.Green * 255)},{Math.Round(colour.Blue * 255)})"));

    private static string Number(double value) => Math.Round(value, 4).ToString(CultureInfo.InvariantCulture);
}
