using System.Security.Claims;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Shell;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Features.Participants;

/// <summary>Finds people of the current event by their names as lists write them, and by a part of their badge.</summary>
public sealed class ParticipantSearch(ShellState shell, UserService users, ParticipantQueries participants) : ISearchSource
{
    private const int Shown = 6;

    /// <inheritdoc />
    public async Task<IReadOnlyList<SearchHit>> FindAsync(string text, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (shell.Event is not { } current || user.Id() is not { } id || !user.May(Permission.ViewParticipants)
            || await users.ActorAsync(id, null, cancellationToken) is not { } actor)
        {
            return [];
        }

        var hits = await participants.SearchAsync(actor, current.Key, text, Shown, cancellationToken);
        return
        [
            .. hits.Select(hit => new SearchHit(
                hit.IsInside ? "login" : "person", hit.Name, hit.BadgeNumber ?? hit.CategoryTitle,
                Navigation.Participant(current.Key, hit.Id))),
        ];
    }
}
