using AdminPortal.Domain.Common;
using AdminPortal.Domain.Participants;

namespace AdminPortal.Web.Features.Participants;

/// <summary>What is typed about a participation. Equal forms hold the same values.</summary>
public sealed record ParticipationForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields = ["badge_number", "category_key"];

    public string? BadgeNumber { get; set; }

    /// <summary>Empty for none.</summary>
    public string? CategoryKey { get; set; } = "";

    public bool IsConfirmed { get; set; }

    /// <summary>A participation as it is.</summary>
    public static ParticipationForm Of(ParticipantRecord record) =>
        new() { BadgeNumber = record.BadgeNumber, CategoryKey = record.Category?.CategoryKey ?? "", IsConfirmed = record.IsConfirmed };

    /// <summary>
    /// What differs from what was shown. The rest is not sent: a participant whose category is removed keeps it for the day it comes back.
    /// </summary>
    public ParticipantPatch Since(ParticipationForm shown) => new()
    {
        BadgeNumber = Badge == shown.Badge ? default : (Optional<string>)Badge,
        CategoryKey = Category == shown.Category ? default : (Optional<string>)Category,
        IsConfirmed = IsConfirmed == shown.IsConfirmed ? default : (Optional<bool>)IsConfirmed,
    };

    /// <summary>The badge, or null when the field is empty.</summary>
    public string? Badge => string.IsNullOrWhiteSpace(BadgeNumber) ? null : BadgeNumber.Trim();

    /// <summary>The category's key, or null for none.</summary>
    public string? Category => string.IsNullOrEmpty(CategoryKey) ? null : CategoryKey;
}
