using System.Runtime.CompilerServices;
using System.Text.Json;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Outlooks;

namespace AdminPortal.Web.Features.Walls;

/// <summary>What a wall display gets of a snapshot, whatever its layout; times are milliseconds since 1970 UTC.</summary>
internal sealed record WallBoard(
    string Title, string Zone, int Inside, int People, int Arrived, int Expected, int? Capacity, string Alarm, int CheckIns, decimal Rate,
    int BucketMinutes, IReadOnlyList<long[]> Series, IReadOnlyList<long[]> Plan, IReadOnlyList<long[]> Forecast,
    IReadOnlyList<WallStation> Stations, IReadOnlyList<WallName> Welcome, int Conflicts, WallOutlook Outlook)
{
    /// <summary>Stations sent: a wall of one door must find its own.</summary>
    private const int StationsSent = 60;

    private static readonly ConditionalWeakTable<BoardSnapshot, byte[]> Full = [];

    private static readonly ConditionalWeakTable<BoardSnapshot, byte[]> Short = [];

    /// <summary>From a snapshot; it holds names only when the wall may show them.</summary>
    public static WallBoard From(BoardSnapshot board, bool fullNames = false) => new(
        board.EventTitle, board.Zone.Id, board.InsideNow, board.PeopleInside, board.Arrived, board.Expected, board.Capacity,
        board.Alarm.ToString().ToLowerInvariant(), board.CheckIns, board.Arrivals.PerMinute, board.Arrivals.BucketMinutes,
        Points(board.Arrivals.Series), Points(board.Outlook.Earlier.Count > 0 ? board.Outlook.Earlier : board.Outlook.Plan),
        Points(board.Outlook.Forecast),
        board.Stations.Take(StationsSent).Select(s => new WallStation(
            s.Station, s.CheckIns, s.PerMinute, s.SecondsEach, Milliseconds(s.LastSeen), s.IsSlow, s.SilentFor(board.ReadAt) is not null))
            .ToList(),
        board.Recent.Where(r => r is { Code: null, Action: ScanAction.CheckIn, Name: not null })
            .Select(r => new WallName(fullNames ? r.Name! : r.ShortName ?? "", r.Station)).Where(n => n.Name.Length > 0).ToList(),
        board.OpenConflicts, WallOutlook.Of(board.Outlook));

    /// <summary>What the event of a snapshot carries: serialised once for each way to show names, written to every display.</summary>
    public static byte[] Data(BoardSnapshot board, bool fullNames = false) => fullNames
        ? Full.GetValue(board, static shown => JsonSerializer.SerializeToUtf8Bytes(From(shown, true), JsonSerializerOptions.Web))
        : Short.GetValue(board, static shown => JsonSerializer.SerializeToUtf8Bytes(From(shown), JsonSerializerOptions.Web));

    internal static long Milliseconds(DateTime utc) => new DateTimeOffset(utc).ToUnixTimeMilliseconds();

    private static List<long[]> Points(IReadOnlyList<ArrivalBucket> buckets) =>
        buckets.Select(b => new[] { Milliseconds(b.At), b.CheckIns }).ToList();
}

/// <summary>One station on a wall.</summary>
internal sealed record WallStation(string? Name, int CheckIns, decimal Rate, decimal? Seconds, long Seen, bool Slow, bool Silent);

/// <summary>Somebody who was admitted, as the wall may call them.</summary>
internal sealed record WallName(string Name, string? Station);

/// <summary>What a wall shows of the next hours.</summary>
internal sealed record WallOutlook(
    int Open, int Need, decimal NeedExact, decimal Seconds, bool Measured, int? Later, decimal? LaterRate, decimal? LaterExact, int? Wait,
    long? FullAt, int Over, int? NoShows, IReadOnlyList<long[]> Ahead)
{
    public static WallOutlook Of(Outlook outlook) => new(
        outlook.OpenStations, outlook.NeedNow.Stations, Rounded(outlook.NeedNow.Exact), outlook.Pace.Seconds, outlook.Pace.IsMeasured,
        outlook.NeedLater?.Stations, outlook.NeedLater?.PerMinute, outlook.NeedLater is { } later ? Rounded(later.Exact) : null,
        outlook.WaitSeconds, outlook.FullAt is { } full ? WallBoard.Milliseconds(full) : null, outlook.OverCapacity, outlook.NoShows,
        outlook.Ahead.Select(a => new[] { WallBoard.Milliseconds(a.At), a.Arrived }).ToList());

    private static decimal Rounded(decimal exact) => Math.Round(exact, 1, MidpointRounding.AwayFromZero);
}
