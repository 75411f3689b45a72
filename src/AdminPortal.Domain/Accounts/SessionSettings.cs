namespace AdminPortal.Domain.Accounts;

/// <summary>How long people stay signed in.</summary>
/// <param name="Idle">How long a session lives without being used: no request and no window that is open.</param>
/// <param name="Longest">How long after its sign-in a session ends, however much it is used; null for never.</param>
public sealed record SessionSettings(TimeSpan Idle, TimeSpan? Longest = null)
{
    /// <summary>Least of both, in hours.</summary>
    public const double LeastHours = 0.25;

    /// <summary>Most of both, in hours: a year.</summary>
    public const double MostHours = 8760;

    /// <summary>Where nothing is said: a day's work without a sign-in, and no end.</summary>
    public SessionSettings() : this(SessionService.Age)
    {
    }

    /// <summary>UTC; who signed in at that time or before has to do it again.</summary>
    /// <param name="now">UTC.</param>
    internal DateTime SignedInAfter(DateTime now) => Longest is { } longest ? now - longest : DateTime.UnixEpoch;

    /// <summary>How often the use of sessions has to be noted at least, so that none ends while it is used.</summary>
    public TimeSpan Upkeep => TimeSpan.FromTicks(Math.Min(TimeSpan.FromMinutes(30).Ticks, Idle.Ticks / 3));
}
