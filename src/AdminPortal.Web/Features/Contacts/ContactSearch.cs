using System.Security.Claims;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Shell;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Features.Contacts;

/// <summary>Finds contacts of the tenant.</summary>
public sealed class ContactSearch(UserService users, ContactQueries contacts) : ISearchSource
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<SearchHit>> FindAsync(string text, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.Id() is not { } id || !user.May(Permission.ViewContacts)
            || await users.ActorAsync(id, null, cancellationToken) is not { } actor)
        {
            return [];
        }

        var page = await contacts.ListAsync(actor, text, new PageRequest(1, 4, "name", false), cancellationToken);
        return [.. page.Items.Select(row =>
            new SearchHit("contacts", row.Name, row.CustomerNumber, $"contacts/{ListAddress.Text(row.Id)}"))];
    }
}
