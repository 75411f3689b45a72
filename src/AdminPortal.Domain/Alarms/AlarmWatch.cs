using System.Globalization;
using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Schedules;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Alarms;

/// <summary>
/// Looks at the running events of all tenants, at their schedules and at the drive, raises what is wrong and ends what is over. Several
/// nodes may look at once: what one has written the others find.
/// </summary>
public sealed class AlarmWatch(
    IDbContextFactory<PortalDb> databases, BoardReader boards, AlarmLetters letters, DiskProbe disk, TimeProvider time)
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);

    /// <summary>An event is looked at so long before its beginning and after its end.</summary>
    public static readonly TimeSpan Around = TimeSpan.FromHours(3);

    /// <summary>How long alarms that are over are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    /// <summary>Figures of an open alarm are written again after this time at the earliest.</summary>
    private static readonly TimeSpan Still = TimeSpan.FromMinutes(1);

    /// <summary>The room of a drive changes all the time; so often its alarm is confirmed.</summary>
    private static readonly TimeSpan StillOfDisk = TimeSpan.FromMinutes(5);

    /// <summary>A machine that has not confirmed for so long that its drive is nearly full is not there any more.</summary>
    private static readonly TimeSpan Gone = TimeSpan.FromHours(1);

    private readonly Dictionary<long, BoardSnapshot> known = [];

    /// <summary>Looks once. Where no event runs, nothing failed and nothing is open, that is four small reads.</summary>
    /// <returns>Whether something was raised or ended.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        var (running, failed, broken, open) = await ReadAsync(now, cancellationToken);
        var changed = false;
        foreach (var (eventId, tenantId) in running)
        {
            changed |= await EventAsync(tenantId, eventId, now, open, cancellationToken);
        }

        foreach (var gone in known.Keys.Except(running.Select(one => one.Id)).ToList())
        {
            known.Remove(gone);
        }

        var over = open.Where(a => a.EventId is not null).Select(a => (Id: a.EventId!.Value, a.TenantId)).Distinct().Except(running);
        foreach (var (eventId, tenantId) in over)
        {
            changed |= await WriteAsync(tenantId, now, open, a => a.EventId == eventId, _ => [],
                (alarm, _) => Task.FromResult(AlarmEnd.Lapsed), cancellationToken);
        }

        changed |= await OfTenantsAsync(AlarmKind.FailedSchedule, failed, now, open, EndOfScheduleAsync, cancellationToken);
        changed |= await OfTenantsAsync(AlarmKind.BrokenWebhook, broken, now, open, EndOfWebhookAsync, cancellationToken);
        return changed | await DiskAsync(now, open, cancellationToken);
    }

    /// <summary>Forgets alarms whose time is over.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken = default)
    {
        var before = time.UtcNow() - Kept;
        await databases.DeleteInTurnAsync(
            db => db.AlarmLetters.IgnoreQueryFilters().Where(l => l.Alarm!.EndedAt < before), cancellationToken);
        await databases.DeleteInTurnAsync(db => db.Alarms.IgnoreQueryFilters().Where(a => a.EndedAt < before), cancellationToken);
    }

    /// <summary>Alarms of one kind that belong to no event.</summary>
    private async Task<bool> OfTenantsAsync(AlarmKind kind, List<(long TenantId, AlarmCause Cause)> all, DateTime now, List<Alarm> open,
        Func<Alarm, PortalDb, Task<AlarmEnd>> endOf, CancellationToken cancellationToken)
    {
        var changed = false;
        var raised = open.Where(a => a.Kind == kind).Select(a => a.TenantId);
        foreach (var tenantId in all.Select(one => one.TenantId).Concat(raised).Distinct())
        {
            var causes = all.Where(one => one.TenantId == tenantId).Select(one => one.Cause).ToList();
            changed |= await WriteAsync(tenantId, now, open, a => a.Kind == kind, _ => causes, endOf, cancellationToken);
        }

        return changed;
    }

    private async Task<(List<(long Id, long TenantId)> Running, List<(long TenantId, AlarmCause Cause)> Failed,
        List<(long TenantId, AlarmCause Cause)> Broken, List<Alarm> Open)> ReadAsync(DateTime now, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var (from, until) = (now + Around, now - Around);
        var running = await db.Events.IgnoreQueryFilters([PortalDb.TenantFilter]).Where(e => e.StartsAt <= from && e.EndsAt >= until)
            .OrderBy(e => e.Id).Select(e => new { e.Id, e.TenantId }).ToListAsync(cancellationToken);
        var failed = await db.ReportSchedules.IgnoreQueryFilters([PortalDb.TenantFilter]).Where(s => !s.IsPaused
            && db.ScheduleRuns.Where(r => r.TenantId == s.TenantId && r.ScheduleId == s.Id && r.FinishedAt != null)
                .OrderByDescending(r => r.DueAt).Select(r => (ScheduleRunState?)r.State).FirstOrDefault() == ScheduleRunState.Failed)
            .OrderBy(s => s.Id).Select(s => new { s.Id, s.TenantId, s.Name }).ToListAsync(cancellationToken);
        var broken = await db.WebhookEndpoints.IgnoreQueryFilters([PortalDb.TenantFilter]).Where(e => !e.IsPaused && e.BrokenAt != null)
            .OrderBy(e => e.Id).Select(e => new { e.Id, e.TenantId, e.Name, e.BrokenAt }).ToListAsync(cancellationToken);
        var open = await db.Alarms.AsNoTracking().IgnoreQueryFilters().Where(a => a.EndedAt == null).OrderBy(a => a.Id)
            .ToListAsync(cancellationToken);
        return (running.ConvertAll(e => (e.Id, e.TenantId)), failed.ConvertAll(s => (s.TenantId, Cause(s.Id, s.Name, now))),
            broken.ConvertAll(e => (e.TenantId, Webhook(e.Id, e.Name, e.BrokenAt!.Value))), open);
    }

    private async Task<bool> EventAsync(long tenantId, long eventId, DateTime now, List<Alarm> open, CancellationToken cancellationToken)
    {
        if (await boards.ReadAsync(tenantId, eventId, known.GetValueOrDefault(eventId), cancellationToken) is not { } state)
        {
            return false; // removed a moment ago: the next look finds that it does not run
        }

        var board = known[eventId] = state.Snapshot;
        return await WriteAsync(tenantId, now, open, a => a.EventId == eventId,
            isOpen => AlarmCauses.Of(board, now, isOpen),
            (alarm, _) => Task.FromResult(AlarmCauses.EndOf(alarm.Kind, alarm.Subject, alarm.Since, board)), cancellationToken);
    }

    private async Task<bool> DiskAsync(DateTime now, List<Alarm> open, CancellationToken cancellationToken)
    {
        if (disk() is not { } room)
        {
            return false; // what cannot be told changes nothing
        }

        var machine = Environment.MachineName;
        var cause = new AlarmCause(AlarmKind.DiskNearlyFull, null, machine, machine, now, room.Free, room.Total);
        var stale = now - Gone;
        var known = open.Where(a => a.Kind == AlarmKind.DiskNearlyFull && (a.Cause == cause.Text || a.SeenTrueAt < stale))
            .Select(a => a.TenantId);
        List<long> tenants = [.. known];
        if (AlarmCauses.IsNearlyFull(room, open: false))
        {
            await using var db = databases.CreateDbContext();
            tenants.AddRange(await db.Tenants.Select(t => t.Id).ToListAsync(cancellationToken));
        }

        var changed = false;
        foreach (var tenantId in tenants.Distinct())
        {
            changed |= await WriteAsync(tenantId, now, open,
                a => a.Kind == AlarmKind.DiskNearlyFull && (a.Cause == cause.Text || a.SeenTrueAt < stale),
                isOpen => AlarmCauses.IsNearlyFull(room, isOpen(cause.Text)) ? [cause] : [],
                (alarm, _) => Task.FromResult(alarm.Cause == cause.Text ? AlarmEnd.Settled : AlarmEnd.Lapsed), cancellationToken);
        }

        return changed;
    }

    /// <summary>
    /// Brings the open alarms of a tenant that <paramref name="which"/> names to what holds now; writes only where that differs from what
    /// was read. It decides again inside the transaction, on what another node has written meanwhile.
    /// </summary>
    private async Task<bool> WriteAsync(long tenantId, DateTime now, List<Alarm> read, Expression<Func<Alarm, bool>> which,
        Func<Func<string, bool>, IEnumerable<AlarmCause>> causes, Func<Alarm, PortalDb, Task<AlarmEnd>> endOf,
        CancellationToken cancellationToken)
    {
        var named = which.Compile();
        if (Compare(read.Where(a => a.TenantId == tenantId && named(a)), causes, now) is
            { Raise.Count: 0, End.Count: 0, Move.Count: 0 })
        {
            return false;
        }

        return (await databases.WriteAsync<bool>(Actor.System(tenantId, "alarms"), async db =>
        {
            var open = await db.Alarms.Where(a => a.EndedAt == null).Where(which).OrderBy(a => a.Id).ToListAsync(cancellationToken);
            var (raise, end, move) = Compare(open, causes, now);
            foreach (var (alarm, cause) in move)
            {
                (alarm.Figure, alarm.OutOf, alarm.SeenTrueAt) = (cause.Figure, cause.OutOf, now);
            }

            foreach (var alarm in end)
            {
                (alarm.EndedAt, alarm.End) = (time.UtcNow(), await endOf(alarm, db));
                await letters.EndAsync(db, alarm, cancellationToken);
            }

            // What another node has seen end since this look began is not raised again by what this one saw before.
            var texts = raise.ConvertAll(cause => cause.Text);
            var later = raise.Count == 0
                ? []
                : await db.Alarms.Where(a => texts.Contains(a.Cause) && a.EndedAt > now).Select(a => a.Cause)
                    .ToListAsync(cancellationToken);
            raise.RemoveAll(cause => later.Contains(cause.Text));
            foreach (var cause in raise)
            {
                var alarm = new Alarm
                {
                    Kind = cause.Kind,
                    EventId = cause.EventId,
                    Cause = cause.Text,
                    Subject = cause.Subject,
                    Since = cause.Since,
                    RaisedAt = now,
                    SeenTrueAt = now,
                    Figure = cause.Figure,
                    OutOf = cause.OutOf,
                };
                db.Alarms.Add(alarm);
                await letters.BeginAsync(db, alarm, cancellationToken);
            }

            await db.SaveChangesAsync(cancellationToken);
            return raise.Count + end.Count > 0;
        }, cancellationToken)).Required();
    }

    private static (List<AlarmCause> Raise, List<Alarm> End, List<(Alarm Alarm, AlarmCause Cause)> Move) Compare(
        IEnumerable<Alarm> open, Func<Func<string, bool>, IEnumerable<AlarmCause>> causes, DateTime now)
    {
        var there = open.ToDictionary(alarm => alarm.Cause, StringComparer.Ordinal);
        var holds = causes(there.ContainsKey).DistinctBy(cause => cause.Text).ToDictionary(cause => cause.Text, StringComparer.Ordinal);
        return (
            [.. holds.Values.Where(cause => !there.ContainsKey(cause.Text))],
            [.. there.Values.Where(alarm => !holds.ContainsKey(alarm.Cause))],
            [
                .. there.Values.Where(alarm => holds.ContainsKey(alarm.Cause)).Select(alarm => (alarm, holds[alarm.Cause]))
                    .Where(pair => IsToBeMoved(pair.alarm, pair.Item2, now)),
            ]);
    }

    private static bool IsToBeMoved(Alarm alarm, AlarmCause cause, DateTime now) => alarm.Kind == AlarmKind.DiskNearlyFull
        ? now - alarm.SeenTrueAt >= StillOfDisk
        : (alarm.Figure, alarm.OutOf) != (cause.Figure, cause.OutOf) && now - alarm.SeenTrueAt >= Still;

    private static AlarmCause Cause(long scheduleId, string name, DateTime now) =>
        new(AlarmKind.FailedSchedule, null, name, scheduleId.ToString(CultureInfo.InvariantCulture), now);

    private static AlarmCause Webhook(long endpointId, string name, DateTime since) =>
        new(AlarmKind.BrokenWebhook, null, name, endpointId.ToString(CultureInfo.InvariantCulture), since);

    private static async Task<AlarmEnd> EndOfWebhookAsync(Alarm alarm, PortalDb db)
    {
        var active = await db.WebhookEndpoints.Where(e => !e.IsPaused).Select(e => e.Id).ToListAsync();
        return active.Exists(id => Webhook(id, "", alarm.Since).Text == alarm.Cause) ? AlarmEnd.Settled : AlarmEnd.Lapsed;
    }

    private static async Task<AlarmEnd> EndOfScheduleAsync(Alarm alarm, PortalDb db)
    {
        var active = await db.ReportSchedules.Where(s => !s.IsPaused).Select(s => s.Id).ToListAsync();
        return active.Exists(id => Cause(id, "", alarm.Since).Text == alarm.Cause) ? AlarmEnd.Settled : AlarmEnd.Lapsed;
    }
}
