using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Invoices;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Finance;
using AdminPortal.Web.Kit;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

/// <summary>The rows of an invoice's lines, and what they come to while they are typed.</summary>
public sealed class InvoiceLineFieldsTests : ComponentContext
{
    private readonly InvoiceForm form = InvoiceForm.New("EUR", TimeZoneInfo.Utc, new DateTime(2026, 10, 3, 8, 0, 0, DateTimeKind.Utc));

    public InvoiceLineFieldsTests()
    {
        Services.AddLocalization();
        Services.AddSingleton(TimeProvider.System);
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddScoped<PortalBrowser>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
    }

    private IRenderedComponent<InvoiceLineFields> Draw(IReadOnlyList<Problem>? problems = null) =>
        Render<InvoiceLineFields>(parameters => parameters.Add(lines => lines.Form, form).Add(lines => lines.Problems, problems ?? []));

    private static string Sums(IRenderedComponent<InvoiceLineFields> lines) =>
        string.Join(" | ", lines.FindAll("[aria-label='Totals of the lines'] > *").Select(part => part.TextContent.Replace('\u00A0', ' ')));

    [Fact]
    public void Totals_by_rate_follow_every_key_and_a_new_line_has_the_rate_of_the_one_before()
    {
        var lines = Draw();
        Assert.Empty(lines.FindAll("[aria-label='Totals of the lines']"));
        lines.Find("#line-1-quantity").Input("2.5");
        lines.Find("#line-1-unit-price").Input("10");
        Assert.Equal("", Sums(lines));
        lines.Find("#line-1-vat").Input("19");
        Assert.Equal("Total net | €25.00 | VAT 19 % on €25.00 | €4.75 | Total including VAT | €29.75", Sums(lines));
        lines.Find("#add-line").Click();
        Assert.Equal("19", lines.Find("#line-2-vat").GetAttribute("value"));
        lines.Find("#line-2-vat").Input("7");
        lines.Find("#line-2-quantity").Input("1");
        lines.Find("#line-2-unit-price").Input("0.10");
        Assert.Equal(
            "Total net | €25.10 | VAT 19 % on €25.00 | €4.75 | VAT 7 % on €0.10 | €0.01 | Total including VAT | €29.86", Sums(lines));
        lines.Find("#line-2-unit-price").Input("0.1x");
        Assert.Equal("Total net | €25.00 | VAT 19 % on €25.00 | €4.75 | Total including VAT | €29.75", Sums(lines));
    }

    [Fact]
    public void A_line_that_is_removed_takes_the_messages_about_lines_along_and_a_form_knows_whether_it_changed()
    {
        var before = form.Copy();
        Assert.Equal(before, form);
        form.Lines.All.Add(new InvoiceLineForm { Description = "Stand" });
        Assert.NotEqual(before, form);
        Problem[] problems = [new("invalid_quantity", "", InvoiceLineDraft.Field(1, "quantity"))];
        var lines = Draw(problems);
        Assert.Equal("true", lines.Find("#line-2-quantity").GetAttribute("aria-invalid"));
        lines.Find("[aria-label='Remove line 1']").Click();
        Assert.Equal("Stand", lines.Find("#line-1-description").GetAttribute("value"));
        Assert.Empty(lines.FindAll("[aria-invalid=true]"));
        lines.Find("[aria-label='Remove line 1']").Click();
        Assert.Contains("only the gross amount is known", lines.Find("#lines-note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_stored_is_typed_back_as_it_was_and_what_cannot_be_read_is_refused()
    {
        var line = new InvoiceLineDraft("Stand", -1_500, 1_234, 550);
        Assert.Equal(line, InvoiceLineForm.Of(line, "EUR").ToDraft("EUR"));
        Assert.Equal(line, InvoiceLineForm.Of(line, "KWD").ToDraft("KWD"));
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de");
        Assert.Equal(line, InvoiceLineForm.Of(line, "EUR").ToDraft("EUR"));
        Assert.Equal(
            new InvoiceLineDraft("", 0, -1, -1), new InvoiceLineForm { Quantity = "viel", Price = "teuer", Vat = "101" }.ToDraft("EUR"));
        Assert.Equal(1_900, new InvoiceLineForm { Vat = "19 %" }.ToDraft("EUR").VatHundredths);
    }
}
