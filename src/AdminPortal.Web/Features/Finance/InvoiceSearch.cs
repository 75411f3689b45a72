using System.Security.Claims;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Invoices;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Shell;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Features.Finance;

/// <summary>Finds invoices and credit notes by their number.</summary>
public sealed class InvoiceSearch(UserService users, InvoiceQueries invoices) : ISearchSource
{
    private const int Shown = 4;

    /// <inheritdoc />
    public async Task<IReadOnlyList<SearchHit>> FindAsync(string text, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.Id() is not { } id || !user.May(Permission.ViewFinance)
            || await users.ActorAsync(id, null, cancellationToken) is not { } actor)
        {
            return [];
        }

        var hits = await invoices.ByNumberAsync(actor, text, Shown, cancellationToken);
        return [.. hits.Select(hit => new SearchHit("receipt", hit.Number, hit.Name, $"invoices/{ListAddress.Text(hit.Id)}"))];
    }
}
