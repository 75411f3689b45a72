using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit.Texts;

namespace AdminPortal.Tests.Domain;

/// <summary>Figures as people and programs read them.</summary>
public sealed class AmountTests
{
    [Theory]
    [InlineData(-123_450, "EUR", "de", "−1.234,50 €")]
    [InlineData(-123_450, "EUR", "en-GB", "−€1,234.50")]
    [InlineData(-1_234, "JPY", "de", "−1.234 JPY")]
    [InlineData(-1_234, "KWD", "en-GB", "−KWD 1.234")]
    [InlineData(123_450, "EUR", "de", "1.234,50 €")]
    public void An_amount_below_zero_has_the_one_minus_sign(long minor, string currency, string culture, string text) =>
        Assert.Equal(
            text, Amounts.Text(Money.Major(minor, currency), currency, CultureInfo.GetCultureInfo(culture)).Replace('\u00A0', ' '));

    [Fact]
    public async Task Pages_and_PDF_have_the_minus_sign_and_CSV_the_hyphen()
    {
        var columns = new[] { new ReportColumn("currency", CellKind.Currency), new ReportColumn("net", CellKind.Amount),
            new ReportColumn("count", CellKind.Count), new ReportColumn("conversion_rate", CellKind.Share) };
        var document = new ReportDocument(
            "revenue", new ReportFilter(), [new ReportTable("currencies", columns, [["EUR", -1_234.5m, -3L, -0.125m]])],
                DateTime.UnixEpoch)
        { TenantName = "Test", Zone = TimeZoneInfo.Utc };
        foreach (
            var (language, net, count, share) in new[] { ("de", "−1.234,50 €", "−3", "−12,5 %"), ("en", "−€1,234.50", "−3", "−12.5%") })
        {
            var texts = ReportTexts.Of(language);
            string[] cells = ["EUR", net, count, share];
            Assert.Equal(cells, texts.Cells(document.Tables[0], ["EUR", -1_234.5m, -3L, -0.125m], TimeZoneInfo.Utc)
                .Select(cell => cell.Replace('\u00A0', ' ')));
            var page = Assert.Single(PdfText.Pages(await document.WriteAsync(ReportFormat.Pdf, texts))).Replace('\u00A0', ' ');
            Assert.All(cells, cell => Assert.Contains($"\n{cell}\n", page, StringComparison.Ordinal));
            var separator = language == "de" ? ';' : ',';
            Assert.Equal(language == "de" ? ["EUR", "-1234,50", "-3", "-0,1250"] : ["EUR", "-1234.50", "-3", "-0.1250"],
                ReportFiles.Csv(await document.WriteAsync(ReportFormat.Csv, texts), separator)[1]);
        }
    }

    [Theory]
    [InlineData("de", "−1,5", 3, -1_500L)]
    [InlineData("de", "1.234", 3, 1_234_000L)]
    [InlineData("en-GB", "1.234", 3, 1_234L)]
    [InlineData("en-GB", "0.0005", 3, null)]
    [InlineData("en-GB", "19", 2, 1_900L)]
    [InlineData("en-GB", "5.5", 2, 550L)]
    [InlineData("en-GB", "many", 3, null)]
    [InlineData("en-GB", "79228162514264337593543950335", 3, null)]
    public void Quantities_and_rates_are_read_in_the_viewers_language(string culture, string typed, int decimals, long? number)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal(number, Amounts.Fixed(typed, decimals));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Quantities_and_rates_are_written_without_needless_zeros()
    {
        var german = CultureInfo.GetCultureInfo("de");
        Assert.Equal(["1.234,5", "−2", "0,001"], new[] { 1_234_500L, -2_000, 1 }.Select(number => Amounts.Quantity(number, german)));
        Assert.Equal(["19 %", "5,5 %", "0 %"], new[] { 1_900, 550, 0 }.Select(rate => Amounts.Rate(rate, german)));
    }
}
