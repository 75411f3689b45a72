using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Schedules;

/// <summary>
/// The only way to make, change, pause and delete schedules. Whoever saves one lends it their permissions. Bringing one back is refused
/// with <c>removed_event</c>.
/// </summary>
public sealed class ScheduleService(IDbContextFactory<PortalDb> databases, Removal removal, TimeProvider time)
    : RecordService<ReportSchedule>(databases, removal, time, Permission.Export)
{
    private const int MostPerTenant = 200;

    /// <summary>Makes a schedule. Refused: wrong fields, an event that is needed or unknown, <c>too_many</c>.</summary>
    public Task<Result<long>> CreateAsync(Actor actor, ScheduleDraft draft, CancellationToken cancellationToken = default)
    {
        var owner = Allow(actor, draft);
        return WriteAsync<long>(actor, async db =>
        {
            var (check, eventId, due) = await JudgeAsync(db, draft, cancellationToken);
            check.That(await db.ReportSchedules.CountAsync(cancellationToken) < MostPerTenant,
                new Problem("too_many", "There are too many already."));
            if (!check.Ok)
            {
                return check.Problems;
            }

            var now = Now;
            var schedule = new ReportSchedule
            {
                Name = "",
                Kind = draft.Kind,
                Range = draft.Range,
                Format = draft.Format,
                Language = draft.Language,
                Rhythm = draft.Rhythm,
                Minute = draft.Minute,
                Recipients = "",
                OwnerId = owner,
                CreatedAt = now,
                UpdatedAt = now,
            };
            Apply(schedule, draft, eventId, due, owner, now);
            db.ReportSchedules.Add(schedule);
            await db.SaveChangesAsync(cancellationToken);
            return schedule.Id;
        }, cancellationToken);
    }

    /// <summary>
    /// Changes a schedule; it is due again from now on. Refused: as for a new one, <c>not_found</c>, <c>changed_meanwhile</c>.
    /// </summary>
    public Task<Result<Done>> UpdateAsync(Actor actor, long id, int version, ScheduleDraft draft,
        CancellationToken cancellationToken = default)
    {
        var owner = Allow(actor, draft);
        return ChangeAsync<Done>(actor, id, version, async (db, schedule) =>
        {
            var (check, eventId, due) = await JudgeAsync(db, draft, cancellationToken);
            if (!check.Ok)
            {
                return check.Problems;
            }

            Apply(schedule, draft, eventId, due, owner, Now);
            return Done.It;
        }, cancellationToken);
    }

    /// <summary>
    /// Pauses a schedule, or lets it go on from now: what was missed meanwhile is not made up for. Refused: <c>not_found</c>.
    /// </summary>
    public Task<Result<Done>> SetPausedAsync(Actor actor, long id, bool paused, CancellationToken cancellationToken = default) =>
        ChangeAsync<Done>(actor, id, null, async (db, schedule) =>
    {
        schedule.IsPaused = paused;
        if (!paused && schedule.Rhythm != ScheduleRhythm.AfterEvent)
        {
            schedule.NextAt = ScheduleTimes.Next(schedule.Rhythm, schedule.Weekday, schedule.Minute,
                await db.TenantZoneAsync(cancellationToken), Now);
        }

        return Done.It;
    }, cancellationToken);

    /// <summary>Inside the restoring of schedules: they go on from now, and what was missed meanwhile is not made up for.</summary>
    internal static async Task DueAgainAsync(PortalDb db, IReadOnlyList<long> ids, DateTime now, CancellationToken cancellationToken)
    {
        var zone = await db.TenantZoneAsync(cancellationToken);
        foreach (var schedule in await db.ReportSchedules.Where(s => ids.Contains(s.Id)).ToListAsync(cancellationToken))
        {
            schedule.NextAt = schedule.Rhythm == ScheduleRhythm.AfterEvent
                ? null
                : ScheduleTimes.Next(schedule.Rhythm, schedule.Weekday, schedule.Minute, zone, now);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Makes and sends the report now, besides its usual times. One that waits to begin is that one: a second click sends no second mail.
    /// Refused: <c>not_found</c>.
    /// </summary>
    public Task<Result<Done>> RunNowAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        WriteAsync<Done>(actor, async db =>
    {
        // The schedule itself stays as it is, and so does its version.
        if (await db.ReportSchedules.Where(s => s.Id == id).Select(s => s.Recipients).SingleOrDefaultAsync(cancellationToken)
            is not { } recipients)
        {
            return Problem.NotFound();
        }

        await Locks.TenantAsync(db, cancellationToken);
        if (await db.ScheduleRuns.AnyAsync(r => r.ScheduleId == id && r.State == ScheduleRunState.Waiting, cancellationToken))
        {
            return Done.It;
        }

        db.ScheduleRuns.Add(new ScheduleRun
        {
            ScheduleId = id,
            DueAt = Now,
            State = ScheduleRunState.Waiting,
            NextAttemptAt = Now,
            Remaining = recipients
        });
        await db.SaveChangesAsync(cancellationToken);
        return Done.It;
    }, cancellationToken);

    private static long Allow(Actor actor, ScheduleDraft draft)
    {
        actor.Require(Permission.Export);
        ReportKinds.Find(draft.Kind)?.Require(actor);
        return actor is { Kind: ActorKind.User, Id: { } id } ? id : throw new PermissionDeniedException(Permission.Export);
    }

    private async Task<(Check Check, long? EventId, DateTime? Due)> JudgeAsync(PortalDb db, ScheduleDraft draft,
        CancellationToken cancellationToken)
    {
        var kind = ReportKinds.Find(draft.Kind);
        var key = string.IsNullOrEmpty(draft.EventKey) ? null : draft.EventKey;
        var found = key is null ? null : await db.Events.Where(e => e.EventKey == key).Select(e => new { e.Id })
            .SingleOrDefaultAsync(cancellationToken);
        var check = new Check().Text("name", draft.Name, ReportSchedule.NameLimit)
            .That(kind is not null, Problem.Unknown("kind", draft.Kind))
            .That(key is not null || (kind?.NeedsEvent != true && draft.Rhythm != ScheduleRhythm.AfterEvent), Problem.Required("event_key"))
            .That(key is null || found is not null, Problem.Unknown("event_key", key))
            .That(draft.Language is "de" or "en", Problem.Invalid("language", "Use de or en.") with { Code = "invalid_language" })
            .That(draft.Rhythm != ScheduleRhythm.Weekly || draft.Weekday is not null, Problem.Required("weekday"))
            .That(draft.Minute is >= 0 and < 24 * 60,
                Problem.Invalid("time", "A time from 00:00 to 23:59 is needed.") with { Code = "invalid_time" })
            .That(draft.Rhythm != ScheduleRhythm.AfterEvent || draft.DaysAfter is >= 0
                and <= 60, Problem.Invalid("days_after", "A number from 0 to 60 is needed.") with { Code = "invalid_days" })
            .That(draft.Recipients.Count <= ReportSchedule.RecipientLimit,
                new Problem("too_many_recipients", $"At most {ReportSchedule.RecipientLimit} addresses are allowed.", "recipients",
                    ReportSchedule.RecipientLimit));
        foreach (var address in draft.Recipients)
        {
            var one = new Check().Email("recipients", address);
            check.That(one.Ok, new Problem("invalid_recipient", $"This is not an e-mail address: {address}", "recipients", address));
        }

        return (check, found?.Id, check.Ok
            && draft.Rhythm != ScheduleRhythm.AfterEvent
                ? ScheduleTimes.Next(draft.Rhythm, draft.Weekday, draft.Minute, await db.TenantZoneAsync(cancellationToken), Now)
                : null);
    }

    private static void Apply(ReportSchedule schedule, ScheduleDraft draft, long? eventId, DateTime? due, long owner, DateTime now)
    {
        schedule.Name = draft.Name.Trim();
        schedule.Kind = draft.Kind;
        // A report of another event, or after another number of days, was not made yet.
        schedule.MadeForEnd = schedule.EventId == eventId && schedule.DaysAfter == draft.DaysAfter && schedule.Rhythm == draft.Rhythm
            ? schedule.MadeForEnd
            : null;
        schedule.EventId = eventId;
        schedule.Range = draft.Range;
        schedule.Format = draft.Format;
        schedule.Language = draft.Language;
        schedule.Rhythm = draft.Rhythm;
        schedule.Weekday = draft.Rhythm == ScheduleRhythm.Weekly ? draft.Weekday : null;
        schedule.Minute = draft.Minute;
        schedule.DaysAfter = draft.Rhythm == ScheduleRhythm.AfterEvent ? draft.DaysAfter : 0;
        schedule.Recipients = string.Join('\n', draft.Recipients.Distinct(StringComparer.OrdinalIgnoreCase));
        schedule.OwnerId = owner;
        schedule.NextAt = due;
        schedule.UpdatedAt = now;
    }
}
