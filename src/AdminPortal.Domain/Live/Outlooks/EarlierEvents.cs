using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Live.Outlooks;

/// <summary>How an earlier event went.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Show">Share of its participants who came, above 0, at most 1.</param>
/// <param name="Course">How they came, from when its doors opened.</param>
internal sealed record EarlierEvent(string Title, double Show, ArrivalCourse Course);

/// <summary>
/// Knows for some minutes how the earlier events went that running ones are compared with: what is over changes no more, and a board that
/// is read four times a second must not ask for it.
/// </summary>
public sealed class EarlierEvents(IDbContextFactory<PortalDb> databases, EventRulesCache events, TimeProvider time)
{
    private const int Most = 256;

    private static readonly TimeSpan Known = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(long Tenant, long Event), (EarlierEvent? Event, DateTime ReadAt)> read = new();

    /// <summary>The one that an event is compared with; null when none is chosen, it is removed, or nobody came to it.</summary>
    internal async ValueTask<EarlierEvent?> FindAsync(Actor actor, EventRules rules, CancellationToken cancellationToken)
    {
        if (rules.EarlierEventId is not { } id)
        {
            return null;
        }

        var now = time.UtcNow();
        if (read.TryGetValue((rules.TenantId, id), out var known) && now - known.ReadAt < Known)
        {
            return known.Event;
        }

        if (read.Count >= Most)
        {
            read.Clear();
        }

        var found = await ReadAsync(actor, id, cancellationToken);
        read[(rules.TenantId, id)] = (found, now);
        return found;
    }

    private async Task<EarlierEvent?> ReadAsync(Actor actor, long id, CancellationToken cancellationToken)
    {
        if (await events.FindAsync(actor, id, cancellationToken) is not { } rules)
        {
            return null;
        }

        await using var db = databases.Read(actor);
        var people = await db.Participants.CountAsync(p => p.EventId == id, cancellationToken);
        var firsts = await db.CheckIns.Where(c => c.EventId == id).GroupBy(c => c.ParticipantId).Select(g => g.Min(c => c.InMinute))
            .ToListAsync(cancellationToken);
        var minutes = firsts.GroupBy(m => m).ToDictionary(g => g.Key, g => g.Count());
        return ArrivalCourse.Of(minutes, ArrivalCourse.DoorsOf(rules)) is { } course
            ? new EarlierEvent(rules.Title, Math.Min(1, course.Total / Math.Max(1, people)), course)
            : null;
    }
}
