using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Reads the markup of one part forwards. The framework's reader keeps a tag, a text, the stack of open elements and every name it met in
/// memory, however long, deep and many they are; here all four are bounded. Elements are found by their local names: the strict form of the
/// format has other namespaces.
/// </summary>
internal sealed partial class XlsxXml(MeasuredStream source, ReadBudget budget) : IDisposable
{
    /// <summary>Bytes of one tag or text; the text of a cell has at most 32,767 characters.</summary>
    private const int LongestPiece = 1024 * 1024;

    private const int Deepest = 64;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false, // told with the row and the column, see CellFaults
        CloseInput = true,
    };

    private readonly XmlReader reader = Create(source);
    private readonly StringBuilder text = new();

    /// <summary>How many elements are open.</summary>
    public int Depth => reader.Depth;

    /// <summary>Name of the element that begins here, or null.</summary>
    public string? Element => reader.NodeType == XmlNodeType.Element ? reader.LocalName : null;

    /// <summary>Whether the element that begins here ends here, too.</summary>
    public bool IsEmpty => reader.IsEmptyElement;

    /// <summary>Goes to the next piece of markup.</summary>
    public bool Read()
    {
        source.Allowance = LongestPiece;
        budget.Step();
        if (!reader.Read())
        {
            return false;
        }

        return reader.Depth <= Deepest ? true : throw new UnreadableFileException(ImportProblems.TooComplex);
    }

    /// <summary>Goes to the next element of that name.</summary>
    public bool To(string element)
    {
        while (Read())
        {
            if (Element == element)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Goes to the next piece of markup inside an element of that depth; false at its end.</summary>
    public bool ReadInside(int depth) => Read() && reader.Depth > depth;

    /// <summary>An attribute of the element, of whatever namespace; null where there is none.</summary>
    public string? Attribute(string name)
    {
        if (reader.GetAttribute(name) is { } plain)
        {
            return plain;
        }

        string? found = null;
        for (var more = reader.MoveToFirstAttribute(); more && found is null; more = reader.MoveToNextAttribute())
        {
            found = reader.LocalName == name ? reader.Value : null;
        }

        reader.MoveToElement();
        return found;
    }

    /// <summary>An attribute that is a whole number from 0; null where there is none or it is none.</summary>
    public int? Number(string name) =>
        int.TryParse(reader.GetAttribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The text of the element, of all its runs without phonetic hints, trimmed; goes to its end.</summary>
    /// <param name="inside">Only the text of elements of this name counts; null for the element's own.</param>
    public string Text(string? inside = null)
    {
        if (reader.IsEmptyElement)
        {
            return "";
        }

        var depth = reader.Depth;
        int? hint = null;
        var counts = inside is null;
        string? only = null;
        text.Clear();
        while (ReadInside(depth))
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when hint is null && !reader.IsEmptyElement && reader.LocalName == "rPh":
                    hint = reader.Depth;
                    break;
                case XmlNodeType.Element when inside is not null:
                    counts = hint is null && !reader.IsEmptyElement && reader.LocalName == inside;
                    break;
                case XmlNodeType.EndElement:
                    hint = reader.Depth == hint ? null : hint;
                    counts = inside is null;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when counts:
                    if (only is null && text.Length == 0)
                    {
                        only = reader.Value;
                        break;
                    }

                    text.Append(only).Append(reader.Value);
                    only = null;
                    break;
            }

            if (text.Length > LongestPiece)
            {
                throw new UnreadableFileException(ImportProblems.TooComplex);
            }
        }

        return (only ?? text.ToString()).Trim();
    }

    /// <summary>Reads what is left, so that the check sum of the part is compared.</summary>
    public void ReadToEnd()
    {
        var rest = new byte[16 * 1024];
        do
        {
            source.Allowance = LongestPiece;
        }
        while (source.Read(rest, 0, rest.Length) > 0);
    }

    /// <summary>
    /// Characters that markup cannot hold stand in texts as <c>_x000D_</c>, and an underscore that could be read so as <c>_x005F_</c>. Half
    /// a surrogate becomes U+FFFD, as in text files: no text may be compared or stored with it.
    /// </summary>
    public static string Unescape(string text) => text.Contains("_x", StringComparison.Ordinal)
        ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(
            Escape().Replace(text, match => ((char)int.Parse(match.ValueSpan[2..6], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                .ToString()))).Trim()
        : text;

    public void Dispose() => reader.Dispose();

    private static XmlReader Create(MeasuredStream source)
    {
        source.Allowance = LongestPiece;
        var settings = Settings.Clone();
        settings.NameTable = new FewNames();
        return XmlReader.Create(source, settings);
    }

    [GeneratedRegex("_x[0-9A-Fa-f]{4}_", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();

    /// <summary>Names are kept for as long as the part is read; the format has some hundreds.</summary>
    private sealed class FewNames : NameTable
    {
        private const int Most = 5_000;

        private const int Longest = 1_000;

        private int known;

        public override string Add(string key) => Get(key) ?? Count(key.Length, base.Add(key));

        public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Count(len, base.Add(key, start, len));

        private string Count(int length, string name) => length <= Longest && ++known <= Most
            ? name
            : throw new UnreadableFileException(ImportProblems.TooComplex);
    }
}
