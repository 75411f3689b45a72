using System.Threading.RateLimiting;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AdminPortal.Web.Features.Walls;

/// <summary>
/// Wall displays: a page drawn by the server and its stream of figures, both behind the link's token alone, and the screen that waits for
/// one.
/// </summary>
public static class WallEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Where a screen that nobody is signed in at begins.</summary>
    public const string Screen = "/wall";

    /// <summary>
    /// Maps <c>/wall</c>, where a screen waits to be paired, <c>/wall/TOKEN</c>, <c>/wall/TOKEN/events</c>, <c>/wall/TOKEN/logo</c> and
    /// <c>/wall/TOKEN/state</c>.
    /// </summary>
    public static void MapWalls(this WebApplication app)
    {
        app.MapGet(Screen, WaitAsync).AllowAnonymous().ExcludeFromDescription();
        var wall = app.MapGroup(Screen + "/{token}").AllowAnonymous().ExcludeFromDescription();
        wall.MapGet("", ShowAsync);
        wall.MapGet("/events", (HttpContext context, string token, WallStreams streams) => streams.RunAsync(context, token));
        wall.MapGet("/logo", LogoAsync);
        wall.MapGet("/state", StateAsync);
    }

    /// <summary>Bounds how often one address may have a screen begin to wait: each writes a row.</summary>
    public static RateLimitPartition<string> Limit(HttpContext context, int screens) => RateLimitPartition.GetFixedWindowLimiter(
        $"wall {context.Connection.RemoteIpAddress}",
        _ => new FixedWindowRateLimiterOptions { PermitLimit = screens, Window = TimeSpan.FromMinutes(1) });

    /// <summary>Whether a request has a screen begin to wait.</summary>
    public static bool Begins(HttpContext context) => context.Request.Path.Equals(Screen, StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.Equals(Screen + "/", StringComparison.OrdinalIgnoreCase);

    /// <summary><c>?theme=</c> and <c>?lang=</c> as on a wall, until it is one.</summary>
    private static async Task<IResult> WaitAsync(HttpContext context, string? theme, string? lang, WallPairingService pairings,
        PortalSettings settings)
    {
        Hide(context);
        var begun = await pairings.BeginAsync(context.RequestAborted);
        if (!begun.Ok)
        {
            context.Response.Headers.RetryAfter = context.Response.Headers["Refresh"] = "60"; // nobody is there to press reload
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        return new RazorComponentResult<WaitingDocument>(new
        {
            Pairing = begun.Value,
            Address = settings.AddressOf($"{context.Request.Scheme}://{context.Request.Host}/"),
            Theme = theme is "dark" or "light" ? theme : "dark",
            Language = lang is "de" or "en" ? lang : null,
        });
    }

    private static async Task<IResult> StateAsync(HttpContext context, string token, WallPairingService pairings)
    {
        Hide(context);
        var state = await pairings.StateAsync(token, context.RequestAborted);
        return TypedResults.Text(state.ToString().ToLowerInvariant());
    }

    private static async Task<IResult> LogoAsync(HttpContext context, string token, WallService walls)
    {
        Hide(context);
        var wall = await walls.FindByTokenAsync(token, context.RequestAborted);
        return wall?.Logo is { } format && await walls.LogoAsync(wall, context.RequestAborted) is { } picture
            ? TypedResults.Bytes(picture, format.StartsWith("PNG", StringComparison.Ordinal) ? "image/png" : "image/jpeg")
            : TypedResults.NotFound();
    }

    /// <summary>The address is the secret: nothing keeps it or passes it on.</summary>
    private static void Hide(HttpContext context)
    {
        context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary><c>?theme=</c> and <c>?lang=</c> win over the wall's own settings.</summary>
    private static async Task<RazorComponentResult<WallDocument>> ShowAsync(HttpContext context, string token, string? theme, string? lang,
        WallService walls, LiveBoards boards, TimeProvider time)
    {
        var stopped = context.RequestAborted;
        Hide(context);
        var wall = await walls.FindByTokenAsync(token, stopped);
        var over = wall?.IsOver(time.UtcNow()) == true;
        var shown = wall is not { IsRemoved: false } || over ? null : wall.EventAt(time.UtcNow());
        return new RazorComponentResult<WallDocument>(new
        {
            Wall = wall,
            IsOver = over,
            Logo = wall?.Logo is null ? null : $"{Screen}/{token}/logo",
            Shown = shown,
            Board = shown is null ? null : (await FirstAsync(boards, wall!, shown.Id, stopped))?.Snapshot,
            Theme = theme is "dark" or "light" ? theme : wall?.Theme ?? "dark",
            Language = lang is "de" or "en" ? lang : wall?.Language,
        })
        {
            StatusCode = wall is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK,
        };
    }

    /// <summary>The first figures, so that the wall is legible before its script runs; null when the database takes its time.</summary>
    private static async Task<BoardState?> FirstAsync(LiveBoards boards, WallView wall, long eventId, CancellationToken stopped)
    {
        using var watching = boards.Watch(wall, eventId);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        waiting.CancelAfter(Patience);
        try
        {
            return await watching.NextAsync(waiting.Token);
        }
        catch (OperationCanceledException) when (!stopped.IsCancellationRequested)
        {
            return null;
        }
    }
}
