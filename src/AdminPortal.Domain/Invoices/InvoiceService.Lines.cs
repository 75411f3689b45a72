using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;

namespace AdminPortal.Domain.Invoices;

/// <summary>The lines of drafts.</summary>
public sealed partial class InvoiceService
{
    /// <summary>What is wrong with the lines, or with what they come to.</summary>
    private static List<Problem> CheckLines(IReadOnlyList<InvoiceLineDraft> lines)
    {
        if (lines.Count > InvoiceLine.Most)
        {
            return [new Problem("too_many_lines", $"At most {InvoiceLine.Most} lines are allowed.", "lines", InvoiceLine.Most)];
        }

        List<Problem> problems = [.. lines.SelectMany((line, at) => line.Check(at).Problems)];
        return problems.Count > 0 || lines.Count == 0 || InvoiceTotals.Of(lines).GrossMinor is > 0 and <= Money.Most
            ? problems
            : [new Problem("invalid_total", "The lines must come to more than zero, and to no more than an invoice may be over.", "lines")];
    }

    /// <summary>Gives an invoice these lines in place of those it has, and notes what changes for the audit log.</summary>
    private static async Task SetLinesAsync(
        PortalDb db, Invoice invoice, IReadOnlyList<InvoiceLineDraft> drafts, CancellationToken cancellationToken)
    {
        if (invoice.Id != 0)
        {
            await db.Entry(invoice).Collection(i => i.Lines).LoadAsync(cancellationToken);
        }

        var before = invoice.Lines.OrderBy(line => line.Position).ToList();
        var after = drafts.Select((draft, at) => InvoiceLine.Of(draft, at + 1)).ToList();
        invoice.Note(before.ConvertAll(line => line.Draft()), after.ConvertAll(line => line.Draft()));
        for (var at = 0; at < Math.Max(before.Count, after.Count); at++)
        {
            if (at >= after.Count)
            {
                db.InvoiceLines.Remove(before[at]);
            }
            else if (at >= before.Count)
            {
                invoice.Lines.Add(after[at]);
            }
            else
            {
                var (line, to) = (before[at], after[at]);
                (line.Description, line.QuantityThousandths, line.UnitPriceMinor, line.VatHundredths) =
                    (to.Description, to.QuantityThousandths, to.UnitPriceMinor, to.VatHundredths);
            }
        }
    }
}
