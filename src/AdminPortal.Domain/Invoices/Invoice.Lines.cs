using System.Globalization;

namespace AdminPortal.Domain.Invoices;

/// <summary>What the audit log tells of the lines.</summary>
public sealed partial class Invoice
{
    /// <summary>How a line is named among the changes of an invoice, before its number: <c>Line.3</c>.</summary>
    public const string LinePart = "Line.";

    private readonly Dictionary<string, object?[]> lineChanges = [];

    /// <inheritdoc />
    IReadOnlyDictionary<string, object?[]> Audit.IAuditedParts.PartChanges => lineChanges;

    /// <summary>
    /// Notes which lines change. Those that are the same at the beginning and at the end are left out, so that one taken from the middle is
    /// told as that.
    /// </summary>
    internal void Note(IReadOnlyList<InvoiceLineDraft> before, IReadOnlyList<InvoiceLineDraft> after)
    {
        lineChanges.Clear();
        var (first, shorter) = (0, Math.Min(before.Count, after.Count));
        while (first < shorter && before[first] == after[first])
        {
            first++;
        }

        var last = 0;
        while (last < shorter - first && before[^(last + 1)] == after[^(last + 1)])
        {
            last++;
        }

        for (var at = first; at < Math.Max(before.Count, after.Count) - last; at++)
        {
            lineChanges[LinePart + (at + 1).ToString(CultureInfo.InvariantCulture)] =
                [at < before.Count - last ? before[at] : null, at < after.Count - last ? after[at] : null];
        }
    }
}
