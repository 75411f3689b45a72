using System.IO.Compression;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// The zip archive of a workbook. The SDK's reader builds trees of whole parts and follows every relationship, which a small file can make
/// endless; here only the parts that a list needs are opened, and each is read once from its beginning to its end.
/// </summary>
internal sealed class XlsxPackage : IDisposable
{
    /// <summary>Bytes of the archive's directory: several thousand entries, where a workbook has some dozens.</summary>
    private const int LongestDirectory = 1024 * 1024;

    private readonly ZipArchive zip;
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly ReadBudget budget;

    /// <exception cref="InvalidDataException">It is no zip archive, or a damaged one.</exception>
    public XlsxPackage(ImportFile file, ReadBudget budget)
    {
        this.budget = budget;
        var stream = new MeasuredStream(file.Open(), budget) { Allowance = LongestDirectory };
        zip = new ZipArchive(stream, ZipArchiveMode.Read, false);
        foreach (var entry in zip.Entries)
        {
            entries.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
        }

        stream.Allowance = long.MaxValue;
    }

    /// <summary>Opens a part; null where there is none.</summary>
    public XlsxXml? Open(string name)
    {
        if (!entries.TryGetValue(name, out var entry))
        {
            return null;
        }

        if (entry.IsEncrypted)
        {
            throw new UnreadableFileException(ImportProblems.OldExcel);
        }

        return new XlsxXml(new MeasuredStream(entry.Open(), budget) { Crc = entry.Crc32, Counts = true }, budget);
    }

    /// <summary>
    /// The relationships of a part as kind (the last word of the type, which the strict form of the format shares) to id and target; those
    /// that lead outside are left out.
    /// </summary>
    public IEnumerable<(string Kind, string Id, string Target)> Relationships(string part)
    {
        var folder = part[..(part.LastIndexOf('/') + 1)];
        using var xml = Open($"{folder}_rels/{part[folder.Length..]}.rels");
        while (xml?.To("Relationship") == true)
        {
            if (xml.Attribute("Type") is { } type && xml.Attribute("Target") is { } target && xml.Attribute("TargetMode") is not "External")
            {
                yield return (type[(type.LastIndexOf('/') + 1)..], xml.Attribute("Id")
                    ?? "", Resolve(folder, Uri.UnescapeDataString(target)));
            }
        }
    }

    public void Dispose() => zip.Dispose();

    private static string Resolve(string folder, string target)
    {
        var path = new List<string>();
        foreach (var segment in (target.StartsWith('/') ? target : folder + target).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == ".." && path.Count > 0)
            {
                path.RemoveAt(path.Count - 1);
            }
            else if (segment is not ("." or ".."))
            {
                path.Add(segment);
            }
        }

        return string.Join('/', path);
    }
}

/// <summary>Reads no more than it is allowed to, and compares the check sum at the end.</summary>
internal sealed class MeasuredStream(Stream inner, ReadBudget budget) : Stream
{
    private Crc32 crc = new();

    /// <summary>Bytes that may still be read.</summary>
    public long Allowance { get; set; }

    /// <summary>Check sum that the whole must have.</summary>
    public uint? Crc { get; init; }

    /// <summary>Whether the bytes are counted as unpacked ones.</summary>
    public bool Counts { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        budget.Unpacked(Counts ? read : 0);
        Allowance -= read;
        if (Allowance < 0)
        {
            throw new UnreadableFileException(ImportProblems.TooComplex);
        }

        if (Crc is { } expected)
        {
            crc.Add(buffer[..read]);
            if (read == 0 && buffer.Length > 0 && crc.Value != expected)
            {
                throw new InvalidDataException("An entry of the archive has another check sum than it should have.");
            }
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
