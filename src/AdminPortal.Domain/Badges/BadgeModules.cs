using QRCoder;

namespace AdminPortal.Domain.Badges;

/// <summary>The squares of a QR code, with the margin of four that readers need.</summary>
/// <param name="Count">Squares of a side, the margin included.</param>
/// <param name="Dark">The dark ones as few rectangles: left, top, width, height.</param>
internal sealed record BadgeModules(int Count, IReadOnlyList<(int X, int Y, int Width, int Height)> Dark)
{
    /// <summary>Of a text; 15 per cent of it may be dirty or torn.</summary>
    public static BadgeModules Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        return new BadgeModules(rows.Count, [.. Rectangles(rows)]);
    }

    /// <summary>Each as wide as it goes and then as high: half as many as there are runs of dark squares.</summary>
    private static IEnumerable<(int X, int Y, int Width, int Height)> Rectangles(List<System.Collections.BitArray> rows)
    {
        var drawn = new bool[rows.Count, rows.Count];
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows.Count; x++)
            {
                if (!IsOpen(x, y))
                {
                    continue;
                }

                var (width, height) = (1, 1);
                while (IsOpen(x + width, y))
                {
                    width++;
                }

                while (Enumerable.Range(x, width).All(at => IsOpen(at, y + height)))
                {
                    height++;
                }

                for (var at = 0; at < width * height; at++)
                {
                    drawn[y + (at / width), x + (at % width)] = true;
                }

                yield return (x, y, width, height);
            }
        }

        bool IsOpen(int x, int y) => x < rows.Count && y < rows.Count && rows[y][x] && !drawn[y, x];
    }
}
