using AdminPortal.Domain.Common;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Files;

/// <summary>
/// A workbook with a sheet for each table, which begins with its head so that programs can read it, and a last one that says what it is
/// about. Cells have types: numbers, amounts, days, times of the document's zone. Sums stand below, an empty row between. It is made in a
/// temporary file, cell by cell.
/// </summary>
public sealed class XlsxFile : ReportFile
{
    private const int Step = 1000;

    private readonly int mostRows = XlsxSheet.MostRows;

    /// <summary>A workbook as large as the format allows.</summary>
    public XlsxFile()
    {
    }

    /// <param name="mostRows">Rows on a sheet, its head included; the rest goes to further ones.</param>
    internal XlsxFile(int mostRows) => this.mostRows = mostRows;

    /// <inheritdoc />
    public override string Extension => "xlsx";

    /// <inheritdoc />
    public override string ContentType => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <inheritdoc />
    public override async Task WriteAsync(ReportDocument document, ReportLanguage language, Stream output, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(language);
        await using var file = TemporaryFile.Create();
        using (var book = new XlsxBook(file))
        {
            await new Writing(document, language, book, mostRows, progress).WriteAsync(cancellationToken);
        }

        file.Position = 0;
        await file.CopyToAsync(output, cancellationToken);
    }

    private sealed class Writing(ReportDocument document, ReportLanguage language, XlsxBook book, int mostRows, IProgress<long>? progress)
    {
        private long rows;

        public async Task WriteAsync(CancellationToken cancellationToken)
        {
            foreach (var table in document.Tables)
            {
                await TableAsync(table, cancellationToken);
            }

            About();
            book.Finish(new XlsxStyles(language.Culture).Sheet());
            progress?.Report(rows);
        }

        private async Task TableAsync(ReportTable table, CancellationToken cancellationToken)
        {
            var name = document.Tables.Count == 1 && !table.IsFigures
                ? language.Kind(document.Kind)
                : language.Table(document.Kind, table.Path);
            var heads = table.Columns.Select(column => language.Column(document.Kind, column)).ToList();
            if (table.IsFigures)
            {
                await FiguresAsync(table, name, heads, cancellationToken);
                return;
            }

            var totals = new ReportTotals(table.Columns);
            var currency = table.Columns.ToList().FindIndex(column => column.Kind == CellKind.Currency);
            var widths = table.Columns.Select((column, at) => Math.Max(Width(column.Kind), heads[at].Length + 4.0)).ToList();
            var sheet = Start(name, widths, heads);
            try
            {
                await foreach (var row in table.Rows.WithCancellation(cancellationToken))
                {
                    if (sheet.Rows == mostRows)
                    {
                        sheet.Close(heads.Count, sheet.Rows);
                        sheet.Dispose();
                        sheet = Start(name, widths, heads);
                    }

                    totals.Add(row);
                    sheet.Row(table.Columns, currency, row);
                    if (++rows % Step == 0)
                    {
                        progress?.Report(rows);
                    }
                }

                var last = sheet.Rows;
                var sums = totals.Any ? totals.Rows() : [];
                if (sums.Count > 0 && last + 1 + sums.Count <= mostRows)
                {
                    sheet.Gap();
                    foreach (var sum in sums)
                    {
                        sheet.Row(table.Columns, currency, Named(table.Columns, sum), isSum: true);
                    }
                }

                sheet.Close(heads.Count, last);
            }
            finally
            {
                sheet.Dispose();
            }
        }

        private async Task FiguresAsync(ReportTable table, string name, List<string> heads, CancellationToken cancellationToken)
        {
            using var sheet = Start(name, [Math.Max(28, heads.Max(head => head.Length) + 2), 20], [language["Figure"], language["Value"]]);
            await foreach (var row in table.Rows.WithCancellation(cancellationToken))
            {
                rows++;
                for (var at = 0; at < row.Length; at++)
                {
                    sheet.Figure(heads[at], table.Columns[at], row[at]);
                }
            }

            sheet.Close(2, sheet.Rows);
        }

        /// <summary>A word for sums in the first cell that holds none, where its column is a text.</summary>
        private object?[] Named(IReadOnlyList<ReportColumn> columns, object?[] sum) =>
            [.. sum.Select((cell, at) => at == 0 && cell is null && columns[0].Kind == CellKind.Text ? language["Sum"] : cell)];

        private void About()
        {
            var text = new ReportColumn("", CellKind.Text);
            using var sheet = Start(language["About"], [28, 60], null);
            sheet.Figure(language["Report"], text, language.Kind(document.Kind));
            foreach (var (name, value) in ReportHead.Lines(document, language))
            {
                sheet.Figure(name, text, value);
            }

            sheet.Close(2, 0);
        }

        private XlsxSheet Start(string name, IEnumerable<double> widths, IReadOnlyList<string>? heads)
        {
            var sheet = new XlsxSheet(book.Sheet(name), widths, heads is null ? 0 : 1, document.Zone, language);
            if (heads is not null)
            {
                sheet.Heads(heads);
            }

            return sheet;
        }

        private static double Width(CellKind kind) => kind switch
        {
            CellKind.Text => 24,
            CellKind.Time => 20,
            CellKind.Amount or CellKind.Choice or CellKind.Month => 16,
            _ => 12,
        };
    }
}
