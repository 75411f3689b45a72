using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Walls;
using AdminPortal.Web.Kit;

namespace AdminPortal.Tests.Api;

/// <summary>What a wall display is sent.</summary>
public sealed class WallStreamTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_display_gets_the_figures_at_once_and_hears_when_its_link_is_revoked(Provider provider)
    {
        await using var host = new ApiHost(provider);
        var portal = await host.TenantAsync();
        var happening = await portal.EventAsync();
        await portal.ParticipantAsync("B1");
        var walls = portal.Get<WallService>();
        var wall = (await walls.CreateAsync(portal.Owner, happening, new WallDraft("Foyer"))).Required();
        using var response = await host.Http.GetAsync($"/wall/{wall.Token}/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(CacheControlHeaderValue.Parse("no-cache, no-store"), response.Headers.CacheControl);
        Assert.Equal(["no"], response.Headers.GetValues("X-Accel-Buffering"));
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        Assert.Equal(("hello", PortalBuild.Name), await NextAsync(events));
        var (type, data) = await NextAsync(events);
        while (type == "quiet")
        {
            (type, data) = await NextAsync(events); // the first read takes its time on a busy machine
        }

        Assert.Equal("board", type);
        var board = JsonDocument.Parse(data).RootElement;
        Assert.Equal((0, 1), (board.GetProperty("inside").GetInt32(), board.GetProperty("expected").GetInt32()));
        Assert.Equal("age", (await NextAsync(events)).Type);

        while (Assert.Single(await walls.ListAsync(portal.Owner, happening)).LastSeenAt is null)
        {
            await NextAsync(events); // noted beside the stream, which does not wait for it
        }

        (await walls.RevokeAsync(portal.Owner, wall.Id)).Required();
        do
        {
            type = (await NextAsync(events)).Type;
        }
        while (type is "age" or "board" or "quiet");
        Assert.Equal("revoked", type);
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task A_snapshot_is_serialised_once_for_all_displays()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var happening = await portal.EventAsync();
        var state = await portal.Get<BoardReader>().ReadAsync(portal.Owner.TenantId, happening.Id, null);
        Assert.Same(WallBoard.Data(state!.Snapshot), WallBoard.Data(state.Snapshot));
    }

    private static async Task<(string Type, string Data)> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync());
        return (events.Current.EventType, events.Current.Data);
    }
}
