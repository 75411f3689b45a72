using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Domain.Alarms;

/// <summary>What a mail about an alarm says.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
public sealed record AlarmWords(string Subject, string Text);

/// <summary>Words for a mail, in the tenant's language: about the beginning of an alarm, or its end.</summary>
/// <param name="language"><c>de</c> or <c>en</c>.</param>
/// <param name="alarm">The alarm.</param>
/// <param name="tenant">The tenant's name.</param>
/// <param name="zone">The tenant's zone, for what belongs to no event.</param>
/// <param name="isEnd">Whether it is over.</param>
public delegate AlarmWords AlarmMailTexts(string language, AlarmRow alarm, string tenant, TimeZoneInfo zone, bool isEnd);

/// <summary>
/// Mails the beginning and the end of alarms to the addresses of the tenant, each once: a row for each mail is written with the alarm, and
/// claimed by moving the time of the next attempt ahead. A process that dies between sending and noting it sends at worst once more.
/// </summary>
public sealed partial class AlarmLetters(
    IDbContextFactory<PortalDb> databases, Mailbox mail, AlarmMailTexts texts, TimeProvider time, ILogger<AlarmLetters> logger)
{
    /// <summary>Time between two looks for mails that wait.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    /// <summary>The pause after an attempt that the mail server did not take.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>A mail that was not taken for so long is given up: it would be no news any more.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private const int Portion = 50;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Inside the transaction that raises an alarm: a mail to each address of the tenant, where mails can be sent.</summary>
    internal async Task BeginAsync(PortalDb db, Alarm alarm, CancellationToken cancellationToken)
    {
        if (!mail.IsConfigured)
        {
            return;
        }

        var addresses = await db.Tenants.Where(t => t.Id == db.TenantId).Select(t => t.AlarmAddresses).SingleAsync(cancellationToken);
        foreach (var address in (addresses ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(db, alarm, address, isEnd: false);
        }
    }

    /// <summary>Inside the transaction that ends an alarm: a mail to each address that hears of its beginning.</summary>
    internal async Task EndAsync(PortalDb db, Alarm alarm, CancellationToken cancellationToken)
    {
        var told = await db.AlarmLetters.Where(l => l.AlarmId == alarm.Id && !l.IsEnd && (l.SentAt != null || l.NextAttemptAt != null))
            .OrderBy(l => l.Id).Select(l => l.Address).ToListAsync(cancellationToken);
        told.ForEach(address => Add(db, alarm, address, isEnd: true));
    }

    /// <summary>Sends what waits.</summary>
    public async Task SendAsync(CancellationToken cancellationToken = default)
    {
        if (!mail.IsConfigured)
        {
            return;
        }

        var now = time.UtcNow();
        List<(long Id, long TenantId, DateTime At)> waiting;
        await using (var db = databases.CreateDbContext())
        {
            waiting = (await db.AlarmLetters.IgnoreQueryFilters().Where(l => l.NextAttemptAt <= now).OrderBy(l => l.NextAttemptAt)
                .ThenBy(l => l.Id).Take(Portion).Select(l => new { l.Id, l.TenantId, l.NextAttemptAt }).ToListAsync(cancellationToken))
                .ConvertAll(l => (l.Id, l.TenantId, l.NextAttemptAt!.Value));
        }

        foreach (var (id, tenantId, at) in waiting)
        {
            await SendAsync(id, Actor.System(tenantId, "alarms"), at, cancellationToken);
        }
    }

    private async Task SendAsync(long id, Actor actor, DateTime at, CancellationToken cancellationToken)
    {
        var until = time.UtcNow() + Lease;
        await using var db = databases.CreateDbContext();
        db.Actor = actor;
        if (!await db.AlarmLetters.Where(l => l.Id == id).TakeAsync(nameof(AlarmLetter.NextAttemptAt), at, until, cancellationToken))
        {
            return; // somebody else does
        }

        var letter = await db.AlarmLetters.SingleAsync(l => l.Id == id, cancellationToken);
        var first = letter.IsEnd
            ? await db.AlarmLetters.AsNoTracking().SingleAsync(
                l => l.AlarmId == letter.AlarmId && !l.IsEnd && l.Address == letter.Address, cancellationToken)
            : null;
        if (first is { SentAt: null })
        {
            // The end is told after the beginning, and not at all where that was given up.
            letter.NextAttemptAt = first.NextAttemptAt is null ? null : time.UtcNow() + Pause;
        }
        else
        {
            await SendAsync(db, letter, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task SendAsync(PortalDb db, AlarmLetter letter, CancellationToken cancellationToken)
    {
        var alarm = await db.Alarms.Where(a => a.Id == letter.AlarmId).Select(AlarmQueries.Row).SingleAsync(cancellationToken);
        var tenant = await db.Tenants.Where(t => t.Id == db.TenantId).Select(t => new { t.Name, t.Language, t.TimeZone })
            .SingleAsync(cancellationToken);
        var words = texts(tenant.Language, alarm, tenant.Name, Zone.Find(tenant.TimeZone), letter.IsEnd);
        var (outcome, answer) = await mail.SendAsync(new Letter(letter.Address, words.Subject, words.Text), cancellationToken);
        var now = time.UtcNow();
        var again = outcome == LetterOutcome.TryLater && now + Pause - letter.CreatedAt <= Patience;
        (letter.SentAt, letter.NextAttemptAt) = (outcome == LetterOutcome.Sent ? now : null, again ? now + Pause : null);
        if (outcome != LetterOutcome.Sent)
        {
            LogNotTaken(logger, alarm.Id, again ? "it is tried again" : "it is given up", Mailbox.WithoutAddresses(answer));
        }
    }

    private void Add(PortalDb db, Alarm alarm, string address, bool isEnd)
    {
        var now = time.UtcNow();
        db.AlarmLetters.Add(new AlarmLetter
        { Alarm = alarm, EventId = alarm.EventId, IsEnd = isEnd, Address = address, CreatedAt = now, NextAttemptAt = now });
    }

    [LoggerMessage(LogLevel.Warning, "A mail about alarm {Alarm} was not taken; {Next}. {Answer}")]
    private static partial void LogNotTaken(ILogger logger, long alarm, string next, string? answer);
}
