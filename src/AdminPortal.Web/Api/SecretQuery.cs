using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace AdminPortal.Web.Api;

/// <summary>
/// Takes keys and secrets out of the query of API calls before anything else sees the request: the server's own request log, a link to the
/// next page, a diagnostic tool. Only <see cref="ValueOf"/> still knows them.
/// </summary>
internal sealed class SecretQuery(IServiceProvider services) : IHttpContextFactory
{
    /// <summary>The query parameter that may carry a key.</summary>
    public const string Parameter = "api_key";

    private static readonly string[] Hidden = [Parameter, "api_secret", "rsu_api_key", "checkin_api_key"];

    private static readonly string[] Roots = ["/api", "/v2/tickets"];

    private readonly DefaultHttpContextFactory contexts = new(services);

    /// <summary>The key that stood in the query, or null.</summary>
    public static string? KeyOf(HttpContext context) => ValueOf(context, Parameter);

    /// <summary>What stood in the query under one of the hidden names, or null.</summary>
    public static string? ValueOf(HttpContext context, string parameter) =>
        context.Features.Get<Found>()?.Values.GetValueOrDefault(parameter);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (featureCollection.Get<IHttpRequestFeature>() is { QueryString.Length: > 1 } request
            && Array.Exists(Roots, root => request.Path.StartsWith(root, StringComparison.OrdinalIgnoreCase)))
        {
            Hide(featureCollection, request);
        }

        return contexts.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => contexts.Dispose(httpContext);

    private static void Hide(IFeatureCollection features, IHttpRequestFeature request)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var hidden = false;
        var rest = new List<string>();
        foreach (var pair in new QueryStringEnumerable(request.QueryString))
        {
            var name = pair.DecodeName().ToString();
            if (Array.Exists(Hidden, secret => secret.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                hidden = true;
                var value = pair.DecodeValue().ToString().Trim();
                if (value.Length > 0)
                {
                    values.TryAdd(name, value);
                }
            }
            else
            {
                rest.Add(pair.EncodedValue.IsEmpty ? pair.EncodedName.ToString() + "=" : $"{pair.EncodedName}={pair.EncodedValue}");
            }
        }

        if (!hidden)
        {
            return;
        }

        request.QueryString = rest.Count > 0 ? "?" + string.Join('&', rest) : "";
        request.RawTarget = request.RawTarget.Split('?', 2)[0] + request.QueryString;
        features.Set(values.Count > 0 ? new Found(values) : null);
    }

    private sealed record Found(Dictionary<string, string> Values);
}
