using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Texts;
using AdminPortal.Web.Shell;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Day;

/// <summary>Puts the jobs of a day sheet into words.</summary>
/// <param name="sheet">The figures as they were read.</param>
/// <param name="board">The live figures, which then stand in the place of those; null where nobody watches.</param>
/// <param name="may">What the viewer may do.</param>
/// <param name="texts">The words.</param>
/// <param name="shared">Words that other pages use too.</param>
public sealed class DayJobs(
    DaySheet sheet, BoardSnapshot? board, Func<Permission, bool> may, IStringLocalizer<DayTexts> texts,
    IStringLocalizer<SharedTexts> shared)
{
    private const int ShownWalls = 3;

    private const string CheckIn = "check-in";

    /// <summary>A display that is on is noted once a minute.</summary>
    private static readonly TimeSpan StillSeen = TimeSpan.FromMinutes(3);

    /// <summary>The jobs that the viewer has a part in, in the order of the work.</summary>
    public IReadOnlyList<DayJob> All =>
        [.. new[] { Categories(), Participants(), Windows(), Walls(), Rehearsal(), Doors(), Live(), Reports() }.OfType<DayJob>()];

    private DayJob? Categories()
    {
        if (sheet.SetUp is not { } setUp)
        {
            return null;
        }

        var places = sheet.Event.Capacity is { } capacity ? texts["Places", N(capacity)].Value : null;
        return setUp.Categories == 0
            ? Job("Categories", Tone.Neutral, Join(texts["Categories_None"], places), texts["State_None"], "Settings", "settings")
            : Job("Categories", Tone.Ok, Join(Count("Categories", setUp.Categories), places), texts["State_Ready"], "Settings", "settings");
    }

    private DayJob? Participants()
    {
        if (sheet.People is not { } people)
        {
            return null;
        }

        var manages = may(Permission.ManageParticipants);
        if (people.Total == 0)
        {
            return Job("Participants", manages ? Tone.Warn : Tone.Neutral, texts["Participants_None"], texts["State_Missing"],
                manages ? "Import" : "Participants", manages ? "participants/import" : "participants");
        }

        var text = Join(
            Count("Participants", people.Total, N(people.Confirmed)),
            sheet.LastImport is { } last ? texts["Participants_Import", N(last.Created), N(last.Updated)].Value : null,
            sheet.LastImport?.FileName is { Length: > 0 } file ? file : null);
        return people.Unconfirmed == 0
            ? Job("Participants", Tone.Ok, text, texts["State_AllConfirmed"], "Participants", "participants")
            : Job("Participants", sheet.Event.RequireConfirmation ? Tone.Warn : Tone.Info, text,
                texts["State_Unconfirmed", N(people.Unconfirmed)], manages ? "Confirm" : "Participants", "participants?confirmed=0");
    }

    private DayJob? Windows()
    {
        if (sheet.SetUp is not { } setUp)
        {
            return null;
        }

        if (setUp.Windows.Count == 0)
        {
            return Job("Windows", Tone.Neutral, texts["Windows_None"], texts["State_None"], "Windows", "windows");
        }

        var open = setUp.Windows.FirstOrDefault(w => w.StartsAt <= sheet.ReadAt && sheet.ReadAt < w.EndsAt);
        var next = setUp.Windows.FirstOrDefault(w => w.StartsAt > sheet.ReadAt);
        var text = Join(
            Count("Windows", setUp.Windows.Count),
            open is not null ? texts["Windows_Open", open.Name, At(open.EndsAt)].Value
                : next is not null ? texts["Windows_Next", next.Name, At(next.StartsAt)].Value : null,
            setUp.Uncovered > 0 ? Count("Windows_Uncovered", setUp.Uncovered) : null);
        var enforced = setUp.Windows.Any(w => w.Enforced);
        var state = texts[enforced ? "State_Enforced" : "State_Counted"];
        return Job("Windows", enforced ? Tone.Ok : Tone.Neutral, text, state, "Windows", "windows");
    }

    private DayJob? Doors()
    {
        if (sheet.Doors is not { } doors)
        {
            return null;
        }

        var (stations, last) = board is null
            ? (doors.Stations, doors.LastCheckInAt)
            : (board.Stations.Count(s => s.Station is not null), board.Stations.Max(s => (DateTime?)s.LastSeen));
        var (checkIns, refused) = board is null ? (doors.CheckIns, doors.Refused) : (board.CheckIns, board.RefusedTotal);
        var mayRecord = may(Permission.RecordCheckIns) && sheet.Phase != EventPhase.Over;
        var (action, page) = mayRecord ? ("CheckIn", CheckIn) : ("Scans", "scans");
        var state = texts[sheet.IsOfToday ? "State_Open" : sheet.Phase == EventPhase.Over ? "State_Over" : "State_NotYet"];
        if (checkIns == 0 && refused == 0)
        {
            return Job("Doors", Tone.Neutral, texts["Doors_None"], sheet.IsOfToday ? texts["State_NotYet"] : state, action, page);
        }

        var text = Join(
            Count("Doors", checkIns),
            stations > 0 ? Count("Doors_Stations", stations) : null,
            last is { } at ? texts["Doors_Last", At(at)].Value : null,
            refused > 0 ? texts["Doors_Refused", N(refused)].Value : null);
        return Job("Doors", sheet.IsOfToday ? Tone.Ok : Tone.Neutral, text, state, action, page);
    }

    private DayJob? Walls()
    {
        if (sheet.Walls is not { } walls)
        {
            return null;
        }

        if (walls.Count == 0)
        {
            return Job("Walls", Tone.Neutral, texts["Walls_None"], texts["State_None"], "Walls", "walls");
        }

        var more = walls.Count > ShownWalls ? texts["Walls_More", N(walls.Count - ShownWalls)].Value : null;
        var text = Join([.. walls.Take(ShownWalls).Select(w => $"{w.Name} ({shared.Seen(w.LastSeenAt, sheet.ReadAt)})"), more]);
        var on = walls.Count(w => sheet.ReadAt - w.LastSeenAt < StillSeen);
        return on == 0
            ? Job("Walls", sheet.IsOfToday ? Tone.Warn : Tone.Ok, text, Count("State_Links", walls.Count), "Walls", "walls")
            : Job("Walls", on == walls.Count || !sheet.IsOfToday ? Tone.Ok : Tone.Warn, text, texts["State_On", N(on), N(walls.Count)],
                "Walls", "walls");
    }

    private DayJob? Rehearsal()
    {
        if (sheet.Rehearsal is not { } rehearsal)
        {
            return null;
        }

        var (tone, text, state) = rehearsal.Last switch
        {
            null => (Tone.Neutral, texts["Rehearsal_None"].Value, texts["State_NotYet"].Value),
            { Failed: 0 } last => (Tone.Ok, Rehearsed(last), texts["State_Passed"].Value),
            { } last => (Tone.Bad, Rehearsed(last), texts["State_Failed", N(last.Failed)].Value),
        };
        return new DayJob("Rehearsal", tone, text, state, texts["Action_Command"], null)
        {
            Command = $"./portal rehearse --tenant {rehearsal.Tenant} --event {sheet.Event.EventKey} --file arrivals.csv --key \"$KEY\"",
        };
    }

    private string Rehearsed(Rehearsal last) => Join(
        At(last.At),
        texts["Rehearsal_Sent", N(last.Sent), N(last.Admitted)],
        texts["Rehearsal_Within", N(last.Milliseconds)]);

    private DayJob? Live()
    {
        if (sheet.Figures is not { } figures)
        {
            return null;
        }

        var inside = board?.InsideNow ?? figures.InsideNow;
        var text = texts["Live", N(inside), N(board?.Arrived ?? figures.Arrived), N(board?.Expected ?? figures.Expected)];
        return sheet switch
        {
            { IsOfToday: true } => Job("Live", Tone.Ok, text, texts["State_Live"], "Live", "live"),
            { Phase: EventPhase.Before } => Job("Live", Tone.Neutral, text, texts["State_NotYet"], "Live", "live"),
            _ when inside > 0 => may(Permission.RecordCheckIns)
                ? Job("Live", Tone.Warn, text, texts["State_StillInside", N(inside)], "CheckIns", "check-ins?state=open")
                : Job("Live", Tone.Warn, text, texts["State_StillInside", N(inside)], "Live", "live"),
            _ => Job("Live", Tone.Neutral, text, texts["State_Over"], "Live", "live"),
        };
    }

    private DayJob? Reports() => !may(Permission.ViewReports) ? null : Job(
        "Reports",
        sheet.Phase == EventPhase.Over ? Tone.Ok : Tone.Neutral,
        Join(texts["Reports"], sheet.Schedules switch
        {
            null => null,
            0 => texts["Reports_NoSchedule"].Value,
            { } some => Count("Reports_Schedules", some),
        }),
        texts[sheet.Phase switch { EventPhase.Before => "State_Afterwards", EventPhase.Running => "State_SoFar", _ => "State_Ready" }],
        "Overview",
        "overview");

    private DayJob Job(string key, Tone tone, string text, string state, string action, string page) =>
        new(key, tone, text, state, texts[$"Action_{action}"],
            page == CheckIn ? StationLink.Of(sheet.Event.EventKey) : Navigation.OfEvent(page)(sheet.Event.EventKey)!);

    private string Count(string key, int count, params object[] more) => texts.Counted(key, count, more);

    /// <summary>The time of day in the event's zone, with its date when that is not today.</summary>
    private string At(DateTime utc) => sheet.Zone.Day(utc) == sheet.Zone.Day(sheet.ReadAt)
        ? sheet.Zone.Local(utc).ToString("t", CultureInfo.CurrentCulture)
        : sheet.Zone.DateAndTime(utc);

    private static string Join(params string?[] parts) => string.Join(" · ", parts.Where(part => part is not null));

    private static string N(int number) => number.ToString("N0", CultureInfo.CurrentCulture);
}
