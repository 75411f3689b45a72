using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Live.Walls;

namespace AdminPortal.Web.Features.Walls;

/// <summary>What is typed into the form of a wall; equal forms hold the same.</summary>
public sealed record WallForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields = ["name", "door", "seconds", "until", "more", "code", "event"];

    public string? Name { get; set; }

    public WallLayout Layout { get; set; }

    public string? Door { get; set; }

    public bool ShowNames { get; set; }

    public bool FullNames { get; set; }

    public string Language { get; set; } = "en";

    public string Theme { get; set; } = "dark";

    /// <summary>Ids of the other events, in the order chosen, such as <c>4 17</c>.</summary>
    public string More { get; set; } = "";

    public string? Seconds { get; set; } = "20";

    /// <summary>The last day it is good, as <c>2026-10-09</c> in the event's zone; empty for no end.</summary>
    public string? Until { get; set; }

    /// <summary>A wall as it is; days are of the zone.</summary>
    public static WallForm Of(WallDraft draft, TimeZoneInfo zone) => new()
    {
        Name = draft.Name,
        Layout = draft.Layout,
        Door = draft.Door,
        ShowNames = draft.ShowNames,
        FullNames = draft.FullNames,
        Language = draft.Language,
        Theme = draft.Theme,
        More = string.Join(' ', draft.More),
        Seconds = draft.SecondsEach.ToString(CultureInfo.InvariantCulture),
        Until = draft.Until is { } until ? zone.Day(until.AddTicks(-1)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
    };

    /// <summary>The ids of <see cref="More"/>.</summary>
    public IReadOnlyList<long> MoreIds => More.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(id => long.Parse(id, CultureInfo.InvariantCulture)).ToList();

    /// <summary>Takes another event in, or out.</summary>
    public void Choose(long id, bool chosen) =>
        More = string.Join(' ', chosen ? MoreIds.Append(id).Distinct() : MoreIds.Where(other => other != id));

    /// <summary>What the service is asked for; days end at midnight of the zone. What is no number is refused by it.</summary>
    public WallDraft Draft(TimeZoneInfo zone) => new(Name ?? "", ShowNames, Language, Theme)
    {
        Layout = Layout,
        Door = Door,
        FullNames = FullNames,
        More = MoreIds,
        SecondsEach = int.TryParse(Seconds, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0,
        Until = DateOnly.TryParseExact(Until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? zone.StartOfDay(day.AddDays(1)) : null,
    };
}
