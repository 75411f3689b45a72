using System.Globalization;
using AdminPortal.Domain.Imports;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Imports;

/// <summary>Refused rows as a file for the reader.</summary>
public static class RefusedDownload
{
    /// <summary>Hands the browser the refused rows of a file, with their reasons in the reader's language.</summary>
    public static async Task DownloadRefusedAsync(
        this PortalBrowser browser, string fileName, IReadOnlyList<string> headers, IAsyncEnumerable<RefusedCells> rows,
        IStringLocalizer<ImportTexts> texts, IStringLocalizer<ProblemTexts> problems)
    {
        var file = await RefusedRowsFile.WriteAsync(headers, rows, texts["Row"], texts["Reason"], problems.Of, CultureInfo.CurrentCulture);
        await browser.DownloadAsync(texts["RefusedFile", Path.GetFileNameWithoutExtension(fileName)], "text/csv;charset=utf-8", file);
    }
}
