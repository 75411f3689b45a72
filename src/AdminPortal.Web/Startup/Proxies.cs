using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace AdminPortal.Web.Startup;

/// <summary>The portal behind a reverse proxy that speaks HTTPS for it.</summary>
public static class Proxies
{
    /// <summary>
    /// The setting with the addresses (<c>10.0.0.5</c>) and networks (<c>10.0.0.0/8</c>) of the proxies, separated by commas.
    /// </summary>
    public const string Setting = "Portal:TrustedProxies";

    /// <summary>What of that setting cannot be read.</summary>
    public static IEnumerable<string> Wrong(IConfiguration configuration) => Entries(configuration)
        .Where(entry => !IPAddress.TryParse(entry, out _) && !IPNetwork.TryParse(entry, out _));

    /// <summary>Whether there are any.</summary>
    public static bool AreNamed(IConfiguration configuration) => Entries(configuration).Length > 0;

    /// <summary>
    /// Believes the forwarded address, scheme and host of the trusted proxies and of nobody else. (The host's own
    /// <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED=true</c> believes everybody, for networks that only the proxy can reach.)
    /// </summary>
    public static void AddPortalProxies(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IConfiguration>((options, configuration) =>
        {
            var entries = Entries(configuration);
            if (entries.Length == 0)
            {
                return;
            }

            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var entry in entries)
            {
                if (IPAddress.TryParse(entry, out var address))
                {
                    options.KnownProxies.Add(address);
                }
                else if (IPNetwork.TryParse(entry, out var network))
                {
                    options.KnownIPNetworks.Add(network);
                }
            }
        });
        builder.Services.AddHsts(options => options.MaxAge = TimeSpan.FromDays(180));
    }

    /// <summary>
    /// Comes first, so that everything after it sees the client's own address, scheme and host; tells browsers outside Development to stay
    /// with HTTPS.
    /// </summary>
    public static void UsePortalProxies(this WebApplication app)
    {
        if (AreNamed(app.Configuration))
        {
            app.UseForwardedHeaders();
        }

        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }
    }

    private static string[] Entries(IConfiguration configuration) => (configuration[Setting] ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
