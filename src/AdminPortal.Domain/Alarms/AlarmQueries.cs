using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Alarms;

/// <summary>Reads alarms. Nobody sees a kind that <see cref="AlarmKinds.Needs"/> keeps from them.</summary>
public sealed class AlarmQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>How long the bell shows alarms that are over.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromDays(3);

    private const int Most = 200;

    /// <summary>An alarm with what is read of its event.</summary>
    internal static readonly Expression<Func<Alarm, AlarmRow>> Row = a => new AlarmRow(
        a.Id, a.Kind, a.Event!.EventKey, a.Event.Title, a.Event.TimeZone, a.Subject, a.Since, a.RaisedAt, a.EndedAt, a.End, a.Figure,
        a.OutOf, a.NotedBy, a.NotedAt)
    { EventId = a.EventId };

    /// <summary>What the list can be sorted by.</summary>
    public static Sorts<Alarm> Sorts { get; } = new Sorts<Alarm>(a => a.Id).By("raised", a => a.RaisedAt);

    /// <summary>One page of those that the actor may see; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<AlarmRow>> ListAsync(Actor actor, AlarmFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewLive);
        var kinds = AlarmKinds.For(actor);
        await using var db = databases.Read(actor);
        return await db.Alarms.Where(a => kinds.Contains(a.Kind))
            .When(filter.IsOpen, open => a => a.EndedAt == null == open)
            .When(filter.Kind, kind => a => a.Kind == kind)
            .When(filter.EventId, eventId => a => a.EventId == eventId)
            .PageAsync(page, found => Sorts.Apply(db, found, page.Sort, page.Descending),
                rows => rows.Select(Row).ToListAsync(cancellationToken), cancellationToken);
    }

    /// <summary>The open ones and those that ended within <see cref="Recent"/>, the open ones first, each part newest first.</summary>
    public async Task<IReadOnlyList<AlarmRow>> RecentAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewLive);
        var kinds = AlarmKinds.For(actor);
        var since = time.UtcNow() - Recent;
        await using var db = databases.Read(actor);
        return await db.Alarms.Where(a => kinds.Contains(a.Kind) && (a.EndedAt == null || a.EndedAt >= since))
            .OrderBy(a => a.EndedAt != null).ThenByDescending(a => a.EndedAt ?? a.RaisedAt).ThenByDescending(a => a.Id).Take(Most)
            .Select(Row).ToListAsync(cancellationToken);
    }
}
