using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Schedules;

/// <summary>Reads schedules and their log.</summary>
public sealed class ScheduleQueries(IDbContextFactory<PortalDb> databases)
{
    private const int LogLength = 50;

    /// <summary>The tenant's schedules by name, each with its newest run. Three commands.</summary>
    public async Task<IReadOnlyList<ScheduleRow>> ListAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.Export);
        await using var db = databases.Read(actor);
        var rows = await db.ReportSchedules.OrderBy(s => Fold.Ordinal(s.Name)).ThenBy(s => s.Id)
            .Select(s => new
            { Schedule = s, s.Event!.EventKey, s.Event.Title, EndsAt = (DateTime?)s.Event.EndsAt, OwnerName = s.Owner!.DisplayName })
            .ToListAsync(cancellationToken);
        var newest = await db.ScheduleRuns.Where(r =>
            !db.ScheduleRuns.Any(later => later.ScheduleId == r.ScheduleId && later.DueAt > r.DueAt)).ToListAsync(cancellationToken);
        var zone = await db.TenantZoneAsync(cancellationToken);
        var last = newest.ToDictionary(run => run.ScheduleId);
        return rows.ConvertAll(row =>
        {
            var s = row.Schedule;
            var due = s.Rhythm == ScheduleRhythm.AfterEvent
                ? row.EndsAt is { } end && s.MadeForEnd is null
                ? ScheduleTimes.AfterEvent(end, s.DaysAfter, s.Minute, zone)
                : null
                : s.NextAt;
            return new ScheduleRow(
                s.Id,
                new ScheduleDraft(s.Name, s.Kind, row.EventKey, s.Range, s.Format, s.Language, s.Rhythm, s.Weekday, s.Minute, s.DaysAfter,
                    Lines(s.Recipients)),
                row.Title, row.OwnerName, s.IsPaused, s.IsPaused ? null : due, last.TryGetValue(s.Id, out var run) ? Row(run) : null,
                    s.Version);
        });
    }

    /// <summary>The newest lines of a schedule's log.</summary>
    public async Task<IReadOnlyList<ScheduleRunRow>> LogAsync(Actor actor, long scheduleId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.Export);
        await using var db = databases.Read(actor);
        return (await db.ScheduleRuns.Where(r => r.ScheduleId == scheduleId).OrderByDescending(r => r.DueAt).Take(LogLength)
            .ToListAsync(cancellationToken)).ConvertAll(Row);
    }

    internal static IReadOnlyList<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static ScheduleRunRow Row(ScheduleRun run) => new(run.Id, run.DueAt, run.State, run.Attempts, run.NextAttemptAt, run.ExportId,
        run.SentTo, Lines(run.Remaining), run.Problem, run.Answer, run.FinishedAt);
}
