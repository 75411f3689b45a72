using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Outlooks;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Screens that become walls, what walls show, and the earlier event that a board is compared with.</summary>
public sealed class WallPairingTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_screen_becomes_a_wall_by_its_code_once_and_its_token_is_kept_as_a_hash_only(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        var (pairings, walls) = (portal.Get<WallPairingService>(), portal.Get<WallService>());
        var screen = (await pairings.BeginAsync()).Required();
        Assert.Equal(PairingState.Waiting, await pairings.StateAsync(screen.Token));
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner))
        {
            var kept = await db.WallPairings.SingleAsync();
            Assert.DoesNotContain(screen.Token, $"{kept.CodeHash} {kept.TokenHash}", StringComparison.Ordinal);
            Assert.Equal((Secret.HashOf(screen.Code.Replace("-", "", StringComparison.Ordinal)), Secret.HashOf(screen.Token)),
                (kept.CodeHash, kept.TokenHash));
        }

        portal.Time.Advance(TimeSpan.FromSeconds(2)); // what is no wall is known for a second
        var draft = new WallDraft("Lobby", true, "de") { Layout = WallLayout.Welcome };
        (await pairings.ClaimAsync(portal.Owner, $" {screen.Code.ToLowerInvariant()} ", id, draft)).Required();
        Assert.Equal(PairingState.Ready, await pairings.StateAsync(screen.Token));
        var view = (await walls.FindByTokenAsync(screen.Token))!;
        Assert.Equal((id, WallLayout.Welcome, false), (view.EventId, view.Layout, view.FullNames));
        Assert.Equal("wrong_wall_code", (await pairings.ClaimAsync(portal.Owner, screen.Code, id, draft)).Problems[0].Code);

        (await walls.RevokeAsync(portal.Owner, view.Id)).Required();
        Assert.Equal(PairingState.Gone, await pairings.StateAsync(screen.Token));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_code_ends_after_ten_minutes_a_refused_wall_leaves_it_good_and_guessing_ends_soon(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        var pairings = portal.Get<WallPairingService>();
        var screen = (await pairings.BeginAsync()).Required();
        Assert.Equal("required", (await pairings.ClaimAsync(portal.Owner, screen.Code, id, new WallDraft(""))).Problems[0].Code);
        Assert.Equal("not_found", (await pairings.ClaimAsync(portal.Owner, screen.Code, id + 99, new WallDraft("x"))).Problems[0].Code);
        Assert.Equal(PairingState.Waiting, await pairings.StateAsync(screen.Token));
        await Assert.ThrowsAsync<PermissionDeniedException>(() =>
            pairings.ClaimAsync(portal.As(Role.Steward), screen.Code, id, new WallDraft("x")));

        portal.Time.Advance(WallPairingService.CodeLife);
        Assert.Equal(PairingState.Gone, await pairings.StateAsync(screen.Token));
        Assert.Equal("wrong_wall_code", (await pairings.ClaimAsync(portal.Owner, screen.Code, id, new WallDraft("x"))).Problems[0].Code);
        for (var i = 1; i < WallPairingService.MostWrong; i++)
        {
            await pairings.ClaimAsync(portal.Owner, "AAAA-AAAA", id, new WallDraft("x"));
        }

        var fresh = (await pairings.BeginAsync()).Required();
        Assert.Equal("too_many_codes", (await pairings.ClaimAsync(portal.Owner, fresh.Code, id, new WallDraft("x"))).Problems[0].Code);
        portal.Time.Advance(WallPairingService.CodeLife);
        var later = (await pairings.BeginAsync()).Required();
        (await pairings.ClaimAsync(portal.Owner, later.Code, id, new WallDraft("x"))).Required();
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.Equal(0, await db.WallPairings.CountAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_wall_shows_its_events_in_turn_leaves_removed_ones_out_and_ends_when_its_time_is_over(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (first, second) = ((await portal.EventAsync()).Id, (await portal.EventAsync("fair")).Id);
        var walls = portal.Get<WallService>();
        var now = portal.Time.UtcNow();
        var draft = new WallDraft("Hall") { More = [second, first, second], SecondsEach = 10, Until = now.AddHours(1) };
        var wall = (await walls.CreateAsync(portal.Owner, first, draft)).Required();
        var view = (await walls.FindByTokenAsync(wall.Token))!;
        Assert.Equal([first, second], view.Events.Select(e => e.Id));
        var turn = Enumerable.Range(0, 4).Select(i => view.EventAt(now.AddSeconds(i * 10)).Id).ToList();
        Assert.Equal([turn[0], turn[1], turn[0], turn[1]], turn);
        Assert.NotEqual(turn[0], turn[1]);
        Assert.Equal((false, true), (view.IsOver(now), view.IsOver(now.AddHours(1))));

        (await portal.Get<EventService>().DeleteAsync(portal.Owner, second)).Required();
        portal.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(first, Assert.Single((await walls.FindByTokenAsync(wall.Token))!.Events).Id);

        Assert.Equal(["invalid", "invalid", "required"], (await walls.UpdateAsync(portal.Owner, wall.Id, 0, new WallDraft("Hall")
        { SecondsEach = 4, Until = now, Layout = WallLayout.Door })).Problems.Select(p => p.Code));
        var wrong = await walls.UpdateAsync(portal.Owner, wall.Id, 0, new WallDraft("Hall") { More = [second] });
        Assert.Equal("more", wrong.Problems[0].Field);
        var north = new WallDraft("Hall") { Layout = WallLayout.Door, Door = " Nord 1 " };
        (await walls.UpdateAsync(portal.Owner, wall.Id, 0, north)).Required();
        var changed = (await walls.FindByTokenAsync(wall.Token))!;
        Assert.Equal((WallLayout.Door, "Nord 1", null), (changed.Layout, changed.Door, changed.Until));
        Assert.False(string.IsNullOrEmpty(changed.Tenant));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_board_that_is_compared_costs_no_more_commands_once_the_earlier_event_is_known(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var earlier = await portal.EventAsync("last");
        var id = (await portal.EventAsync()).Id;
        foreach (var badge in new[] { "1", "2", "3" })
        {
            await portal.ParticipantAsync(badge, "last");
            await portal.ParticipantAsync(badge);
            (await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "last", BadgeNumber = badge }))
                .Required();
        }

        var reader = portal.Get<BoardReader>();
        var plain = (await CostAsync()).Commands;
        (await portal.Get<EventService>().CompareAsync(portal.Owner, id, "last")).Required();
        Assert.Equal("last", await portal.Get<EventService>().ComparedWithAsync(portal.Owner, id));
        Assert.Equal("invalid", (await portal.Get<EventService>().CompareAsync(portal.Owner, id, "congress")).Problems[0].Code);
        await CostAsync();
        var (compared, outlook) = await CostAsync();
        Assert.Equal(plain, compared);
        Assert.Equal((OutlookSource.Earlier, "Event last", 3), (outlook.Source, outlook.EarlierTitle, outlook.EarlierNow));

        (await portal.Get<EventService>().DeleteAsync(portal.Owner, earlier.Id)).Required();
        portal.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(OutlookSource.Rate, (await CostAsync()).Outlook.Source);

        async Task<(int Commands, Outlook Outlook)> CostAsync()
        {
            await reader.ReadAsync(portal.Owner.TenantId, id, null);
            portal.Time.Advance(TimeSpan.FromMinutes(1));
            await reader.ReadAsync(portal.Owner.TenantId, id, null); // the event's rules are known for a second
            portal.Commands.Reset();
            var read = await reader.ReadAsync(portal.Owner.TenantId, id, null);
            return (portal.Commands.Count, read!.Snapshot.Outlook);
        }
    }
}
