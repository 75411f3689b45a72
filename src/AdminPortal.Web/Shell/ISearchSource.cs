using System.Security.Claims;

namespace AdminPortal.Web.Shell;

/// <summary>One thing the search found.</summary>
/// <param name="Icon">A name from Material Symbols.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Detail">What tells it from others, if anything.</param>
/// <param name="Href">Where it is shown.</param>
public sealed record SearchHit(string Icon, string Title, string? Detail, string Href);

/// <summary>Something that the search in the top bar looks through: pages, people, badges. Each registered source is asked.</summary>
public interface ISearchSource
{
    /// <summary>The best few hits, at most eight, only what the person may see.</summary>
    Task<IReadOnlyList<SearchHit>> FindAsync(string text, ClaimsPrincipal user, CancellationToken cancellationToken);
}
