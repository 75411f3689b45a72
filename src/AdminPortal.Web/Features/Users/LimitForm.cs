using AdminPortal.Domain.Accounts;

namespace AdminPortal.Web.Features.Users;

/// <summary>Where somebody's rights end, as it is chosen.</summary>
public sealed record LimitForm
{
    /// <summary>Ids of events; null for all.</summary>
    public IReadOnlyList<long>? Events { get; set; }

    /// <summary>Ids of doors; empty for every one.</summary>
    public IReadOnlyList<long> Doors { get; set; } = [];

    /// <summary>The limits as they are.</summary>
    public static LimitForm Of(LimitDraft limits) => new() { Events = limits.Events, Doors = limits.Doors };

    /// <summary>The limits as they are to be.</summary>
    public LimitDraft Draft() => new(Events, Events is null ? [] : Doors);
}
