using System.Globalization;
using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Stations;

/// <summary>What is read before a scan: its answer is written inside the scan's transaction, and reads nothing.</summary>
internal sealed record BeforeScan(int Inside, EventRules? Rules, DateTime Now);

/// <summary>
/// What the calls of a station are answered with, as its script takes it: times are milliseconds since 1970 UTC, people inside are known to
/// a second.
/// </summary>
internal sealed class StationAnswers(StationCopyQueries copies, EventRulesCache events, DoorPinService pins,
    IStringLocalizer<DoorTexts> texts, TimeProvider time)
{
    /// <summary>How long after the event a device keeps its copy: whoever is still there is let out by it.</summary>
    private static readonly TimeSpan CopyLife = TimeSpan.FromDays(1);

    /// <summary>What a device must know from its first scan on.</summary>
    public static object Paired(PairedStation paired) =>
        new { paired.Token, paired.Name, Direction = paired.Direction.ToString().ToLowerInvariant(), paired.Event };

    /// <summary>What a device must know of a person's own station from its first scan on.</summary>
    public static object Opened(PairedStation opened, Actor person) => new
    {
        opened.Token,
        opened.Name,
        Direction = opened.Direction.ToString().ToLowerInvariant(),
        opened.Event,
        Person = new { person.Name, MayOverride = person.May(Permission.CorrectCheckIns), AtDoor = false },
    };

    /// <summary>What a station shows at its head.</summary>
    public async Task<object> StateAsync(StationView station, CancellationToken cancellationToken)
    {
        var before = await BeforeAsync(station, cancellationToken);
        var rules = before.Rules;
        return new
        {
            Station = new
            {
                station.Id,
                station.Draft.Name,
                Direction = station.Draft.Direction.ToString().ToLowerInvariant(),
                Kiosk = station.Draft.IsKiosk,
                Pin = station.PinHash,
                Locked = station.IsLocked,
                Prints = station.Draft.IsKiosk,
            },
            Person = !station.IsPersonal ? null : new
            {
                station.Actor.Name,
                MayOverride = station.Actor.May(Permission.CorrectCheckIns),
                AtDoor = station.Door is not null,
            },
            Supervisors = station.Draft.IsKiosk || station.Actor.May(Permission.CorrectCheckIns) ? []
                : await pins.ListAsync(station.Actor, cancellationToken),
            Event = new
            {
                Id = station.EventId,
                Key = station.EventKey,
                rules?.Title,
                Zone = rules?.TimeZone,
                Until = Milliseconds(station.EventEndsAt + CopyLife),
            },
            before.Inside,
            Share = rules is null ? null : await copies.ShareAsync(station.Actor, rules, cancellationToken),
            Cursor = rules is null ? null : await copies.CursorAsync(station.Actor, rules, cancellationToken),
            Now = Milliseconds(before.Now),
            Build = PortalBuild.Name,
        };
    }

    /// <summary>What the answer to a scan must know.</summary>
    public async ValueTask<BeforeScan> BeforeAsync(StationView station, CancellationToken cancellationToken) => new(
        await copies.InsideAsync(station.Actor, station.EventId, cancellationToken),
        await events.FindAsync(station.Actor, station.EventId, cancellationToken),
        time.UtcNow());

    /// <summary>The answer to a scan.</summary>
    public CallAnswer Scanned(string requestId, string id, ScanAction action, ScanResult result, BeforeScan before)
    {
        var moved = !result.Admitted ? 0 : action == ScanAction.CheckIn ? result.Record!.Quantity : -result.Record!.Quantity;
        var (record, person) = (result.Record, result.Person);
        var code = result.Admitted ? null : result.Refusals[0].Code;
        return new CallAnswer(StatusCodes.Status200OK, requestId, null, JsonSerializer.SerializeToUtf8Bytes(new
        {
            id,
            result.Admitted,
            code,
            Person = person is null ? null : new { person.Id, person.Name, Category = person.CategoryTitle, Badge = person.BadgeNumber },
            Stay = record is null ? null : new
            {
                record.Id,
                At = Milliseconds(record.CheckedInAt),
                Out = Milliseconds(record.CheckedOutAt),
                record.Station,
                record.Quantity,
            },
            Note = code == Refusal.OutsideWindow.Code && before.Rules is { } rules ? WindowNote(rules, person, before.Now) : null,
            Inside = Math.Max(0, before.Inside + moved),
        }, JsonSerializerOptions.Web));
    }

    /// <summary>The copy of an event: each participant as an array, because there are many.</summary>
    public static object Copy(StationView station, StationCopy copy) => new
    {
        copy.Cursor,
        copy.Full,
        Rules = Rules(station, copy.Rules),
        Categories = copy.Categories.ToDictionary(c => c.Key.ToString(CultureInfo.InvariantCulture), c => c.Value),
        People = copy.People.Select(p => new object?[]
        {
            p.Id, p.Badge, p.Name, p.CategoryId, p.Confirmed ? 1 : 0,
            p.Stays.Select(s => new object?[] { Milliseconds(s.At), Milliseconds(s.Out), s.Quantity, s.Station }),
        }),
        copy.Gone,
    };

    private static object Rules(StationView station, EventRules rules) => new
    {
        ReEntry = rules.ReEntry switch
        {
            ReEntry.Never => "never",
            ReEntry.OncePerDay => "once_per_day",
            ReEntry.Always => "always",
            _ => "after_check_out",
        },
        Codes = new { Key = rules.BadgeKey, Only = rules.OnlySignedCodes },
        rules.RequireConfirmation,
        rules.Limit,
        Zone = rules.TimeZone,
        Before = (long)rules.Windows.Before.TotalMilliseconds,
        After = (long)rules.Windows.After.TotalMilliseconds,
        Categories = station.Draft.Categories is { Count: > 0 } some ? some : null,
        Windows = rules.Windows.All.Select(w => new
        {
            w.Id,
            Category = w.CategoryId,
            Starts = Milliseconds(w.StartsAt),
            Ends = Milliseconds(w.EndsAt),
            w.Enforced,
            w.Limit,
        }),
    };

    /// <summary>Which window the person has, and how far away it is.</summary>
    private string? WindowNote(EventRules rules, ScanPerson? person, DateTime now)
    {
        var nearest = rules.Windows.Of(person?.CategoryId).Where(w => w.Enforced).MinBy(w => Away(w, now).Duration());
        if (nearest is null)
        {
            return null;
        }

        var away = Away(nearest, now);
        var whose = person?.CategoryTitle ?? texts["Everybody"].Value;
        var far = away.Duration() < TimeSpan.FromHours(2)
            ? texts["Minutes", Math.Max(1, (int)away.Duration().TotalMinutes)].Value
            : texts["Hours", (int)away.Duration().TotalHours].Value;
        return texts[away > TimeSpan.Zero ? "WindowBegins" : "WindowEnded", whose, Clock(nearest.StartsAt), Clock(nearest.EndsAt), far];

        string Clock(DateTime utc) => rules.Zone.Day(utc) == rules.Zone.Day(now)
            ? rules.Zone.Local(utc).ToString("t", CultureInfo.CurrentCulture)
            : rules.Zone.DateAndTime(utc);
    }

    /// <summary>Until it begins; negative since it has ended.</summary>
    private static TimeSpan Away(WindowRule window, DateTime now) =>
        now < window.StartsAt ? window.StartsAt - now : window.EndsAt - now;

    private static long Milliseconds(DateTime utc) => new DateTimeOffset(utc).ToUnixTimeMilliseconds();

    private static long? Milliseconds(DateTime? utc) => utc is { } at ? Milliseconds(at) : null;
}
