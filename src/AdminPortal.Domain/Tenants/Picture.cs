using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using AdminPortal.Domain.Common;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace AdminPortal.Domain.Tenants;

/// <summary>Judges a picture by its content: PNG or JPEG, bounded in bytes and in pixels before anything is decoded.</summary>
public static class Picture
{
    /// <summary>Largest file, in bytes.</summary>
    public const int MostBytes = 512 * 1024;

    /// <summary>Most pixels of a picture.</summary>
    public const int MostPixels = 4_000_000;

    private const int PngHead = 33;

    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>
    /// What the picture is, such as <c>PNG, 400 × 120</c>. Refused: <c>picture_too_large</c>, <c>picture_pixels</c>, <c>picture_format</c>,
    /// all on <c>logo</c>.
    /// </summary>
    public static Result<string> Judge(byte[] picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Length > MostBytes)
        {
            return new Problem("picture_too_large", $"At most {MostBytes / 1024} KB are allowed.", "logo", MostBytes / 1024);
        }

        var isPng = picture.AsSpan().StartsWith(Png);
        if ((isPng ? PngSize(picture) : JpegSize(picture)) is not { Width: > 0, Height: > 0 } size)
        {
            return Unreadable;
        }

        if ((long)size.Width * size.Height > MostPixels)
        {
            return new Problem(
                "picture_pixels", $"At most {MostPixels / 1_000_000} million pixels are allowed.", "logo", MostPixels / 1_000_000);
        }

        return (!isPng || Inflates(picture, ((long)size.Width * size.Height * 8) + (16L * size.Height) + 1024)) && Draws(picture)
            ? string.Create(CultureInfo.InvariantCulture, $"{(isPng ? "PNG" : "JPEG")}, {size.Width} × {size.Height}")
            : Unreadable;
    }

    private static Problem Unreadable { get; } = new("picture_format", "This is not a PNG or JPEG picture that can be read.", "logo");

    private static (int Width, int Height)? PngSize(ReadOnlySpan<byte> picture) =>
        picture.Length > PngHead && picture.Slice(12, 4).SequenceEqual("IHDR"u8)
        ? (BinaryPrimitives.ReadInt32BigEndian(picture[16..]), BinaryPrimitives.ReadInt32BigEndian(picture[20..]))
        : null;

    /// <summary>From the frame header; the segments before it are passed over by their lengths.</summary>
    private static (int Width, int Height)? JpegSize(ReadOnlySpan<byte> picture)
    {
        if (picture.Length < 4 || picture[0] != 0xFF || picture[1] != 0xD8)
        {
            return null;
        }

        for (var at = 2; at + 9 <= picture.Length && picture[at] == 0xFF;)
        {
            var marker = picture[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC)
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 2)..]);
        }

        return null;
    }

    /// <summary>
    /// Whether the packed pixels of a PNG are no more than its size says: a few kilobytes could otherwise become gigabytes.
    /// </summary>
    private static bool Inflates(byte[] picture, long most)
    {
        using var packed = new MemoryStream();
        for (long at = Png.Length; at + 12 <= picture.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(picture.AsSpan((int)at));
            if (at + 12 + length > picture.Length)
            {
                return false;
            }

            if (picture.AsSpan((int)at + 4, 4).SequenceEqual("IDAT"u8))
            {
                packed.Write(picture, (int)at + 8, (int)length);
            }

            at += 12 + length;
        }

        packed.Position = 0;
        try
        {
            using var pixels = new ZLibStream(packed, CompressionMode.Decompress);
            var (buffer, sum) = (new byte[16 * 1024], 0L);
            for (int read; (read = pixels.Read(buffer)) > 0;)
            {
                sum += read;
                if (sum > most)
                {
                    return false;
                }
            }

            return sum > 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Whether it can be put into a PDF file.</summary>
    private static bool Draws(byte[] picture)
    {
        try
        {
            using var document = new PdfDocument();
            using var stream = new MemoryStream(picture);
            using var image = XImage.FromStream(stream);
            using (var graphics = XGraphics.FromPdfPage(document.AddPage()))
            {
                graphics.DrawImage(image, 0, 0, 10, 10);
            }

            using var drawn = new MemoryStream();
            document.Save(drawn, false);
            return true;
        }
#pragma warning disable CA1031 // a foreign file: whatever its decoder throws means that it cannot be read
        catch (Exception error) when (error is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
