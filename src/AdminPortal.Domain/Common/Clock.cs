namespace AdminPortal.Domain.Common;

/// <summary>Time as the portal keeps it.</summary>
public static class Clock
{
    /// <summary>Now in UTC, cut to milliseconds, so that a time reads the same before and after it was stored and in the API.</summary>
    public static DateTime UtcNow(this TimeProvider time) => Cut(time.GetUtcNow().UtcDateTime);

    /// <summary>Cuts a UTC time to milliseconds.</summary>
    public static DateTime Cut(DateTime utc) => new(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);

    /// <summary>Minutes since 1970-01-01 UTC: the unit in which arrivals are grouped in the database.</summary>
    public static int Minute(DateTime utc) => (int)((utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMinute);

    /// <summary>The UTC time at which such a minute begins.</summary>
    public static DateTime FromMinute(int minute) => DateTime.UnixEpoch.AddMinutes(minute);

    /// <summary>
    /// Quarters of an hour since the first day of the calendar, in UTC: every zone's days begin with one of them, so that a database which
    /// knows no zones can group by them. Both databases compute it themselves.
    /// </summary>
    public static long Quarter(DateTime utc) => utc.Ticks / (15 * TimeSpan.TicksPerMinute);

    /// <summary>The UTC time at which such a quarter begins.</summary>
    public static DateTime FromQuarter(long quarter) => new(quarter * 15 * TimeSpan.TicksPerMinute, DateTimeKind.Utc);
}
