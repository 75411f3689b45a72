using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Texts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace AdminPortal.Web.Features.CheckIns;

/// <summary>The people whose name begins with what is being typed, and the choice among them.</summary>
public sealed partial class CheckInPage
{
    private async Task TypedAsync(ChangeEventArgs change)
    {
        typed = ((string?)change.Value ?? "").Trim();
        picked = -1;
        var mine = ++keystroke;
        if (typed.Length < 2 || BadgeCode.IsSigned(typed))
        {
            matches = [];
            searched = null;
            return;
        }

        await Task.Delay(Pause, time);
        if (mine != keystroke)
        {
            return;
        }

        var found = await FindAsync(typed);
        if (mine == keystroke)
        {
            (matches, searched) = (found, typed);
        }
    }

    private async Task MoveAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" when matches.Count > 0:
                picked = (picked + 1) % matches.Count;
                break;
            case "ArrowUp" when matches.Count > 0:
                picked = (picked <= 0 ? matches.Count : picked) - 1;
                break;
            case "Escape":
                Clear();
                await script.InvokeVoidAsync("portal.setText", input, "");
                break;
        }
    }

    private async Task PickAsync(ParticipantRow row)
    {
        await script.InvokeVoidAsync("portal.setText", input, "");
        await InTurnAsync(async () => Show((await ScanAsync(row.Name, Request(CheckInType.Manual) with { ParticipantId = row.Id }))!));
    }

    private async Task<IReadOnlyList<ParticipantRow>> FindAsync(string text) =>
        (await participants.ListAsync(Actor, new ParticipantFilter { EventId = Event.Id, Search = text },
            new PageRequest(1, MatchesShown, "name", false))).Items;

    private string MatchText(int found) => found == 0 ? L["MatchNone"] : L["MatchCount", found];

    private string PresenceText(ParticipantRow row) => row.Presence switch
    {
        Presence.Inside => row.CheckedInAt is { } at ? $"{L["Inside"]} · {Zone.Moment(at, time.UtcNow())}" : L["Inside"],
        _ when Event.Draft.RequireConfirmation && !row.IsConfirmed => L["Unconfirmed"],
        Presence.Out => L["Out"],
        _ => L["Never"],
    };

    private Tone PresenceTone(ParticipantRow row) => row.Presence == Presence.Inside ? Tone.Ok : Event.Draft.RequireConfirmation
        && !row.IsConfirmed ? Tone.Warn : Tone.Neutral;
}
