using System.Globalization;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Web.Alarms;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Startup;

/// <summary>Watches for what is wrong while the portal runs, mails it, and shows it in the windows of this node.</summary>
public static class PortalAlarms
{
    /// <summary>Lets this process do so.</summary>
    public static void AddPortalAlarms(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<AlarmNotes>();
        builder.Services.AddHostedService<AlarmWork>();
    }

    /// <summary>The room on the drive of the data directory.</summary>
    public static DiskProbe Disk(IServiceProvider services)
    {
        var directory = services.GetRequiredService<PortalSettings>().DataDirectory;
        return () =>
        {
            try
            {
                var drive = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(directory)! : directory);
                return new DiskRoom(drive.AvailableFreeSpace, drive.TotalSize);
            }
            catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return null; // a share of the network, for one, is no drive
            }
        };
    }

    /// <summary>What mails say, with links to this portal.</summary>
    public static AlarmMailTexts MailTexts(IServiceProvider services)
    {
        var texts = services.GetRequiredService<IStringLocalizer<AlarmTexts>>();
        var address = services.GetRequiredService<PortalSettings>().PublicUrl;
        var time = services.GetRequiredService<TimeProvider>();
        return (language, alarm, tenant, zone, isEnd) =>
        {
            var before = (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture);
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            CultureInfo.CurrentCulture = Languages.FormatsOf(CultureInfo.CurrentUICulture);
            var told = isEnd ? alarm : alarm with { EndedAt = null, End = null };
            var title = texts.Title(told);
            var words = new AlarmWords(
                $"{title} · {alarm.EventTitle ?? tenant}",
                string.Join("\r\n", title, texts.Facts(told, zone, time.GetUtcNow().UtcDateTime), "",
                    $"{address}/{alarm.Href(_ => true) ?? "alarms"}", "", texts["MailWhy", tenant]) + "\r\n");
            (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = before;
            return words;
        };
    }
}

/// <summary>Looks, sends and tells the windows, each at its own pace.</summary>
internal sealed partial class AlarmWork(AlarmWatch watch, AlarmLetters letters, AlarmFeed feed, Outages outages, TimeProvider time,
    ILogger<AlarmWork> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Pacing.EachAsync(
            AlarmWatch.Pace,
            async () =>
            {
                if (await watch.LookAsync(stoppingToken))
                {
                    await feed.LookAsync(stoppingToken);
                }
            },
            Failed, time, stoppingToken),
        Pacing.EachAsync(AlarmFeed.Pace, () => feed.LookAsync(stoppingToken), Failed, time, stoppingToken),
        Pacing.EachAsync(AlarmLetters.Pace, () => letters.SendAsync(stoppingToken), Failed, time, stoppingToken),
        Pacing.EachAsync(TimeSpan.FromDays(1), () => watch.ForgetAsync(stoppingToken), Failed, time, stoppingToken));

    private void Failed(Exception error)
    {
        if (!outages.Is(error))
        {
            LogLater(logger, error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Alarms could not be looked for, told or sent; it is tried again")]
    private static partial void LogLater(ILogger logger, Exception error);
}
