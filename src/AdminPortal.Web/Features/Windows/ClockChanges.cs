namespace AdminPortal.Web.Features.Windows;

/// <summary>A moment at which a zone's clocks change.</summary>
/// <param name="Utc">When.</param>
/// <param name="By">How far; negative when they go back.</param>
public sealed record ClockChange(DateTime Utc, TimeSpan By);

/// <summary>Finds when clocks change.</summary>
public static class ClockChanges
{
    /// <summary>The changes between two moments, to the quarter of an hour.</summary>
    public static IReadOnlyList<ClockChange> Between(TimeZoneInfo zone, DateTime fromUtc, DateTime toUtc)
    {
        var changes = new List<ClockChange>();
        var quarter = TimeSpan.FromMinutes(15);
        for (var at = new DateTime(fromUtc.Ticks - (fromUtc.Ticks % quarter.Ticks), DateTimeKind.Utc) + quarter; at < toUtc; at += quarter)
        {
            var by = zone.GetUtcOffset(at) - zone.GetUtcOffset(at - quarter);
            if (by != TimeSpan.Zero)
            {
                changes.Add(new ClockChange(at, by));
            }
        }

        return changes;
    }
}
