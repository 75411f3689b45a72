using System.Text.Json.Serialization;

namespace AdminPortal.Floor;

/// <summary>What a scanner sends.</summary>
/// <param name="BadgeNumber">Compared letter by letter.</param>
/// <param name="Station">Where.</param>
public sealed record FloorScan(string? BadgeNumber, string? Station);

/// <summary>A check-in, as long as the product's answer.</summary>
public sealed record FloorStay(long Id, long EventParticipantId, string EventKey, FloorContact Contact, string? BadgeNumber,
    string? Station, DateTime CheckedInAt, DateTime? CheckedOutAt, bool IsCheckedIn, int Quantity);

/// <summary>Whose it is.</summary>
public sealed record FloorContact(long Id, string CustomerNumber, string? CompanyName, string? FirstName, string? LastName);

/// <summary>A participant in a list.</summary>
public sealed record FloorPerson(long Id, FloorContact Contact, string? BadgeNumber, bool IsConfirmed, DateTime CreatedAt);

/// <summary>One answer.</summary>
/// <param name="Data">What was asked for.</param>
public sealed record FloorAnswer<T>(T Data);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FloorScan))]
[JsonSerializable(typeof(FloorAnswer<FloorStay>))]
[JsonSerializable(typeof(FloorAnswer<List<FloorStay>>))]
[JsonSerializable(typeof(FloorAnswer<List<FloorPerson>>))]
internal sealed partial class FloorJson : JsonSerializerContext;
