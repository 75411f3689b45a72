using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Stations;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Two people change a door, a wall or a category that both have read: the second one is told, and nothing is lost.</summary>
public sealed class SettingsMeanwhileTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_door_that_somebody_else_changed_meanwhile_is_not_saved_over(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (stations, id) = (portal.Get<StationService>(), (await portal.EventAsync()).Id);
        var made = (await stations.CreateAsync(portal.Owner, id, new StationDraft("Nord"))).Required();
        var seen = Assert.Single(await stations.ListAsync(portal.Owner, id));
        var colleague = seen.Draft with { Direction = StationDirection.In, IsKiosk = true, Pin = "4711" };
        (await stations.UpdateAsync(portal.As(Role.Organiser), made.Id, seen.Settings, colleague)).Required();

        var second = seen.Draft with { Name = "Nord 1", Pin = "" };
        Told(await stations.UpdateAsync(portal.Owner, made.Id, seen.Settings, second));
        var stored = Assert.Single(await stations.ListAsync(portal.Owner, id));
        Assert.Equal(("Nord", StationDirection.In, true, true),
            (stored.Draft.Name, stored.Draft.Direction, stored.Draft.IsKiosk, stored.HasPin));
        (await stations.UpdateAsync(portal.Owner, made.Id, stored.Settings, second)).Required();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task That_a_door_is_paired_or_locked_meanwhile_is_no_change_of_what_its_form_edits(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (stations, id, other) = (portal.Get<StationService>(), (await portal.EventAsync()).Id, portal.As(Role.Organiser));
        var made = (await stations.CreateAsync(portal.Owner, id, new StationDraft("Nord") { Pin = "4711" })).Required();
        var seen = Assert.Single(await stations.ListAsync(portal.Owner, id));
        (await stations.PairAsync(made.Code, null)).Required();
        (await stations.RenewAsync(other, made.Id)).Required();
        (await stations.LockAsync(other, made.Id, true)).Required();
        (await stations.UpdateAsync(portal.Owner, made.Id, seen.Settings, seen.Draft with { Name = "Nord 1" })).Required();
        var stored = Assert.Single(await stations.ListAsync(portal.Owner, id));
        Assert.Equal(("Nord 1", true, true), (stored.Draft.Name, stored.HasPin, stored.LockedAt is not null));

        // Other digits are a change: the form says whether there are any.
        (await stations.UpdateAsync(other, made.Id, stored.Settings, stored.Draft with { Pin = "4712" })).Required();
        Told(await stations.UpdateAsync(portal.Owner, made.Id, stored.Settings, stored.Draft with { Pin = "4713" }));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_a_device_tells_of_itself_is_no_change_of_its_door(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (stations, id) = (portal.Get<StationService>(), (await portal.EventAsync()).Id);
        var made = (await stations.CreateAsync(portal.Owner, id, new StationDraft("Nord"))).Required();
        var token = (await stations.PairAsync(made.Code, null)).Required().Token;
        var seen = Assert.Single(await stations.ListAsync(portal.Owner, id));
        await stations.ReportAsync((await stations.FindByTokenAsync(token))!, new StationReport(3, 20, "build"));
        Assert.Equal(3, Assert.Single(await stations.ListAsync(portal.Owner, id)).Waiting);
        (await stations.UpdateAsync(portal.Owner, made.Id, seen.Settings, seen.Draft with { Name = "Nord 1" })).Required();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_wall_that_somebody_else_changed_meanwhile_is_not_saved_over(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (walls, id) = (portal.Get<WallService>(), (await portal.EventAsync()).Id);
        var made = (await walls.CreateAsync(portal.Owner, id, new WallDraft("Foyer", ShowNames: true))).Required();
        var seen = Assert.Single(await walls.ListAsync(portal.Owner, id));
        (await walls.UpdateAsync(portal.As(Role.Organiser), made.Id, seen.Version, seen.Draft with { ShowNames = false })).Required();

        var second = seen.Draft with { Name = "Hall" };
        Told(await walls.UpdateAsync(portal.Owner, made.Id, seen.Version, second));
        var stored = Assert.Single(await walls.ListAsync(portal.Owner, id));
        Assert.Equal(("Foyer", false), (stored.Draft.Name, stored.Draft.ShowNames));
        (await walls.UpdateAsync(portal.Owner, made.Id, stored.Version, second)).Required();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_category_that_somebody_else_renamed_meanwhile_is_not_renamed_back_by_moving_or_renaming_it(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (categories, queries, id) = (portal.Get<CategoryService>(), portal.Get<EventQueries>(), (await portal.EventAsync()).Id);
        foreach (var key in new[] { "a", "b", "c" })
        {
            (await categories.CreateAsync(portal.Owner, id, key, key)).Required();
        }

        var seen = (await queries.CategoriesAsync(portal.Owner, id))[2];
        (await categories.UpdateAsync(portal.As(Role.Organiser), seen.Id, seen.Version, "c", "Renamed")).Required();
        (await categories.MoveAsync(portal.Owner, seen.Id, -1)).Required();
        Told(await categories.UpdateAsync(portal.Owner, seen.Id, seen.Version, "c", "Mine"));
        Assert.Equal(["a", "Renamed", "b"], (await queries.CategoriesAsync(portal.Owner, id)).Select(row => row.Title));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Categories_that_several_people_move_at_once_all_keep_a_place_of_their_own(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (categories, queries, id) = (portal.Get<CategoryService>(), portal.Get<EventQueries>(), (await portal.EventAsync()).Id);
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            (await categories.CreateAsync(portal.Owner, id, key, key)).Required();
        }

        var rows = await queries.CategoriesAsync(portal.Owner, id);
        var moved = await Task.WhenAll(rows.SelectMany(row => new[] { -1, 1 }.Select(by =>
            Task.Run(() => categories.MoveAsync(portal.Owner, row.Id, by)))));
        Assert.All(moved, result => Assert.True(result.Ok));
        Assert.Equal([0, 1, 2, 3], (await queries.CategoriesAsync(portal.Owner, id)).Select(row => row.Position));
        (await categories.MoveAsync(portal.Owner, rows[0].Id, -9)).Required();
        (await categories.MoveAsync(portal.Owner, rows[0].Id, -1)).Required();
        Assert.Equal("a", (await queries.CategoriesAsync(portal.Owner, id))[0].Title);
        Assert.Equal("not_found", Assert.Single((await categories.MoveAsync(portal.Owner, 999_999, 1)).Problems).Code);
    }

    private static void Told<T>(Result<T> result) => Assert.Equal("changed_meanwhile", Assert.Single(result.Problems).Code);
}
