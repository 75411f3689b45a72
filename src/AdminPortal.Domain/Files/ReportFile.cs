using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Files;

/// <summary>The forms in which a report can be handed on.</summary>
public enum ReportFormat
{
    /// <summary>Comma- or semicolon-separated text.</summary>
    Csv,

    /// <summary>A workbook.</summary>
    Xlsx,

    /// <summary>A document to read and print.</summary>
    Pdf,
}

/// <summary>Writes a document as a file of one format, in portions, so that memory does not grow with the number of rows.</summary>
public abstract class ReportFile
{
    /// <summary>The end of the file's name, such as <c>csv</c>.</summary>
    public abstract string Extension { get; }

    /// <summary>For the <c>Content-Type</c> header.</summary>
    public abstract string ContentType { get; }

    /// <summary>Writes the file and leaves the stream open.</summary>
    /// <param name="document">What is written; its rows are read once.</param>
    /// <param name="language">The language of heads, words and numbers.</param>
    /// <param name="output">Only written to, from its present position on.</param>
    /// <param name="progress">Is told the number of rows written so far, now and then.</param>
    /// <param name="cancellationToken">Stops the work; the output is then of no use.</param>
    public abstract Task WriteAsync(ReportDocument document, ReportLanguage language, Stream output, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>The writer of a format.</summary>
    public static ReportFile Of(ReportFormat format) => format switch
    {
        ReportFormat.Csv => new CsvFile(),
        ReportFormat.Xlsx => new XlsxFile(),
        ReportFormat.Pdf => new PdfFile(),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
