using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Api;

/// <summary>
/// What every call passes: who calls, whether the key's scope, the tenant's plan and its limit allow it, whether there is such a path and
/// method; only then the endpoint reads anything. Whatever fails inside is answered in the contract's form.
/// </summary>
internal sealed class ApiGate(ApiKeyService keys, TenantService tenants, CallLimits limits, CallUsage usage, ApiReplay replay,
    TimeProvider time, PortalSettings settings, ILogger<ApiGate> logger)
{
    /// <summary>Where the API begins.</summary>
    public const string Root = "/api/v1";

    /// <summary>The scope a key needs for each resource; every other name does not exist.</summary>
    private static readonly FrozenDictionary<string, string> Scopes = new Dictionary<string, string>
    {
        ["participants"] = "participants",
        ["check-ins"] = "checkins",
        ["reports"] = "reports",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Answers one call.</summary>
    public Task AnswerAsync(HttpContext context) =>
        OutermostHandler.RunAsync(context, logger, GuardAsync, static (failed, status) => status == StatusCodes.Status503ServiceUnavailable
        ? ApiReply.ErrorAsync(failed, status, "unavailable",
            "The portal's database does not answer at the moment. Try again; with the same Idempotency-Key nothing is done twice.")
        : ApiReply.ErrorAsync(failed, status, "internal_error",
            "Something went wrong in the portal. The request id finds it in the portal's log."));

    private async Task GuardAsync(HttpContext context)
    {
        try
        {
            await CheckAndRunAsync(context);
        }
        catch (PermissionDeniedException error) when (!context.Response.HasStarted)
        {
            await ApiReply.ErrorAsync(context, StatusCodes.Status403Forbidden, "scope_required", error.Message);
        }
    }

    private async Task CheckAndRunAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Root, out var rest))
        {
            await ApiReply.NotFoundAsync(context);
            return;
        }

        var caller = PresentedKey(context) is { } key ? await keys.AuthenticateAsync(key,
            context.Connection.RemoteIpAddress ?? IPAddress.None, context.RequestAborted) : null;
        if (caller is null || await IsHostOfAnotherAsync(context, caller))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await ApiReply.ErrorAsync(context, StatusCodes.Status401Unauthorized, "unauthorized",
                "A valid API key is needed: Authorization: Bearer KEY.");
            return;
        }

        var scope = Scopes.GetValueOrDefault(FirstSegment(rest));
        if (scope is not null && !caller.Scopes.Contains(scope))
        {
            await ApiReply.ErrorAsync(context, StatusCodes.Status403Forbidden, "scope_required",
                $"The key needs the scope \"{scope}\" for this.");
            return;
        }

        if (caller.Plan is not (Plan.Business or Plan.Enterprise))
        {
            await ApiReply.ErrorAsync(context, StatusCodes.Status403Forbidden, "plan_required",
                "The API needs the plan Business or Enterprise.");
            return;
        }

        usage.Count(caller.Actor);
        if (settings.CallsPerHour[caller.Plan] is { } limit && !await IsWithinAsync(context, caller.Actor, limit))
        {
            return;
        }

        if (scope is null || context.GetEndpoint()?.RequestDelegate is not { } endpoint)
        {
            await ApiReply.NotFoundAsync(context);
            return;
        }

        context.Features.Set(caller.Actor with { Address = Address(context) });
        await (ApiReplay.IsAsked(context) ? replay.RunAsync(context, endpoint) : endpoint(context));
        if (!context.Response.HasStarted && context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            await RefuseMethodAsync(context);
        }
    }

    /// <summary>The key that counts: the first of the three places that holds one.</summary>
    private static string? PresentedKey(HttpContext context)
    {
        if (Bearer(context) is { } bearer)
        {
            return bearer;
        }

        var named = context.Request.Headers["X-API-Key"];
        return named.Count > 0 && !string.IsNullOrWhiteSpace(named[0]) ? named[0]!.Trim() : SecretQuery.KeyOf(context);
    }

    /// <summary>Whether the call came to another tenant's host, <c>SLUG.BASEDOMAIN</c>.</summary>
    private async ValueTask<bool> IsHostOfAnotherAsync(HttpContext context, ApiCaller caller)
    {
        if (settings.BaseDomain is not { } domain)
        {
            return false;
        }

        var host = context.Request.Host.Host.TrimEnd('.');
        if (host.Length <= domain.Length + 1 || !host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
            || host[^(domain.Length + 1)] != '.')
        {
            return false;
        }

        var slug = host[..^(domain.Length + 1)].ToLowerInvariant();
        return slug != caller.TenantSlug && await tenants.FindAsync(slug, context.RequestAborted) is not null;
    }

    /// <summary>Counts the call; false when it was answered 429. Every reply to it says what is left.</summary>
    private async ValueTask<bool> IsWithinAsync(HttpContext context, Actor actor, int limit)
    {
        var quota = await limits.TakeAsync(actor, limit, context.RequestAborted);
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers["X-RateLimit-Limit"] = quota.Limit.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Remaining"] = quota.Remaining.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Reset"] = new DateTimeOffset(quota.ResetsAt).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        if (quota.Allowed)
        {
            return true;
        }

        var wait = Math.Max(1, (int)Math.Ceiling((quota.ResetsAt - time.UtcNow()).TotalSeconds));
        context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        await ApiReply.ErrorAsync(context, StatusCodes.Status429TooManyRequests, "rate_limited",
            $"The key has made its {limit} calls of this hour.");
        return false;
    }

    private static string FirstSegment(PathString rest)
    {
        var path = rest.Value.AsSpan().TrimStart('/');
        var end = path.IndexOf('/');
        return (end < 0 ? path : path[..end]).ToString();
    }

    /// <summary>What the first of the authorization headers holds that is a bearer's; null when none does.</summary>
    internal static string? Bearer(HttpContext context)
    {
        const string scheme = "Bearer ";
        foreach (var header in context.Request.Headers.Authorization)
        {
            if (header is not null && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && header.AsSpan(scheme.Length)
                .Trim() is { Length: > 0 } bearer)
            {
                return bearer.ToString();
            }
        }

        return null;
    }

    /// <summary>The network address of the caller.</summary>
    internal static string? Address(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
    }

    /// <summary>405; to OPTIONS the same list of methods is the answer itself.</summary>
    private static Task RefuseMethodAsync(HttpContext context)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return ApiReply.ErrorAsync(context, StatusCodes.Status405MethodNotAllowed, "method_not_allowed",
            $"This path takes {context.Response.Headers.Allow}.");
    }
}
