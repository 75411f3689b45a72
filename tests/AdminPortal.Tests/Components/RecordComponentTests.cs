using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Invoices;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Applications;
using AdminPortal.Web.Features.Finance;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Lists;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

/// <summary>What the pages of applications, invoices and payments are made of.</summary>
public sealed class RecordComponentTests : ComponentContext
{
    private static readonly TimeZoneInfo Berlin = Zone.Find("Europe/Berlin");

    private static readonly DateTime Now = new(2026, 10, 3, 8, 0, 0, DateTimeKind.Utc);

    private readonly IStringLocalizer<FinanceTexts> texts;

    public RecordComponentTests()
    {
        Services.AddLocalization();
        Services.AddSingleton(TimeProvider.System);
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en");
        texts = Services.GetRequiredService<IStringLocalizer<FinanceTexts>>();
    }

    private static InvoiceRow Invoice(long paid) => new(1, "R1", InvoiceKind.Invoice, InvoiceStatus.Issued, 1, null, "Kaya", null, "C1",
        null, null, "EUR", 10_000, Now, null, null, 0, paid);

    [Theory]
    [InlineData("1234.5", "en", 123_450L)]
    [InlineData("1.234,50", "de", 123_450L)]
    [InlineData("1.234", "de", 123_400L)]
    [InlineData("1,234", "en", 123_400L)]
    [InlineData("1.234", "en", null)]
    [InlineData("10.50", "de", 1_050L)]
    [InlineData("ten", "en", null)]
    [InlineData(null, "en", null)]
    public void A_typed_amount_is_read_in_both_spellings_and_the_language_decides_where_they_differ(string? typed, string language,
        long? minor)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language);
        Assert.Equal(minor, Amounts.Minor(typed, "EUR"));
    }

    [Theory]
    [InlineData(0, 10_000L, "EUR", false, Tone.Ok, "This pays the invoice in full.")]
    [InlineData(0, 4_000L, "EUR", false, Tone.Info, "This pays a part; EUR60.00 remain open.")]
    [InlineData(4_000, 7_000L, "EUR", false, Tone.Warn, "This is EUR10.00 more than is open. The invoice will be overpaid.")]
    [InlineData(10_000, 500L, "EUR", false, Tone.Warn, "Nothing is open any more. With this payment the invoice is overpaid by EUR5.00.")]
    [InlineData(0, 500L, "USD", false, Tone.Warn, "The invoice is in EUR. A payment in USD is recorded but does not make it paid.")]
    [InlineData(0, 500L, "EUR", true, Tone.Info, "An announced payment does not change what is open until the money is there.")]
    [InlineData(0, null, "EUR", false, Tone.Info, "Open now: EUR100.00.")]
    public void What_a_payment_does_to_its_invoice_is_said_in_plain_words(long paid, long? gross, string currency, bool pending, Tone tone,
        string text)
    {
        var (said, words) = PaymentOutcome.Before(texts, Invoice(paid), gross, currency, pending);
        Assert.Equal((tone, text), (said, words.Replace("€", "EUR", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_draft_that_is_not_changed_keeps_its_times_and_another_day_is_meant_in_the_tenants_zone()
    {
        var stored = Invoice(0) with { Status = InvoiceStatus.Draft, InvoiceDate = Now.AddMinutes(7), DueDate = Now.AddDays(3) };
        var form = InvoiceForm.Of(new InvoiceDetail(stored, null, 0, null, [], []), Berlin);
        var same = form.ToDraft("C1", Berlin, Now, stored);
        Assert.Equal((stored.InvoiceDate, stored.DueDate, stored.GrossMinor), (same.InvoiceDate, same.DueDate, same.GrossMinor));
        var other = (form with { Date = "2026-10-05", Due = "2026-10-25" }).ToDraft("C1", Berlin, Now, stored);
        Assert.Equal((new DateTime(2026, 10, 5, 10, 0, 0), new DateTime(2026, 10, 25, 22, 59, 59)), (other.InvoiceDate, other.DueDate));
        Assert.Equal(default, (form with { Date = "soon" }).ToDraft("C1", Berlin, Now, stored).InvoiceDate);
    }

    [Fact]
    public void The_events_of_a_form_are_equal_in_whatever_order_they_were_chosen()
    {
        var (first, second) = (new ApplicationForm(), new ApplicationForm());
        first.Toggle("b");
        first.Toggle("a");
        second.Toggle("a");
        second.Toggle("c");
        second.Toggle("b");
        second.Toggle("c");
        Assert.Equal(first, second);
        Assert.Equal(["a", "b"], second.ToChange().EventKeys);
        Assert.Equal("created_at", (first with { Received = "then" }).ToDraft("C1", Berlin).Problems.Single().Field);
    }

    [Fact]
    public async Task The_period_says_which_days_are_meant_and_a_day_that_is_none_is_left_out()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        var popovers = Render<MudBlazor.MudPopoverProvider>();
        var filter = Render<PeriodFilter>(parameters => parameters.Add(f => f.Label, "Date").Add(f => f.From, "2026-05-01")
            .Add(f => f.Until, "never"));
        Assert.Contains("Date: from ", filter.Find("button.filter").TextContent, StringComparison.Ordinal);
        (string?, string?) days = default;
        filter.Render(parameters => parameters.Add(f => f.OnChange, chosen => days = chosen));
        await filter.Find("button.filter").ClickAsync(new());
        await popovers.FindAll("input")[1].ChangeAsync(new() { Value = "5/31/2026" });
        Assert.Equal(("2026-05-01", "2026-05-31"), days);
        filter.Find(".filter-clear").Click();
        Assert.Equal((null, null), days);
        await DisposeComponentsAsync();
    }
}
