using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Common;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Texts;
using AdminPortal.Web.Shell;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Alarms;

/// <summary>Marks the resource files with the texts of alarms.</summary>
public sealed class AlarmTexts;

/// <summary>Alarms in words, for pages and mails.</summary>
public static class AlarmText
{
    private const double Gibibyte = 1024.0 * 1024 * 1024;

    /// <summary>What is wrong, such as <c>Nord is silent</c>, or that it is over, such as <c>Nord is back after 6 min</c>.</summary>
    public static string Title(this IStringLocalizer<AlarmTexts> texts, AlarmRow alarm) => texts.Title(alarm, !alarm.IsOpen);

    /// <summary>The same as it was while it was open, or as it ended.</summary>
    public static string Title(this IStringLocalizer<AlarmTexts> texts, AlarmRow alarm, bool isOver)
    {
        var subject = alarm is { Kind: AlarmKind.SilentDoor, Subject: "" } ? texts["NoStation"].Value : alarm.Subject;
        var state = isOver ? alarm.End ?? AlarmEnd.Settled : (AlarmEnd?)null;
        var key = (alarm.Kind, state) switch
        {
            (AlarmKind.Full, null) when alarm.Figure > alarm.OutOf => "OverFull_Open",
            (AlarmKind.Conflicts, null) when alarm.Figure == 1 => "Conflicts_One",
            (_, null) => $"{alarm.Kind}_Open",
            _ => $"{alarm.Kind}_{state}",
        };
        return texts[key, subject, Number(alarm.Kind, alarm.Figure), Number(alarm.Kind, alarm.OutOf), Ages.Whole(alarm.Lasted ?? default)];
    }

    /// <summary>The event and the times, such as <c>Hafenforum · 10:02 – 10:08</c>.</summary>
    /// <param name="texts">The words.</param>
    /// <param name="alarm">The alarm.</param>
    /// <param name="zone">Of the tenant, for what belongs to no event.</param>
    /// <param name="now">UTC.</param>
    public static string Facts(this IStringLocalizer<AlarmTexts> texts, AlarmRow alarm, TimeZoneInfo zone, DateTime now)
    {
        zone = alarm.Zone is { } own ? Zone.Find(own) : zone;
        var times = alarm.EndedAt is { } end
            ? zone.Day(end) == zone.Day(now) ? $"{Brief(zone, alarm.RaisedAt, now)} – {Brief(zone, end, now)}"
                : zone.Range(alarm.RaisedAt, end)
            : texts["SinceTime", Brief(zone, alarm.Since, now)].Value;
        return Isolated.Join(alarm.EventTitle, times);
    }

    /// <summary>The page where something can be done about it; null where there is none.</summary>
    public static string? Href(this AlarmRow alarm, Func<Permission, bool> may) => alarm.Kind switch
    {
        AlarmKind.SilentDoor => Navigation.OfEvent("doors")(alarm.EventKey),
        AlarmKind.Conflicts when may(Permission.CorrectCheckIns) => Navigation.OfEvent("conflicts")(alarm.EventKey),
        AlarmKind.FailedSchedule => "schedules",
        AlarmKind.BrokenWebhook => "webhooks",
        AlarmKind.DiskNearlyFull => null,
        _ => Navigation.OfEvent("live")(alarm.EventKey),
    };

    /// <summary>What its colour says.</summary>
    public static Tone Tone(this AlarmRow alarm) => !alarm.IsOpen ? Kit.Tone.Ok
        : alarm.Kind.Severity() == AlarmSeverity.Serious ? Kit.Tone.Bad
        : Kit.Tone.Warn;

    /// <summary>Its icon.</summary>
    public static string Icon(this AlarmRow alarm) => alarm.Kind switch
    {
        _ when !alarm.IsOpen => "check_circle",
        AlarmKind.SilentDoor => "notifications_active",
        AlarmKind.NearlyFull or AlarmKind.Full => "groups",
        AlarmKind.Conflicts => "rule",
        AlarmKind.FailedSchedule => "event_repeat",
        AlarmKind.BrokenWebhook => "webhook",
        _ => "hard_drive",
    };

    /// <summary>The time, and the date before it when it is not today's.</summary>
    private static string Brief(TimeZoneInfo zone, DateTime utc, DateTime now) =>
        zone.Local(utc).ToString(zone.Day(utc) == zone.Day(now) ? "t" : "g", CultureInfo.CurrentCulture);

    private static string Number(AlarmKind kind, long? figure) => kind == AlarmKind.DiskNearlyFull
        ? ((figure ?? 0) / Gibibyte).ToString("N1", CultureInfo.CurrentCulture) + " GiB"
        : (figure ?? 0).ToString("N0", CultureInfo.CurrentCulture);
}
