using System.Buffers;
using System.Text;

namespace AdminPortal.Domain.Imports;

/// <summary>Finds the encoding of a text file without a person's help.</summary>
internal static class TextEncoding
{
    /// <summary>
    /// By its mark where it has one; UTF-16 and UTF-32 by their many zero bytes; UTF-8 where every byte fits, or most that are not ASCII
    /// do, so that a damaged character is refused where it stands; Windows-1252 otherwise.
    /// </summary>
    /// <exception cref="UnreadableFileException">It is no text.</exception>
    public static Encoding Find(ImportFile file, CancellationToken cancellationToken)
    {
        using var stream = file.Open();
        var start = new byte[4096];
        var read = stream.ReadAtLeast(start, start.Length, false);
        var head = start.AsSpan(0, read);
        if (Marked(head) is { } marked)
        {
            return marked;
        }

        Span<int> zeros = [0, 0, 0, 0];
        for (var i = 0; i < head.Length; i++)
        {
            zeros[i % 4] += head[i] == 0 ? 1 : 0;
        }

        // A column of bytes that is zero more often than not. Of "a;" in UTF-16 every second byte is zero, in UTF-32 three of four.
        var most = head.Length / 8;
        switch (zeros[0] > most, zeros[1] > most, zeros[2] > most, zeros[3] > most)
        {
            case (false, true, true, true):
                return new UTF32Encoding(false, false);
            case (true, true, true, false):
                return new UTF32Encoding(true, false);
            case (false, true, false, true):
                return Encoding.Unicode;
            case (true, false, true, false):
                return Encoding.BigEndianUnicode;
        }

        if (head.Count((byte)0) > head.Length / 100 || head.TrimStart(" \r\n\t"u8) is [(byte)'<', (byte)'?' or (byte)'!', ..]
            || IsHtml(head))
        {
            throw new UnreadableFileException(ImportProblems.NotText);
        }

        stream.Position = 0;
        var (good, bad) = Count(stream, cancellationToken);
        return bad == 0 || good > bad ? new UTF8Encoding(false) : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }

    private static Encoding? Marked(ReadOnlySpan<byte> head) => head switch
    {
        [0xEF, 0xBB, 0xBF, ..] => new UTF8Encoding(true),
        [0xFF, 0xFE, 0, 0, ..] => new UTF32Encoding(false, true),
        [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(true, true),
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    /// <summary>A page of the web with the name of a spreadsheet, as old systems export it.</summary>
    private static bool IsHtml(ReadOnlySpan<byte> head) => head.Length > 0 && Encoding.Latin1.GetString(head[..Math.Min(head.Length, 64)])
        .TrimStart() is var text
        && (text.StartsWith("<html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<table", StringComparison.OrdinalIgnoreCase));

    /// <summary>Characters beyond ASCII that are right in UTF-8, and bytes that are not.</summary>
    private static (long Good, long Bad) Count(Stream stream, CancellationToken cancellationToken)
    {
        var (good, bad) = (0L, 0L);
        var buffer = new byte[64 * 1024];
        var kept = 0; // bytes of a character that goes on in the next portion
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer, kept, buffer.Length - kept))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, kept + read);
            kept = 0;
            while (rest.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) is >= 0 and var at)
            {
                rest = rest[at..];
                var status = Rune.DecodeFromUtf8(rest, out _, out var used);
                if (status == OperationStatus.NeedMoreData)
                {
                    kept = rest.Length;
                    rest.CopyTo(buffer);
                    break;
                }

                (good, bad) = status == OperationStatus.Done ? (good + 1, bad) : (good, bad + 1);
                rest = rest[used..];
            }
        }

        return (good, bad + kept);
    }
}
