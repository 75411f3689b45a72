using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AdminPortal.Domain.CheckIns;

/// <summary>
/// What each check-in asks of the database besides its inserts, for a kind of database that can do them with prepared
/// statements where they lie: between a scan and its commit nothing else costs as much as making commands. What is decided by them
/// stands in <see cref="CheckInBatch"/>. Databases behind a network bring none, and are asked for all people of a batch at once.
/// </summary>
public interface IDoorCommands : IInterceptor
{
    /// <summary>Who of an event is named, each once, inside the context's transaction: the living only, of the context's tenant.</summary>
    /// <param name="db">Of a transaction.</param>
    /// <param name="eventId">The event; nobody is found when it was removed.</param>
    /// <param name="ids">Participants by id.</param>
    /// <param name="badges">Participants by badge, letter by letter.</param>
    IReadOnlyList<DoorPerson> Find(PortalDb db, long eventId, IReadOnlyList<long> ids, IReadOnlyList<string> badges);

    /// <summary>Which calls have an answer already, by their API keys and the hashes of their idempotency keys.</summary>
    IReadOnlyCollection<(long ApiKeyId, string KeyHash)> Answered(PortalDb db,
        IReadOnlyCollection<(long ApiKeyId, string KeyHash)> calls);

    /// <summary>Writes down the ends and notes of stays that were open when they were read.</summary>
    /// <returns>False when one of them is not open any more; nothing of the transaction may be kept then.</returns>
    bool End(PortalDb db, IReadOnlyCollection<CheckIn> stays);
}

/// <summary>A participant as the database has it, with the stay that has not ended.</summary>
public sealed record DoorPerson(long Id, string? BadgeNumber, bool IsConfirmed, long? CategoryId, string? CategoryTitle,
    CheckInContact Contact, CheckIn? Open);

internal static class DoorCommands
{
    /// <summary>Those of the context's database; null when it has none.</summary>
    public static IDoorCommands? Door(this PortalDb db) => db.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()!
        .Interceptors!.OfType<IDoorCommands>().SingleOrDefault();
}
