using System.Security.Claims;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace AdminPortal.Web.Sessions;

/// <summary>One window of somebody who is signed in: has its place among the others, and lives no longer than its session.</summary>
internal sealed class PortalCircuit(AuthenticationStateProvider people, SessionWatch watch, CircuitPlaces places, IHttpContextAccessor http,
    PortalBrowser browser) : CircuitHandler
{
    private CircuitPlace? place;

    private volatile bool ended;

    private bool isStrong;

    /// <summary>Ends the window: nothing that it sends does anything any more, and it shows the sign-in page.</summary>
    public void End() => End(new ClaimsPrincipal(new ClaimsIdentity()), null);

    /// <summary>Ends the window of a session that began with one factor: it shows where a second one is set up.</summary>
    public void AskForSetup()
    {
        if (!ended && !isStrong)
        {
            End(new ClaimsPrincipal().WithSetup(), PortalAccounts.SetupPath);
        }
    }

    /// <summary>
    /// What the browser says it has drawn is dropped like all else: a window that was behind draws nothing any more, so it is told to
    /// leave by a call, which stands behind no drawing. That call's answer is dropped too.
    /// </summary>
    private void End(ClaimsPrincipal left, string? address)
    {
        ended = true;
        _ = browser.LeaveAsync(address).ContinueWith(call => call.Exception, TaskScheduler.Default);
        ((IHostEnvironmentAuthenticationStateProvider)people).SetAuthenticationState(Task.FromResult(new AuthenticationState(left)));
    }

    /// <inheritdoc />
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var user = (await people.GetAuthenticationStateAsync()).User;
        if (user.Session() is not { } session || user.Id() is not { } person)
        {
            throw new InvalidOperationException("Only who is signed in gets a circuit.");
        }

        place = places.Take(person, http.HttpContext?.Connection.RemoteIpAddress)
            ?? throw new InvalidOperationException("There are too many circuits of this person or address.");
        isStrong = user.IsStrong();
        watch.Add(this, session);
    }

    /// <inheritdoc />
    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        watch.Remove(this);
        place?.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Func<CircuitInboundActivityContext,
        Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        activity => ended ? Task.CompletedTask : next(activity);
}
