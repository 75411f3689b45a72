using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Mail;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Domain.Schedules;

/// <summary>What a mail with a report says.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Text">With the file attached.</param>
/// <param name="TextWithLink">With a link, where the file is too large for a mail.</param>
public sealed record ScheduleWords(string Subject, string Text, string TextWithLink);

/// <summary>Words for mails: for a language, the schedule's name, the tenant's name and the name of the person who planned it.</summary>
public delegate ScheduleWords ScheduleMailTexts(string language, string name, string tenant, string owner);

/// <summary>A run that is to go one step on.</summary>
public sealed record WaitingRun(long Id, long TenantId, DateTime NextAttemptAt);

/// <summary>
/// Brings runs of schedules to their end, one step at a time: the file is ordered, waited for, and sent to one address after the other.
/// Each step is claimed by moving the time of the next attempt ahead, so that a run whose process died goes on elsewhere; at worst one
/// address then receives the mail twice.
/// </summary>
public sealed partial class ScheduleDelivery(IDbContextFactory<PortalDb> databases, UserService users, ExportService exports, Mailbox mail,
    ScheduleMailTexts texts, TimeProvider time, ILogger<ScheduleDelivery> logger)
{
    /// <summary>The pauses after attempts that the mail server did not take; after the last one the run has failed.</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];

    /// <summary>Largest file that is attached, in bytes.</summary>
    public const long LargestAttachment = 10 * 1024 * 1024;

    private const int Portion = 50;

    private const int AnswerLimit = 500;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>Runs whose time has come.</summary>
    public async Task<IReadOnlyList<WaitingRun>> WaitingAsync(CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        await using var db = databases.CreateDbContext();
        return await db.ScheduleRuns.IgnoreQueryFilters().Where(r => r.NextAttemptAt <= now).OrderBy(r => r.NextAttemptAt).Take(Portion)
            .Select(r => new WaitingRun(r.Id, r.TenantId, r.NextAttemptAt!.Value)).ToListAsync(cancellationToken);
    }

    /// <summary>Brings a run one step on, unless somebody else does.</summary>
    public async Task StepAsync(WaitingRun waiting, CancellationToken cancellationToken = default)
    {
        var until = time.UtcNow() + Lease;
        await using var db = databases.CreateDbContext();
        db.Actor = Actor.System(waiting.TenantId, "schedules");
        if (!await db.ScheduleRuns.Where(r => r.Id == waiting.Id)
            .TakeAsync(nameof(ScheduleRun.NextAttemptAt), waiting.NextAttemptAt, until, cancellationToken))
        {
            return;
        }

        var run = await db.ScheduleRuns.SingleAsync(r => r.Id == waiting.Id, cancellationToken);
        var schedule = await db.ReportSchedules.IgnoreQueryFilters([PortalDb.AliveFilter]).Include(s => s.Event).AsNoTracking()
            .SingleAsync(s => s.Id == run.ScheduleId, cancellationToken);
        if (run.ExportId is null)
        {
            await OrderAsync(run, schedule, cancellationToken);
        }
        else
        {
            await DeliverAsync(db, run, schedule, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task OrderAsync(ScheduleRun run, ReportSchedule schedule, CancellationToken cancellationToken)
    {
        if (await OwnerAsync(schedule, cancellationToken) is not { } owner)
        {
            End(run, ScheduleRunState.Failed, "no_permission");
            return;
        }

        await using var db = databases.Read(owner);
        var zone = await db.TenantZoneAsync(cancellationToken);
        var (from, to) = ScheduleTimes.Days(schedule.Range, zone.Day(run.DueAt));
        var request = new ReportRequest(schedule.Kind, new ReportFilter(schedule.Event?.EventKey, from, to));
        var ordered = await exports.OrderAsync(owner, new ExportOrder(request, schedule.Format, schedule.Language)
        { About = schedule.Name, ScheduleId = schedule.Id }, cancellationToken);
        if (ordered.Ok)
        {
            (run.ExportId, run.NextAttemptAt) = (ordered.Value, time.UtcNow());
        }
        else
        {
            End(run, ScheduleRunState.Failed, "refused");
        }
    }

    private async Task DeliverAsync(PortalDb db, ScheduleRun run, ReportSchedule schedule, CancellationToken cancellationToken)
    {
        var state = await db.ReportExports.Where(e => e.Id == run.ExportId).Select(e => (ExportState?)e.State)
            .SingleOrDefaultAsync(cancellationToken);
        if (state is ExportState.Queued or ExportState.Running)
        {
            run.NextAttemptAt = time.UtcNow() + ScheduleRunner.Pace;
        }
        else if (state != ExportState.Done)
        {
            End(run, ScheduleRunState.Failed, "export_failed");
        }
        else if (run.Remaining.Length == 0)
        {
            End(run, ScheduleRunState.Kept, "no_recipients");
        }
        else if (!mail.IsConfigured)
        {
            End(run, ScheduleRunState.Kept, "no_mail_server");
        }
        else
        {
            await SendAsync(db, run, schedule, cancellationToken);
        }
    }

    private async Task SendAsync(PortalDb db, ScheduleRun run, ReportSchedule schedule, CancellationToken cancellationToken)
    {
        if (await OwnerAsync(schedule, cancellationToken) is not { } owner)
        {
            End(run, ScheduleRunState.Failed, "no_permission");
            return;
        }

        var tenant = await db.Tenants.Where(t => t.Id == db.TenantId).Select(t => t.Name).SingleAsync(cancellationToken);
        var words = texts(schedule.Language, schedule.Name, tenant, owner.Name);
        run.State = ScheduleRunState.Sending;
        run.Attempts++;
        var (refused, later) = (new List<string>(), new List<string>());
        string? answer = null;
        foreach (var address in ScheduleQueries.Lines(run.Remaining))
        {
            var opened = await exports.OpenAsync(owner, run.ExportId!.Value, cancellationToken);
            if (!opened.Ok)
            {
                End(run, ScheduleRunState.Failed, "export_failed");
                return;
            }

            await using var file = opened.Value.Stream;
            var letter = file.Length <= LargestAttachment
                ? new Letter(address, words.Subject, words.Text, file, opened.Value.FileName, opened.Value.ContentType)
                : new Letter(address, words.Subject, words.TextWithLink);
            var (outcome, said) = await mail.SendAsync(letter, cancellationToken);
            answer = said ?? answer;
            if (outcome == LetterOutcome.Sent)
            {
                // Kept at once: a stop between two addresses must not send to the first one again.
                run.SentTo++;
                run.Remaining = string.Join('\n', ScheduleQueries.Lines(run.Remaining).Where(other => other != address));
                await db.SaveChangesAsync(cancellationToken);
            }
            else
            {
                (outcome == LetterOutcome.Refused ? refused : later).Add(address);
            }
        }

        run.Answer = answer is { Length: > AnswerLimit } ? answer[..AnswerLimit] : answer;
        if (later.Count > 0 && run.Attempts <= Pauses.Count)
        {
            (run.Problem, run.NextAttemptAt) = ("mail_later", time.UtcNow() + Pauses[run.Attempts - 1]);
            LogLater(logger, run.Id, run.Attempts);
        }
        else if (later.Count + refused.Count > 0)
        {
            End(run, ScheduleRunState.Failed, later.Count > 0 ? "mail_later" : "mail_refused");
        }
        else
        {
            End(run, ScheduleRunState.Sent, null);
        }
    }

    /// <summary>Who lends the schedule their permissions, as they are now; null when they may not have the report any more.</summary>
    private async Task<Actor?> OwnerAsync(ReportSchedule schedule, CancellationToken cancellationToken) =>
        await users.ActorAsync(schedule.OwnerId, null, cancellationToken) is { } owner && ReportKinds.Find(schedule.Kind) is { } kind
            && owner.May(Permission.Export) && kind.IsFor(owner) ? owner : null;

    private void End(ScheduleRun run, ScheduleRunState state, string? problem)
    {
        (run.State, run.Problem, run.FinishedAt, run.NextAttemptAt) = (state, problem, time.UtcNow(), null);
        LogEnded(logger, run.Id, state, problem);
    }

    [LoggerMessage(LogLevel.Information, "Scheduled report, run {Run}: {State} {Problem}")]
    private static partial void LogEnded(ILogger logger, long run, ScheduleRunState state, string? problem);

    [LoggerMessage(LogLevel.Warning,
        "Scheduled report, run {Run}: the mail server did not take it at attempt {Attempt}; it is tried again")]
    private static partial void LogLater(ILogger logger, long run, int attempt);
}
