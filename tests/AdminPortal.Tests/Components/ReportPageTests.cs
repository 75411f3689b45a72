using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Demo;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Reports;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Texts;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

/// <summary>What stands on the page of a report is what is in its document, in the viewer's language.</summary>
public sealed class ReportPageTests : ComponentContext
{
    public ReportPageTests()
    {
        Services.AddLocalization();
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddLogging();
        Services.AddScoped<ShellState>();
        Services.AddScoped<PortalBrowser>();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    public async Task Every_figure_of_every_report_stands_on_its_page(string language)
    {
        await using var portal = await DemoAsync();
        var actor = await SetUpAsync(portal, language);
        foreach (var kind in ReportKinds.Summaries)
        {
            foreach (var filter in new[] { new ReportFilter(), new ReportFilter(DemoSeed.RunningKey) })
            {
                var document = (await portal.Get<ReportQueries>().OpenAsync(actor, new ReportRequest(kind.Key, filter))).Required();
                var page = Open(actor, kind.Key, filter.EventKey is null ? "" : $"?event={filter.EventKey}");
                page.WaitForElement(".report .figure", TimeSpan.FromSeconds(20));
                AssertShown(page, document, language);
                page.Dispose();
            }
        }
    }

    [Fact]
    public async Task A_comparison_shows_what_was_and_how_it_changed()
    {
        await using var portal = await DemoAsync();
        var actor = await SetUpAsync(portal, "en");
        var now = (await portal.Get<ReportQueries>()
            .OpenAsync(actor, new ReportRequest("participants", new ReportFilter(DemoSeed.RunningKey)))).Required();
        var then = (await portal.Get<ReportQueries>().OpenAsync(actor, new ReportRequest("participants", new ReportFilter("hafentage"))))
            .Required();
        var page = Open(actor, "participants", $"?event={DemoSeed.RunningKey}&compare=hafentage");
        page.WaitForElement(".report .change", TimeSpan.FromSeconds(20));
        var (shown, was) = ((int)now.Tables[0].Known![0][0]!, (int)then.Tables[0].Known![0][0]!);
        var change = page.Find(".change");
        Assert.Equal($"{shown - was:+#;−#;±0} ({(shown - was) / (decimal)was:+0.0%;−0.0%})",
            change.QuerySelector("[aria-hidden]:not(.icon)")!.TextContent);
        Assert.Equal($"{shown - was} more than Hafentage (there {was})", change.QuerySelector(".visually-hidden")!.TextContent);
        Assert.Contains("Compared: Total", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_sorts_its_table_up_and_down()
    {
        await using var portal = await DemoAsync();
        var actor = await SetUpAsync(portal, "en");
        var page = Open(actor, "participants", "");
        page.WaitForElement(".report .figure", TimeSpan.FromSeconds(20));
        var card = page.FindAll(".report-card")
            .First(card => card.QuerySelectorAll("tbody tr").Length > 2 && card.QuerySelectorAll("th.number").Length > 0)
            .QuerySelector("h2")!.TextContent;
        var number = Heads().ToList().FindIndex(head => head.ClassList.Contains("number"));

        Sort(number);
        Assert.Equal("ascending", Heads()[number].GetAttribute("aria-sort"));
        var figures = Cells(number).ConvertAll(cell => decimal.Parse(cell, NumberStyles.Any, CultureInfo.CurrentCulture));
        Assert.NotEqual(figures[0], figures[^1]);
        Assert.Equal(figures.Order(), figures);
        Sort(number);
        Assert.Equal("descending", Heads()[number].GetAttribute("aria-sort"));
        Assert.Equal(figures.OrderDescending(), Cells(number)
            .ConvertAll(cell => decimal.Parse(cell, NumberStyles.Any, CultureInfo.CurrentCulture)));

        Sort(0);
        Assert.Equal(("ascending", null), (Heads()[0].GetAttribute("aria-sort"), Heads()[number].GetAttribute("aria-sort")));
        Assert.Equal(Cells(0).Where(name => name != ReportLanguage.Nothing).Order(StringComparer.CurrentCulture), Cells(0)
            .Where(name => name != ReportLanguage.Nothing));

        AngleSharp.Dom.IElement Card() => page.FindAll(".report-card").First(found => found.QuerySelector("h2")!.TextContent == card);
        AngleSharp.Dom.IHtmlCollection<AngleSharp.Dom.IElement> Heads() => Card().QuerySelectorAll("thead th");
        List<string> Cells(int at) => [.. Card().QuerySelectorAll("tbody tr").Select(row => row.QuerySelectorAll("td")[at].TextContent)];
        void Sort(int at) => Heads()[at].QuerySelector("button")!.Click();
    }

    [Theory]
    [InlineData("?from=2026-13-01", "#report-from", null, "“2026-13-01” is not a date.")]
    [InlineData("?from=2026-03-02&to=2026-03-01", "#report-to", "01/03/2026", "The end must not lie before the beginning.")]
    [InlineData("?to=tomorrow", "#report-to", null, "“tomorrow” is not a date.")]
    public async Task A_wrong_date_is_named_beside_its_field(string query, string field, string? shown, string message)
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await SetUpAsync(portal, "en");
        var page = Open(portal.Owner, "revenue", query);
        var input = page.WaitForElement(field);
        Assert.Equal((shown, "true"), (input.GetAttribute("value"), input.GetAttribute("aria-invalid")));
        Assert.EndsWith(message, page.Find($"{field}-note .field-message").TextContent, StringComparison.Ordinal);
        Assert.Equal("The dates need a correction", page.Find(".empty h2").TextContent);
    }

    [Fact]
    public async Task Nothing_in_the_range_offers_a_wider_one_and_an_unknown_report_the_others()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await SetUpAsync(portal, "de");
        var page = Open(portal.Owner, "revenue", "?from=2026-01-01&to=2026-01-31&event=none&compare=before");
        page.WaitForElement(".empty");
        Assert.Contains("„none“", page.Find(".notice").TextContent, StringComparison.Ordinal);
        page.Find(".empty .button").Click();
        Assert.EndsWith("?event=none&compare=before", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Equal("Diesen Bericht gibt es nicht", Open(portal.Owner, "moon", "").WaitForElement(".empty h2").TextContent);
        Assert.Equal("Diesen Bericht gibt es nicht", Open(portal.As(Role.Steward), "revenue", "").WaitForElement(".empty h2").TextContent);
    }

    [Theory]
    [InlineData("2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28", "2025-03-01", "2025-03-31")]
    [InlineData("2024-02-01", "2024-02-29", "2024-01-01", "2024-01-31", "2023-02-01", "2023-02-28")]
    [InlineData("2026-03-10", "2026-03-16", "2026-03-03", "2026-03-09", "2025-03-10", "2025-03-16")]
    [InlineData("2024-02-29", "2024-02-29", "2024-02-28", "2024-02-28", "2023-02-28", "2023-02-28")]
    [InlineData("2026-01-01", "2026-12-31", "2025-01-01", "2025-12-31", "2025-01-01", "2025-12-31")]
    public void A_range_is_compared_with_one_of_the_same_length(string from, string to, string beforeFrom, string beforeTo, string yearFrom,
        string yearTo)
    {
        var period = new ReportPeriod(Day(from), Day(to));
        Assert.Equal(new ReportPeriod(Day(beforeFrom), Day(beforeTo)), period.Before());
        Assert.Equal(new ReportPeriod(Day(yearFrom), Day(yearTo)), period.YearBefore());
    }

    /// <summary>Every number of every table, as people read it.</summary>
    private static void AssertShown(IRenderedComponent<IComponent> page, ReportDocument document, string language)
    {
        var texts = ReportTexts.Of(language);
        var figures = page.FindAll(".figure-value").Select(value => value.TextContent).ToList();
        var tables = page.FindAll(".report-card")
            .ToDictionary(card => card.QuerySelector("h2")!.TextContent, card => card.QuerySelectorAll("tbody tr")
                .Select(row => row.QuerySelectorAll("td").Select(cell => cell.TextContent).ToList()).ToList());
        var currency = document.Tables.SelectMany(table => table.Columns.Select((column, at) => (table, column, at)))
            .Where(cell => cell.column.Kind == CellKind.Currency)
            .SelectMany(cell => cell.table.Known!.Select(row => (string)row[cell.at]!)).Distinct().Order(StringComparer.Ordinal)
            .OrderBy(code => code == "EUR" ? 0 : 1).FirstOrDefault();
        foreach (var table in document.Tables)
        {
            foreach (var row in table.Known!)
            {
                var cells = texts.Cells(table, row, document.Zone);
                var shown = Enumerable.Range(0, cells.Length)
                    .Where(at => !table.Columns[at].IsKey && table.Columns[at].Kind != CellKind.Currency).Select(at => cells[at]).ToList();
                if (table.IsFigures || (ReportView.IsPerCurrency(table) && (string)row[table.Place("currency")]! == currency))
                {
                    Assert.All(shown, cell =>
                        Assert.True(figures.Remove(cell), $"{document.Kind} {table.Path}: {cell} is no figure of the page."));
                }

                var at = table.Columns.ToList().FindIndex(column => column.Kind == CellKind.Currency);
                if (at >= 0 && !ReportView.IsPerCurrency(table) && (string)row[at]! != currency)
                {
                    continue; // one currency at a time
                }

                if (!table.IsFigures && table.Known!.Count > (ReportView.IsPerCurrency(table) ? 1 : 0))
                {
                    Assert.Contains(tables[texts.Table(document.Kind, table.Path)], on => shown.All(on.Contains));
                }
            }
        }

        Assert.Empty(figures);
    }

    private IRenderedComponent<IComponent> Open(Actor actor, string kind, string query)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"reports/{kind}{query}");
        return Render(builder =>
        {
            builder.OpenComponent<CascadingValue<Actor>>(0);
            builder.AddComponentParameter(1, "Value", actor);
            builder.AddComponentParameter(2, "ChildContent", (RenderFragment)(inner =>
            {
                inner.OpenComponent<ReportPage>(0);
                inner.AddComponentParameter(1, nameof(ReportPage.Kind), kind);
                inner.CloseComponent();
            }));
            builder.CloseComponent();
        });
    }

    private static async Task<TestPortal> DemoAsync()
    {
        var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await portal.Get<DemoSeed>().RunAsync();
        return portal;
    }

    /// <summary>Not asynchronous: a culture set behind an await would not come back.</summary>
    private Task<Actor> SetUpAsync(TestPortal portal, string language)
    {
        var culture = Languages.All.First(known => known.Name == language);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (Languages.FormatsOf(culture), culture);
        Services.AddSingleton<TimeProvider>(portal.Time);
        Services.AddSingleton(portal.Get<ReportQueries>());
        Services.AddSingleton(portal.Get<EventQueries>());
        Services.AddSingleton(portal.Get<TenantService>());
        return ActorAsync(portal);
    }

    private static async Task<Actor> ActorAsync(TestPortal portal) => await portal.Get<TenantService>().FindAsync(DemoSeed.Slug) is { } demo
        ? Actor.System(demo.Id, "test")
        : portal.Owner;

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
