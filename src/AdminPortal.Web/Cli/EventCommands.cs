using System.CommandLine;
using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Cli;

/// <summary>The verbs for events and what opens them to others: keys and wall links.</summary>
internal static class EventCommands
{
    private static readonly Dictionary<string, ReEntry> ReEntries = new()
    {
        ["after_check_out"] = ReEntry.AfterCheckOut,
        ["never"] = ReEntry.Never,
        ["once_per_day"] = ReEntry.OncePerDay,
        ["always"] = ReEntry.Always
    };

    public static Command[] All(CliContext context) =>
    [
        PortalCommands.Group("events", "Events.", CreateEvent(context)),
        PortalCommands.Group("keys", "Keys of programs.", CreateKey(context), RotateKey(context), RevokeKey(context)),
        PortalCommands.Group("walls", "Wall displays.", CreateWall(context)),
        PortalCommands.Group("windows", "Check-in windows.", WindowCommand.Create(context)),
    ];

    private static Option<string> Tenant() => new("--tenant") { Required = true, Description = "Slug of the tenant." };

    private static Command CreateEvent(CliContext context)
    {
        var tenant = Tenant();
        var key = new Option<string>("--key") { Required = true, Description = "Unique in the tenant." };
        var title = new Option<string>("--title") { Required = true };
        var from = new Option<string>("--from") { Required = true, Description = "ISO 8601; without an offset in the event's time zone." };
        var to = new Option<string>("--to") { Required = true, Description = "ISO 8601; a date alone means its end." };
        var zone = new Option<string?>("--timezone") { Description = "IANA name; without it the tenant's." };
        var capacity = new Option<int?>("--capacity");
        var enforce = new Option<bool>("--enforce-capacity");
        var confirmation = new Option<bool>("--require-confirmation");
        var reEntry = new Option<string>("--re-entry") { DefaultValueFactory = _ => "after_check_out" };
        reEntry.AcceptOnlyFromAmong([.. ReEntries.Keys]);
        return new Command("create", "Creates an event.").With(tenant, key, title, from, to, zone, capacity, enforce, confirmation, reEntry)
            .OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var (actor, row) = await context.TenantAsync(parsed.GetRequiredValue(tenant), cancellationToken);
            var zoneName = parsed.GetValue(zone) ?? row.TimeZone;
            var draft = new EventDraft(
                parsed.GetRequiredValue(key), parsed.GetRequiredValue(title), null,
                Time("--from", parsed.GetRequiredValue(from), zoneName, false), Time("--to", parsed.GetRequiredValue(to), zoneName, true),
                zoneName,
                parsed.GetValue(capacity), parsed.GetValue(enforce), ReEntries[parsed.GetRequiredValue(reEntry)],
                    parsed.GetValue(confirmation));
            var id = CliContext.Required(await context.Get<EventService>().CreateAsync(actor, draft, cancellationToken));
            context.Terminal.Result(new { id, event_key = draft.EventKey });
        });
    }

    private static Command CreateKey(CliContext context)
    {
        var tenant = Tenant();
        var name = new Option<string>("--name") { Required = true, Description = "Check-ins name it." };
        var kind = new Option<string>("--kind") { DefaultValueFactory = _ => "api" };
        kind.AcceptOnlyFromAmong("api", "rsu", "checkin");
        var eventKey = new Option<string?>("--event") { Description = "The event of a key of the kind checkin." };
        var scopes = new Option<string?>("--scopes")
        { Description = $"Comma-separated out of {string.Join(", ", Grants.Scopes)}; without it all of them." };
        var expires = new Option<string?>("--expires") { Description = "For example 30d or 12h." };
        var test = new Option<bool>("--test") { Description = "The key sees nothing but test events." };
        var from = new Option<string?>("--from") { Description = "Comma-separated addresses and networks it may be used from." };
        return new Command("create", "Makes a key and shows it, once.").With(tenant, name, kind, scopes, eventKey, expires, test, from)
            .OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var (actor, _) = await context.TenantAsync(parsed.GetRequiredValue(tenant), cancellationToken);
            if (parsed.GetRequiredValue(kind) != "api")
            {
                await CreatePairAsync(context, actor, parsed.GetRequiredValue(kind), parsed.GetRequiredValue(name), parsed.GetValue(scopes),
                    parsed.GetValue(eventKey), Expiry(context, parsed.GetValue(expires)), cancellationToken);
                return;
            }

            if (parsed.GetValue(eventKey) is not null)
            {
                throw new CliFailure("--event belongs to the kind checkin.");
            }

            var wanted = parsed.GetValue(scopes)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                ?? [.. Grants.Scopes];
            var made = CliContext.Required(await context.Get<ApiKeyService>()
                .CreateAsync(actor, new ApiKeyDraft(parsed.GetRequiredValue(name), wanted, Expiry(context, parsed.GetValue(expires)))
                {
                    IsTest = parsed.GetValue(test),
                    Limits = new KeyLimits(null, KeyLimits.Split(parsed.GetValue(from))),
                }, cancellationToken));
            context.Terminal.Result(new { made.Id, made.Key });
        });
    }

    private static async Task CreatePairAsync(CliContext context, Actor actor, string kind, string name, string? scopes, string? eventKey,
        DateTime? expires, CancellationToken cancellationToken)
    {
        if (scopes is not null)
        {
            throw new CliFailure("--scopes belong to the kind api.");
        }

        if (kind == "checkin" == (eventKey is null))
        {
            throw new CliFailure(eventKey is null ? "A key of the kind checkin needs --event." : "--event belongs to the kind checkin.");
        }

        var eventId = eventKey is null ? null : (long?)(await EventAsync(context, actor, eventKey, cancellationToken)).Id;
        var made = CliContext.Required(await context.Get<ApiKeyService>()
            .CreatePairAsync(actor, kind == "rsu" ? ApiKeyKind.Rsu : ApiKeyKind.Checkin, name, eventId, expires, cancellationToken));
        context.Terminal.Result(new { made.Id, made.Key, made.Secret });
    }

    /// <summary>The event of that key.</summary>
    /// <exception cref="CliFailure">There is none.</exception>
    internal static async Task<EventDetail> EventAsync(CliContext context, Actor actor, string key, CancellationToken cancellationToken) =>
        await context.Get<EventQueries>().FindAsync(actor, key, cancellationToken) ?? throw new CliFailure($"There is no event \"{key}\".");

    private static Command RotateKey(CliContext context)
    {
        var id = new Option<long>("--id") { Required = true };
        var overlap = new Option<int>("--overlap")
        { DefaultValueFactory = _ => 24, Description = "Hours for which the old secret is good beside the new one; at most 168." };
        return new Command("rotate", "Gives a key a new secret and shows it, once.").With(id, overlap)
            .OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var keys = context.Get<ApiKeyService>();
            var number = parsed.GetValue(id);
            var tenant = await keys.TenantOfAsync(number, cancellationToken) ?? throw new CliFailure($"There is no key {number}.");
            var made = CliContext.Required(await keys.RotateAsync(Actor.System(tenant, "command line"), number,
                TimeSpan.FromHours(parsed.GetValue(overlap)), cancellationToken));
            context.Terminal.Result(new { made.Id, made.Key });
        });
    }

    private static Command RevokeKey(CliContext context)
    {
        var id = new Option<long>("--id") { Required = true };
        return new Command("revoke", "Revokes a key.").With(id).OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var keys = context.Get<ApiKeyService>();
            var number = parsed.GetValue(id);
            var tenant = await keys.TenantOfAsync(number, cancellationToken) ?? throw new CliFailure($"There is no key {number}.");
            var revoked = await keys.RevokeAsync(Actor.System(tenant, "command line"), number, cancellationToken);
            if (!revoked.Ok)
            {
                throw new CliFailure($"Key {number} is revoked already.");
            }

            context.Terminal.Result(new { id = number, revoked = true });
        });
    }

    private static Command CreateWall(CliContext context)
    {
        var tenant = Tenant();
        var key = new Option<string>("--event") { Required = true };
        var name = new Option<string>("--name") { DefaultValueFactory = _ => "Wall" };
        var names = new Option<bool>("--show-names") { Description = "The wall may show participants' names." };
        return new Command("create", "Makes a read-only link for a wall display and shows it, once.").With(tenant, key, name, names)
            .OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var (actor, row) = await context.TenantAsync(parsed.GetRequiredValue(tenant), cancellationToken);
            var which = await EventAsync(context, actor, parsed.GetRequiredValue(key), cancellationToken);
            var draft = new WallDraft(parsed.GetRequiredValue(name), parsed.GetValue(names), row.Language);
            var wall = CliContext.Required(await context.Get<WallService>().CreateAsync(actor, which.Id, draft, cancellationToken));
            context.Terminal.Result(new { wall.Id, url = $"{context.Get<PortalSettings>().PublicUrl}/wall/{wall.Token}" });
        });
    }

    /// <summary>
    /// UTC; a time without an offset is of the event's zone, and a date alone is its first moment, or as an end the first moment after it.
    /// </summary>
    internal static DateTime Time(string option, string text, string zoneName, bool end)
    {
        var zone = Zone.Exists(zoneName)
            ? Zone.Find(zoneName)
            : throw new CliFailure($"The time zone \"{zoneName}\" is unknown. Use a name such as Europe/Berlin.");
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return zone.StartOfDay(end ? day.AddDays(1) : day);
        }

        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
        {
            throw new CliFailure($"{option} is \"{text}\"; a time such as 2026-10-03T09:00 or 2026-10-03T09:00+02:00 is needed.");
        }

        return Clock.Cut(time.Kind == DateTimeKind.Utc ? time : zone.Utc(time));
    }

    private static DateTime? Expiry(CliContext context, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var number = int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture,
            out var value) && value is > 0 and <= 36_500 ? value : 0;
        TimeSpan age = (number, text.LastOrDefault()) switch
        {
            ( > 0, 'd') => TimeSpan.FromDays(number),
            ( > 0, 'h') => TimeSpan.FromHours(number),
            _ => throw new CliFailure($"--expires is \"{text}\"; a number of days or hours such as 30d or 12h is needed."),
        };
        return context.Get<TimeProvider>().UtcNow() + age;
    }
}
