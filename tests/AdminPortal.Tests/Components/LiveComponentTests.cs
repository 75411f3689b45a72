using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Outlooks;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Charts;
using AdminPortal.Web.Kit.Live;
using AdminPortal.Web.Kit.Messages;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor.Services;

namespace AdminPortal.Tests.Components;

public sealed class LiveComponentTests : ComponentContext
{
    private readonly TimerTime clock = new(new DateTimeOffset(2026, 10, 3, 8, 0, 0, TimeSpan.Zero));

    public LiveComponentTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddScoped<PortalBrowser>();
        Services.AddScoped<Overrides>();
        Services.AddScoped<ShellState>();
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.CurrentCulture =
            System.Globalization.CultureInfo.GetCultureInfo("en");
    }

    [Fact]
    public async Task A_live_board_draws_new_figures_once_and_only_their_age_while_nothing_changes()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var id = (await portal.EventAsync()).Id;
        await portal.ParticipantAsync("1");
        var rules = portal.Get<EventRulesCache>();
        var databases = portal.Get<IDbContextFactory<AdminPortal.Domain.Data.PortalDb>>();
        using var boards = new LiveBoards(new BoardReader(databases, rules, new EventTallies(databases, rules, clock),
            new EarlierEvents(databases, rules, clock), portal.Get<AdminPortal.Domain.Common.PortalMeter>(), clock), rules,
            portal.Get<AdminPortal.Domain.Data.Commits>(),
                portal.Get<AdminPortal.Domain.Data.Outages>(), clock, NullLogger<LiveBoards>.Instance);
        Services.AddSingleton(boards);
        Services.AddSingleton<TimeProvider>(clock);
        var drawn = 0;
        var root = Render<CascadingValue<Actor>>(parameters => parameters.Add(c => c.Value, portal.Owner)
            .AddChildContent<LiveBoard>(board => board
            .Add(b => b.EventId, id)
            .Add(b => b.ChildContent, snapshot => builder =>
            {
                drawn++;
                builder.AddContent(0, $"inside {snapshot.InsideNow}");
                builder.OpenComponent<LiveAge>(1);
                builder.CloseComponent();
            })));
        root.WaitForAssertion(() => Assert.Contains("inside 0", root.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Contains("live · 0.0 s ago", root.Markup, StringComparison.Ordinal);
        var before = drawn;
        await clock.TimersAsync(3); // the board's own, its rest after a drawing, and the pump's
        clock.Advance(BoardPump.Shortest);
        await clock.TimersAsync(3);
        clock.Advance(BoardPump.Heartbeat - BoardPump.Shortest);
        var live = root.FindComponent<LiveBoard>().Instance; // nothing is drawn, so there is no drawing to wait for
        Assert.True(SpinWait.SpinUntil(() => live.Current!.ConfirmedAt == clock.GetUtcNow().UtcDateTime, TimeSpan.FromSeconds(30)));

        Assert.Equal(before, drawn);

        await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "1" });
        await clock.TimersAsync(2);
        clock.Advance(BoardPump.Shortest);
        root.WaitForAssertion(() => Assert.Contains("inside 1", root.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        await DisposeComponentsAsync();
        Assert.False(boards.IsWatched(id));
    }

    [Fact]
    public async Task A_chart_of_moving_figures_rests_between_two_drawings_and_draws_the_last_of_them()
    {
        Services.AddSingleton<TimeProvider>(clock);
        var module = JSInterop.SetupModule("/chart.js");
        var drawn = module.SetupModule(call => call.Identifier == "create");
        drawn.SetupVoid("update", _ => true).SetVoidResult();
        var chart = Render<Chart>(parameters => parameters.Add(c => c.Label, "Arrivals").Add(c => c.Rest, TimeSpan.FromSeconds(2))
            .Add(c => c.Options, Of(1)));
        await clock.TimersAsync(1);
        chart.Render(parameters => parameters.Add(c => c.Options, Of(2)));
        chart.Render(parameters => parameters.Add(c => c.Options, Of(3)));
        Assert.Empty(drawn.Invocations["update"]);
        clock.Advance(TimeSpan.FromSeconds(2));
        chart.WaitForAssertion(() => Assert.Single(drawn.Invocations["update"]));
        Assert.Contains("\"y\":3", JsonSerializer.Serialize(drawn.Invocations["update"][0].Arguments[0]), StringComparison.Ordinal);

        static ChartOptions Of(double value) => new(ChartType.Line, [new("Measured", [new(1, value)])]) { XTitle = "Time" };
    }
}
