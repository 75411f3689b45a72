using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Walls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AdminPortal.Web.Features.Walls;

/// <summary>Wall displays: a page drawn by the server and its stream of figures, both behind the link's token alone.</summary>
public static class WallEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Maps <c>/wall/TOKEN</c> and <c>/wall/TOKEN/events</c>.</summary>
    public static void MapWalls(this WebApplication app)
    {
        var wall = app.MapGroup("/wall/{token}").AllowAnonymous().ExcludeFromDescription();
        wall.MapGet("", ShowAsync);
        wall.MapGet("/events", (HttpContext context, string token, WallStreams streams) => streams.RunAsync(context, token));
    }

    /// <summary><c>?theme=</c> and <c>?lang=</c> win over the wall's own settings.</summary>
    private static async Task<RazorComponentResult<WallDocument>> ShowAsync(HttpContext context, string token, string? theme, string? lang,
        WallService walls, LiveBoards boards)
    {
        var stopped = context.RequestAborted;
        context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer"; // the address is the secret
        var wall = await walls.FindByTokenAsync(token, stopped);
        var shown = wall is not { IsRemoved: false } ? null : await FirstAsync(boards, wall, stopped);
        return new RazorComponentResult<WallDocument>(new
        {
            Wall = wall,
            Board = shown?.Snapshot,
            Theme = theme is "dark" or "light" ? theme : wall?.Theme ?? "dark",
            Language = lang is "de" or "en" ? lang : wall?.Language,
        })
        {
            StatusCode = wall is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK,
        };
    }

    /// <summary>The first figures, so that the wall is legible before its script runs; null when the database takes its time.</summary>
    private static async Task<BoardState?> FirstAsync(LiveBoards boards, WallView wall, CancellationToken stopped)
    {
        using var watching = boards.Watch(wall);
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
