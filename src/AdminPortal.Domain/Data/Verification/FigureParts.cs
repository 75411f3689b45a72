using System.Globalization;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Verification;

/// <summary>What the figures of an event consist of, each under its name: by station, type, hour, category and refusal.</summary>
internal static class FigureParts
{
    /// <summary>Names each part that differs; one that is missing counts as none.</summary>
    public static void Compare(List<Finding> found, Event row, string where, Dictionary<string, string> shown,
        Dictionary<string, string> counted)
    {
        foreach (var name in shown.Keys.Union(counted.Keys).Order(StringComparer.Ordinal))
        {
            var (one, other) = (shown.GetValueOrDefault(name, "nothing"), counted.GetValueOrDefault(name, "nothing"));
            if (one != other)
            {
                found.Add(new Finding(FigureRules.Name, row.TenantId, row.Id,
                    $"The {where} of event {row.EventKey} shows {one} for {name}, but its records say {other}."));
            }
        }
    }

    /// <summary>As the statistics show them.</summary>
    public static Dictionary<string, string> Of(CheckInStats stats)
    {
        var parts = new Dictionary<string, string>();
        foreach (var (type, count) in stats.ByType.Where(type => type.Value > 0))
        {
            parts[$"type {type}"] = Number(count);
        }

        foreach (var station in stats.ByStation)
        {
            parts[Station(station.Station)] = Inside(station.CheckIns, station.CheckedInNow);
        }

        foreach (var hour in stats.ByHour)
        {
            parts[Hour(hour.Hour)] = InOut(hour.CheckIns, hour.CheckOuts);
        }

        return parts;
    }

    /// <summary>As boards and walls show them.</summary>
    public static Dictionary<string, string> Of(BoardSnapshot board)
    {
        var parts = board.Stations.ToDictionary(station => Station(station.Station), station =>
            Inside(station.CheckIns, station.InsideNow));
        foreach (var category in board.Categories)
        {
            parts[Category(category.Id)] = Arrived(category.Arrived, category.Expected, category.InsideNow);
        }

        foreach (var refused in board.Refused)
        {
            parts[$"refusal {refused.Code}"] = Number(refused.Count);
        }

        return parts;
    }

    /// <summary>What the records say of the statistics, one by one.</summary>
    public static async Task<Dictionary<string, string>> StatisticsAsync(PortalDb db, Event row, CancellationToken cancellationToken)
    {
        var stays = await StaysAsync(db, row, cancellationToken);
        var parts = stays.GroupBy(stay => stay.Type).ToDictionary(type => $"type {type.Key}", type => Number(type.Count()));
        Stations(parts, stays);
        var outs = stays.Where(stay => stay.CheckedOutAt is not null).ToLookup(stay => Clock.Minute(stay.CheckedOutAt!.Value) / 60);
        var ins = stays.ToLookup(stay => Clock.Minute(stay.CheckedInAt) / 60);
        foreach (var hour in ins.Select(group => group.Key).Union(outs.Select(group => group.Key)))
        {
            parts[Hour(Clock.FromMinute(hour * 60))] = InOut(ins[hour].Count(), outs[hour].Count());
        }

        return parts;
    }

    /// <summary>What the records say of boards and walls, one by one.</summary>
    public static async Task<Dictionary<string, string>> BoardAsync(PortalDb db, Event row, CancellationToken cancellationToken)
    {
        var stays = await StaysAsync(db, row, cancellationToken);
        var parts = new Dictionary<string, string>();
        Stations(parts, stays);
        var categories = (await db.Categories.Where(c => c.EventId == row.Id).Select(c => c.Id).ToListAsync(cancellationToken)).ToHashSet();
        var people = await db.Participants.Where(p => p.EventId == row.Id).Select(p => new { p.Id, p.CategoryId })
            .ToListAsync(cancellationToken);
        var arrived = stays.Select(stay => stay.ParticipantId).ToHashSet();
        var inside = stays.Where(stay => stay.CheckedOutAt is null).Select(stay => stay.ParticipantId).ToHashSet();
        var of = people.ToLookup(person => person.CategoryId is { } id && categories.Contains(id) ? id : 0, person => person.Id);
        foreach (var category in categories.Concat(of.Contains(0) ? [0L] : []))
        {
            parts[Category(category == 0 ? null : category)] =
                Arrived(of[category].Count(arrived.Contains), of[category].Count(), of[category].Count(inside.Contains));
        }

        var codes = await db.Scans.Where(s => s.EventId == row.Id && s.Code != null).Select(s => s.Code!).ToListAsync(cancellationToken);
        foreach (var code in codes.GroupBy(code => code))
        {
            parts[$"refusal {code.Key}"] = Number(code.Count());
        }

        return parts;
    }

    /// <summary>Living check-ins of living participants.</summary>
    private static async Task<List<Stay>> StaysAsync(PortalDb db, Event row, CancellationToken cancellationToken)
    {
        var people = (await db.Participants.Where(p => p.EventId == row.Id).Select(p => p.Id).ToListAsync(cancellationToken)).ToHashSet();
        var stays = await db.CheckIns.Where(c => c.EventId == row.Id)
            .Select(c => new Stay(c.ParticipantId, c.Type, c.Station, c.CheckedInAt, c.CheckedOutAt))
            .ToListAsync(cancellationToken);
        return stays.FindAll(stay => people.Contains(stay.ParticipantId));
    }

    private static void Stations(Dictionary<string, string> parts, List<Stay> stays)
    {
        foreach (var station in stays.GroupBy(stay => stay.Station))
        {
            parts[Station(station.Key)] = Inside(station.Count(), station.Count(stay => stay.CheckedOutAt is null));
        }
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Station(string? name) => name is null ? "no station" : $"station {name}";

    private static string Category(long? id) => id is null ? "no category" : $"category {id}";

    private static string Hour(DateTime utc) => $"the hour from {utc:yyyy-MM-dd HH:mm} UTC";

    private static string Inside(int checkIns, int inside) => $"{checkIns} check-ins, {inside} inside";

    private static string InOut(int ins, int outs) => $"{ins} in, {outs} out";

    private static string Arrived(int arrived, int expected, int inside) => $"{arrived} of {expected} arrived, {inside} inside";

    private sealed record Stay(long ParticipantId, CheckInType Type, string? Station, DateTime CheckedInAt, DateTime? CheckedOutAt);
}
