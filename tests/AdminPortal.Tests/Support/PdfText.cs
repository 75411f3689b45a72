using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PdfSharp.Pdf;
using PdfSharp.Pdf.Content;
using PdfSharp.Pdf.Content.Objects;
using PdfSharp.Pdf.IO;

namespace AdminPortal.Tests.Support;

/// <summary>
/// Reads the texts of a PDF file back, as a reader that searches or copies them does: glyphs by the table of each typeface.
/// </summary>
public static partial class PdfText
{
    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The texts of each page, in the order they are drawn, one a line.</summary>
    public static IReadOnlyList<string> Pages(byte[] file)
    {
        using var document = PdfReader.Open(new MemoryStream(file), PdfDocumentOpenMode.Import);
        return [.. document.Pages.Cast<PdfPage>().Select(Read)];
    }

    private static string Read(PdfPage page)
    {
        var fonts = page.Elements.GetDictionary("/Resources")!.Elements.GetDictionary("/Font")!;
        var (known, font, text) = (new Dictionary<string, Dictionary<int, string>?>(), "", new StringBuilder());
        Walk(ContentReader.ReadContent(page));
        return text.ToString();

        void Walk(CSequence sequence)
        {
            foreach (var operation in sequence.OfType<COperator>())
            {
                if (operation.OpCode.Name == "Tf")
                {
                    font = ((CName)operation.Operands[0]).Name;
                }
                else if (operation.OpCode.Name == "Tj")
                {
                    if (!known.TryGetValue(font, out var glyphs))
                    {
                        known[font] = glyphs = Glyphs(fonts.Elements.GetDictionary(font)!);
                    }

                    var codes = ((CString)operation.Operands[0]).Value;
                    if (glyphs is null)
                    {
                        text.Append(Western.GetString([.. codes.Select(code => (byte)code)]));
                    }

                    for (var at = 0; glyphs is not null && at + 1 < codes.Length; at += 2)
                    {
                        text.Append(glyphs.GetValueOrDefault((codes[at] << 8) | codes[at + 1], "\uFFFD"));
                    }

                    text.Append('\n');
                }
            }
        }
    }

    /// <summary>What the codes of a typeface stand for; null where they are those of Windows' western letters.</summary>
    private static Dictionary<int, string>? Glyphs(PdfDictionary font)
    {
        if (font.Elements.GetDictionary("/ToUnicode") is not { Stream: { } stream })
        {
            return null;
        }

        var table = Encoding.ASCII.GetString(stream.UnfilteredValue);
        return Range().Matches(table).DistinctBy(range => range.Groups[1].Value).ToDictionary(
            range => Number(range.Groups[1].Value), range => char.ConvertFromUtf32(Number(range.Groups[3].Value)));

        static int Number(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"<(\w{4})><(\w{4})><(\w{4})>")]
    private static partial Regex Range();
}
