using System.Globalization;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Features.Applications;

/// <summary>What is typed about an application. Equal forms hold the same values.</summary>
public sealed record ApplicationForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields = ["event_key", "category_key", "rating", "message", "created_at"];

    /// <summary>Keys of the events applied for, in order.</summary>
    public string Events { get; private set; } = "";

    /// <summary>Empty for none.</summary>
    public string? CategoryKey { get; set; } = "";

    /// <summary>Empty for none.</summary>
    public string? Rating { get; set; } = "";

    public string? Message { get; set; }

    /// <summary>Wall-clock time of the tenant's zone as the browser writes it; empty for now.</summary>
    public string? Received { get; set; }

    /// <summary>Keys of the events applied for.</summary>
    public IReadOnlyList<string> EventKeys => Events.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>An application as it is.</summary>
    public static ApplicationForm Of(ApplicationDetail application)
    {
        var form = new ApplicationForm
        {
            CategoryKey = application.Row.CategoryKey
            ?? "",
            Rating = application.Row.Rating?.ToString(CultureInfo.InvariantCulture) ?? "",
            Message = application.Message
        };
        foreach (var applied in application.Row.Events)
        {
            form.Toggle(applied.EventKey);
        }

        return form;
    }

    /// <summary>Adds an event, or takes it out; keys hold no spaces.</summary>
    public void Toggle(string eventKey) => Events = string.Join(' ',
        (EventKeys.Contains(eventKey) ? EventKeys.Where(key => key != eventKey) : EventKeys.Append(eventKey))
            .Order(StringComparer.Ordinal));

    /// <summary>What the service takes for a new application.</summary>
    public Result<ApplicationDraft> ToDraft(string customerNumber, TimeZoneInfo zone)
    {
        DateTime? received = null;
        if (!string.IsNullOrWhiteSpace(Received))
        {
            if (!DateTime.TryParse(Received, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                || local.Year is < 1990 or > 2200)
            {
                return Problem.Invalid("created_at", "This is not a date and time.") with { Code = "invalid_date" };
            }

            received = zone.Utc(local);
        }

        var change = ToChange();
        return new ApplicationDraft(customerNumber, change.EventKeys, change.CategoryKey, change.Message, change.Rating, received);
    }

    /// <summary>What the service takes for one that is there.</summary>
    public ApplicationChange ToChange() => new(
        EventKeys, string.IsNullOrEmpty(CategoryKey) ? null : CategoryKey, Message,
            int.TryParse(Rating, NumberStyles.None, CultureInfo.InvariantCulture, out var rating) ? rating : null);
}
