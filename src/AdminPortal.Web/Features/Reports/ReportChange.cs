using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Reports;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Reports;

/// <summary>How a figure differs from what it was.</summary>
/// <param name="Direction">1 for more, -1 for less, 0 for the same.</param>
/// <param name="Text">The difference with its sign, and the percentage where there was something before.</param>
/// <param name="Words">The same as a sentence.</param>
internal sealed record ReportChange(int Direction, string Text, string Words)
{
    /// <summary>The change of a number; null where one of the two is none.</summary>
    public static ReportChange? Of(ReportColumn column, object? now, object? then, string? currency, ReportView view,
        IStringLocalizer<ReportPageTexts> texts)
    {
        if (column.Kind is not (CellKind.Count or CellKind.Amount or CellKind.Average or CellKind.Share) || now is null || then is null)
        {
            return null;
        }

        var (value, was) = (Convert.ToDecimal(now, CultureInfo.InvariantCulture), Convert.ToDecimal(then, CultureInfo.InvariantCulture));
        var (difference, language) = (value - was, view.Language);
        var size = Math.Abs(difference);
        var amount = column.Kind switch
        {
            CellKind.Share => texts["Points", (size * 100).ToString("0.#", language.Culture)],
            CellKind.Amount when currency is not null => Amounts.Text(size, currency, language.Culture),
            _ => size.ToString("#,##0.##", language.Culture),
        };
        // From nothing no percentage leads anywhere, and a share has its points.
        var percent = was == 0 || difference == 0 || column.Kind == CellKind.Share
            ? ""
            : $" ({Signed(difference, (size / Math.Abs(was)).ToString("P1", language.Culture))})";
        var before = language.Cell(column, then, currency, view.Document.Zone);
        var words = difference switch
        {
            > 0 => texts["More", amount, view.Comparison!.Name, before],
            < 0 =>
            texts["Less", amount, view.Comparison!.Name, before],
            _ => texts["Same", view.Comparison!.Name]
        };
        return new ReportChange(Math.Sign(difference), Signed(difference, amount) + percent, words);
    }

    private static string Signed(decimal difference, string size) => difference switch { > 0 => "+" + size, < 0 => "−" + size, _ => "±0" };
}
