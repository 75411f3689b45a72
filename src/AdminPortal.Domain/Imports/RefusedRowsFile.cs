using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Files;
using CsvHelper;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// The refused rows of an import as CSV: the columns of the file as they were, then the row's number and why it was refused, which an
/// import leaves out again. UTF-8 with BOM, a semicolon where the language's decimals have a comma. Cells that a spreadsheet would run as a
/// formula get an apostrophe, which the next import takes away (<see cref="Plain"/>).
/// </summary>
public static partial class RefusedRowsFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="headers">The columns of the file.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="rowHeader">The reader's word for the number of the row.</param>
    /// <param name="reasonHeader">The reader's word for the reason.</param>
    /// <param name="words">A problem in the reader's language.</param>
    /// <param name="culture">The reader's language.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<string> WriteAsync(
        IReadOnlyList<string> headers, IAsyncEnumerable<RefusedCells> rows, string rowHeader, string reasonHeader,
        Func<Problem, string> words, CultureInfo culture, CancellationToken cancellationToken = default)
    {
        using var output = new MemoryStream();
        var separator = culture.NumberFormat.NumberDecimalSeparator == "," ? ';' : ',';
        await using (var csv = CsvWriter.Create(output, new CsvWriterOptions
        { Separator = separator, WriteByteOrderMark = true, ValidateFieldCount = false }, leaveOpen: true))
        {
            await csv.WriteRecordAsync([.. headers.Select(SpreadsheetText.NeutralInCsv), rowHeader, reasonHeader], cancellationToken);
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                var cells = Enumerable.Range(0, headers.Count)
                    .Select(i => i < row.Cells.Count ? SpreadsheetText.NeutralInCsv(row.Cells[i]) : "");
                var reason = string.Join(" ", row.Problems.Select(problem => words(problem.Problem)));
                await csv.WriteRecordAsync([.. cells, row.Row.ToString(CultureInfo.InvariantCulture), SpreadsheetText.NeutralInCsv(reason)],
                    cancellationToken);
            }
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>
    /// The cell without the apostrophes that keep a spreadsheet from running it (<see cref="SpreadsheetText.NeutralInCsv"/>).
    /// </summary>
    internal static string Plain(string cell) => cell.Contains('\'', StringComparison.Ordinal) ? Apostrophe().Replace(cell, "") : cell;

    [GeneratedRegex("""(?<=^|[,;|\t\r\n]"*)'(?=[=+\-@\t\r\n＝＋－＠])""", RegexOptions.CultureInvariant)]
    private static partial Regex Apostrophe();
}
