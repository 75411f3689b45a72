using System.Net.Mail;

namespace AdminPortal.Domain.Common;

/// <summary>Collects what is wrong with a request, so that all wrong fields are reported at once.</summary>
/// <param name="unreadable">Fields that could not even be read; nothing more is said about them.</param>
public sealed class Check(IReadOnlyList<Problem>? unreadable = null)
{
    /// <summary>What is wrong so far.</summary>
    public List<Problem> Problems { get; } = [.. unreadable ?? []];

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool Ok => Problems.Count == 0;

    /// <summary>Adds a problem when the condition does not hold.</summary>
    public Check That(bool holds, Problem otherwise)
    {
        if (!holds && Read(otherwise.Field))
        {
            Problems.Add(otherwise);
        }

        return this;
    }

    /// <summary>Whether that field could be read, so that its value can be judged.</summary>
    public bool Read(string? field) => unreadable is not { Count: > 0 } || unreadable.All(problem => problem.Field != field);

    /// <summary>A text that must be there and not be longer than the limit.</summary>
    public Check Text(string field, string? value, int limit) =>
        That(!string.IsNullOrWhiteSpace(value), Problem.Required(field)).Length(field, value, limit);

    /// <summary>A text that may be missing.</summary>
    public Check Length(string field, string? value, int limit) =>
        That(value is null || value.Length <= limit, Problem.TooLong(field, limit));

    /// <summary>A key as it stands in addresses: letters, digits, and <c>- _ .</c>.</summary>
    public Check Key(string field, string? value, int limit) => Text(field, value, limit)
        .That(string.IsNullOrWhiteSpace(value) || value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'),
            Problem.Invalid(field, "Only letters, digits and - _ . are allowed.") with { Code = "invalid_key" });

    /// <summary>A mail address that may be missing.</summary>
    public Check Email(string field, string? value) => Length(field, value, 254)
        .That(string.IsNullOrEmpty(value) || (MailAddress.TryCreate(value, out var mail) && mail.Address == value),
            Problem.Invalid(field, "This is not an e-mail address.") with { Code = "invalid_email" });

    /// <summary>A time zone this machine knows.</summary>
    public Check TimeZone(string field, string? value) => That(Zone.Exists(value),
        Problem.Invalid(field, "This time zone is unknown. Use a name such as Europe/Berlin.") with { Code = "invalid_time_zone" });
}
