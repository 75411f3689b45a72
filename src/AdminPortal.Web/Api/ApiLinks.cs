using System.Globalization;
using System.Text;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Api;

/// <summary>The <c>Link</c> header of a list (RFC 8288): the same call for the first, previous, next and last page.</summary>
internal static class ApiLinks
{
    /// <summary>
    /// The header's value; without <c>prev</c> on the first page and without <c>next</c> on the last. A key in the query is never
    /// repeated, nor is the request's host, which is whatever its sender wrote, where a public address is configured.
    /// </summary>
    public static string Of(HttpRequest request, long page, long pages)
    {
        var last = Math.Max(1, pages);
        var settings = request.HttpContext.RequestServices.GetRequiredService<PortalSettings>();
        var address = new StringBuilder(settings.AddressOf($"{request.Scheme}://{request.Host.ToUriComponent()}"))
            .Append(request.PathBase.ToUriComponent()).Append(request.Path.ToUriComponent()).Append('?');
        foreach (var (name, values) in request.Query)
        {
            if (name.Equals("page", StringComparison.OrdinalIgnoreCase)
                || name.Equals(SecretQuery.Parameter, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (var value in values)
            {
                address.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value ?? "")).Append('&');
            }
        }

        var start = address.ToString();
        string Link(long number, string rel) => string.Create(CultureInfo.InvariantCulture, $"<{start}page={number}>; rel=\"{rel}\"");
        var links = new List<string> { Link(1, "first") };
        if (page > 1)
        {
            links.Add(Link(Math.Min(page - 1, last), "prev"));
        }

        if (page < last)
        {
            links.Add(Link(page + 1, "next"));
        }

        links.Add(Link(last, "last"));
        return string.Join(", ", links);
    }
}
