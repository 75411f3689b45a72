using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Files.Pdf;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Invoices;

/// <summary>
/// The lines of an invoice over as many pages as they need, and below them the totals by rate. Figures are never cut; descriptions take the
/// lines they need.
/// </summary>
internal sealed class InvoicePdfTable(PdfLayout layout, InvoicePaper paper, ReportLanguage language)
{
    private const double Size = 9, Line = 12, Air = 7, Gap = 10;

    /// <summary>More than the longest description takes in the narrowest column.</summary>
    private const int MostLines = 60;

    private const int Description = 1;

    private readonly string[] heads =
    [
        "#", language["Invoice_Description"], language["Invoice_Quantity"], language["Invoice_UnitPrice"], language["Invoice_Vat"],
        language["Column_net"],
    ];

    private double[] widths = [];

    private InvoiceRow Invoice => paper.Invoice.Row;

    /// <summary>Draws lines and totals.</summary>
    public void Draw()
    {
        if (paper.Invoice.Totals is not { } totals)
        {
            // Nothing but the amount is known of it.
            layout.Need(3 * (Line + Air));
            layout.Page.Text(InvoicePdf.Left, layout.Y + Size, language["Invoice_GrossOnly"], Size, PdfColour.Muted);
            layout.Y += Line + Air;
            Sum(language["Column_gross"], Invoice.GrossMinor, isBold: true);
            layout.Y += 16;
            return;
        }

        List<string[]> rows = [.. Lines(totals).Select((line, at) => Cells(line, at + 1))];
        widths = [.. heads.Select((head, at) =>
            Math.Max(PdfPage.Face(true).Width(head, Size), rows.Max(row => PdfPage.Face(false).Width(row[at], Size))) + Gap)];
        widths[Description] = 0;
        widths[Description] = InvoicePdf.Width - widths.Sum();
        Head();
        foreach (var row in rows)
        {
            Row(row);
        }

        layout.Need((totals.Rates.Count + 3) * (Line + Air));
        layout.Page.Line(0.8, PdfColour.Muted, (InvoicePdf.Left, layout.Y), (InvoicePdf.Left + InvoicePdf.Width, layout.Y));
        layout.Y += 4;
        Sum(language["Invoice_NetTotal"], totals.NetMinor);
        foreach (var rate in totals.Rates)
        {
            var percent = Amounts.Rate(rate.VatHundredths, language.Culture);
            Sum(string.Format(language.Culture, language["Invoice_VatOn"], percent, Amount(rate.NetMinor)), rate.VatMinor);
        }

        Sum(language["Invoice_Total"], Invoice.GrossMinor, isBold: true);
        layout.Y += 16;
    }

    /// <summary>Its lines; a credit note over a part has one for each rate.</summary>
    private IEnumerable<InvoiceLineDraft> Lines(InvoiceTotals totals) =>
        paper.Invoice.Lines.Count > 0 ? paper.Invoice.Lines : totals.Rates.Select(rate => new InvoiceLineDraft(
            string.Format(language.Culture, language["Invoice_PartOf"], paper.Invoice.CreditOf?.Number),
            1000, rate.NetMinor, rate.VatHundredths));

    private string Amount(long minor) => Amounts.Text(Money.Major(minor, Invoice.Currency), Invoice.Currency, language.Culture);

    private string[] Cells(InvoiceLineDraft line, int at) =>
    [
        at.ToString(CultureInfo.InvariantCulture), PdfTypeface.Plain(line.Description),
        Amounts.Quantity(line.QuantityThousandths, language.Culture),
        Amount(line.UnitPriceMinor), Amounts.Rate(line.VatHundredths, language.Culture), Amount(line.NetMinor),
    ];

    private void Head()
    {
        layout.Need(3 * (Line + Air));
        layout.Page.Rectangle(InvoicePdf.Left, layout.Y, InvoicePdf.Width, Line + Air, PdfColour.Surface);
        Cells(heads, [heads[Description]], isBold: true);
        layout.Y += Line + Air;
    }

    private void Row(string[] cells)
    {
        var description = PdfPage.Face(false).Lines(cells[Description], Size, widths[Description] - Gap, MostLines);
        var height = (description.Count * Line) + Air;
        if (height > layout.Room)
        {
            layout.Break();
            Head();
        }

        Cells(cells, description, isBold: false);
        layout.Y += height;
        layout.Page.Line(0.4, PdfColour.Line, (InvoicePdf.Left, layout.Y), (InvoicePdf.Left + InvoicePdf.Width, layout.Y));
    }

    private void Cells(string[] cells, IReadOnlyList<string> description, bool isBold)
    {
        var (x, y) = (InvoicePdf.Left, layout.Y + (Air / 2) + Size);
        for (var at = 0; at < cells.Length; at++)
        {
            if (at == Description)
            {
                for (var line = 0; line < description.Count; line++)
                {
                    layout.Page.Text(x + (Gap / 2), y + (line * Line), description[line], Size, PdfColour.Text, isBold);
                }
            }
            else
            {
                layout.Page.Text(x + widths[at] - (Gap / 2), y, cells[at], Size, PdfColour.Text, isBold, PdfAlign.Right);
            }

            x += widths[at];
        }
    }

    private void Sum(string name, long minor, bool isBold = false)
    {
        var right = InvoicePdf.Left + InvoicePdf.Width - (Gap / 2);
        layout.Need(Line + Air);
        layout.Page.Text(right - 130, layout.Y + Size, name, Size, isBold ? PdfColour.Text : PdfColour.Muted, isBold, PdfAlign.Right);
        layout.Page.Text(right, layout.Y + Size, Amount(minor), Size, PdfColour.Text, isBold, PdfAlign.Right);
        layout.Y += Line + 3;
    }
}
