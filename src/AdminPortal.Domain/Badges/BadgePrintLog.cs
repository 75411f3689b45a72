using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Badges;

/// <summary>A badge that was printed; UTC.</summary>
public sealed record BadgePrintRow(DateTime At, string By, string Design, bool IsReprint, string? Reason);

/// <summary>How far the badges of an event are.</summary>
/// <param name="Participants">Participants of the event.</param>
/// <param name="WithoutNumber">Of them without a badge number.</param>
/// <param name="Printed">Of them with a badge that was printed at least once.</param>
/// <param name="Prints">Badges that were printed, all together.</param>
public sealed record BadgeCounts(int Participants, int WithoutNumber, int Printed, int Prints);

/// <summary>Which badges were printed, when, by whom and how often.</summary>
public sealed class BadgePrintLog(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    private const int Portion = 500;

    private const int Shown = 50;

    /// <summary>How far the badges of an event are, in one command.</summary>
    /// <param name="actor">Needs <see cref="Permission.ManageParticipants"/>.</param>
    /// <param name="eventId">The event; one that is not there has zeros.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<BadgeCounts> CountsAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageParticipants);
        await using var db = databases.Read(actor);
        var people = db.Participants.Where(p => p.EventId == eventId);
        return await db.Events.Where(e => e.Id == eventId).Select(_ => new BadgeCounts(
            people.Count(), people.Count(p => p.BadgeNumber == null),
            people.Count(p => db.BadgePrints.Any(b => b.ParticipantId == p.Id)),
            db.BadgePrints.Count(b => b.EventId == eventId))).SingleOrDefaultAsync(cancellationToken) ?? new BadgeCounts(0, 0, 0, 0);
    }

    /// <summary>The newest prints of a participant's badge, the newest first, and how many there are.</summary>
    /// <param name="actor">Needs <see cref="Permission.ViewParticipants"/>.</param>
    /// <param name="participantId">The participant.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<(int Count, IReadOnlyList<BadgePrintRow> Newest)> OfAsync(Actor actor, long participantId,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewParticipants);
        await using var db = databases.Read(actor);
        var prints = db.BadgePrints.Where(p => p.ParticipantId == participantId);
        var newest = await prints.OrderByDescending(p => p.Id).Take(Shown)
            .Select(p => new BadgePrintRow(p.At, p.By, p.Design, p.IsReprint, p.Reason)).ToListAsync(cancellationToken);
        return (newest.Count < Shown ? newest.Count : await prints.CountAsync(cancellationToken), newest);
    }

    /// <summary>
    /// Notes that badges were printed. Those of a file replace what an attempt before, which did not come to its end, has noted.
    /// </summary>
    internal async Task NoteAsync(Actor actor, long eventId, IReadOnlyList<long> participants, string design, string? reason,
        long? exportId, CancellationToken cancellationToken)
    {
        await ForgetAsync(actor, exportId, cancellationToken);
        foreach (var some in participants.Chunk(Portion))
        {
            (await databases.WriteAsync<Done>(actor with { Priority = exportId is null ? actor.Priority : WritePriority.Bulk }, async db =>
            {
                var there = (await db.OfIds<Participants.Participant>(some).Select(p => p.Id).ToListAsync(cancellationToken)).ToHashSet();
                var before = (await db.BadgePrints.Where(p => some.Contains(p.ParticipantId)).Select(p => p.ParticipantId).Distinct()
                    .ToListAsync(cancellationToken)).ToHashSet();
                var now = time.UtcNow();
                await db.BulkInsertAsync(some.Where(there.Contains).Select(id => new BadgePrint
                {
                    EventId = eventId,
                    ParticipantId = id,
                    At = now,
                    By = actor.Name,
                    Design = design,
                    IsReprint = before.Contains(id),
                    Reason = before.Contains(id) && !string.IsNullOrWhiteSpace(reason) ? reason.Trim() : null,
                    ExportId = exportId,
                }).ToList(), cancellationToken);
                return Done.It;
            }, cancellationToken)).Required();
        }
    }

    /// <summary>Forgets what a file has noted that was not finished.</summary>
    internal async Task ForgetAsync(Actor actor, long? exportId, CancellationToken cancellationToken)
    {
        if (exportId is { } id)
        {
            await databases.DeleteInTurnAsync(
                db => db.BadgePrints.IgnoreQueryFilters().Where(p => p.ExportId == id && p.TenantId == actor.TenantId), cancellationToken);
        }
    }
}
