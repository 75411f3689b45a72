using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Badges;

/// <summary>In which order badges are printed.</summary>
public enum BadgeSort
{
    /// <summary>By name.</summary>
    Name,

    /// <summary>By category in the event's order, then by name; who has none comes last.</summary>
    Category,
}

/// <summary>Whose badges are printed, and how.</summary>
public sealed record BadgeOrder
{
    /// <summary>The kind of file in the list of exports.</summary>
    public const string Kind = "badges";

    private const string Condition = "order";

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The design; null for the event's default.</summary>
    public long? DesignId { get; init; }

    public BadgeSort Sort { get; init; }

    /// <summary>Picked by hand; null to take the filter.</summary>
    public IReadOnlyList<long>? Ids { get; init; }

    /// <summary>Which participants of the event; those without a printed badge by <see cref="ParticipantFilter.Printed"/>.</summary>
    public ParticipantFilter Filter { get; init; } = new();

    /// <summary>Why badges are printed again; at most <see cref="BadgePrint.ReasonLimit"/> characters.</summary>
    public string? Reason { get; init; }

    /// <summary>As exports keep it.</summary>
    public ReportRequest Request(string eventKey) => new(Kind, new ReportFilter(eventKey))
    { Conditions = new Dictionary<string, string> { [Condition] = JsonSerializer.Serialize(this, Json) } };

    /// <summary>Reads what <see cref="Request"/> made.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static BadgeOrder Of(ReportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return JsonSerializer.Deserialize<BadgeOrder>(request.Conditions.GetValueOrDefault(Condition, "{}"), Json)
            ?? throw new JsonException();
    }
}
