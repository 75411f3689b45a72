using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>The windows of an event: what they are made of, and that those of one category never overlap.</summary>
public sealed class WindowTests
{
    private static readonly DateTime Morning = new(2026, 10, 3, 8, 0, 0, DateTimeKind.Utc);

    private static WindowDraft Draft(double from, double to, long? category = null, string name = "Morning") =>
        new(name, Morning.AddHours(from), Morning.AddHours(to), category);

    private static Task<Result<long>> AddAsync(TestPortal portal, long eventId, WindowDraft draft) => portal.Get<CheckInWindowService>()
        .CreateAsync(portal.Owner, eventId, draft);

    [Theory, ClassData(typeof(Providers))]
    public async Task Windows_of_one_category_do_not_overlap_and_may_touch(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        var category = (await portal.Get<CategoryService>().CreateAsync(portal.Owner, id, "press", "Press")).Required();
        (await AddAsync(portal, id, Draft(0, 2))).Required();
        (await AddAsync(portal, id, Draft(2, 4, name: "Noon"))).Required();
        (await AddAsync(portal, id, Draft(1, 3, category))).Required();
        foreach (var (from, to) in new[] { (0.0, 2.0), (-1, 0.1), (1.9, 5), (0.5, 1), (-1, 9) })
        {
            var problem = Assert.Single((await AddAsync(portal, id, Draft(from, to))).Problems);
            Assert.Equal(("window_overlap", "from"), (problem.Code, problem.Field));
        }

        Assert.Equal("window_overlap", Assert.Single((await AddAsync(portal, id, Draft(2, 9, category))).Problems).Code);
        Assert.Equal(3, (await portal.Get<CheckInWindowQueries>().ListAsync(portal.Owner, id)).Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Of_many_overlapping_windows_saved_at_once_one_is_kept(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        var results = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(i => Task.Run(() => AddAsync(portal, id, Draft(0, 2, name: $"W{i}")))));
        Assert.Single(results, r => r.Ok);
        Assert.All(results.Where(r => !r.Ok), r => Assert.Equal("window_overlap", Assert.Single(r.Problems).Code));
        Assert.Single(await portal.Get<CheckInWindowQueries>().ListAsync(portal.Owner, id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_wrong_field_is_named(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        var other = (await portal.EventAsync("other")).Id;
        var foreign = (await portal.Get<CategoryService>().CreateAsync(portal.Owner, other, "press", "Press")).Required();
        var wrong = await AddAsync(portal, id, new WindowDraft(" ", Morning, Morning, foreign, true, 0));
        Assert.Equal(["category", "limit", "name", "to"], wrong.Problems.Select(p => p.Field!).Order(StringComparer.Ordinal));
        Assert.Equal("not_found", Assert.Single((await AddAsync(portal, 999_999, Draft(0, 1))).Problems).Code);
        Assert.Equal("window_too_long", Assert.Single((await AddAsync(portal, id, Draft(0, 24 * 400))).Problems).Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => portal.Get<CheckInWindowService>()
            .CreateAsync(portal.As(Role.Steward), id, Draft(0, 1)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_change_keeps_the_version_and_a_deletion_can_be_undone_unless_the_time_was_taken(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var service = portal.Get<CheckInWindowService>();
        var eventId = (await portal.EventAsync()).Id;
        var id = (await AddAsync(portal, eventId, Draft(0, 2))).Required();
        (await service.UpdateAsync(portal.Owner, id, Draft(0, 3, name: "Longer"), 0)).Required();
        Assert.Equal("changed_meanwhile", Assert.Single((await service.UpdateAsync(portal.Owner, id, Draft(0, 4), 0)).Problems).Code);
        (await service.DeleteAsync(portal.Owner, id)).Required();
        (await service.RestoreAsync(portal.Owner, id)).Required();
        Assert.Equal("Longer", Assert.Single(await portal.Get<CheckInWindowQueries>().ListAsync(portal.Owner, eventId)).Draft.Name);
        (await service.DeleteAsync(portal.Owner, id)).Required();
        (await AddAsync(portal, eventId, Draft(1, 2))).Required();
        Assert.Equal("window_overlap", Assert.Single((await service.RestoreAsync(portal.Owner, id)).Problems).Code);
        Assert.Equal("not_found", Assert.Single((await service.DeleteAsync(portal.Owner, id)).Problems).Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_list_counts_the_check_ins_of_those_who_go_by_a_window(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var id = (await portal.EventAsync()).Id;
        var press = (await portal.Get<CategoryService>().CreateAsync(portal.Owner, id, "press", "Press")).Required();
        (await AddAsync(portal, id, Draft(-1, 2))).Required();
        (await AddAsync(portal, id, Draft(-1, 1, press, "Press"))).Required();
        await portal.ParticipantAsync("1");
        await portal.ParticipantAsync("2");
        await portal.ParticipantAsync("3", categoryKey: "press");
        foreach (var badge in new[] { "1", "2", "3" })
        {
            Assert.True((await portal.Get<CheckInService>()
                .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = badge })).Required().Admitted);
        }

        var rows = await portal.Get<CheckInWindowQueries>().ListAsync(portal.Owner, id);
        Assert.Equal([(null, 2), (press, 1)], rows.Select(r => (r.Draft.CategoryId, r.CheckIns)).OrderBy(r => r.CategoryId ?? 0));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(50, "A")]
    [InlineData(61, "A")]
    [InlineData(119, "A")]
    [InlineData(120, "B")]
    [InlineData(180, "B")]
    [InlineData(189, "B")]
    [InlineData(190, null)]
    public void A_moment_belongs_to_the_open_window_else_to_the_nearest_within_the_tolerance(int minute, string? expected)
    {
        WindowRule[] rules = [new(1, null, Morning.AddMinutes(60), Morning.AddMinutes(120), true, null),
            new(2, null, Morning.AddMinutes(120), Morning.AddMinutes(180), true, null)];
        var schedule = new WindowSchedule(rules, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
        var at = Morning.AddMinutes(minute);
        Assert.Equal(expected, schedule.For(null, at)?.Id switch { 1 => "A", 2 => "B", _ => null });
        Assert.Equal(expected is null, schedule.IsOutside(null, at));
    }
}
