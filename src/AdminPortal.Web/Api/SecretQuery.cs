using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace AdminPortal.Web.Api;

/// <summary>
/// Takes <c>api_key</c> out of the query of API calls before anything else sees the request: the server's own request log, a link to the next page,
/// a diagnostic tool. Only <see cref="KeyOf"/> still knows it.
/// </summary>
internal sealed class SecretQuery(IServiceProvider services) : IHttpContextFactory
{
    /// <summary>The query parameter that may carry a key.</summary>
    public const string Parameter = "api_key";

    private readonly DefaultHttpContextFactory contexts = new(services);

    /// <summary>The key that stood in the query, or null.</summary>
    public static string? KeyOf(HttpContext context) => context.Features.Get<Found>()?.Key;

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (featureCollection.Get<IHttpRequestFeature>() is { QueryString.Length: > 1 } request && request.Path.StartsWith("/api", StringComparison.OrdinalIgnoreCase))
        {
            Hide(featureCollection, request);
        }

        return contexts.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => contexts.Dispose(httpContext);

    private static void Hide(IFeatureCollection features, IHttpRequestFeature request)
    {
        string? key = null;
        var rest = new List<string>();
        foreach (var pair in new QueryStringEnumerable(request.QueryString))
        {
            if (pair.DecodeName().Span.Equals(Parameter, StringComparison.OrdinalIgnoreCase))
            {
                key ??= pair.DecodeValue().ToString();
            }
            else
            {
                rest.Add(pair.EncodedValue.IsEmpty ? pair.EncodedName.ToString() + "=" : $"{pair.EncodedName}={pair.EncodedValue}");
            }
        }

        if (key is null)
        {
            return;
        }

        request.QueryString = rest.Count > 0 ? "?" + string.Join('&', rest) : "";
        request.RawTarget = request.RawTarget.Split('?', 2)[0] + request.QueryString;
        features.Set(string.IsNullOrWhiteSpace(key) ? null : new Found(key.Trim()));
    }

    private sealed record Found(string Key);
}
