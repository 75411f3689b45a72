using AdminPortal.Web.Kit;

namespace AdminPortal.Web.Features.Day;

/// <summary>One job of an event, from its creation to the last report.</summary>
/// <param name="Key">Stable name; the title is the text <c>Job_{Key}</c>.</param>
/// <param name="Tone">Whether it is done, wants attention, or its time has not come.</param>
/// <param name="Text">How it stands, in figures.</param>
/// <param name="State">The same in one or two words.</param>
/// <param name="Action">The word on its button.</param>
/// <param name="Href">The page on which it is done; null for what is done on the command line.</param>
public sealed record DayJob(string Key, Tone Tone, string Text, string State, string Action, string? Href)
{
    /// <summary>The command that does it, where no page does.</summary>
    public string? Command { get; init; }
}
