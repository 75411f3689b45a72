using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Charts;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Pickers;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

public sealed class SharedComponentTests : ComponentContext
{
    public SharedComponentTests()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        Services.AddLocalization();
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddLogging();
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<Toasts>();
        Services.AddScoped<PortalBrowser>();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void A_status_says_its_word_and_hides_its_icon_from_readers()
    {
        var chip = Render<StatusChip>(p => p.Add(c => c.Text, "confirmed").Add(c => c.Tone, Tone.Ok));
        Assert.Contains("chip-ok", chip.Find(".chip").ClassName, StringComparison.Ordinal);
        Assert.Equal("check_circle", chip.Find("[aria-hidden=true]").TextContent);
        Assert.Contains("confirmed", chip.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_pager_names_the_rows_and_leaves_gaps_between_far_pages()
    {
        var asked = 0;
        var pager = Render<Pager>(p => p.Add(c => c.Total, 1640).Add(c => c.Page, 1).Add(c => c.PageSize, 10)
            .Add(c => c.Took, TimeSpan.FromMilliseconds(41.2)).Add(c => c.PageChanged, page => asked = page));
        Assert.Equal("1–10 of 1,640 · 42 ms", pager.Find("[role=status]").TextContent);
        Assert.Equal(["chevron_left", "1", "2", "3", "4", "5", "…", "164", "chevron_right"], pager.FindAll("nav li")
            .Select(page => page.TextContent.Trim()));
        Assert.Equal("1", pager.Find("[aria-current=page]").TextContent);
        pager.Find("[aria-label='Page 164']").Click();
        Assert.Equal(164, asked);
    }

    [Fact]
    public void A_chart_without_figures_says_so_instead_of_drawing_nothing()
    {
        var chart = Render<Chart>(p => p.Add(c => c.Label, "Arrivals")
            .Add(c => c.Options, new ChartOptions(ChartType.Line, []) { XTitle = "Time" }));
        Assert.Equal("No figures yet", chart.Find("h2").TextContent);
        Assert.Empty(chart.FindAll(".chart-plot"));
        Assert.Empty(JSInterop.Invocations);
    }

    [Fact]
    public void A_chart_shows_the_same_figures_as_a_table_in_the_zone_of_the_event()
    {
        var at = new DateTime(2026, 11, 21, 8, 0, 0, DateTimeKind.Utc);
        var options = new ChartOptions(ChartType.Line,
            [new("Measured", [new(at, 1234), new(at.AddMinutes(10), null)]), new("Expected", [new(at, 1200)], Dashed: true)])
        {
            XTitle = "Time",
            TimeFormat = "HH:mm",
            TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
        };
        var chart = Render<Chart>(p => p.Add(c => c.Label, "Arrivals").Add(c => c.Options, options));
        chart.Find("button[aria-pressed]").Click();
        Assert.Equal(["09:00", "1,234", "1,200", "09:10", "", ""], chart.FindAll("tbody th, tbody td").Select(cell => cell.TextContent));
        Assert.Equal("\uFEFFTime,Measured,Expected\r\n09:00,\"1,234\",\"1,200\"\r\n09:10,,\r\n", new ChartFigures(options)
            .Csv(CultureInfo.GetCultureInfo("en")));
    }

    [Fact]
    public async Task An_event_is_chosen_among_any_number_by_searching()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var now = portal.Time.UtcNow();
        var fairs = Enumerable.Range(100, 205)
            .Select(i => new Event
            {
                EventKey = $"fair-{i}",
                Title = $"Fair {i}",
                StartsAt = now.AddDays(-i),
                EndsAt = now.AddDays(1 - i),
                TimeZone = "Europe/Berlin",
                CreatedAt = now,
                UpdatedAt = now
            }).ToList();
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext())
        {
            db.Actor = portal.Owner;
            db.Events.AddRange(fairs);
            await db.SaveChangesAsync();
        }

        Services.AddSingleton(portal.Get<EventQueries>());
        var (last, chosen) = (ListAddress.Text(fairs[^1].Id), (string?)"nothing yet");
        var choice = Render<EventChoice>(p => p.AddCascadingValue(portal.Owner).Add(c => c.Label, "Event").Add(c => c.AllText, "All")
            .Add(c => c.ValueOf, row => ListAddress.Text(row.Id)).Add(c => c.ValueChanged, value => chosen = value));
        Assert.Equal("Event: All", choice.Find(".filter > span").TextContent);
        Assert.Empty(choice.FindAll(".event-switch-what"));
        choice.Find(".filter").Click();
        choice.WaitForAssertion(() => Assert.Equal(7, choice.FindAll(".event-switch-what").Count), TimeSpan.FromSeconds(20));
        choice.Find("input[type=search]").Input("fair-304");
        choice.Find("input[type=search]").Change("fair-304");
        choice.WaitForAssertion(() => Assert.StartsWith("Fair 304", Assert.Single(choice.FindAll(".event-switch-what")).TextContent.Trim(),
            StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        choice.FindAll(".menu-item")[^1].Click();
        Assert.Equal(last, chosen);

        choice.Render(p => p.Add(c => c.Value, last).Add(c => c.Text, "Fair 304"));
        Assert.Equal("Event: Fair 304", choice.Find(".filter > span").TextContent);
        Assert.Equal("true", choice.FindAll(".menu-item")[^1].GetAttribute("aria-current"));
        choice.Find("[aria-label='Clear filter: Event']").Click();
        Assert.Null(chosen);
        choice.Find("input[type=search]").Input("nowhere");
        choice.Find("input[type=search]").Change("nowhere");
        choice.WaitForAssertion(() => Assert.Equal("No event found", choice.Find(".menu-head").TextContent), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_toast_stays_while_the_pointer_or_the_focus_is_on_it()
    {
        var clock = new TimerTime(new DateTimeOffset(2026, 10, 3, 8, 0, 0, TimeSpan.Zero));
        Services.AddSingleton<TimeProvider>(clock);
        var toasts = Services.GetRequiredService<Toasts>();
        var host = Render<ToastHost>();
        toasts.Show("Deleted", Tone.Ok, () => Task.CompletedTask);
        host.WaitForElement("[role=group]").TriggerEvent("onmouseenter", new Microsoft.AspNetCore.Components.Web.MouseEventArgs());
        host.Find("[role=group]").FocusIn();
        host.Find("[role=group]").TriggerEvent("onmouseleave", new Microsoft.AspNetCore.Components.Web.MouseEventArgs());
        clock.Advance(Toasts.Stay * 3);
        Assert.Single(toasts.Shown);
        host.Find("[role=group]").FocusOut();
        clock.Advance(Toasts.Stay - TimeSpan.FromSeconds(1));
        Assert.Single(toasts.Shown);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(toasts.Shown);
    }

    [Fact]
    public void A_toast_can_be_undone_once_and_then_goes()
    {
        var undone = 0;
        var toasts = Services.GetRequiredService<Toasts>();
        var host = Render<ToastHost>();
        toasts.Show("3 participants confirmed", Tone.Ok, () => Task.FromResult(undone++));
        host.WaitForElement("[role=group] button").Click();
        host.WaitForState(() => host.FindAll("[role=group]").Count == 0);
        Assert.Equal(1, undone);
    }
}
