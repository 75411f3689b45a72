using AdminPortal.Domain.Stations;

namespace AdminPortal.Web.Features.Stations;

/// <summary>The settings of a station while they are changed.</summary>
public sealed record StationForm
{
    /// <summary>The fields that can be refused, in their order on the page.</summary>
    public static readonly string[] Fields = ["name", "categories", "stewards", "pin"];

    /// <summary>The door.</summary>
    public string? Name { get; set; }

    /// <summary>Which way.</summary>
    public StationDirection Direction { get; set; }

    /// <summary>Ids of the categories that are ticked; none for everybody.</summary>
    public IReadOnlyList<long> Categories { get; set; } = [];

    /// <summary>Ids of the people who are to stand there.</summary>
    public IReadOnlyList<long> Stewards { get; set; } = [];

    /// <summary>Whether people check themselves in.</summary>
    public bool IsKiosk { get; set; }

    /// <summary>Whether the device has a PIN already.</summary>
    public bool HadPin { get; init; }

    /// <summary>Whether it is to have one.</summary>
    public bool HasPin { get; set; }

    /// <summary>New digits; empty leaves those it has.</summary>
    public string? Pin { get; set; }

    /// <summary>An id more, or one less.</summary>
    public static IReadOnlyList<long> Choose(IReadOnlyList<long> ids, long id, bool on) => on ? [.. ids, id] : [.. ids.Where(i => i != id)];

    /// <summary>What is stored.</summary>
    public StationDraft Draft() => new(Name ?? "", Direction, Categories, Stewards, IsKiosk)
    {
        // Ticked without digits where none are known: that is refused beside the field.
        Pin = !HasPin ? "" : string.IsNullOrEmpty(Pin) ? HadPin ? null : "-" : Pin,
    };

    /// <summary>What is stored now.</summary>
    public static StationForm Of(StationDraft draft, bool hasPin = false) => new()
    {
        Name = draft.Name,
        Direction = draft.Direction,
        Categories = draft.Categories ?? [],
        Stewards = draft.Stewards ?? [],
        IsKiosk = draft.IsKiosk,
        HadPin = hasPin,
        HasPin = hasPin,
    };
}
