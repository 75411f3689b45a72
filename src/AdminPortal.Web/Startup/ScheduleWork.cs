using System.Globalization;
using AdminPortal.Domain.Schedules;
using AdminPortal.Web.Features.Schedules;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Startup;

/// <summary>Makes and sends scheduled reports while the portal runs.</summary>
public static class PortalSchedules
{
    /// <summary>Lets this process start what is due.</summary>
    public static void AddPortalSchedules(this WebApplicationBuilder builder) => builder.Services.AddHostedService<ScheduleWork>();

    /// <summary>What mails say, with links to this portal.</summary>
    public static ScheduleMailTexts MailTexts(IServiceProvider services)
    {
        var texts = services.GetRequiredService<IStringLocalizer<ScheduleTexts>>();
        var files = services.GetRequiredService<PortalSettings>().PublicUrl + "/exports";
        return (language, name, tenant, owner) =>
        {
            var before = CultureInfo.CurrentUICulture;
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            var why = $"\r\n\r\n{texts["MailWhy", owner]}\r\n";
            var words = new ScheduleWords($"{name} · {tenant}", texts["MailFile", name, tenant]
                + why, texts["MailLink", name, tenant, files] + why);
            CultureInfo.CurrentUICulture = before;
            return words;
        };
    }
}

/// <summary>Keeps the runner of schedules going.</summary>
internal sealed class ScheduleWork(ScheduleRunner runner) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => runner.RunAsync(stoppingToken);
}
