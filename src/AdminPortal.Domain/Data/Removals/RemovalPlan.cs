using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>Removing and restoring one kind of record, declared once in <see cref="RemovalPlans"/>.</summary>
internal abstract class RemovalPlan(Type type, Permission permission)
{
    /// <summary>The kind's name, as in the audit log.</summary>
    public string Entity => type.Name;

    /// <summary>Who may remove and restore it.</summary>
    public Permission Permission => permission;

    /// <summary>What refers to it and is provided for when it is erased, as <c>Type.Key</c>.</summary>
    public HashSet<string> References { get; } = [];

    /// <summary>Holds a living record, so that nobody else decides on it meanwhile; see <see cref="Locks"/>.</summary>
    public Func<PortalDb, long, CancellationToken, Task<bool>>? Held { get; init; }

    /// <summary>Holds living records until the transaction ends, in the order of their ids, where this kind is held at all.</summary>
    public async Task HoldAsync(PortalDb db, IEnumerable<long> ids, CancellationToken cancellationToken)
    {
        foreach (var id in Held is null ? Enumerable.Empty<long>() : ids.Distinct().Order())
        {
            await Held!(db, id, cancellationToken);
        }
    }

    /// <summary>What goes along and comes back with it, parents before their children.</summary>
    public abstract IReadOnlyList<RemovalBranch> Branches { get; }

    /// <summary>Why removed records cannot be restored as things stand, or null; asked before much is moved for them.</summary>
    public abstract Task<Problem?> JudgeAsync(PortalDb db, IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Restores records by their ids inside the caller's transaction.</summary>
    public abstract Task<Result<Removed>> RestoreAsync(Removal removal, PortalDb db, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken);

    /// <summary>What was removed before that time and is not needed by anything that stays, by ids, the oldest first.</summary>
    public abstract Task<List<long>> ErasableAsync(PortalDb db, DateTime before, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Erases those of the ids that still are as <see cref="ErasableAsync"/> found them, with what belongs to them alone.
    /// </summary>
    /// <returns>How many.</returns>
    public abstract Task<int> EraseAsync(PortalDb db, IReadOnlyList<long> ids, DateTime before, DateTime at,
        CancellationToken cancellationToken);

    /// <summary>What records of the tenant are called, removed ones too.</summary>
    public abstract Task<Dictionary<long, RemovalName>> NamesAsync(PortalDb db, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken);

    /// <summary>Something removed that a record needs, or null.</summary>
    public abstract Task<(string Entity, long Id)?> MissingAsync(PortalDb db, long id, CancellationToken cancellationToken);

    /// <summary>The stamp of a removed record; null when it lives or is not there.</summary>
    public abstract Task<DateTime?> StampAsync(PortalDb db, long id, CancellationToken cancellationToken);
}
