using System.Globalization;
using System.Security.Claims;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Texts;
using AdminPortal.Web.Startup;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Shell;

/// <summary>Finds pages of the navigation by their name in the viewer's language.</summary>
public sealed class PageSearch(ShellState shell, IStringLocalizer<SharedTexts> texts) : ISearchSource
{
    /// <inheritdoc />
    public Task<IReadOnlyList<SearchHit>> FindAsync(string text, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        const CompareOptions Loose = CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace;
        var compare = CultureInfo.CurrentCulture.CompareInfo;
        IReadOnlyList<SearchHit> hits =
        [
            .. from entry in Navigation.For(user.May, shell.Event?.Key)
               let title = texts[entry.Item.TextKey].Value
               where compare.IndexOf(title, text.Trim(), Loose) >= 0
               select new SearchHit(entry.Item.Icon, title, texts[$"NavGroup_{entry.Item.Group}"], entry.Href),
        ];
        return Task.FromResult<IReadOnlyList<SearchHit>>([.. hits.Take(8)]);
    }
}
