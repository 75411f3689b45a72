
namespace AdminPortal.Domain.Files.Pdf;

/// <summary>Figures in boxes beside one another: the name small, the value large.</summary>
internal sealed class PdfTiles
{
    private const double Gap = 8, High = 46, Widest = 150;

    private readonly PdfLayout layout;

    private readonly List<(string Name, string Value)> tiles;

    private readonly int across;

    /// <param name="layout">Where they go.</param>
    /// <param name="names">Of the figures.</param>
    /// <param name="values">As people read them.</param>
    public PdfTiles(PdfLayout layout, IEnumerable<string> names, IEnumerable<string> values)
    {
        this.layout = layout;
        tiles = [.. names.Zip(values)];
        var most = (int)Math.Ceiling(layout.Width / Widest);
        var rows = (tiles.Count + most - 1) / most;
        across = Math.Max(Math.Min(3, most), (tiles.Count + rows - 1) / Math.Max(1, rows));
    }

    /// <summary>Of the first row.</summary>
    public static double Height => High + Gap;

    /// <summary>Draws them.</summary>
    public void Draw()
    {
        var width = (layout.Width - ((across - 1) * Gap)) / across;
        foreach (var row in tiles.Chunk(across))
        {
            layout.Need(Height);
            var (page, x) = (layout.Page, PdfLayout.Left);
            foreach (var (name, value) in row)
            {
                page.Rectangle(x, layout.Y, width, High, PdfColour.Surface);
                page.Rectangle(x, layout.Y, 2.5, High, PdfColour.Primary);
                page.Text(x + 12, layout.Y + 16, PdfPage.Face(false).Cut(name, 8, width - 20), 8, PdfColour.Muted);
                page.Text(x + 12, layout.Y + 35, PdfPage.Face(true).Cut(value, 15, width - 20), 15, PdfColour.Text, isBold: true);
                x += width + Gap;
            }

            layout.Y += Height;
        }

        layout.Y += 10;
    }
}
