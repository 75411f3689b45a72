using System.Security.Claims;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Web.Kit.Texts;
using AdminPortal.Web.Shell;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Features.Events;

/// <summary>Finds events of the tenant.</summary>
public sealed class EventSearch(UserService users, EventQueries events) : ISearchSource
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<SearchHit>> FindAsync(string text, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.Id() is not { } id || !user.May(Permission.ViewEvents)
            || await users.ActorAsync(id, null, cancellationToken) is not { } actor)
        {
            return [];
        }

        var found = await events.ChoicesAsync(actor, text, 4, cancellationToken);
        return
        [
            .. found.Select(row => new SearchHit(
                "event", row.Title, Zone.Find(row.TimeZone).Date(row.StartsAt), Navigation.OfEvent("")(row.EventKey)!)),
        ];
    }
}
