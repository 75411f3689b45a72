using AdminPortal.Domain.Stations;

namespace AdminPortal.Web.Features.Stations;

/// <summary>The settings of a station while they are changed.</summary>
internal sealed record StationForm
{
    /// <summary>The fields that can be refused, in their order on the page.</summary>
    public static readonly string[] Fields = ["name", "categories"];

    /// <summary>The door.</summary>
    public string? Name { get; set; }

    /// <summary>Which way.</summary>
    public StationDirection Direction { get; set; }

    /// <summary>Ids of the categories that are ticked; none for everybody.</summary>
    public IReadOnlyList<long> Categories { get; set; } = [];

    /// <summary>Ticks a category, or not.</summary>
    public void Choose(long id, bool on) => Categories = on ? [.. Categories, id] : [.. Categories.Where(c => c != id)];

    /// <summary>What is stored.</summary>
    public StationDraft Draft() => new(Name ?? "", Direction, Categories);

    /// <summary>What is stored now.</summary>
    public static StationForm Of(StationDraft draft) =>
        new() { Name = draft.Name, Direction = draft.Direction, Categories = draft.Categories ?? [] };
}
