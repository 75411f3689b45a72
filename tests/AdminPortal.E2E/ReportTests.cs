using System.Globalization;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("portal")]
public sealed class ReportTests(PortalFixture portal)
{
    private static readonly string[] Kinds = ["overview", "participants", "revenue", "payments", "applications", "check_ins"];

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private async Task SeedAsync(string key, int participants)
    {
        await portal.EventAsync(key, participants);
        var number = $"R{Guid.NewGuid():N}"[..12];
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft(number, "Nordlicht GmbH", "Ida", "Kaya", null)))
            .Required();
        foreach (var (currency, minor) in new[] { ("EUR", 123_450L), ("CHF", 50_000L) })
        {
            var invoice = (await portal.Get<InvoiceService>()
                .CreateAsync(portal.Owner, new InvoiceDraft(number, key, currency, minor, DateTime.UtcNow))).Required();
            (await portal.Get<InvoiceService>().IssueAsync(portal.Owner, invoice)).Required();
            (await portal.Get<PaymentService>()
                .RecordAsync(portal.Owner, new PaymentDraft(null, number, key, "stripe", currency, minor, 580, DateTime.UtcNow)))
                .Required();
        }
    }

    [Fact]
    public async Task Event_and_period_are_chosen_compared_and_shared()
    {
        await SeedAsync("reported", 6);
        await portal.EventAsync("former", 2);
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("");
        await page.GetByRole(AriaRole.Link, new() { Name = "Reports", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Reports" }).GetByText("Participants").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Participants");

        // By keyboard: open the choice, search, go down to the event, take it.
        await Button(page, "Event: All events").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var choice = page.GetByRole(AriaRole.Dialog, new() { Name = "Event" });
        await choice.GetByRole(AriaRole.Searchbox).FillAsync("reported");
        await Expect(choice.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Herbst") })).ToHaveCountAsync(1);
        await choice.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Herbst reported") }).PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("event=reported"));
        await Expect(page.Figure("Total")).ToHaveTextAsync("6");

        await Button(page, "Period: All time").ClickAsync();
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Event days" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(@"from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d"));
        await Expect(Button(page, "Period: Event days")).ToBeVisibleAsync();

        await Button(page, "Compare with: nothing").ClickAsync();
        var comparison = page.GetByRole(AriaRole.Dialog, new() { Name = "Compare with" });
        await comparison.GetByRole(AriaRole.Searchbox).FillAsync("former");
        await Expect(comparison.GetByText("Herbst congress")).ToHaveCountAsync(0); // what moves while it is clicked is not chosen
        await comparison.GetByText("Herbst former").ClickAsync();
        await Expect(page.GetByText("+4 (+200.0%)").First).ToBeVisibleAsync();
        await Expect(page.GetByText("4 more than Herbst former (there 2)", new() { Exact = true }).First).ToBeAttachedAsync();
        await PortalFixture.AssertAccessibleAsync(page);

        // Somebody else opens the same address and sees the same, also after going on to another report.
        var other = await portal.PageAsync(Role.Viewer);
        await other.GotoAsync(page.Url);
        await Expect(other.GetByText("+4 (+200.0%)").First).ToBeVisibleAsync();
        await other.GetByRole(AriaRole.Navigation, new() { Name = "Reports" }).GetByText("Revenue").ClickAsync();
        await Expect(other).ToHaveURLAsync(new Regex("reports/revenue.*event=reported"));
        await Expect(other.Figure("Invoiced")).ToHaveTextAsync("€1,234.50");
        await Button(other, "CHF").ClickAsync();
        await Expect(other.Figure("Invoiced")).ToHaveTextAsync("CHF 500.00");
        await Expect(other).ToHaveURLAsync(new Regex("currency=CHF"));
        await Button(other, "Reset").ClickAsync();
        await Expect(other).ToHaveURLAsync(new Regex("reports/revenue$"));
    }

    [Fact]
    public async Task Every_report_fits_a_phone_and_a_desk_in_both_languages_and_themes()
    {
        await SeedAsync("shown", 5);
        foreach (var (width, language, scheme) in new[] { (360, "de", ColorScheme.Dark), (1440, "en", ColorScheme.Light),
            (360, "en", ColorScheme.Light), (1440, "de", ColorScheme.Dark) })
        {
            var page = await portal.PageAsync(Role.Organiser, width, language: language, scheme: scheme);
            foreach (var kind in Kinds)
            {
                await page.GotoAsync($"reports/{kind}?event=shown");
                await Expect(page.Marked(".report .figure, main .empty").First).ToBeVisibleAsync();
                await PortalFixture.AssertAccessibleAsync(page);
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
                    $"{kind} is wider than {width} px");
            }
        }
    }

    [Fact]
    public async Task Wrong_dates_are_told_beside_the_field_and_an_empty_range_can_be_widened()
    {
        await SeedAsync("ranged", 3);
        var page = await portal.PageAsync(Role.Viewer);
        await page.GotoAsync("reports/participants?event=ranged");
        await TypeAsync("From", "02/03/2001");
        await Expect(page).ToHaveURLAsync(new Regex("from=2001-03-02"));
        await TypeAsync("To", "01/03/2001");
        await Expect(page).ToHaveURLAsync(new Regex("to=2001-03-01"));
        await Expect(page.Field("To")).ToHaveAccessibleDescriptionAsync(new Regex("must not lie before"));
        await Expect(page.Field("To")).ToHaveValueAsync("01/03/2001");
        await PortalFixture.AssertAccessibleAsync(page);
        await TypeAsync("To", "2001-03-31");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing in this range" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Show all time").ClickAsync();
        await Expect(page.Figure("Total")).ToHaveTextAsync("3");
        await page.GotoAsync("reports/nothing");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is no such report");

        async Task TypeAsync(string field, string day)
        {
            await page.GetByLabel(field, new() { Exact = true }).FillAsync(day);
            await page.GetByLabel(field, new() { Exact = true }).PressAsync("Tab");
        }
    }

    [Fact]
    public async Task Figures_are_downloaded_and_printed_on_light_paper()
    {
        await SeedAsync("printed", 4);
        var page = await portal.PageAsync(Role.Viewer, scheme: ColorScheme.Dark);
        await page.GotoAsync("reports/revenue?event=printed");
        var download = await page.RunAndWaitForDownloadAsync(() => Button(page, "Download figures: By month").ClickAsync());
        Assert.Equal("Revenue By month.csv", download.SuggestedFilename);
        Assert.Matches($@"Month,Currency,Net\r\n{DateTime.UtcNow.Year.ToString(CultureInfo.InvariantCulture)}-\d\d-01,CHF,500\.00\r\n",
            await File.ReadAllTextAsync(await download.PathAsync()));
        Assert.NotEmpty(await page.PdfAsync(new() { Format = "A4" }));
        await page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Light });
        await Expect(page.Marked("#navigation")).ToBeHiddenAsync();
        await Expect(page.Marked(".report-filters")).ToBeHiddenAsync();
        await Expect(page.Marked(".report-subject")).ToContainTextAsync("Herbst printed");
    }
}
