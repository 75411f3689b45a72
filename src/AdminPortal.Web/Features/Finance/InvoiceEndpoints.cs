using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Invoices;
using AdminPortal.Web.Startup;
using Microsoft.Net.Http.Headers;

namespace AdminPortal.Web.Features.Finance;

/// <summary>Hands invoices out as files.</summary>
public static class InvoiceEndpoints
{
    /// <summary>Maps <c>GET /invoices/{id}/file</c> for who may see the invoice; the service asks for the permission.</summary>
    public static void MapInvoiceFiles(this WebApplication app) =>
        app.MapGet("/invoices/{id:long}/file", WriteAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task<IResult> WriteAsync(HttpContext context, long id, UserService users, InvoiceFiles files)
    {
        // Role and account are read anew: what the cookie says may be a minute old.
        var actor = await users.ActorAsync(context.User.Id() ?? 0, context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted);
        if (actor is null)
        {
            return Results.NotFound();
        }

        if (!actor.May(Permission.ViewFinance))
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        var file = await files.DownloadAsync(actor, id, context.RequestAborted);
        if (!file.Ok)
        {
            return Results.NotFound();
        }

        var name = new ContentDispositionHeaderValue("attachment");
        name.SetHttpFileName(file.Value.Name);
        context.Response.Headers.ContentDisposition = name.ToString();
        context.Response.Headers.CacheControl = "no-store";
        return Results.Bytes(file.Value.Content, "application/pdf");
    }
}
