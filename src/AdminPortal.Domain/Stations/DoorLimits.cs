using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Stations;

/// <summary>The doors that a steward is limited to.</summary>
internal static class DoorLimits
{
    /// <summary>Nobody checks in at somebody else's door.</summary>
    public static Problem NotYours { get; } = new("door_not_yours", "You check in at other doors.", "station");

    /// <summary>
    /// The actor's doors at an event by name; null where they may stand at every door, empty where all of theirs were revoked.
    /// </summary>
    public static async Task<List<Station>?> ReadAsync(PortalDb db, Actor actor, long eventId,
        CancellationToken cancellationToken = default)
    {
        if (actor.Limits is not { Doors: { Count: > 0 } doors })
        {
            return null;
        }

        var own = await db.Stations.IgnoreQueryFilters().AsNoTracking()
            .Where(s => s.TenantId == actor.TenantId && s.EventId == eventId && doors.Contains(s.Id))
            .OrderBy(s => s.Name).ThenBy(s => s.Id).ToListAsync(cancellationToken);
        return own.Count == 0 ? null : own.FindAll(s => s.RevokedAt is null);
    }

    /// <summary>The request at the actor's door: the one it names, or the only one they have. Refused: <c>door_not_yours</c>.</summary>
    public static async Task<Result<string?>> ChooseAsync(PortalDb db, Actor actor, long eventId, string? named,
        CancellationToken cancellationToken) => await ReadAsync(db, actor, eventId, cancellationToken) switch
        {
            null => named,
            [var only] when named is null => only.Name,
            var own when own.Exists(door => door.Name == named) => named,
            _ => NotYours,
        };
}
