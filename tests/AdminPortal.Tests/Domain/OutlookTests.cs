using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Outlooks;

namespace AdminPortal.Tests.Domain;

/// <summary>What is worked out from the figures alone: nothing here reads a database.</summary>
public sealed class OutlookTests
{
    private const int Doors = 29_000_000;

    private static readonly DateTime Opens = Clock.FromMinute(Doors);

    private static EventRules Rules(params WindowRule[] windows) =>
        new(1, 1, "congress", "Congress", "Europe/Berlin", 500, false, ReEntry.AfterCheckOut, false)
        {
            StartsAt = Opens,
            EndsAt = Opens.AddHours(10),
            Windows = new WindowSchedule(windows, TimeSpan.Zero, TimeSpan.Zero),
        };

    /// <summary>People who come as a bell does, around a minute after the doors.</summary>
    private static Dictionary<int, int> Bell(Random random, int people, double middle, double wide) => Enumerable.Range(0, people)
        .Select(_ => Doors + (int)Math.Max(0, middle + (wide * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5))))
        .GroupBy(m => m).ToDictionary(g => g.Key, g => g.Count());

    private static ArrivalForecast Forecast(Dictionary<int, int> come, int expected, int at, ArrivalCourse? course, double show = 1)
    {
        var known = come.Where(m => m.Key < Doors + at).ToDictionary();
        return new ArrivalForecast(new ForecastBasis(expected,
            ForecastBasis.HistoryOf(known, known.Values.Sum(), Doors + at), at, course, show));
    }

    [Fact]
    public void A_forecast_never_falls_begins_where_things_stand_and_never_passes_the_expected()
    {
        var random = new Random(22);
        for (var run = 0; run < 400; run++)
        {
            var people = random.Next(0, 3_000);
            var come = Bell(random, people, random.Next(200), 1 + random.Next(300));
            var other = Bell(random, random.Next(1, 3_000), random.Next(200), 1 + random.Next(300));
            var at = random.Next(-60, 500);
            var expected = random.Next(people / 2, people * 2);
            var arrived = come.Where(m => m.Key < Doors + at).Sum(m => m.Value);
            var forecast = Forecast(come, expected, at, random.Next(3) == 0 ? null : ArrivalCourse.Of(other, Doors), random.NextDouble());
            Assert.Equal(arrived, forecast.In(0));
            for (var i = 1; i <= ArrivalForecast.Ahead; i++)
            {
                Assert.True(forecast.In(i) >= forecast.In(i - 1), $"run {run}, minute {i}");
            }

            Assert.True(forecast.In(ArrivalForecast.Ahead) <= Math.Max(expected, arrived) + 0.001, $"run {run}");
            Assert.True(forecast.Total is null || forecast.Total >= arrived - 0.001, $"run {run}");
            Assert.All(Enumerable.Range(0, ArrivalForecast.Ahead), i => Assert.True(forecast.PerMinuteIn(i) >= 0));
        }
    }

    [Theory, InlineData(0), InlineData(20), InlineData(45), InlineData(-30)]
    public void A_day_that_runs_late_or_early_is_known_as_such_and_forecast_right(int late)
    {
        var random = new Random(7);
        var come = Bell(random, 4_000, 150 + late, 90);
        var course = ArrivalCourse.Of(Bell(random, 3_000, 150, 90), Doors);
        var forecast = Forecast(come, 4_400, 150 + late, course, 0.9);
        Assert.InRange(forecast.Late, late - 5, late + 5);
        foreach (var ahead in new[] { 15, 30, 60 })
        {
            var right = come.Where(m => m.Key < Doors + 150 + late + ahead).Sum(m => m.Value);
            Assert.InRange(forecast.In(ahead), right - 160, right + 160);
        }

        Assert.InRange(forecast.Total!.Value, 3_800, 4_200);
    }

    [Fact]
    public void Without_a_plan_those_who_are_missing_come_as_eagerly_as_just_now()
    {
        var come = Enumerable.Range(Doors, 60).ToDictionary(m => m, _ => 2);
        var forecast = Forecast(come, 1_000, 60, null);
        Assert.InRange(forecast.In(1), 121.9, 122.0);
        Assert.InRange(forecast.In(30), 175, 180);
        Assert.Null(forecast.Total);
        Assert.Equal(120, Forecast(come, 120, 200, null).In(240));
    }

    [Fact]
    public void The_windows_plan_each_category_evenly_over_its_first_day()
    {
        WindowRule Window(long? category, int from, int minutes) =>
            new(1, category, Opens.AddMinutes(from), Opens.AddMinutes(from + minutes), false, null);
        var rules = Rules(Window(null, 0, 100), Window(7, 60, 60), Window(null, 1_440, 100));
        var plan = ArrivalCourse.Planned(rules, [new(0, 200), new(7, 60), new(8, 100)])!;
        Assert.Equal(360, plan.Total, 6);
        Assert.Equal(0, plan.At(-5));
        Assert.Equal(150, plan.At(50), 6);
        Assert.Equal(300 * 0.9 + 30, plan.At(90), 6);
        Assert.Equal(360, plan.At(120), 6);
        Assert.Null(ArrivalCourse.Planned(Rules(Window(7, 0, 60)), [new(8, 100)]));
        Assert.Equal(Doors, ArrivalCourse.DoorsOf(rules));
    }

    [Theory, InlineData(9.2, 8, 2), InlineData(0, 8, 0), InlineData(7.5, 8, 1), InlineData(7.6, 8, 2), InlineData(60, 10, 10)]
    public void Stations_needed_are_arrivals_times_seconds_by_sixty_rounded_up(double perMinute, int seconds, int stations) =>
        Assert.Equal(stations, new StationNeed((decimal)perMinute, seconds).Stations);

    [Fact]
    public void The_pace_is_that_of_the_busiest_minutes_and_assumed_while_no_station_was_busy()
    {
        Assert.Equal(new CheckInPace(CheckInPace.Assumed, false), CheckInPace.Of(Enumerable.Repeat(9, CheckInPace.Least - 1)));
        Assert.Equal(new CheckInPace(CheckInPace.Assumed, false), CheckInPace.Of(Enumerable.Repeat(2, 300)));
        Assert.Equal(new CheckInPace(6, true), CheckInPace.Of(Enumerable.Repeat(3, 80).Concat(Enumerable.Repeat(10, 20))));
    }

    [Fact]
    public void The_wait_grows_with_arrivals_shrinks_with_stations_and_is_unknown_when_more_come_than_they_manage()
    {
        Assert.Equal(0, Waiting.Seconds(0, 10, 0));
        Assert.Null(Waiting.Seconds(3, 10, 0));
        Assert.Null(Waiting.Seconds(12, 10, 2));
        // One station, half of its time busy: half of 10 s × 0.5 ÷ 0.5.
        Assert.Equal(5, Waiting.Seconds(3, 10, 1)!.Value, 6);
        for (var open = 1; open < 30; open++)
        {
            var before = 0.0;
            for (var rate = 0.5; Waiting.Seconds(rate, 10, open) is { } wait; rate += 0.5)
            {
                Assert.True(wait >= before && Waiting.Seconds(rate, 10, open + 1) <= wait, $"{open} stations, {rate} a minute");
                before = wait;
            }
        }
    }

    [Fact]
    public void A_station_is_slow_beside_others_that_have_enough_to_do()
    {
        StationBoard Door(string name, decimal perMinute, int quiet = 10) =>
            new(name, 10, 0, Opens.AddSeconds(-quiet)) { PerMinute = perMinute, Usual = perMinute };
        string Slow(params StationBoard[] doors) =>
            string.Join(' ', StationBoard.MarkSlow(doors, Opens).Where(d => d.IsSlow).Select(d => d.Station));
        Assert.Equal("C", Slow(Door("A", 8), Door("B", 7), Door("C", 2)));
        Assert.Equal("", Slow(Door("A", 8), Door("B", 7), Door("C", 2, 300)));
        Assert.Equal("", Slow(Door("A", 2.5m), Door("B", 2), Door("C", 0.5m)));
        Assert.Equal("", Slow(Door("C", 2)));
        Assert.Equal(30m, Door("C", 2).SecondsEach);
    }

    [Theory, InlineData("Zeynep", "Aydın", "Zeynep A."), InlineData(null, "Öz", "Ö."), InlineData("Al", null, "Al"),
        InlineData(" ", "", null), InlineData("Li", "👩‍🚀x", "Li 👩‍🚀.")]
    public void A_short_name_is_a_first_name_and_an_initial(string? first, string? last, string? shown) =>
        Assert.Equal(shown, RecentScan.Shorten(first, last));
}
