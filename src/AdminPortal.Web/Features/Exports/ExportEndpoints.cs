using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Exports;
using AdminPortal.Web.Startup;
using Microsoft.Net.Http.Headers;

namespace AdminPortal.Web.Features.Exports;

/// <summary>Hands finished files out.</summary>
public static class ExportEndpoints
{
    /// <summary>
    /// Maps <c>GET /exports/{id}/file</c> for signed-in people; the service asks for the permission of what the file holds.
    /// </summary>
    public static void MapExportFiles(this WebApplication app) =>
        app.MapGet("/exports/{id:long}/file", WriteAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task WriteAsync(HttpContext context, long id, UserService users, ExportService exports)
    {
        // Role and account are read anew: what the cookie says may be a minute old.
        var actor = await users.ActorAsync(context.User.Id() ?? 0, context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted);
        try
        {
            var opened = actor is null ? null : await exports.DownloadAsync(actor, id, context.RequestAborted);
            if (opened is not { Ok: true })
            {
                context.Response.StatusCode = opened?.Problems[0].Code == "export_gone"
                    ? StatusCodes.Status410Gone
                    : StatusCodes.Status404NotFound;
                return;
            }

            await using var file = opened.Value.Stream;
            var name = new ContentDispositionHeaderValue("attachment");
            name.SetHttpFileName(opened.Value.FileName);
            context.Response.ContentType = opened.Value.ContentType;
            context.Response.ContentLength = file.Length;
            context.Response.Headers.ContentDisposition = name.ToString();
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            await file.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (PermissionDeniedException)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
    }
}
