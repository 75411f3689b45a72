using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Stations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>
/// Names that look like markup, in every place where people enter names, on every page that shows them: text as it was typed and nothing
/// else.
/// </summary>
[Collection("doors"), OneTest(typeof(HostileFixture))]
public sealed class HostileNameTests(HostileNameTests.HostileFixture portal) : IClassFixture<HostileNameTests.HostileFixture>
{
    /// <summary>A portal that holds such names alone: other tests find theirs by their words.</summary>
    public sealed class HostileFixture : PortalFixture;

    private const string Style = "<style>body{display:none}</style>";

    private const string Image = "<img src=x onerror=\"window.hit=1\">";

    private const string Quotes = "'\"><b title='\"";

    private const string Entity = "Fish &amp; &lt;b&gt;Chips";

    private const string Leftward = "مرحبا <b>بالعالم</b>";

    /// <summary>No word and no blank where it could be broken.</summary>
    private static readonly string Long = new('W', 50);

    private static readonly string[] Names = [Style, Image, Quotes, Entity, Leftward, Long];

    /// <summary>
    /// What the page shows, letter by letter; shortened labels of charts have their whole text in a <c>title</c> beside them.
    /// </summary>
    private const string Texts = """
        () => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const texts = [];
          for (let node = walker.nextNode(); node; node = walker.nextNode())
            if (!node.parentElement.closest('script, style, template')) texts.push(node.data);
          for (const element of document.querySelectorAll('[title], [aria-label]'))
            texts.push(element.title ?? '', element.getAttribute('aria-label') ?? '');
          return texts.join('\n');
        }
        """;

    private const string Harm = """
        () => [
          window.hit === undefined ? '' : 'a script ran',
          getComputedStyle(document.body).display === 'none' ? 'the page is hidden' : '',
          [...document.querySelectorAll('style')].some((style) => style.textContent.includes('body{display:none}')) ? 'a style' : '',
          document.querySelector('img[src="x"], [onerror], b[title]') ? 'an element' : '',
        ].filter(Boolean).join(', ')
        """;

    /// <summary>What is wider than its place: the page, or on a wide screen a list, which is scrolled in its card on a tablet.</summary>
    private const string Wider = """
        () => [
          document.documentElement.scrollWidth > innerWidth ? 'the page' : '',
          ...[...document.querySelectorAll('main table')]
            .filter((table) => innerWidth > 1100 && getComputedStyle(table.parentElement).overflowX === 'visible'
              && table.scrollWidth > table.parentElement.clientWidth + 1)
            .map((table) => table.getAttribute('aria-label') ?? 'a table'),
        ].filter(Boolean).join(', ')
        """;

    private async Task SeedAsync()
    {
        var now = DateTime.UtcNow;
        var id = (await portal.Get<EventService>()
            .CreateAsync(portal.Owner, new EventDraft("hostile", Image, Style, now.AddHours(-3), now.AddDays(1), "Europe/Berlin", 50)))
            .Required();
        for (var i = 0; i < Names.Length; i++)
        {
            var (name, number) = (Names[i], $"H{i}");
            (await portal.Get<CategoryService>().CreateAsync(portal.Owner, id, number.ToLowerInvariant(), name)).Required();
            (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft(number, name, name, name, null, City: name)))
                .Required();
            (await portal.Get<ParticipantService>()
                .CreateAsync(portal.Owner, new ParticipantDraft("hostile", number, true, number, number.ToLowerInvariant()))).Required();
            (await portal.Get<CheckInService>()
                .ScanAsync(portal.Owner, new ScanRequest { EventKey = "hostile", BadgeNumber = number, Station = name })).Required();
            var invoice = (await portal.Get<InvoiceService>()
                .CreateAsync(portal.Owner, new InvoiceDraft(number, "hostile", "EUR", 100_00 + i, now, Notes: name))).Required();
            (await portal.Get<InvoiceService>().IssueAsync(portal.Owner, invoice)).Required();
            (await portal.Get<PaymentService>()
                .RecordAsync(portal.Owner, new PaymentDraft(null, number, "hostile", name, "EUR", 50_00 + i, 0, now, name))).Required();
        }
    }

    [Fact]
    public async Task Names_are_text_on_every_page_and_in_every_part_of_every_chart()
    {
        await SeedAsync();
        var found = (await portal.Get<EventQueries>().FindAsync(portal.Owner, "hostile"))!;
        var wall = (await portal.Get<WallService>().CreateAsync(portal.Owner, found.Id, new WallDraft(Style, ShowNames: true))).Required();
        (await portal.Get<StationService>().CreateAsync(portal.Owner, found.Id, new StationDraft(Style))).Required();
        var keys = portal.Get<ApiKeyService>();
        var key = (await keys.CreateAsync(portal.Owner, Long, ["reports"], DateTime.UtcNow.AddDays(30))).Required();
        (await keys.RotateAsync(portal.Owner, key.Id, TimeSpan.FromDays(1))).Required();
        var page = await portal.PageAsync(Role.Owner);
        var pointed = "";
        (string Path, string[] Shown)[] pages =
        [
            ("", [Image]), ("events", [Image, Style]), ("events/hostile/overview", Names), ("events/hostile/live", Names),
            ("events/hostile/check-ins", Names),
            ("events/hostile/scans", Names), ("events/hostile/participants", Names), ("events/hostile/settings", Names),
            ("events/hostile/walls", [Style]), ("events/hostile/doors", [Style]),
            ("keys", [Long]), ("contacts", Names), ("payments", Names), ("invoices", Names), ("audit", [Image]),
            ("reports/overview?event=hostile", [Image]),
            ("reports/participants?event=hostile", Names), ("reports/revenue?event=hostile", []), ("reports/payments?event=hostile", Names),
            ("reports/applications?event=hostile", []), ("reports/check_ins?event=hostile", Names), ($"wall/{wall.Token}", Names),
        ];
        foreach (var (path, shown) in pages)
        {
            await page.GotoAsync(path);
            foreach (var name in shown)
            {
                await page.WaitForFunctionAsync($"name => ({Texts})().includes(name)", name);
            }

            var charts = page.Marked(".chart-plot");
            for (var at = 0; at < await charts.CountAsync(); at++)
            {
                pointed += await PointAsync(page, charts.Nth(at));
            }

            await UnharmedAsync(page, path);
            var tables = page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("as table", RegexOptions.IgnoreCase) });
            for (var left = await tables.CountAsync(); left > 0; left--)
            {
                await tables.First.ClickAsync();
                await Expect(tables).ToHaveCountAsync(left - 1);
            }

            await UnharmedAsync(page, $"{path} as tables");
            if (path is not ("events" or "events/hostile/check-ins" or "events/hostile/scans" or "keys"))
            {
                continue;
            }

            foreach (var width in new[] { 360, 768, 1366, 1440 })
            {
                await page.SetViewportSizeAsync(width, 900);
                Assert.Equal((path, width, ""), (path, width, await page.EvaluateAsync<string>(Wider)));
            }
        }

        Assert.All([Style, Image, Quotes, Entity], name => Assert.Contains(name, pointed, StringComparison.Ordinal));
    }

    /// <summary>Points at each bar and piece of a chart, and at places along its lines; what its tooltip and legend say.</summary>
    private static async Task<string> PointAsync(IPage page, ILocator chart)
    {
        await Expect(chart.Locator("svg").First).ToBeVisibleAsync();
        await chart.ScrollIntoViewIfNeededAsync();
        var said = string.Concat(await chart.Marked(".apexcharts-legend-text").AllTextContentsAsync());
        var box = (await chart.BoundingBoxAsync())!;
        var spots = new List<(float X, float Y)>(from across in Enumerable.Range(1, 4)
                                                 select (box.X + (box.Width * across / 5), box.Y + (box.Height / 2)));
        foreach (var part in await chart.Marked(".apexcharts-bar-area, .apexcharts-pie-area").AllAsync())
        {
            if (await part.BoundingBoxAsync() is { Width: > 0, Height: > 0 } place)
            {
                spots.Add((place.X + (place.Width / 2), place.Y + (place.Height / 2)));
            }
        }

        foreach (var (x, y) in spots)
        {
            await page.Mouse.MoveAsync(x, y);
            said += string.Concat(await chart.Marked(".apexcharts-tooltip").AllTextContentsAsync());
        }

        return said;
    }

    private static async Task UnharmedAsync(IPage page, string where)
    {
        Assert.True(await page.EvaluateAsync<string>(Harm) is "", $"{where}: {await page.EvaluateAsync<string>(Harm)}");

        // Escaped twice, a name would be shown with signs that nobody typed.
        var twice = Regex.Match(await page.EvaluateAsync<string>(Texts), "&#\\w+;|&quot;|&amp;(amp|lt|gt|#)|&lt;(style|img|/)");
        Assert.True(!twice.Success, $"{where} shows {twice.Value}");
    }
}
