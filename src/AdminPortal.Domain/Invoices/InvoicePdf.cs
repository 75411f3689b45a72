using AdminPortal.Domain.Common;
using AdminPortal.Domain.Files.Pdf;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Invoices;

/// <summary>
/// An invoice or a credit note on A4: seller, recipient, dates, lines with repeated heads, net and tax by rate, what is to be paid and
/// where to. What stands on it is what German law wants (section 14 (4) UStG). A draft says so across each page.
/// </summary>
internal sealed class InvoicePdf(InvoicePaper paper, ReportLanguage language)
{
    /// <summary>The left end of what is written: 20 mm.</summary>
    public const double Left = 56.7;

    private const double Right = 553, Middle = 340, AddressTop = 128, Size = 9.5, Line = 13;

    private const int MostLines = 8;

    /// <summary>How wide the lines are.</summary>
    public const double Width = Right - Left;

    private readonly string number = paper.Number(language);

    private string Seller => PdfTypeface.Plain(paper.Facts.Seller.Name);

    private InvoiceRow Row => paper.Invoice.Row;

    private bool IsCredit => Row.Kind == InvoiceKind.CreditNote;

    private string Title => $"{language[IsCredit ? "Word_credit_note" : "Word_invoice"]} {number}";

    /// <summary>Draws it.</summary>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        using var writer = new PdfWriter(Title, Seller, language.Culture.TwoLetterISOLanguageName);
        var layout = new PdfLayout(writer, isLandscape: false);
        Head(layout);
        new InvoicePdfTable(layout, paper, language).Draw();
        Payment(layout);
        await writer.SaveAsync(output, Foot, cancellationToken);

        void Foot(PdfPage page, int at)
        {
            if (Row.Status != InvoiceStatus.Issued)
            {
                page.Across(
                    layout.PageWidth, layout.PageHeight, language[Row.Status == InvoiceStatus.Draft ? "Word_draft" : "Word_cancelled"]);
            }

            var y = layout.PageHeight - 26;
            page.Line(0.5, PdfColour.Line, (Left, y - 12), (Right, y - 12));
            var pages = string.Format(language.Culture, language["Invoice_Page"], at, writer.Count);
            page.Text(Right, y, pages, 8, PdfColour.Muted, align: PdfAlign.Right);
            page.Text(Left, y, PdfPage.Face(false).Cut($"{Seller} · {Title}", 8, Width - 100), 8, PdfColour.Muted);
        }
    }

    private void Head(PdfLayout layout)
    {
        var seller = paper.Facts.Seller;
        if (paper.Logo is { } logo)
        {
            layout.Y += layout.Page.Picture(logo, Right, layout.Y, 180, 60) + 14;
        }

        List<string> about = [.. seller.Address];
        Add("Invoice_TaxNumber", seller.TaxNumber);
        Add("Invoice_VatNumber", seller.VatNumber);
        Block(layout, Middle, Right - Middle, [seller.Name], isBold: true);
        Block(layout, Middle, Right - Middle, about);
        var below = layout.Y;

        layout.Y = AddressTop;
        var sender = string.Join(" · ", [seller.Name, .. seller.Address]);
        layout.Page.Text(Left, layout.Y, PdfPage.Face(false).Cut(PdfTypeface.Plain(sender), 6.5, Middle - Left - 20), 6.5, PdfColour.Muted);
        layout.Y += 18;
        Block(layout, Left, Middle - Left - 20, paper.Facts.Recipient);

        layout.Y = Math.Max(below, Math.Max(layout.Y, AddressTop + 90)) + 24;
        foreach (var line in PdfPage.Face(true).Lines(Title, 18, Width, 3))
        {
            layout.Page.Text(Left, layout.Y, line, 18, PdfColour.Text, isBold: true);
            layout.Y += 22;
        }

        foreach (var (name, value) in Facts())
        {
            Pair(layout, name, value);
        }

        layout.Y += 12;

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                about.Add($"{language[key]}: {value}");
            }
        }
    }

    /// <summary>Dates and numbers, each with its name.</summary>
    private IEnumerable<(string Name, string Value)> Facts()
    {
        if (paper.Invoice.CreditOf is { Number: { } corrected })
        {
            yield return (language["Invoice_Corrects"], corrected);
        }

        yield return (language["Invoice_Date"], Day(paper.Zone.Day(Row.InvoiceDate)));
        if (Row.DueDate is { } due)
        {
            yield return (language["Column_due_date"], Day(paper.Zone.Day(due)));
        }

        yield return (language["Column_customer_number"], paper.Facts.CustomerNumber);
        if (paper.Facts is { SupplyFrom: { } from, SupplyTo: { } to })
        {
            yield return (language["Column_event_title"], paper.Facts.EventTitle ?? "");
            yield return from < to ? (language["Invoice_Period"], $"{Day(from)} – {Day(to)}") : (language["Invoice_Supplied"], Day(from));
        }
        else if (!IsCredit)
        {
            yield return (language["Invoice_Supplied"], language["Invoice_AsDate"]);
        }
    }

    /// <summary>What is to be paid until when, and where to.</summary>
    private void Payment(PdfLayout layout)
    {
        if (IsCredit || Row.Status == InvoiceStatus.Cancelled)
        {
            return;
        }

        var seller = paper.Facts.Seller;
        layout.Need(Line * 7);
        var amount = Amounts.Text(Money.Major(Row.GrossMinor, Row.Currency), Row.Currency, language.Culture);
        var text = Row.DueDate is { } due
            ? string.Format(language.Culture, language["Invoice_PayBy"], amount, Day(paper.Zone.Day(due)), number)
            : string.Format(language.Culture, language["Invoice_Pay"], amount, number);
        Block(layout, Left, Width, [text]);
        if (seller.Iban is { } iban)
        {
            layout.Y += 4;
            Pair(layout, language["Invoice_Account"], seller.AccountHolder ?? seller.Name);
            Pair(layout, "IBAN", string.Join(' ', iban.Chunk(4).Select(four => new string(four))));
            if (seller.Bic is { } bic)
            {
                Pair(layout, "BIC", bic);
            }
        }
    }

    private string Day(DateOnly day) => day.ToString("d", language.Culture);

    private static void Pair(PdfLayout layout, string name, string value)
    {
        const double Names = 120;
        layout.Need(Line);
        layout.Page.Text(Left, layout.Y + Size, name, Size, PdfColour.Muted);
        foreach (var line in PdfPage.Face(false).Lines(PdfTypeface.Plain(value), Size, Width - Names, MostLines))
        {
            layout.Need(Line);
            layout.Page.Text(Left + Names, layout.Y + Size, line, Size, PdfColour.Text);
            layout.Y += Line;
        }
    }

    private static void Block(PdfLayout layout, double x, double width, IEnumerable<string> texts, bool isBold = false)
    {
        foreach (var line in texts.SelectMany(text => PdfPage.Face(isBold).Lines(PdfTypeface.Plain(text), Size, width, MostLines)))
        {
            layout.Need(Line);
            layout.Page.Text(x, layout.Y + Size, line, Size, PdfColour.Text, isBold);
            layout.Y += Line;
        }
    }
}
