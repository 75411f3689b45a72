using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;

namespace AdminPortal.Domain.CheckIns;

/// <summary>
/// How many people a batch left inside an event with a limit, and how far both logs went then. Where they name nobody of the event since,
/// it still holds, and the next batch does not count all who are inside; only where transactions commit in the order of their numbers.
/// </summary>
/// <param name="Inside">People.</param>
/// <param name="Place">The ends of the logs, in the batch's own transaction.</param>
internal sealed record InsideCount(int Inside, LogPlace Place)
{
    private static readonly string[] Kinds = [nameof(Participant), nameof(CheckIn), nameof(Contact)];

    /// <summary>The count at the end of a batch.</summary>
    public static async Task<InsideCount> AfterAsync(PortalDb db, long eventId, int inside) =>
        new(inside, await LogPlace.NowAsync(db, eventId, CancellationToken.None));

    /// <summary>Whether nobody has written of the event since.</summary>
    public async Task<bool> HoldsAsync(PortalDb db, long eventId)
    {
        var end = await LogPlace.NowAsync(db, eventId, CancellationToken.None);
        return end.Scan == Place.Scan
            && await Place.AuditedAsync(db, Kinds, eventId, end, default, 1, CancellationToken.None) is { Count: 0 };
    }
}
