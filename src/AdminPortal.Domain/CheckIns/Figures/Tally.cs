using System.Runtime.InteropServices;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;

namespace AdminPortal.Domain.CheckIns.Figures;

/// <summary>One stay as figures count it; minutes are since 1970 UTC.</summary>
internal readonly record struct TallyStay(
    long Id, DateTime At, string? Station, CheckInType Type, int InMinute, int? OutMinute, int Quantity);

/// <summary>One living participant with the living stays.</summary>
/// <param name="CategoryId">Their category, or null.</param>
/// <param name="IsConfirmed">Whether they are confirmed.</param>
/// <param name="CreatedQuarter">Quarter of an hour since 1970 in which they were added.</param>
/// <param name="Stays">In any order.</param>
internal sealed record TallyPerson(long? CategoryId, bool IsConfirmed, long CreatedQuarter, TallyStay[] Stays);

/// <summary>What is counted of one station.</summary>
internal sealed class StationTally
{
    public int CheckIns { get; set; }

    public int Inside { get; set; }

    /// <summary>Check-ins by minute since 1970.</summary>
    public SortedDictionary<int, int> Minutes { get; } = [];
}

/// <summary>What is counted of one category.</summary>
internal readonly record struct CategoryTally(int Total, int Confirmed, int Arrived, int Inside)
{
    public static CategoryTally operator +(CategoryTally one, CategoryTally other) => new(one.Total + other.Total,
        one.Confirmed + other.Confirmed, one.Arrived + other.Arrived, one.Inside + other.Inside);
}

/// <summary>
/// The figures of an event, kept by what each participant contributes: a participant who changed is taken out as they were and put in as
/// they are. Nothing is counted again, so a figure costs the same at a thousand and at a hundred thousand people.
/// </summary>
internal sealed class Tally
{
    private readonly Dictionary<long, TallyPerson> people = [];

    /// <summary>The orders of the lists that need people's stays; null until somebody turns their pages.</summary>
    private KeptKeys<long>? byPresence, byTime;

    /// <summary>Who has changed since a page of them was turned.</summary>
    private readonly HashSet<long> moved = [];

    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>Participants.</summary>
    public int Total { get; private set; }

    public int Confirmed { get; private set; }

    /// <summary>Participants with an open record.</summary>
    public int Inside { get; private set; }

    /// <summary>Sum of the open records' quantities.</summary>
    public int PeopleInside { get; private set; }

    /// <summary>Participants who were ever in.</summary>
    public int Arrived { get; private set; }

    /// <summary>Records.</summary>
    public int CheckIns { get; private set; }

    public Dictionary<CheckInType, int> Types { get; } = [];

    /// <summary>By name; the empty name stands for "no station named".</summary>
    public Dictionary<string, StationTally> Stations { get; } = new(StringComparer.Ordinal);

    /// <summary>Check-ins by minute since 1970.</summary>
    public Dictionary<int, int> Minutes { get; } = [];

    /// <summary>Participants by the minute since 1970 in which they came first.</summary>
    public Dictionary<int, int> FirstMinutes { get; } = [];

    /// <summary>Check-outs by minute since 1970.</summary>
    public Dictionary<int, int> OutMinutes { get; } = [];

    /// <summary>Participants added by quarter of an hour since 1970.</summary>
    public Dictionary<long, int> Created { get; } = [];

    /// <summary>By id; 0 stands for none. Also of categories that were deleted since.</summary>
    public Dictionary<long, CategoryTally> Categories { get; } = [];

    /// <summary>Refused scans by code.</summary>
    public Dictionary<string, int> Refused { get; } = [];

    /// <summary>UTC; when each station was last heard of, as far as known.</summary>
    public Dictionary<string, DateTime> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of the participants.</summary>
    public SortedKeys<long> Participants { get; } = new();

    /// <summary>Ids of the records.</summary>
    public SortedKeys<long> Records { get; } = new();

    /// <summary>The records by when people came in, ties by id.</summary>
    public SortedKeys<(DateTime At, long Id)> RecordsByTime { get; } = new();

    /// <summary>Whether a participant is of a category, and confirmed or not; null for either.</summary>
    public bool Is(long id, long? category, bool? confirmed) => people.TryGetValue(id, out var person)
        && (category is null || person.CategoryId == category) && (confirmed is null || person.IsConfirmed == confirmed);

    /// <summary>A page of participants in one of the orders that need their stays, ties by id; null for every other order.</summary>
    public List<long>? PageBy(string? sort, PageRequest page, Func<long, bool>? only) =>
        sort is not ("presence" or "time") ? null : Turned(sort == "time").Page(page.Skip, page.Size, page.Descending, only);

    /// <summary>An order of stays with all who have changed at their places.</summary>
    private KeptKeys<long> Turned(bool time)
    {
        byPresence?.Replace(moved, Living(Presence));
        byTime?.Replace(moved, Living(LastIn));
        moved.Clear();
        return time ? byTime ??= new(people.Select(one => (LastIn(one.Value), one.Key)))
            : byPresence ??= new(people.Select(one => (Presence(one.Value), one.Key)));

        IEnumerable<(long Key, long Id)> Living(Func<TallyPerson, long> key) =>
            moved.Where(people.ContainsKey).Select(id => (key(people[id]), id));
    }

    /// <summary>Never in, out again, inside.</summary>
    private static long Presence(TallyPerson person) =>
        person.Stays.Length == 0 ? 0 : Array.Exists(person.Stays, stay => stay.OutMinute is null) ? 2 : 1;

    private static long LastIn(TallyPerson person) => person.Stays.Length == 0 ? 0 : person.Stays.Max(stay => stay.At.Ticks);

    /// <summary>Puts a participant in as they are now; null takes them out.</summary>
    public void Put(long id, TallyPerson? now)
    {
        if (byPresence is not null || byTime is not null)
        {
            moved.Add(id);
        }

        if (people.Remove(id, out var before))
        {
            Count(before, -1);
        }

        Move(id, before, now);

        if (now is not null)
        {
            for (var i = 0; i < now.Stays.Length; i++)
            {
                now.Stays[i] = now.Stays[i] with { Station = Known(now.Stays[i].Station) };
            }

            people.Add(id, now);
            Count(now, 1);
        }
    }

    /// <summary>Counts a scan.</summary>
    public void Heard(string? station, string? code, DateTime receivedAt)
    {
        if (code is not null)
        {
            Add(Refused, code, 1);
        }

        var name = Known(station) ?? "";
        if (!Seen.TryGetValue(name, out var known) || known < receivedAt)
        {
            Seen[name] = receivedAt;
        }
    }

    /// <summary>Keeps the orders of the lists; what stays is left where it is.</summary>
    private void Move(long id, TallyPerson? before, TallyPerson? now)
    {
        if (before is null && now is not null)
        {
            Participants.Add(id);
        }
        else if (before is not null && now is null)
        {
            Participants.Remove(id);
        }

        var (old, next) = (before?.Stays ?? [], now?.Stays ?? []);
        foreach (var stay in old.Where(stay => !Array.Exists(next, other => (other.Id, other.At) == (stay.Id, stay.At))))
        {
            Records.Remove(stay.Id);
            RecordsByTime.Remove((stay.At, stay.Id));
        }

        foreach (var stay in next.Where(stay => !Array.Exists(old, other => (other.Id, other.At) == (stay.Id, stay.At))))
        {
            Records.Add(stay.Id);
            RecordsByTime.Add((stay.At, stay.Id));
        }
    }

    private void Count(TallyPerson person, int by)
    {
        var (open, arrived, first) = (false, person.Stays.Length > 0, int.MaxValue);
        foreach (var stay in person.Stays)
        {
            first = Math.Min(first, stay.InMinute);
            open |= stay.OutMinute is null;
            Count(stay, by);
        }

        Total += by;
        Confirmed += person.IsConfirmed ? by : 0;
        Inside += open ? by : 0;
        Arrived += arrived ? by : 0;
        if (arrived)
        {
            Add(FirstMinutes, first, by);
        }

        Add(Created, person.CreatedQuarter, by);
        ref var category = ref CollectionsMarshal.GetValueRefOrAddDefault(Categories, person.CategoryId ?? 0, out _);
        category += new CategoryTally(by, person.IsConfirmed ? by : 0, arrived ? by : 0, open ? by : 0);
        if (category == default)
        {
            Categories.Remove(person.CategoryId ?? 0);
        }
    }

    private void Count(TallyStay stay, int by)
    {
        CheckIns += by;
        Add(Types, stay.Type, by);
        Add(Minutes, stay.InMinute, by);
        if (!Stations.TryGetValue(stay.Station ?? "", out var station))
        {
            Stations[stay.Station ?? ""] = station = new StationTally();
        }

        station.CheckIns += by;
        station.Minutes.TryGetValue(stay.InMinute, out var count);
        station.Minutes[stay.InMinute] = count + by;
        if (count + by == 0)
        {
            station.Minutes.Remove(stay.InMinute);
        }

        if (stay.OutMinute is { } end)
        {
            Add(OutMinutes, end, by);
        }
        else
        {
            station.Inside += by;
            PeopleInside += by * stay.Quantity;
        }

        if (station.CheckIns == 0)
        {
            Stations.Remove(stay.Station ?? "");
        }
    }

    /// <summary>One text for each station, however many stays name it.</summary>
    private string? Known(string? station)
    {
        if (station is null)
        {
            return null;
        }

        if (!names.TryGetValue(station, out var known))
        {
            names[station] = known = station;
        }

        return known;
    }

    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey key, int by)
        where TKey : notnull
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
        count += by;
        if (count == 0)
        {
            counts.Remove(key);
        }
    }
}
