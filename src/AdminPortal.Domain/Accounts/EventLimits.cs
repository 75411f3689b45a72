using AdminPortal.Domain.Data;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// Where an actor's rights end: of everything that belongs to an event they see and change what belongs to these. What belongs to the whole
/// organisation is kept from them by <see cref="Grants.Within"/>.
/// </summary>
/// <param name="Events">Ids of the events; empty for none.</param>
/// <param name="Doors">
/// Ids of the stations they may check in at, at those of the events that have one of them; empty for every door.
/// </param>
/// <param name="Since">UTC; files that were ordered before hold more than they may see now.</param>
public sealed record EventLimits(IReadOnlyList<long> Events, IReadOnlyList<long> Doors, DateTime Since)
{
    /// <summary>Most events that somebody can be limited to.</summary>
    public const int Most = Chosen.Most;
}

/// <summary>Where somebody's rights are to end.</summary>
/// <param name="Events">Ids of the events; null for all of the tenant.</param>
/// <param name="Doors">Ids of stations of those events; empty for every door.</param>
public sealed record LimitDraft(IReadOnlyList<long>? Events, IReadOnlyList<long> Doors)
{
    /// <summary>No limit.</summary>
    public static LimitDraft None { get; } = new(null, []);

    /// <summary>Whether rights end at the same events and doors.</summary>
    internal bool Same(LimitDraft other) => Chosen.Same(Events, other.Events) && Chosen.Same(Doors, other.Doors);
}
