using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AdminPortal.Tests.Support;

/// <summary>
/// A small provider of OpenID Connect on a free port: discovery, keys, and a token endpoint that demands the client's secret and the
/// verifier of PKCE. Signing in at it is done by <see cref="Answer"/>.
/// </summary>
public sealed class IdentityProvider : IDisposable
{
    public const string ClientId = "portal";

    public const string Secret = "the client's secret";

    private readonly HttpListener listener = new();

    private readonly RSA rsa = RSA.Create(2048);

    private readonly ConcurrentDictionary<string, (string Challenge, string? Nonce, Dictionary<string, object> Claims)> codes = new();

    public IdentityProvider()
    {
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Authority = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        listener.Prefixes.Add(Authority + "/");
        listener.Start();
        _ = ServeAsync();
    }

    public string Authority { get; }

    /// <summary>What it says of whom a browser comes with: they are signed in there already. Null for nobody.</summary>
    public Dictionary<string, object>? Visitor { get; set; }

    /// <summary>Signs tokens with a key that the portal is not told of.</summary>
    public bool SignsWithAnotherKey { get; set; }

    public (string Name, string Value)[] Settings =>
    [
        ("SignIn:Oidc:Authority", Authority), ("SignIn:Oidc:ClientId", ClientId), ("SignIn:Oidc:ClientSecret", Secret),
        ("SignIn:Oidc:Name", "Acme"), ("SignIn:Oidc:RoleClaim", "groups"), ("SignIn:Oidc:Roles:door", "Steward"),
        ("SignIn:Oidc:Roles:office", "Admin"),
    ];

    /// <summary>Somebody signs in at the provider: where the browser goes then, on the portal.</summary>
    /// <param name="asked">Where the portal has sent the browser.</param>
    /// <param name="claims">What the provider says of the person.</param>
    public string Answer(string asked, Dictionary<string, object> claims) => Back(asked, claims).PathAndQuery;

    private Uri Back(string asked, Dictionary<string, object> claims)
    {
        var query = QueryHelpers.ParseQuery(new Uri(asked).Query);
        if (query["response_type"] != "code" || query["code_challenge_method"] != "S256" || query["client_id"] != ClientId)
        {
            throw new InvalidOperationException($"The portal asks in another way: {asked}");
        }

        var code = Guid.NewGuid().ToString("N");
        codes[code] = ($"{query["code_challenge"]}", query["nonce"], claims);
        return new Uri(QueryHelpers.AddQueryString($"{query["redirect_uri"]}", new Dictionary<string, string?>
        { ["code"] = code, ["state"] = query["state"] }));
    }

    public void Dispose()
    {
        listener.Close();
        rsa.Dispose();
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                if (context.Request.Url is { AbsolutePath: "/authorize" } asked && Visitor is { } known)
                {
                    context.Response.Redirect(Back(asked.ToString(), known).ToString());
                    context.Response.Close();
                    continue;
                }

                var (status, answer) = await AnswerAsync(context.Request);
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer));
                context.Response.Close();
            }
            catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task<(int Status, object Answer)> AnswerAsync(HttpListenerRequest request)
    {
        if (request.Url!.AbsolutePath == "/.well-known/openid-configuration")
        {
            return (200, new
            {
                issuer = Authority,
                authorization_endpoint = Authority + "/authorize",
                token_endpoint = Authority + "/token",
                jwks_uri = Authority + "/keys",
            });
        }

        if (request.Url.AbsolutePath == "/keys")
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(false)));
            return (200, new { keys = new[] { new { kty = "RSA", use = "sig", kid = "one", alg = "RS256", n = key.N, e = key.E } } });
        }

        using var reader = new StreamReader(request.InputStream);
        var form = QueryHelpers.ParseQuery(await reader.ReadToEndAsync());
        if (!codes.TryRemove($"{form["code"]}", out var asked) || form["client_secret"] != Secret
            || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes($"{form["code_verifier"]}"))) != asked.Challenge)
        {
            return (400, new { error = "invalid_grant" });
        }

        using var other = RSA.Create(2048);
        var signing = new RsaSecurityKey((SignsWithAnotherKey ? other : rsa).ExportParameters(true)) { KeyId = "one" };
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Authority,
            Audience = ClientId,
            Expires = DateTime.UtcNow.AddMinutes(5),
            Claims = asked.Claims.Append(new("nonce", asked.Nonce!)).ToDictionary(),
            SigningCredentials = new SigningCredentials(signing, SecurityAlgorithms.RsaSha256),
        });
        return (200, new { access_token = "access", token_type = "Bearer", id_token = token });
    }
}
