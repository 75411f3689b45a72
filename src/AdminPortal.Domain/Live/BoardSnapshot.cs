using System.Globalization;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Live.Outlooks;

namespace AdminPortal.Domain.Live;

/// <summary>
/// The live figures of an event at one moment: read once, never changed, the same object for every dashboard and wall.
/// Times are UTC; the figures mean what <see cref="CheckInStats"/> says.
/// </summary>
public sealed record BoardSnapshot
{
    private BoardSnapshot? withoutNames;

    public required long EventId { get; init; }

    public required string EventKey { get; init; }

    public required string EventTitle { get; init; }

    /// <summary>The event's time zone.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>When the figures were read.</summary>
    public required DateTime ReadAt { get; init; }

    /// <summary>Participants with an open record: distinct people over all doors.</summary>
    public required int InsideNow { get; init; }

    /// <summary>Sum of the open records' quantities.</summary>
    public required int PeopleInside { get; init; }

    /// <summary>Participants who were ever in.</summary>
    public required int Arrived { get; init; }

    /// <summary>All participants.</summary>
    public required int Expected { get; init; }

    /// <summary>Records.</summary>
    public required int CheckIns { get; init; }

    /// <summary>People who fit in at once; null when nobody counts.</summary>
    public required int? Capacity { get; init; }

    public required Arrivals Arrivals { get; init; }

    /// <summary>What the figures say about the next hours.</summary>
    public required Outlook Outlook { get; init; }

    /// <summary>Refused scans by code, the most frequent first.</summary>
    public required IReadOnlyList<RefusedCount> Refused { get; init; }

    /// <summary>Scans that a device without network has let pass though the rules refuse them, and nobody has settled yet.</summary>
    public required int OpenConflicts { get; init; }

    /// <summary>Stations by check-ins, the busiest first.</summary>
    public required IReadOnlyList<StationBoard> Stations { get; init; }

    /// <summary>Categories in their order; participants without one come last.</summary>
    public required IReadOnlyList<CategoryBoard> Categories { get; init; }

    /// <summary>The last scans, newest first.</summary>
    public required IReadOnlyList<RecentScan> Recent { get; init; }

    /// <summary><see cref="Arrived"/> of <see cref="Expected"/>, four decimals; 0 when nobody is expected.</summary>
    public decimal ArrivalRate => Expected == 0 ? 0 : Math.Round((decimal)Arrived / Expected, 4, MidpointRounding.AwayFromZero);

    /// <summary><see cref="PeopleInside"/> of <see cref="Capacity"/>, 1 is full; null when nobody counts.</summary>
    public decimal? Load => Capacity is > 0 ? (decimal)PeopleInside / Capacity.Value : null;

    /// <summary>How near the capacity is.</summary>
    public CapacityAlarm Alarm => Load switch { >= 1 => CapacityAlarm.Full, >= 0.9m => CapacityAlarm.Near, _ => CapacityAlarm.None };

    /// <summary>All refused scans.</summary>
    public int RefusedTotal => Refused.Sum(r => r.Count);

    /// <summary>Scans of people who were in already.</summary>
    public int RefusedDuplicates => CountOf(Refusal.AlreadyCheckedIn.Code);

    /// <summary>Scans of badges or ids that name nobody of the event.</summary>
    public int RefusedUnknown => CountOf(Refusal.UnknownBadge.Code) + CountOf(Refusal.UnknownParticipant.Code);

    /// <summary>What the next read is compared with.</summary>
    internal BoardMark Mark { get; init; }

    /// <summary>The same figures for who may not see names; one object, however often it is asked for.</summary>
    internal BoardSnapshot WithoutNames => LazyInitializer.EnsureInitialized(ref withoutNames,
        () => this with { Recent = Recent.Select(r => r with { Name = null, ShortName = null }).ToList() });

    private int CountOf(string code) => Refused.FirstOrDefault(r => r.Code == code)?.Count ?? 0;
}

/// <summary>How near the capacity is.</summary>
public enum CapacityAlarm
{
    /// <summary>Below 90 %, or nobody counts.</summary>
    None,

    /// <summary>From 90 %.</summary>
    Near,

    /// <summary>From 100 %.</summary>
    Full,
}

/// <summary>Refused scans with one code of <see cref="Refusal"/>.</summary>
public sealed record RefusedCount(string Code, int Count);

/// <summary>One station; null is "no station named". <paramref name="LastSeen"/> is when its last scan came, refused ones too.</summary>
public sealed record StationBoard(string? Station, int CheckIns, int InsideNow, DateTime LastSeen)
{
    /// <summary>Minutes before its last check-in that <see cref="Usual"/> looks at.</summary>
    public const int UsualMinutes = 30;

    /// <summary>Fewest minutes that it is an average over: a handful of people says nothing.</summary>
    public const int UsualLeast = 10;

    /// <summary>A door that is quiet for longer is closed, not silent.</summary>
    private static readonly TimeSpan Closed = TimeSpan.FromHours(1);

    /// <summary>What a door sends of longer ago is heard of late: the door itself is not open now.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromHours(3);

    private static readonly TimeSpan Soonest = TimeSpan.FromMinutes(2);

    /// <summary>
    /// At people who come by chance, one silence in 60,000 is as long as this many usual gaps (e to the power of -11): it is a fault.
    /// </summary>
    private const double Gaps = 11;

    /// <summary>Check-ins a minute over the <see cref="UsualMinutes"/> before its last one, or over the time since its first one.</summary>
    public decimal Usual { get; init; }

    /// <summary>
    /// Check-ins a minute over the last <see cref="Arrivals.RateMinutes"/> minutes, the running one included. One decimal.
    /// </summary>
    public decimal PerMinute { get; init; }

    /// <summary>Seconds from one check-in to the next, over the same minutes; null where none came.</summary>
    public decimal? SecondsEach => PerMinute > 0 ? Math.Round(60 / PerMinute, 1, MidpointRounding.AwayFromZero) : null;

    /// <summary>
    /// Whether it takes more than twice as long for each check-in as half of the other open stations do, while those have enough to do
    /// (three a minute at least): people stand there while it goes on elsewhere.
    /// </summary>
    public bool IsSlow { get; init; }

    internal static List<StationBoard> MarkSlow(IReadOnlyList<StationBoard> stations, DateTime now)
    {
        bool Open(StationBoard station) => station.PerMinute > 0 && now - station.LastSeen < Soonest;
        return stations.Select(one =>
        {
            var others = stations.Where(other => other != one && Open(other)).Select(other => other.PerMinute).Order().ToList();
            var usual = others.Count == 0 ? 0 : others[(others.Count - 1) / 2];
            return one with { IsSlow = Open(one) && usual >= 3 && one.PerMinute * 2 < usual };
        }).ToList();
    }

    /// <summary>
    /// UTC, to the minute: when somebody came in here last. What a device sends days later is seen now and happened then; null where it is
    /// not told apart.
    /// </summary>
    public DateTime? LastEntry { get; init; }

    /// <summary>
    /// How long nothing has come from a door that is usually busy; null when that is nothing to worry about, also where the last entry was
    /// hours ago. A door of twelve a minute is silent after two minutes, one of one a minute after eleven.
    /// </summary>
    /// <param name="now">UTC.</param>
    public TimeSpan? SilentFor(DateTime now)
    {
        var age = now - LastSeen;
        var isOpen = age < Closed && now - (LastEntry ?? LastSeen) < Late;
        return isOpen && age >= Soonest && (double)Usual * age.TotalMinutes >= Gaps ? age : null;
    }
}

/// <summary>One category; an id of null is "none".</summary>
public sealed record CategoryBoard(long? Id, string? Title, int Arrived, int Expected, int InsideNow);

/// <summary>One of the last scans.</summary>
/// <param name="Code">The refusal's code; null when admitted.</param>
/// <param name="Since">The check-in that explains an <c>already_checked_in</c>.</param>
/// <param name="SinceStation">Where that was.</param>
/// <param name="Name">Null for who may not see it, or when nobody was recognised.</param>
public sealed record RecentScan(long Id, DateTime At, ScanAction Action, string? Code, string? BadgeNumber, string? Category,
    string? Station, DateTime? Since, string? SinceStation, string? Name)
{
    /// <summary>First name and initial; null where <see cref="Name"/> is.</summary>
    public string? ShortName { get; init; }

    /// <summary><c>Zeynep A.</c>; the first name alone where there is no other, and an initial where there is no first name.</summary>
    internal static string? Shorten(string? first, string? last)
    {
        var initial = string.IsNullOrWhiteSpace(last) ? null : StringInfo.GetNextTextElement(last.Trim()) + ".";
        var text = string.Join(' ', new[] { first?.Trim(), initial }.Where(part => !string.IsNullOrEmpty(part)));
        return text.Length == 0 ? null : text;
    }
}

/// <summary>
/// A snapshot and when it was last found true: figures that did not change are confirmed every second, without being read again.
/// </summary>
/// <param name="Snapshot">The figures; the same object as before when nothing changed.</param>
/// <param name="ConfirmedAt">UTC; the age of the figures counts from here.</param>
public sealed record BoardState(BoardSnapshot Snapshot, DateTime ConfirmedAt)
{
    private BoardState? withoutNames;

    /// <summary>The same for who may not see names.</summary>
    internal BoardState WithoutNames => LazyInitializer.EnsureInitialized(ref withoutNames,
        () => new BoardState(Snapshot.WithoutNames, ConfirmedAt));
}

/// <summary>
/// What tells that nothing a board shows has changed: the newest scan, how many there are shortly before it (another node may commit a
/// lower id later than a higher one), the newest change in the tenant, and the open conflicts.
/// </summary>
internal readonly record struct BoardMark(long Scan, int Before, DateTime? Change, int Conflicts);
