using System.Security.Claims;
using AdminPortal.Domain.Accounts;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AdminPortal.Web.Sessions;

/// <summary>
/// Signing in through an identity provider by OpenID Connect: the code flow with PKCE, answered by a plain redirect. Claims lead to an
/// organisation and a role as the settings <c>SignIn:Oidc</c> say.
/// </summary>
public static class SingleSignOn
{
    /// <summary>Where a sign-in through the provider begins.</summary>
    public const string Path = "/account/single-sign-on";

    private const string Finish = Path + "/finish";

    /// <summary>Registers the provider, where the settings name one.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        var settings = SingleSignOnSettings.Read(builder.Configuration, []);
        builder.Services.AddSingleton(settings);
        if (settings.Authority is null)
        {
            return;
        }

        builder.Services.AddAuthentication().AddOpenIdConnect(options =>
        {
            options.SignInScheme = IdentityConstants.ExternalScheme;
            (options.Authority, options.ClientId, options.ClientSecret) = (settings.Authority, settings.ClientId, settings.ClientSecret);
            options.RequireHttpsMetadata = !new Uri(settings.Authority).IsLoopback;
            options.ResponseType = OpenIdConnectResponseType.Code;
            options.ResponseMode = OpenIdConnectResponseMode.Query; // a form from elsewhere would come without our cookies
            options.UsePkce = true;
            options.MapInboundClaims = false;
            options.GetClaimsFromUserInfoEndpoint = settings.UsesUserInfo;
            options.CallbackPath = Path + "/callback";
            options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
            options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Scope.Clear();
            foreach (var scope in settings.Scopes)
            {
                options.Scope.Add(scope);
            }

            options.ClaimActions.MapAll();
            options.Events.OnRedirectToIdentityProvider = context =>
            {
                if (context.Properties.Items.ContainsKey("again"))
                {
                    context.ProtocolMessage.Prompt = "login";
                }

                return Task.CompletedTask;
            };
            options.Events.OnRemoteFailure = context =>
            {
                context.Response.Redirect("/account/sign-in?single-sign-on=failed");
                context.HandleResponse();
                return Task.CompletedTask;
            };
        });
    }

    /// <summary>Maps where it begins and where it ends.</summary>
    public static void MapSingleSignOn(this WebApplication app)
    {
        app.MapGet(Path, (SingleSignOnSettings settings, string? @return, bool? again) =>
        {
            if (settings.Authority is null)
            {
                return Results.NotFound();
            }

            var properties = new AuthenticationProperties
            { RedirectUri = Finish + QueryString.Create("return", Preferences.LocalPath(@return) ?? "/") };
            if (again == true)
            {
                properties.Items["again"] = "";
            }

            return Results.Challenge(properties, [OpenIdConnectDefaults.AuthenticationScheme]);
        }).ExcludeFromDescription();
        app.MapGet(Finish, async (HttpContext context, SingleSignOnSettings settings, SingleSignOnService service,
            SignInManager<PortalUser> signIn, string? @return) =>
        {
            var shown = await context.AuthenticateAsync(IdentityConstants.ExternalScheme);
            await context.SignOutAsync(IdentityConstants.ExternalScheme);
            if (shown.Principal is not { } principal || settings.Read(principal) is not { } person)
            {
                return Results.LocalRedirect("/account/sign-in?single-sign-on=failed");
            }

            var admitted = await service.AdmitAsync(person, context.RequestAborted);
            if (!admitted.Ok)
            {
                return Results.LocalRedirect("/account/sign-in?single-sign-on=refused");
            }

            await ((PortalSignIn)signIn).ProviderSignInAsync(admitted.Value);
            return Results.LocalRedirect(Preferences.LocalPath(@return) ?? "/");
        }).ExcludeFromDescription();
    }
}

/// <summary>From <c>SignIn:Oidc</c>, and <c>SignIn:Password</c>.</summary>
public sealed record SingleSignOnSettings
{
    /// <summary>From <c>SignIn:Oidc:Authority</c>: the provider's address; null where there is none.</summary>
    public string? Authority { get; init; }

    /// <summary>From <c>:Name</c>: what the button calls it.</summary>
    public string Name { get; init; } = "";

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    /// <summary>From <c>:Scopes</c>, separated by blanks.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>From <c>:UserInfo</c>: whether more claims are asked for at its endpoint.</summary>
    public bool UsesUserInfo { get; init; }

    /// <summary>From <c>:TrustEmail</c>: whether its addresses are sure where it sends no <c>email_verified</c>.</summary>
    public bool TrustsEmail { get; init; }

    /// <summary>From <c>:Tenant</c>: the slug of the organisation of everybody whom no claim leads elsewhere.</summary>
    public string? Tenant { get; init; }

    /// <summary>From <c>:TenantClaim</c> and <c>:Tenants:VALUE</c>.</summary>
    public (string? Claim, IReadOnlyDictionary<string, string> Map) Tenants { get; init; } = (null, new Dictionary<string, string>());

    /// <summary>From <c>:RoleClaim</c> and <c>:Roles:VALUE</c>; of several values the highest role holds.</summary>
    public (string? Claim, IReadOnlyDictionary<string, Role> Map) Roles { get; init; } = (null, new Dictionary<string, Role>());

    /// <summary>From <c>:DefaultRole</c>: of somebody new whom no claim gives one; null lets them not in.</summary>
    public Role? DefaultRole { get; init; }

    /// <summary>From <c>SignIn:Password</c>: <c>false</c> leaves signing in with a password to Owners.</summary>
    public bool IsPasswordForAll { get; init; } = true;

    /// <summary>Reads the settings, and lists what is wrong with them.</summary>
    public static SingleSignOnSettings Read(IConfiguration configuration, List<string> wrong)
    {
        var section = configuration.GetSection("SignIn:Oidc");
        string? Value(string name) => section[name] is { Length: > 0 } value ? value : null;
        var authority = Value("Authority");
        if (authority is not null
            && !(Uri.TryCreate(authority, UriKind.Absolute, out var uri) && (uri.Scheme == "https" || uri.IsLoopback)))
        {
            wrong.Add($"SignIn:Oidc:Authority is \"{authority}\"; it must be an address that begins with https://.");
            authority = null;
        }

        if (authority is not null && Value("ClientId") is null)
        {
            wrong.Add("SignIn:Oidc:ClientId is missing; with SignIn:Oidc:Authority it is needed.");
        }

        var password = configuration["SignIn:Password"] ?? "true";
        if (!bool.TryParse(password, out var forAll))
        {
            wrong.Add($"SignIn:Password is \"{password}\"; it must be true or false.");
        }

        var roles = new Dictionary<string, Role>();
        foreach (var entry in section.GetSection("Roles").GetChildren().Append(section.GetSection("DefaultRole")))
        {
            if (entry.Value is { Length: > 0 } text && Enum.TryParse<Role>(text, true, out var role) && Enum.IsDefined(role))
            {
                roles[entry.Key] = role;
            }
            else if (entry.Value is { Length: > 0 })
            {
                wrong.Add($"{entry.Path} is \"{entry.Value}\"; it must be one of {string.Join(", ", Enum.GetNames<Role>())}.");
            }
        }

        return new SingleSignOnSettings
        {
            Authority = authority,
            Name = Value("Name") ?? "Single sign-on",
            ClientId = Value("ClientId"),
            ClientSecret = Value("ClientSecret"),
            Scopes = (Value("Scopes") ?? "openid profile email").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            UsesUserInfo = Value("UserInfo") == "true",
            TrustsEmail = Value("TrustEmail") == "true",
            Tenant = Value("Tenant"),
            Tenants = (Value("TenantClaim"), section.GetSection("Tenants").GetChildren().Where(entry => entry.Value is not null)
                .ToDictionary(entry => entry.Key, entry => entry.Value!)),
            Roles = (Value("RoleClaim"), roles.Where(entry => entry.Key != "DefaultRole").ToDictionary()),
            DefaultRole = roles.TryGetValue("DefaultRole", out var usual) ? usual : null,
            IsPasswordForAll = forAll,
        };
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Authority}";

    /// <summary>Whom the provider's claims name; null where they name nobody.</summary>
    public SignedOn? Read(ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        if (principal.FindFirst("sub") is not { } subject)
        {
            return null;
        }

        var tenant = Tenants.Claim is null ? null : principal.FindAll(Tenants.Claim)
            .Select(claim => Tenants.Map.GetValueOrDefault(claim.Value)).FirstOrDefault(slug => slug is not null);
        var roles = Roles.Claim is null ? [] : principal.FindAll(Roles.Claim).Where(claim => Roles.Map.ContainsKey(claim.Value))
            .Select(claim => (Role?)Roles.Map[claim.Value]).ToList();
        var verified = principal.FindFirstValue("email_verified");
        return new SignedOn(
            subject.Issuer, subject.Value, principal.FindFirstValue("email"),
            verified is null ? TrustsEmail : string.Equals(verified, "true", StringComparison.OrdinalIgnoreCase),
            principal.FindFirstValue("name"), tenant ?? Tenant, roles.Max(), DefaultRole);
    }
}
