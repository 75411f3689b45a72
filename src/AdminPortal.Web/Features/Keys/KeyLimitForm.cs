using AdminPortal.Domain.Accounts;

namespace AdminPortal.Web.Features.Keys;

/// <summary>What a key is limited to, as it is chosen.</summary>
public sealed record KeyLimitForm
{
    /// <summary>Ids of events; null for all.</summary>
    public IReadOnlyList<long>? Events { get; set; }

    /// <summary>Addresses and networks with commas, blanks or lines between.</summary>
    public string? Networks { get; set; }

    /// <summary>The limits as they are to be.</summary>
    public KeyLimits Limits() => new(Events, KeyLimits.Split(Networks));
}
