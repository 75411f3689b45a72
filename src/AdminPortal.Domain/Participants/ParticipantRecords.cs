using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;

namespace AdminPortal.Domain.Participants;

/// <summary>What a participation is created from. Keys and numbers are compared letter by letter.</summary>
public sealed record ParticipantDraft(string EventKey, string CustomerNumber, bool IsConfirmed = false, string? BadgeNumber = null,
    string? CategoryKey = null)
{
    /// <summary>Fields that were sent but could not be read: they are refused together with what else is wrong.</summary>
    public IReadOnlyList<Problem> Unreadable { get; init; } = [];
}

/// <summary>A partial change: only what was sent changes. An event or contact may be sent only if it is the one there already.</summary>
public sealed record ParticipantPatch
{
    public Optional<bool> IsConfirmed { get; init; }

    public Optional<string> BadgeNumber { get; init; }

    public Optional<string> CategoryKey { get; init; }

    public Optional<string> EventKey { get; init; }

    public Optional<string> CustomerNumber { get; init; }

    /// <summary>Fields that were sent but could not be read: they are refused together with what else is wrong.</summary>
    public IReadOnlyList<Problem> Unreadable { get; init; } = [];
}

/// <summary>The contact of a participant or check-in as the API shows it.</summary>
public sealed record ContactPart(long Id, string CustomerNumber, string? CompanyName, string? FirstName, string? LastName, string? Email);

/// <summary>The event of a participant as the API shows it; times are UTC.</summary>
public sealed record EventPart(long Id, string EventKey, string Title, DateTime DateFrom, DateTime DateTo);

/// <summary>The category of a participant as the API shows it.</summary>
public sealed record CategoryPart(long Id, string CategoryKey, string Title);

/// <summary>A participant with all that the API may include; times are UTC.</summary>
public sealed record ParticipantRecord(long Id, long EventId, long ContactId, bool IsConfirmed, string? BadgeNumber, DateTime CreatedAt,
    DateTime UpdatedAt, ContactPart Contact, EventPart Event, CategoryPart? Category)
{
    /// <summary>For saving only what nobody else has changed since; the API does not show it.</summary>
    public int Version { get; init; }
}

/// <summary>Where a participant is.</summary>
public enum Presence
{
    /// <summary>Never checked in.</summary>
    Never,

    /// <summary>Checked in, not out.</summary>
    Inside,

    /// <summary>Checked in and out again.</summary>
    Out,
}

/// <summary>Which participants; everything that is set must hold.</summary>
public sealed record ParticipantFilter
{
    public long? EventId { get; init; }

    public string? EventKey { get; init; }

    public string? CustomerNumber { get; init; }

    public bool? Confirmed { get; init; }

    /// <summary>Words that must all occur in name, company, customer number, e-mail or badge.</summary>
    public string? Search { get; init; }

    /// <summary>A category's id; 0 for participants without one.</summary>
    public long? CategoryId { get; init; }

    public Presence? Presence { get; init; }

    /// <summary>Whether a badge was printed for them.</summary>
    public bool? Printed { get; init; }
}

/// <summary>
/// A row of the participants page; company, customer number and e-mail are null for who may not see contact data. Times are UTC.
/// </summary>
public sealed record ParticipantRow(
    long Id, long ContactId, string? BadgeNumber, string? FirstName, string? LastName, string? CompanyName, string? CustomerNumber,
    string? Email,
    long? CategoryId, string? CategoryTitle, bool IsConfirmed, DateTime CreatedAt)
{
    /// <summary>As it is shown; for who may not see contact data a company without a name stays unnamed.</summary>
    public string Name => Contact.DisplayName(FirstName, LastName, CompanyName);

    public Presence Presence { get; init; }

    /// <summary>Of the newest check-in.</summary>
    public DateTime? CheckedInAt { get; init; }

    /// <summary>Of the newest check-in.</summary>
    public DateTime? CheckedOutAt { get; init; }

    /// <summary>Of the newest check-in.</summary>
    public string? Station { get; init; }
}

/// <summary>Participants picked by hand, or all that a filter finds.</summary>
/// <param name="EventId">They are all of this event.</param>
/// <param name="Ids">Picked by hand; null to take the filter.</param>
/// <param name="Filter">Used when nothing is picked by hand.</param>
public sealed record ParticipantSelection(long EventId, IReadOnlyCollection<long>? Ids, ParticipantFilter? Filter = null);

/// <summary>What a bulk change did: the participants it really changed and what they were before, for undoing it.</summary>
public sealed record BulkChange(IReadOnlyDictionary<long, long?> Before)
{
    /// <summary>How many changed.</summary>
    public int Count => Before.Count;

    /// <summary>The category that they were put into; null for none, and where it was another change.</summary>
    public long? CategoryId { get; init; }

    /// <summary>Why some of very many stayed as they were.</summary>
    public IReadOnlyList<Problem> Kept { get; init; } = [];
}
