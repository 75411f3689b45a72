namespace AdminPortal.Domain.Common;

/// <summary>
/// An expected refusal. <see cref="Code"/> is stable and is also the key of the portal's translated text,
/// <see cref="Message"/> is the English sentence that API clients read.
/// </summary>
/// <param name="Code">Stable code, for example <c>required</c> or <c>already_checked_in</c>.</param>
/// <param name="Message">English sentence without secrets.</param>
/// <param name="Field">Name of the wrong field as the API spells it; null when the whole request is refused.</param>
/// <param name="Args">Values the translated text names, in the order of its placeholders.</param>
public sealed record Problem(string Code, string Message, string? Field = null, params object?[] Args)
{
    /// <summary>The field is missing or empty.</summary>
    public static Problem Required(string field) => new("required", "This field is required.", field);

    /// <summary>The text is longer than allowed.</summary>
    public static Problem TooLong(string field, int limit) => new("too_long", $"At most {limit} characters are allowed.", field, limit);

    /// <summary>Something else already has this value.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">The value.</param>
    /// <param name="by">Who or what has it, for the portal's text; only what the actor may see. Null where it is not told.</param>
    public static Problem Taken(string field, string? value, string? by = null) =>
        string.IsNullOrEmpty(by)
            ? new("taken", "This value is already in use.", field, value)
            : new("taken", "This value is already in use.", field, value, by);

    /// <summary>The value names nothing that exists.</summary>
    public static Problem Unknown(string field, string? value) => new("unknown", "This value does not exist.", field, value);

    /// <summary>The value cannot be read or is out of its range.</summary>
    public static Problem Invalid(string field, string message) => new("invalid", message, field);

    /// <summary>The record does not exist (or belongs to somebody else, which is the same).</summary>
    public static Problem NotFound() => new("not_found", "Not found.");

    /// <summary>Somebody else saved the record since it was read.</summary>
    public static Problem ChangedMeanwhile() =>
        new("changed_meanwhile", "Somebody else changed this record meanwhile. Reload it and try again.");
}
