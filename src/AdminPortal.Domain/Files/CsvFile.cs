using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Reports;
using CsvHelper;

namespace AdminPortal.Domain.Files;

/// <summary>
/// UTF-8 with BOM; the separator is the language's: a semicolon where decimals have a comma. Numbers have no grouping, words are the
/// language's, days are <c>yyyy-MM-dd</c>, times those of the document's zone. Amounts have two decimals, shares are decimals from 0 to 1
/// with four, averages have two; what is not known is empty. Several tables stand below one another, each under its name, an empty
/// line between; figures of their own stand one on each line. Cells that a spreadsheet would run as a formula are neutralised.
/// </summary>
public sealed class CsvFile : ReportFile
{
    private const int Step = 1000;

    /// <inheritdoc />
    public override string Extension => "csv";

    /// <inheritdoc />
    public override string ContentType => "text/csv; charset=utf-8";

    /// <inheritdoc />
    public override async Task WriteAsync(ReportDocument document, ReportLanguage language, Stream output, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(language);
        var separator = language.Culture.NumberFormat.NumberDecimalSeparator == "," ? ';' : ',';
        await using var csv = CsvWriter.Create(output, new CsvWriterOptions
        { Separator = separator, WriteByteOrderMark = true, ValidateFieldCount = false }, leaveOpen: true);
        var rows = 0L;
        foreach (var table in document.Tables)
        {
            if (document.Tables.Count > 1)
            {
                if (table != document.Tables[0])
                {
                    await csv.WriteRecordAsync([""], cancellationToken);
                }

                await csv.WriteRecordAsync([language.Table(document.Kind, table.Path)], cancellationToken);
            }

            string[] heads = [.. table.Columns.Select(column => language.Column(document.Kind, column))];
            await csv.WriteRecordAsync(table.IsFigures ? [language["Figure"], language["Value"]] : heads, cancellationToken);
            await foreach (var row in table.Rows.WithCancellation(cancellationToken))
            {
                if (table.IsFigures)
                {
                    for (var at = 0; at < row.Length; at++)
                    {
                        await csv.WriteRecordAsync([heads[at], Text(table.Columns[at], row[at], document.Zone, language)],
                            cancellationToken);
                    }

                    rows++;
                    continue;
                }

                await csv.WriteRecordAsync([.. row.Select((cell, at) => Text(table.Columns[at], cell, document.Zone, language))],
                    cancellationToken);
                if (++rows % Step == 0)
                {
                    progress?.Report(rows);
                }
            }
        }

        progress?.Report(rows);
    }

    private static string Text(ReportColumn column, object? cell, TimeZoneInfo zone, ReportLanguage language) => cell switch
    {
        null => "",
        string word when column.Kind == CellKind.Choice => language.Cell(column, word, null, zone),
        string text => SpreadsheetText.NeutralInCsv(text),
        bool flag => language[flag ? "Yes" : "No"],
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime utc => zone.Local(utc).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        decimal number => number.ToString(column.Kind == CellKind.Share ? "0.0000" : "0.00", language.Culture),
        IFormattable number => number.ToString(null, language.Culture),
        _ => throw new ArgumentException($"{cell.GetType().Name} has no form in CSV.", nameof(cell)),
    };
}
