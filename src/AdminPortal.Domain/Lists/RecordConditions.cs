using System.Globalization;
using AdminPortal.Domain.Accounts;

namespace AdminPortal.Domain.Lists;

/// <summary>
/// What a list of records is narrowed to, read from the parts of its page's address; what cannot be read counts as not given.
/// </summary>
/// <param name="actor">Who asks.</param>
/// <param name="eventId">The event that was asked for; null for all, 0 where the key names none.</param>
/// <param name="now">UTC; when the list was opened.</param>
/// <param name="parts">The parts of the address.</param>
internal sealed class RecordConditions(Actor actor, long? eventId, DateTime now, IReadOnlyDictionary<string, string> parts)
{
    /// <summary>Who asks.</summary>
    public Actor Actor { get; } = actor;

    /// <summary>The event that was asked for; null for all, 0 where the key names none.</summary>
    public long? EventId { get; } = eventId;

    /// <summary>UTC; when the list was opened.</summary>
    public DateTime Now { get; } = now;

    /// <summary>A text that is not empty.</summary>
    public string? Text(string part) => parts.GetValueOrDefault(part) is { Length: > 0 } text ? text : null;

    /// <summary>A whole number.</summary>
    public long? Number(string part) => long.TryParse(Text(part), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : null;

    /// <summary>One of the names of an enumeration, in any case.</summary>
    public T? One<T>(string part)
        where T : struct, Enum => Enum.TryParse<T>(Text(part), true, out var value) && Enum.IsDefined(value) ? value : null;
}
