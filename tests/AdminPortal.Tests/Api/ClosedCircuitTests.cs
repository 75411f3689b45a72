using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using AdminPortal.Domain.Accounts;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Sessions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Api;

/// <summary>Nothing that lives as long as the portal holds on to a window that has gone.</summary>
public sealed class ClosedCircuitTests
{
    private static readonly string[] Pages =
        ["/", "/contacts", "/events/congress", "/events/congress/live", "/events/congress/participants", "/events/congress/check-ins"];

    [Fact]
    public async Task The_services_of_a_closed_window_are_collected_whatever_page_it_showed()
    {
        var held = new Held();
        await using var host = ApiHost.With(
            services => services.AddSingleton(held).AddScoped<CircuitHandler, Noted>()
                .PostConfigure<CircuitOptions>(options =>
                {
                    options.DisconnectedCircuitMaxRetained = 0; // as after three minutes

                    // What a window was asked for while it went is waited for so long, a minute otherwise, and the window is held by it.
                    options.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(5);
                }),
            ("Portal:PublicUrl", "http://127.0.0.1"));
        await OpenAsync(host);
        Assert.Equal(Pages.Length * 3, held.Services.Count);
        var began = Stopwatch.GetTimestamp();
        while (held.Alive.Count > 0 && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(50);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Empty(held.Alive);
        Assert.Equal(0, host.Get<CircuitPlaces>().Open);
    }

    /// <summary>Opens every page in a window of its own and closes them; what it held is gone when it returns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task OpenAsync(ApiHost host)
    {
        var portal = await host.TenantAsync();
        await portal.EventAsync();
        var email = $"{Guid.NewGuid():N}@example.org";
        (await portal.Get<UserService>().CreateAsync(portal.Owner, email, "Olga", Role.Organiser, "Correct-Horse-1")).Required();
        var visitor = new Visitor(host.Http);
        await visitor.SignInAsync(email, "Correct-Horse-1");
        var windows = new List<PortalWindow>();
        foreach (var page in Pages)
        {
            windows.Add(await PortalWindow.OpenAsync(host.Http.BaseAddress!, host.Http, page, visitor.Cookies));
        }

        Assert.Equal(Pages.Length, host.Get<CircuitPlaces>().Open);
        foreach (var window in windows)
        {
            await window.DisposeAsync();
        }
    }

    /// <summary>What windows were made of, without holding it.</summary>
    private sealed class Held
    {
        public ConcurrentBag<(string Name, WeakReference Service)> Services { get; } = [];

        public List<string> Alive => Services.Where(one => one.Service.IsAlive).Select(one => one.Name).ToList();
    }

    /// <summary>Notes a window and some of its services.</summary>
    private sealed class Noted(Held held, AuthenticationStateProvider people, Toasts toasts) : CircuitHandler
    {
        public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            foreach (var service in new object[] { circuit, people, toasts })
            {
                held.Services.Add((service.GetType().Name, new WeakReference(service)));
            }

            return Task.CompletedTask;
        }
    }
}
