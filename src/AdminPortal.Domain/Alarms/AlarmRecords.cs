namespace AdminPortal.Domain.Alarms;

/// <summary>An alarm as lists and mails show it; times are UTC.</summary>
/// <param name="Id">The alarm.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="EventKey">Key of the event it is about; null for none, and when the event was removed.</param>
/// <param name="EventTitle">The event's title, or null.</param>
/// <param name="Zone">IANA name of the event's zone, or null.</param>
/// <param name="Subject">The door's, the schedule's or the machine's name; may be empty.</param>
/// <param name="Since">Since when it holds.</param>
/// <param name="RaisedAt">When it was noticed.</param>
/// <param name="EndedAt">Null while it is open.</param>
/// <param name="End">Why it is over.</param>
/// <param name="Figure">How many.</param>
/// <param name="OutOf">Of how many.</param>
/// <param name="NotedBy">Who has taken note of it.</param>
/// <param name="NotedAt">When that was.</param>
public sealed record AlarmRow(
    long Id, AlarmKind Kind, string? EventKey, string? EventTitle, string? Zone, string Subject, DateTime Since, DateTime RaisedAt,
    DateTime? EndedAt, AlarmEnd? End, long? Figure, long? OutOf, string? NotedBy, DateTime? NotedAt)
{
    /// <summary>The event it is about; null for none.</summary>
    public long? EventId { get; init; }

    /// <summary>Whether it is not over.</summary>
    public bool IsOpen => EndedAt is null;

    /// <summary>How long it held; null while it is open.</summary>
    public TimeSpan? Lasted => EndedAt - Since;
}

/// <summary>Which alarms; everything that is set must hold.</summary>
public sealed record AlarmFilter
{
    /// <summary>Only those that are open, or over.</summary>
    public bool? IsOpen { get; init; }

    public AlarmKind? Kind { get; init; }

    public long? EventId { get; init; }
}
