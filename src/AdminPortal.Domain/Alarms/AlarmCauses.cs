using System.Globalization;
using AdminPortal.Domain.Live;

namespace AdminPortal.Domain.Alarms;

/// <summary>Something that holds now and is worth an alarm.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="EventId">With which event.</param>
/// <param name="Subject">See <see cref="Alarm.Subject"/>.</param>
/// <param name="Key">Tells it apart from others of its kind and event: the door's name, the schedule's id.</param>
/// <param name="Since">UTC; see <see cref="Alarm.Since"/>.</param>
/// <param name="Figure">See <see cref="Alarm.Figure"/>.</param>
/// <param name="OutOf">See <see cref="Alarm.OutOf"/>.</param>
internal sealed record AlarmCause(
    AlarmKind Kind, long? EventId, string Subject, string Key, DateTime Since, long? Figure = null, long? OutOf = null)
{
    /// <summary>As <see cref="Alarm.Cause"/> holds it.</summary>
    public string Text => TextOf(Kind, EventId, Key);

    /// <summary>As <see cref="Alarm.Cause"/> holds it.</summary>
    public static string TextOf(AlarmKind kind, long? eventId, string key) =>
        $"{kind}/{eventId?.ToString(CultureInfo.InvariantCulture)}/{key}";
}

/// <summary>How much room a drive has, in bytes.</summary>
/// <param name="Free">For the portal.</param>
/// <param name="Total">In all.</param>
public sealed record DiskRoom(long Free, long Total);

/// <summary>Looks at the drive of the data directory; null where that cannot be told.</summary>
public delegate DiskRoom? DiskProbe();

/// <summary>
/// Which alarms hold. What is open goes on until it is clearly over, so that a figure at the edge does not raise it again and again.
/// </summary>
internal static class AlarmCauses
{
    /// <summary>Below this share of the capacity it is not nearly full any more; <see cref="BoardSnapshot.Alarm"/> begins it.</summary>
    public const decimal NearlyFullEnds = 0.85m;

    /// <summary>Below this share of the capacity it is not full any more.</summary>
    public const decimal FullEnds = 0.97m;

    private const long Gibibyte = 1024L * 1024 * 1024;

    /// <summary>What holds of an event.</summary>
    /// <param name="board">Its figures.</param>
    /// <param name="now">UTC.</param>
    /// <param name="open">Whether an alarm of that <see cref="Alarm.Cause"/> is open.</param>
    public static IEnumerable<AlarmCause> Of(BoardSnapshot board, DateTime now, Func<string, bool> open)
    {
        foreach (var door in board.Stations.Where(door => door.SilentFor(now) is not null))
        {
            yield return new(AlarmKind.SilentDoor, board.EventId, door.Station ?? "", door.Station ?? "", door.LastSeen);
        }

        AlarmCause Crowd(AlarmKind kind) => new(kind, board.EventId, "", "", now, board.PeopleInside, board.Capacity);
        bool Holds(AlarmKind kind, decimal ends) => open(Crowd(kind).Text) && board.Load >= ends;
        var full = board.Alarm == CapacityAlarm.Full || Holds(AlarmKind.Full, FullEnds);
        if (full)
        {
            yield return Crowd(AlarmKind.Full);
        }

        // Who is told that it is full needs not be told that it is nearly so; what was told before goes on.
        if (board.Alarm == CapacityAlarm.Near && !full || Holds(AlarmKind.NearlyFull, NearlyFullEnds))
        {
            yield return Crowd(AlarmKind.NearlyFull);
        }

        if (board.OpenConflicts > 0)
        {
            yield return new(AlarmKind.Conflicts, board.EventId, "", "", now, board.OpenConflicts);
        }
    }

    /// <summary>Why an alarm of an event that does not hold any more is over.</summary>
    /// <param name="kind">Of the alarm.</param>
    /// <param name="subject">Of the alarm.</param>
    /// <param name="since">Of the alarm.</param>
    /// <param name="board">The event's figures; null when it is over.</param>
    public static AlarmEnd EndOf(AlarmKind kind, string subject, DateTime since, BoardSnapshot? board) =>
        board is null ? AlarmEnd.Lapsed
        : kind != AlarmKind.SilentDoor ? AlarmEnd.Settled
        : board.Stations.Any(door => (door.Station ?? "") == subject && door.LastSeen > since) ? AlarmEnd.Settled
        : AlarmEnd.Lapsed;

    /// <summary>Whether a drive is nearly full: from a tenth or 1 GiB left, until there is more than 12 % and 1.5 GiB again.</summary>
    public static bool IsNearlyFull(DiskRoom room, bool open) => open
        ? room.Free <= room.Total / 100.0 * 12 || room.Free <= Gibibyte * 3 / 2
        : room.Free < room.Total / 10.0 || room.Free < Gibibyte;
}
