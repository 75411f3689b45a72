using System.Text;
using QRCoder;

namespace AdminPortal.E2E;

/// <summary>A film of a QR code that is held still, as Chromium takes it for a camera.</summary>
internal static class QrFilm
{
    private const int Width = 640;

    private const int Height = 480;

    private const int Frames = 10;

    private const byte White = 235;

    private const byte Black = 16;

    /// <summary>Writes the film as uncompressed YUV4MPEG2, ten frames a second.</summary>
    /// <param name="path">Where.</param>
    /// <param name="text">What the code says.</param>
    /// <param name="light">Of the paper; white in good light.</param>
    public static void Write(string path, string text, byte light = White)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var size = Height * 3 / 4 / modules.Count;
        var (left, top) = ((Width - (size * modules.Count)) / 2, (Height - (size * modules.Count)) / 2);
        var picture = new byte[Width * Height * 3 / 2];
        picture.AsSpan(0, Width * Height).Fill(light);
        picture.AsSpan(Width * Height).Fill(128); // no colour
        for (var y = 0; y < size * modules.Count; y++)
        {
            for (var x = 0; x < size * modules.Count; x++)
            {
                if (modules[y / size][x / size])
                {
                    picture[((top + y) * Width) + left + x] = Black;
                }
            }
        }

        using var film = File.Create(path);
        film.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F10:1 Ip A1:1 C420jpeg\n"));
        for (var i = 0; i < Frames; i++)
        {
            film.Write("FRAME\n"u8);
            film.Write(picture);
        }
    }
}
