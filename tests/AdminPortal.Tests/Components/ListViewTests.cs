using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Lists;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

/// <summary>The list that all pages of records are made of.</summary>
public sealed class ListViewTests : ComponentContext
{
    private readonly List<(PaymentFilter Filter, PageRequest Page)> reads = [];

    public ListViewTests()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        Services.AddLocalization();
        Services.AddLogging();
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<PortalBrowser>();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    private NavigationManager Address => Services.GetRequiredService<NavigationManager>();

    private static PaymentRow Row(int id) => new(
        id, null, null, 1, "Ada", $"Person {id}", null, "C1", null, null, "bank", PaymentStatus.Completed, "EUR", 100 * id, 0,
            new DateTime(2026, 5, 1, 8, 0, 0, DateTimeKind.Utc), null);

    private async Task<IRenderedComponent<ListView<PaymentRow, PaymentFilter>>> ListAsync(TestPortal portal, int rows, string query = "",
        Action<ComponentParameterCollectionBuilder<ListView<PaymentRow, PaymentFilter>>>? more = null)
    {
        Services.AddSingleton(portal.Get<TenantService>());
        Services.AddSingleton(portal.Get<AdminPortal.Domain.Views.SavedViewService>());
        Services.AddSingleton(portal.Get<EventQueries>());
        Render<MudBlazor.MudPopoverProvider>();
        Address.NavigateTo($"payments{query}");
        var list = Render<ListView<PaymentRow, PaymentFilter>>(parameters =>
        {
            parameters.AddCascadingValue(portal.Owner).Add(l => l.List, PaymentList.Instance.List).Add(l => l.Filter, new PaymentFilter())
                .Add(l => l.Read, (filter, page) =>
                {
                    reads.Add((filter, page));
                    var found = Enumerable.Range(1, filter.Search is "nobody" ? 0 : rows).Skip((int)page.Skip).Take(page.Size)
                        .Select(Row).ToList();
                    return Task.FromResult(new Page<PaymentRow>(found, filter.Search is "nobody" ? 0 : rows, page.Number, page.Size));
                })
                .Add(l => l.Id, row => row.Id).Add(l => l.Name, row => row.Name).Add(l => l.Label, "Payments")
                .Add(l => l.Href, row => $"payments/{row.Id}")
                .Add(l => l.Empty, "None at all");
            more?.Invoke(parameters);
        });
        await Task.Yield();
        return list;
    }

    [Fact]
    public async Task Each_change_of_a_list_is_read_once_and_stands_in_the_address()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var list = await ListAsync(portal, 60);
        list.WaitForAssertion(() => Assert.Equal(25, list.FindAll("tbody tr").Count));
        Assert.Equal(("date", true, 1, 25), (reads[0].Page.Sort, reads[0].Page.Descending, reads[0].Page.Number, reads[0].Page.Size));
        Assert.Single(reads);

        await list.Find("th .sort-head").ClickAsync(new());
        list.Render();
        list.WaitForAssertion(() => Assert.Equal(("name", false), (reads[^1].Page.Sort, reads[^1].Page.Descending)));
        Assert.EndsWith("?sort=name", Address.Uri, StringComparison.Ordinal);
        list.WaitForAssertion(() => Assert.Equal("ascending", list.Find("th.cell-first").GetAttribute("aria-sort")));
        Assert.Equal(2, reads.Count);

        await list.Find("[aria-label='Page 3']").ClickAsync(new());
        list.Render();
        list.WaitForAssertion(() => Assert.Equal(10, list.FindAll("tbody tr").Count));
        Assert.EndsWith("?sort=name&page=3", Address.Uri, StringComparison.Ordinal);
        Assert.Equal(3, reads.Count);

        Address.NavigateTo("?sort=amount&order=desc&status=PENDING&from=2026-05-01&gateway=cash&nonsense=1");
        list.Render();
        list.WaitForAssertion(() => Assert.Equal(25, list.FindAll("tbody tr").Count));
        Assert.Equal((PaymentStatus.Pending, "cash", "amount", true),
            (reads[^1].Filter.Status, reads[^1].Filter.Gateway, reads[^1].Page.Sort, reads[^1].Page.Descending));
        Assert.NotNull(reads[^1].Filter.From);
        list.WaitForAssertion(() => Assert.Equal("descending", list.FindAll("th")
            .Single(head => head.TextContent.Trim().StartsWith("Amount", StringComparison.Ordinal)).GetAttribute("aria-sort")));
        Assert.Equal(4, reads.Count);

        await list.InvokeAsync(list.Instance.ReloadAsync);
        Assert.Equal(5, reads.Count);
        list.Render();
        Assert.Equal(5, reads.Count);
    }

    [Fact]
    public async Task A_list_says_whether_there_is_nothing_or_nothing_is_found()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var list = await ListAsync(portal, 3, "?search=nobody");
        list.WaitForAssertion(() => Assert.Equal("Nothing found", list.Find("h2").TextContent));
        await list.FindAll("button").Single(button => button.TextContent.Trim() == "Clear search and filters").ClickAsync(new());
        list.Render();
        list.WaitForAssertion(() => Assert.Equal(3, list.FindAll("tbody tr").Count));
        Assert.Equal(2, reads.Count);
    }

    [Fact]
    public async Task A_row_that_changes_by_itself_is_followed_without_losing_the_selection()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var time = new TimerTime(DateTimeOffset.UnixEpoch);
        Services.AddSingleton<TimeProvider>(time);
        var (following, chosen) = (true, 0);
        var list = await ListAsync(portal, 3, "", parameters => parameters.Add(l => l.Live, row => following && row.Id == 2)
            .Add(l => l.Bulk, selection => builder => builder.AddContent(0, $"chosen {chosen = selection.Count}")));
        list.WaitForAssertion(() => Assert.Equal(3, list.FindAll("tbody tr").Count));
        await list.Find("[aria-label='Select Person 3, Ada']").ChangeAsync(new() { Value = true });
        await time.TimersAsync(1);
        foreach (var read in new[] { 2, 3 })
        {
            time.Advance(TimeSpan.FromSeconds(1));
            list.WaitForAssertion(() => Assert.Equal(read, reads.Count));
        }

        Assert.Equal(1, chosen);
        Assert.DoesNotContain("loading", list.Find(".list").ClassList);
        following = false;
        var seconds = 0;
        for (; reads.Count < 4 && seconds < 1000; seconds++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await list.InvokeAsync(() => { });
            await Task.Yield();
        }

        Assert.InRange(seconds, 8, 999);
    }

    [Fact]
    public async Task Rows_are_selected_on_a_page_and_all_that_is_found_at_once()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        ListSelection<PaymentFilter>? chosen = null;
        var list = await ListAsync(portal, 30, "", parameters => parameters.Add(l => l.Bulk, selection => builder =>
        {
            chosen = selection;
            builder.AddContent(0, $"chosen {selection.Count}");
        }));
        list.WaitForAssertion(() => Assert.Equal(25, list.FindAll("tbody tr").Count));
        await list.Find("[aria-label='Select Person 3, Ada']").ChangeAsync(new() { Value = true });
        Assert.Equal([3L], chosen!.Ids);
        Assert.Equal("selected", list.FindAll("tbody tr")[2].ClassList.Single(name => name == "selected"));
        await list.Find("thead [aria-label='Select all on this page']").ChangeAsync(new() { Value = true });
        Assert.Equal(25, chosen.Count);
        await list.FindAll("button").Single(button => button.TextContent == "Select all 30").ClickAsync(new());
        Assert.Equal((30, true), (chosen.Count, chosen.All is not null));
        await list.Find("[aria-label='Clear selection']").ClickAsync(new());
        Assert.Empty(list.FindAll("[role=region]"));
    }

    [Theory]
    [InlineData("", "date", true, 1, 25, "")]
    [InlineData("?sort=nonsense&order=asc&page=-3&size=7", "date", false, 1, 25, "?order=asc")]
    [InlineData("?sort=name&order=desc&page=2&size=50&status=Failed&search=a%20b", "name", true, 2, 50,
        "?search=a%20b&status=failed&sort=name&order=desc&page=2&size=50")]
    [InlineData("?status=nonsense&event=x&from=2026-02-30&until=2026-05-31", "date", true, 1, 25, "?until=2026-05-31")]
    public void An_address_is_read_and_written_alike(string query, string sort, bool descending, int number, int size, string written)
    {
        var filters = PaymentList.Instance.Filters;
        var state = ListState.Of($"https://portal.example/payments{query}", filters, PaymentList.Instance.Sorts.Names, true);
        Assert.Equal((sort, descending, number, size), (state.Sort, state.Descending, state.Number, state.Size));
        var parts = state.Parts(filters, "date", true).Where(part => part.Value is not null)
            .Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}");
        Assert.Equal(written.TrimStart('?'), string.Join('&', parts));
        Assert.Equal(state, ListState.Of($"https://portal.example/payments{written}", filters, PaymentList.Instance.Sorts.Names, true));
    }

    [Theory, InlineData(false, 3), InlineData(true, 0)]
    public async Task A_column_without_values_collapses_but_for_one_that_says_something_of_its_own(bool says, int collapsed)
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var list = await ListAsync(portal, 3, "", says ? list => list.AddChildContent<ListCell<PaymentRow>>(cell =>
            cell.Add(c => c.Column, "invoice_number").Add(c => c.ChildContent, _ => "announced")) : null);
        list.WaitForAssertion(() => Assert.Equal(3, list.FindAll("tbody tr").Count));
        Assert.Equal(says, list.Markup.Contains("announced", StringComparison.Ordinal));
        Assert.Equal(collapsed, list.FindAll("td.cell-empty").Count);
    }

    [Fact]
    public void An_order_by_what_is_hidden_from_somebody_cannot_be_asked_for()
    {
        var owner = Actor.System(1, "test");
        var viewer = owner with { Permissions = new HashSet<Permission> { Permission.ViewParticipants } };
        Assert.Contains("company", ParticipantList.Instance.Page.SortsFor(owner));
        Assert.Equal(ParticipantList.Instance.SortsFor(viewer), ParticipantList.Instance.Page.SortsFor(viewer));
        Assert.DoesNotContain(ParticipantList.Instance.Page.CellsFor(viewer), cell => cell.Column.Key is "company_name" or "email"
            or "customer_number");
    }
}
