using System.Buffers.Binary;
using System.Text;

namespace AdminPortal.Domain.Reports.Files.Pdf;

/// <summary>A TrueType typeface: measures texts, turns them into glyphs and remembers which, so that only those are put into the file. Sizes are points.</summary>
internal sealed class PdfTypeface
{
    private static readonly string[] Kept = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

    private static readonly Lazy<byte[]> RegularFont = new(() => Load("Regular.ttf"));

    private static readonly Lazy<byte[]> BoldFont = new(() => Load("Bold.ttf"));

    private readonly byte[] font;

    private readonly Dictionary<string, (int At, int Length)> tables = [];

    private readonly ushort[] glyphs = new ushort[0x10000];

    private readonly SortedDictionary<ushort, int> used = [];

    private readonly int perEm;

    private readonly int metrics;

    private PdfTypeface(byte[] font, string name)
    {
        (this.font, Name) = (font, name);
        for (var at = 0; at < Word(4); at++)
        {
            var entry = 12 + (at * 16);
            tables[Encoding.ASCII.GetString(font, entry, 4)] = (Long(entry + 8), Long(entry + 12));
        }

        perEm = Word(Table("head") + 18);
        metrics = Word(Table("hhea") + 34);
        Map(Table("cmap"));
    }

    /// <summary>A typeface for texts, for one file.</summary>
    public static PdfTypeface Regular() => new(RegularFont.Value, "Inter-Regular");

    /// <summary>A typeface for heads, for one file.</summary>
    public static PdfTypeface Bold() => new(BoldFont.Value, "Inter-SemiBold");

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The glyphs in use, each with the character it stands for.</summary>
    public IReadOnlyDictionary<ushort, int> Used => used;

    /// <summary>Top of capitals, top and bottom of letters, and the box around all glyphs: thousandths of the size.</summary>
    public (int Capital, int Ascent, int Descent, int[] Box) Measures => (
        Thousandths(Short(Table("OS/2") + 88)), Thousandths(Short(Table("hhea") + 4)), Thousandths(Short(Table("hhea") + 6)), [.. Enumerable.Range(0, 4).Select(at => Thousandths(Short(Table("head") + 36 + (at * 2))))]);

    /// <summary>How wide a text is.</summary>
    public double Width(string text, double size)
    {
        var units = 0;
        foreach (var c in text)
        {
            units += char.IsLowSurrogate(c) ? 0 : Advance(glyphs[c]);
        }

        return units * size / perEm;
    }

    /// <summary>How wide a glyph is, in thousandths of the size.</summary>
    public int Width(ushort glyph) => Thousandths(Advance(glyph));

    /// <summary>The text, cut with an ellipsis where it is wider than that.</summary>
    public string Cut(string text, double size, double width)
    {
        if (Width(text, size) <= width)
        {
            return text;
        }

        var room = (width - Width("…", size)) * perEm / size;
        var at = 0;
        for (; at < text.Length; at++)
        {
            room -= Advance(glyphs[text[at]]);
            if (room < 0)
            {
                break;
            }
        }

        return text[..at].TrimEnd() + "…";
    }

    /// <summary>The text in lines no wider than that; what does not fit into so many is cut with an ellipsis.</summary>
    public IReadOnlyList<string> Lines(string text, double size, double width, int most)
    {
        if (Width(text, size) <= width && !text.Contains('\n', StringComparison.Ordinal))
        {
            return [text];
        }

        var lines = new List<string>();
        var words = text.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var line = new StringBuilder();
        for (var at = 0; at < words.Length; at++)
        {
            var longer = line.Length == 0 ? words[at] : $"{line} {words[at]}";
            if (line.Length == 0 || Width(longer, size) <= width)
            {
                line.Clear().Append(longer);
            }
            else if (lines.Count + 1 == most)
            {
                line.Append(' ').AppendJoin(' ', words.Skip(at));
                break;
            }
            else
            {
                lines.Add(Cut(line.ToString(), size, width));
                line.Clear().Append(words[at]);
            }
        }

        lines.Add(Cut(line.ToString(), size, width));
        return lines;
    }

    /// <summary>Appends the text as glyphs in hexadecimal digits.</summary>
    public void Encode(string text, StringBuilder to)
    {
        foreach (var c in text)
        {
            if (!char.IsLowSurrogate(c))
            {
                var glyph = glyphs[c];
                used.TryAdd(glyph, c);
                to.Append(glyph.ToString("X4", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>The typeface with the outlines of the used glyphs alone; their numbers stay.</summary>
    public byte[] Subset()
    {
        var isLong = Word(Table("head") + 50) == 1;
        var count = Word(Table("maxp") + 4);
        var (glyf, loca) = (Table("glyf"), Table("loca"));
        (int At, int Length) Outline(int glyph)
        {
            var (from, to) = isLong ? (Long(loca + (glyph * 4)), Long(loca + (glyph * 4) + 4)) : (Word(loca + (glyph * 2)) * 2, Word(loca + (glyph * 2) + 2) * 2);
            return (glyf + from, to - from);
        }

        var kept = new HashSet<int> { 0 };
        var open = new Queue<int>(used.Keys.Select(glyph => (int)glyph));
        while (open.TryDequeue(out var glyph))
        {
            if (kept.Add(glyph))
            {
                foreach (var part in Parts(Outline(glyph)))
                {
                    open.Enqueue(part);
                }
            }
        }

        using var outlines = new MemoryStream();
        var offsets = new byte[(count + 1) * 4];
        for (var glyph = 0; glyph < count; glyph++)
        {
            BinaryPrimitives.WriteInt32BigEndian(offsets.AsSpan(glyph * 4), (int)outlines.Length);
            if (kept.Contains(glyph))
            {
                var (at, length) = Outline(glyph);
                outlines.Write(font, at, length);
                outlines.SetLength((outlines.Length + 3) / 4 * 4);
                outlines.Position = outlines.Length;
            }
        }

        BinaryPrimitives.WriteInt32BigEndian(offsets.AsSpan(count * 4), (int)outlines.Length);
        var head = Bytes("head");
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        return Bind(name => name switch { "glyf" => outlines.ToArray(), "loca" => offsets, "head" => head, _ => Bytes(name) });
    }

    /// <summary>The glyphs that a glyph is put together from.</summary>
    private IEnumerable<int> Parts((int At, int Length) outline)
    {
        if (outline.Length == 0 || Short(outline.At) >= 0)
        {
            yield break;
        }

        int flags;
        var at = outline.At + 10;
        do
        {
            flags = Word(at);
            yield return Word(at + 2);
            at += 4 + ((flags & 1) != 0 ? 4 : 2) + ((flags & 8) != 0 ? 2 : (flags & 64) != 0 ? 4 : (flags & 128) != 0 ? 8 : 0);
        }
        while ((flags & 32) != 0);
    }

    private byte[] Bind(Func<string, byte[]> content)
    {
        var parts = Kept.Where(tables.ContainsKey).Select(name => (Name: name, Bytes: content(name))).ToList();
        var start = 12 + (parts.Count * 16);
        var all = new byte[start + parts.Sum(part => (part.Bytes.Length + 3) / 4 * 4)];
        BinaryPrimitives.WriteInt32BigEndian(all, 0x00010000);
        BinaryPrimitives.WriteInt16BigEndian(all.AsSpan(4), (short)parts.Count);
        for (var (at, entry) = (start, 0); entry < parts.Count; entry++)
        {
            var (name, bytes) = parts[entry];
            var record = all.AsSpan(12 + (entry * 16), 16);
            Encoding.ASCII.GetBytes(name, record);
            bytes.CopyTo(all, at);
            BinaryPrimitives.WriteUInt32BigEndian(record[4..], Sum(all.AsSpan(at, (bytes.Length + 3) / 4 * 4)));
            BinaryPrimitives.WriteInt32BigEndian(record[8..], at);
            BinaryPrimitives.WriteInt32BigEndian(record[12..], bytes.Length);
            at += (bytes.Length + 3) / 4 * 4;
        }

        return all;
    }

    private static uint Sum(ReadOnlySpan<byte> table)
    {
        var sum = 0u;
        for (var at = 0; at < table.Length; at += 4)
        {
            sum += BinaryPrimitives.ReadUInt32BigEndian(table[at..]);
        }

        return sum;
    }

    /// <summary>Reads the map of characters of the first plane (format 4).</summary>
    private void Map(int cmap)
    {
        var at = Enumerable.Range(0, Word(cmap + 2)).Select(entry => cmap + Long(cmap + 4 + (entry * 8) + 4)).First(table => Word(table) == 4);
        var twice = Word(at + 6);
        for (var segment = 0; segment < twice; segment += 2)
        {
            var (end, start) = (Word(at + 14 + segment), Word(at + 16 + twice + segment));
            var (delta, offsetAt) = (Word(at + 16 + (twice * 2) + segment), at + 16 + (twice * 3) + segment);
            for (var c = start; c <= end && c < 0xFFFF; c++)
            {
                var glyph = Word(offsetAt) == 0 ? c : Word(offsetAt + Word(offsetAt) + ((c - start) * 2));
                glyphs[c] = (ushort)(glyph == 0 ? 0 : glyph + delta);
            }
        }
    }

    private int Advance(ushort glyph) => Word(Table("hmtx") + (Math.Min(glyph, metrics - 1) * 4));

    private int Thousandths(int units) => units * 1000 / perEm;

    private int Table(string name) => tables[name].At;

    private byte[] Bytes(string name) => font[tables[name].At..(tables[name].At + tables[name].Length)];

    private int Word(int at) => BinaryPrimitives.ReadUInt16BigEndian(font.AsSpan(at));

    private int Short(int at) => BinaryPrimitives.ReadInt16BigEndian(font.AsSpan(at));

    private int Long(int at) => BinaryPrimitives.ReadInt32BigEndian(font.AsSpan(at));

    private static byte[] Load(string name)
    {
        using var stream = typeof(PdfTypeface).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The typeface {name} is not in the program.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
