using System.Runtime.CompilerServices;
using System.Text.Json;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Live;

namespace AdminPortal.Web.Features.Walls;

/// <summary>What a wall display gets of a snapshot; times are milliseconds since 1970 UTC.</summary>
internal sealed record WallBoard(
    int Inside, int People, int Arrived, int Expected, int? Capacity, string Alarm, int CheckIns, decimal Rate, int BucketMinutes,
    IReadOnlyList<long[]> Series, IReadOnlyList<WallStation> Stations, IReadOnlyList<string> Welcome,
    int Conflicts)
{
    private const int StationsShown = 6;

    private const int NamesShown = 4;

    private static readonly ConditionalWeakTable<BoardSnapshot, byte[]> Prepared = [];

    /// <summary>From a snapshot; it holds names only when the wall may show them.</summary>
    public static WallBoard From(BoardSnapshot board) => new(
        board.InsideNow, board.PeopleInside, board.Arrived, board.Expected, board.Capacity, board.Alarm.ToString().ToLowerInvariant(),
        board.CheckIns, board.Arrivals.PerMinute, board.Arrivals.BucketMinutes,
        board.Arrivals.Series.Select(b => new[] { new DateTimeOffset(b.At).ToUnixTimeMilliseconds(), b.CheckIns }).ToList(),
        board.Stations.Take(StationsShown).Select(s => new WallStation(s.Station, s.CheckIns)).ToList(),
        board.Recent.Where(r => r is { Code: null, Action: ScanAction.CheckIn, Name: not null }).Take(NamesShown)
            .Select(r => r.Name!).ToList(),
        board.OpenConflicts);

    /// <summary>What the event of a snapshot carries: serialised once, written to every display.</summary>
    public static byte[] Data(BoardSnapshot board) =>
        Prepared.GetValue(board, static shown => JsonSerializer.SerializeToUtf8Bytes(From(shown), JsonSerializerOptions.Web));
}

/// <summary>One station on a wall.</summary>
internal sealed record WallStation(string? Name, int CheckIns);
