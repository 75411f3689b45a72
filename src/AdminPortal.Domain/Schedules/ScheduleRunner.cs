using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Domain.Schedules;

/// <summary>
/// Starts what is due, once over all processes: the run of a schedule and a time is unique. What was missed while no process ran is made
/// once, not as often as it was missed. The file is ordered in the name of the schedule's owner like any other;
/// <see cref="ScheduleDelivery"/> sends it.
/// </summary>
public sealed partial class ScheduleRunner(IDbContextFactory<PortalDb> databases, ScheduleDelivery delivery, Outages outages,
    TimeProvider time, ILogger<ScheduleRunner> logger)
{
    /// <summary>How often it is looked whether something is due.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    /// <summary>How long the log is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    private const int Portion = 100;

    private DateTime forgotten;

    /// <summary>Works until it is stopped. A database that cannot be reached for a while is asked again.</summary>
    public Task RunAsync(CancellationToken stopping) => Pacing.EachAsync(
        Pace,
        async () =>
        {
            await TurnAsync(stopping);
            if (time.UtcNow() - forgotten > TimeSpan.FromDays(1))
            {
                await ForgetAsync(stopping);
                forgotten = time.UtcNow();
            }
        },
        error =>
        {
            if (!outages.Is(error))
            {
                LogFailed(logger, error);
            }
        },
        time, stopping);

    /// <summary>One turn: what is due becomes a run, and every run that waits goes one step on.</summary>
    public async Task TurnAsync(CancellationToken cancellationToken = default)
    {
        await StartDueAsync(cancellationToken);
        foreach (var run in await delivery.WaitingAsync(cancellationToken))
        {
            await delivery.StepAsync(run, cancellationToken);
        }
    }

    /// <summary>Forgets lines of the log whose time is over.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken = default)
    {
        var before = time.UtcNow() - Kept;
        await databases.DeleteInTurnAsync(db => db.ScheduleRuns.IgnoreQueryFilters().Where(r => r.FinishedAt < before), cancellationToken);
    }

    /// <summary>In portions, to the last one: those whose day after the event has not come yet stand before no other.</summary>
    private async Task StartDueAsync(CancellationToken cancellationToken)
    {
        var (now, last) = (time.UtcNow(), 0L);
        List<(long Id, long TenantId)> due;
        do
        {
            await using (var db = databases.CreateDbContext())
            {
                due = (await db.ReportSchedules.IgnoreQueryFilters([PortalDb.TenantFilter])
                    .Where(s => !s.IsPaused && s.Id > last
                        && (s.NextAt <= now || (s.Rhythm == ScheduleRhythm.AfterEvent && s.MadeForEnd == null && s.Event!.EndsAt <= now)))
                    .OrderBy(s => s.Id).Take(Portion).Select(s => new { s.Id, s.TenantId }).ToListAsync(cancellationToken))
                    .ConvertAll(s => (s.Id, s.TenantId));
            }

            foreach (var (id, tenant) in due)
            {
                await StartAsync(id, Actor.System(tenant, "schedules"), now, cancellationToken);
                last = id;
            }
        }
        while (due.Count == Portion);
    }

    private Task<Result<Done>> StartAsync(long id, Actor actor, DateTime now, CancellationToken cancellationToken) =>
        databases.WriteAsync<Done>(actor, async db =>
    {
        var found = await db.ReportSchedules.Where(s => s.Id == id && !s.IsPaused)
            .Select(s => new { Schedule = s, EndsAt = (DateTime?)s.Event!.EndsAt }).SingleOrDefaultAsync(cancellationToken);
        var zone = await db.TenantZoneAsync(cancellationToken);
        if (found is null || Due(found.Schedule, found.EndsAt, zone) is not { } due || due > now)
        {
            return Done.It;
        }

        var schedule = found.Schedule;
        db.ScheduleRuns.Add(new ScheduleRun
        { ScheduleId = id, DueAt = due, State = ScheduleRunState.Waiting, NextAttemptAt = now, Remaining = schedule.Recipients });
        if (schedule.Rhythm == ScheduleRhythm.AfterEvent)
        {
            schedule.MadeForEnd = found.EndsAt;
        }
        else
        {
            schedule.NextAt = ScheduleTimes.Next(schedule.Rhythm, schedule.Weekday, schedule.Minute, zone, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        return Done.It;
    }, cancellationToken);

    private static DateTime? Due(ReportSchedule schedule, DateTime? endsAt, TimeZoneInfo zone) =>
        schedule.Rhythm != ScheduleRhythm.AfterEvent ? schedule.NextAt
        : schedule.MadeForEnd is null && endsAt is { } end ? ScheduleTimes.AfterEvent(end, schedule.DaysAfter, schedule.Minute, zone)
        : null;

    [LoggerMessage(LogLevel.Error, "Scheduled reports met an error and go on")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
