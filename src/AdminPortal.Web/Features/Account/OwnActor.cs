using AdminPortal.Domain.Accounts;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Account;

/// <summary>Who looks at a page of their own account. These pages are drawn once for a request and have no circuit.</summary>
internal sealed class OwnActor(IHttpContextAccessor http, UserService users, TimeProvider time, NavigationManager navigation)
{
    /// <summary>The signed-in person; null when the account or the session is gone.</summary>
    public async Task<Actor?> FindAsync()
    {
        var context = http.HttpContext!;
        return context.User.Id() is { } id && context.User.Session() is { } session
            ? await users.ActorAsync(id, session, context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted)
            : null;
    }

    /// <summary>The person, if they showed within the last ten minutes who they are; else they are asked first and come back.</summary>
    public async Task<Actor?> ProvenAsync()
    {
        if (await FindAsync() is not { } actor)
        {
            return null;
        }

        if (actor.Missing(time) is null)
        {
            return actor;
        }

        navigation.NavigateTo("account/confirm" + QueryString.Create("return", http.HttpContext!.Request.Path), forceLoad: true);
        return null;
    }
}
