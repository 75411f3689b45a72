using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;

namespace AdminPortal.Tests.Support;

/// <summary>A stay as the station knows it; times are Unix milliseconds here and in all of these.</summary>
internal sealed record StationStay(long At, long? Out = null, int Quantity = 1, string? Station = null);

/// <summary>A person as the station knows it.</summary>
internal sealed record StationPerson(long Id, string? Badge, string Name, long? Category, bool Confirmed, List<StationStay> Stays)
{
    [JsonConstructor]
    public StationPerson(long? category = null, bool confirmed = true, List<StationStay>? stays = null)
        : this(1, "1", "Mia Muster", category, confirmed, stays ?? [])
    {
    }

    /// <summary>The stay that has not ended.</summary>
    public StationStay? Open() => Stays.Find(stay => stay.Out is null);
}

/// <summary>A check-in window as the station knows it.</summary>
internal sealed record StationWindow(long Id, long Starts, long Ends, long? Category = null, bool Enforced = false, int? Limit = null);

/// <summary>The rules of an event as the station knows them.</summary>
internal sealed record StationRules(ReEntry ReEntry = ReEntry.AfterCheckOut, bool RequireConfirmation = false, int? Limit = null,
    string Zone = "Europe/Berlin", long Before = 0, long After = 0, List<long>? Categories = null, List<StationWindow>? Windows = null)
{
    public List<StationWindow> Windows { get; init; } = Windows ?? [];
}

/// <summary>What is asked for at the station.</summary>
internal sealed record ScriptScan(long At, ScanAction Action = ScanAction.CheckIn, int Quantity = 1);

/// <summary>What the station's script answers, letter by letter as JSON.</summary>
internal sealed record StationDecision(string? Code, StationStay? Stay, List<StationStay> Stays, int Inside);

/// <summary>A scan with all that decides it: what the station's script reads as a line, and what the portal's rules read.</summary>
internal sealed record RuleCase(StationRules Rules, StationPerson Person, ScriptScan Scan, int Inside)
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new Times() },
    };

    /// <summary>The line of JSON.</summary>
    public string Line() => JsonSerializer.Serialize(this, Wire);

    /// <summary>A decision as the script writes it.</summary>
    public static string Line(StationDecision decision) => JsonSerializer.Serialize(decision, Wire);

    /// <summary>What is in a file of cases; a time may stand there as ISO 8601, an interval too.</summary>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Wire)!;

    /// <summary>What the portal's rules decide, with the records that it would leave.</summary>
    public StationDecision Decide()
    {
        var person = new CheckInPerson(Person.Id, Person.Badge, Person.Confirmed, Person.Category, null, new(1, "1", null, null, null));
        person.Stays.AddRange(Person.Stays.Select(stay => Record(stay)));
        person.Open = person.Stays.Find(stay => stay.CheckedOutAt is null);
        var scan = new EntryScan(Scan.Action, Utc(Scan.At), Scan.Quantity);
        var decision = CheckInRules.Decide(EventRules(), person, scan, Inside, Rules.Categories?.ToHashSet());
        var touched = decision.Explains;
        if (decision.Refusal is null)
        {
            touched = person.Open;
            if (decision.OpenClosesAt is { } end)
            {
                person.Open!.CloseAt(end);
            }

            if (Scan.Action == ScanAction.CheckIn)
            {
                touched = Record(new(Scan.At, decision.NewClosesAt is { } at ? Milliseconds(at) : null, Scan.Quantity));
                person.Add(touched);
            }
        }

        return new(decision.Refusal?.Code, touched is null ? null : Stay(touched), person.Stays.ConvertAll(Stay), decision.Inside);
    }

    /// <summary>A stay of a record.</summary>
    public static StationStay Stay(CheckIn row) => new(Milliseconds(row.CheckedInAt),
        row.CheckedOutAt is { } end ? Milliseconds(end) : null, row.Quantity, row.Station);

    /// <summary>A record of a stay.</summary>
    public static CheckIn Record(StationStay stay, long eventId = 1, long participantId = 1)
    {
        var row = new CheckIn
        {
            EventId = eventId,
            ParticipantId = participantId,
            Type = CheckInType.Scan,
            Station = stay.Station,
            Quantity = stay.Quantity,
            CheckedInAt = Utc(stay.At),
            ReceivedAt = Utc(stay.At),
            InMinute = Clock.Minute(Utc(stay.At)),
            CheckedInBy = "Door",
        };
        row.CloseAt(stay.Out is { } end ? Utc(end) : null);
        return row;
    }

    /// <summary>The UTC time of Unix milliseconds.</summary>
    public static DateTime Utc(long milliseconds) => DateTime.UnixEpoch.AddMilliseconds(milliseconds);

    /// <summary>The Unix milliseconds of a UTC time.</summary>
    public static long Milliseconds(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    private EventRules EventRules() =>
        new(1, 1, "congress", "Congress", Rules.Zone, Rules.Limit, Rules.Limit is not null, Rules.ReEntry, Rules.RequireConfirmation)
        {
            Windows = new WindowSchedule(
                Rules.Windows.ConvertAll(w => new WindowRule(w.Id, w.Category, Utc(w.Starts), Utc(w.Ends), w.Enforced, w.Limit)),
                TimeSpan.FromMilliseconds(Rules.Before), TimeSpan.FromMilliseconds(Rules.After)),
        };

    /// <summary>Reads a number, the number of a time, or that of an interval.</summary>
    private sealed class Times : JsonConverter<long>
    {
        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? reader.GetInt64()
            : reader.GetString()! is ['P', ..] interval ? (long)XmlConvert.ToTimeSpan(interval).TotalMilliseconds
            : DateTimeOffset.Parse(reader.GetString()!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
