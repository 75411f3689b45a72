using AdminPortal.Domain.Exports;
using AdminPortal.Web.Kit.Texts;
using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminPortal.E2E;

/// <summary>How the portal of a fixture is set up.</summary>
public partial class PortalFixture
{
    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        .ConfigureServices(services =>
        {
            services.Remove(services.Single(one => one.ImplementationType == typeof(AlarmWork)));
            services.AddSingleton(own => new ExportSettings(own.GetRequiredService<PortalSettings>().ExportDirectory, ReportTexts.Of)
            {
                AtOnce = TimeSpan.FromSeconds(20), // a small file takes longer than two seconds while other tests keep the machine busy
            });
        })
        .ConfigureLogging(logging => logging.AddProvider(Log))
        .UseEnvironment("Development")
        .UseSetting("Portal:DataDirectory", folder)
        .UseSetting("Portal:Seed", "none")
        .UseSetting("Webhooks:AllowPrivate", "true")
        .UseSetting("Portal:SignInsPerMinute", "10000")
        .UseSetting("Portal:PrivacyUrl", Privacy)
        .UseSetting("Portal:ImprintUrl", Imprint)
        .UseSetting("Portal:Circuits", "10000")
        .UseSetting("Portal:CircuitsPerUser", "10000")
        .UseSetting("Portal:CircuitsPerAddress", "10000")
        .UseSetting("ConnectionStrings:Portal", $"Data Source={Path.Combine(folder, "portal.db")}");
}
