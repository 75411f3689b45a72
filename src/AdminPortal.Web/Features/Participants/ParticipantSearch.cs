using System.Security.Claims;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Components.Layout;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Shared;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Features.Participants;

/// <summary>Finds people and badges of the current event.</summary>
public sealed class ParticipantSearch(ShellState shell, UserService users, ParticipantQueries participants) : ISearchSource
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<SearchHit>> FindAsync(string text, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (shell.Event is not { } current || user.Id() is not { } id || !user.May(Permission.ViewParticipants) || await users.ActorAsync(id, null, cancellationToken) is not { } actor)
        {
            return [];
        }

        var page = await participants.ListAsync(actor, new ParticipantFilter { EventKey = current.Key, Search = text }, new PageRequest(1, 6, "name", false), cancellationToken);
        return
        [
            .. page.Items.OrderBy(row => row.BadgeNumber == text ? 0 : 1).Select(row => new SearchHit(
                row.Presence == Presence.Inside ? "login" : "person", row.Name, row.BadgeNumber ?? row.CategoryTitle, $"{Navigation.OfEvent("participants")(current.Key)}/{ListAddress.Text(row.Id)}")),
        ];
    }
}
