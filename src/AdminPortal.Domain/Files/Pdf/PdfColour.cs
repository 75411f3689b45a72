using PdfSharp.Drawing;

namespace AdminPortal.Domain.Files.Pdf;

/// <summary>A colour, its parts from 0 to 1. These are the light ones of the portal's theme (<c>tokens.css</c>), for paper.</summary>
internal readonly record struct PdfColour(double Red, double Green, double Blue)
{
    /// <summary>Of texts.</summary>
    public static PdfColour Text { get; } = Of(0x0F172A);

    /// <summary>Of texts that matter less.</summary>
    public static PdfColour Muted { get; } = Of(0x5B6780);

    /// <summary>Of lines between things.</summary>
    public static PdfColour Line { get; } = Of(0xE3E7F0);

    /// <summary>Behind heads and every second row.</summary>
    public static PdfColour Surface { get; } = Of(0xF1F3F9);

    /// <summary>Of the paper.</summary>
    public static PdfColour White { get; } = Of(0xFFFFFF);

    /// <summary>Of what the eye should find first.</summary>
    public static PdfColour Primary { get; } = Of(0x4338CA);

    /// <summary>Of lines and bars of charts, in their order.</summary>
    public static IReadOnlyList<PdfColour> Series { get; } =
        [Of(0x4338CA), Of(0x0EA5E9), Of(0xF59E0B), Of(0x0D9488), Of(0xDB2777), Of(0x7C3AED)];

    /// <summary>A lighter one: so much of the colour, the rest white.</summary>
    public PdfColour Pale(double share) => new(1 - ((1 - Red) * share), 1 - ((1 - Green) * share), 1 - ((1 - Blue) * share));

    /// <summary>For filling.</summary>
    public XSolidBrush Brush() => new(Ink());

    /// <summary>For drawing lines.</summary>
    public XColor Ink() => XColor.FromArgb((int)Math.Round(Red * 255), (int)Math.Round(Green * 255), (int)Math.Round(Blue * 255));

    private static PdfColour Of(int rgb) => new((rgb >> 16) / 255.0, ((rgb >> 8) & 255) / 255.0, (rgb & 255) / 255.0);
}
