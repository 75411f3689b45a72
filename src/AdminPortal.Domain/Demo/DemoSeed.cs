using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Demo;

/// <summary>What the demo now holds.</summary>
public sealed record DemoSeeded(string Tenant, int Users, int Events, int Participants, int CheckIns, int RefusedScans);

/// <summary>
/// Fills the tenant <c>demo</c> through the same services that people use: one event that runs now, one that is over and one that lies
/// ahead, with people who registered over the weeks before. Always the same, relative to now.
/// </summary>
public sealed class DemoSeed(
    IDbContextFactory<PortalDb> databases, TenantService tenants, UserService users, UserQueries userQueries, EventService events,
    CategoryService categories,
    ParticipantImport import, ParticipantQueries participants, CheckInService checkIns, EventQueries eventQueries,
        CheckInWindowService windows, BadgeDesignService designs, DemoFinance finance, DemoDates dates, TimeProvider time)
{
    /// <summary>The tenant.</summary>
    public const string Slug = "demo";

    /// <summary>The account to sign in with; the others are <c>admin@</c>, <c>organiser@</c>, <c>steward@</c> and <c>viewer@</c>.</summary>
    public const string OwnerEmail = "owner@demo.example";

    /// <summary>The password of all of them. Only for looking around: the demo is never made by itself outside Development.</summary>
    public const string Password = "AdminPortal-Demo-1";

    /// <summary>The event that runs now.</summary>
    public const string RunningKey = "hafenforum";

    /// <summary>The event that is over, to compare with.</summary>
    public const string PastKey = "hafentage";

    private static readonly (Role Role, string Name)[] People =
        [(Role.Owner, "Olivia Sander"), (Role.Admin, "Adrian Weiss"), (Role.Organiser, "Nora Lindgren"), (Role.Steward, "Samir Haddad"),
            (Role.Viewer, "Viktoria Blum")];

    private static readonly (string Key, string German, string English)[] Categories =
        [("visitor", "Besucher", "Visitors"), ("exhibitor", "Aussteller", "Exhibitors"), ("speaker", "Referenten", "Speakers"),
            ("press", "Presse", "Press")];

    /// <summary>Makes the demo. Refused: <c>not_empty</c> when the tenant has events or contacts already.</summary>
    public async Task<Result<DemoSeeded>> RunAsync(CancellationToken cancellationToken = default)
    {
        var tenantId = (await tenants.FindAsync(Slug, cancellationToken))?.Id
            ?? (await tenants.CreateAsync(Actor.System(0, "demo"),
                new TenantDraft(Slug, "Hafen Events GmbH", Plan.Enterprise, "Europe/Berlin", "EUR", "de"), cancellationToken)).Required();
        var actor = Actor.System(tenantId, "demo");
        await using (var db = databases.Read(actor))
        {
            if (await db.Events.AnyAsync(cancellationToken) || await db.Contacts.AnyAsync(cancellationToken))
            {
                return new Problem("not_empty", "The tenant demo has data already.");
            }
        }

        foreach (var (role, name) in People)
        {
            var created = await users.CreateDemoAsync(actor, $"{role.ToString().ToLowerInvariant()}@demo.example", name, role, Password);
            if (!created.Ok && created.Problems.Any(p => p.Code != "taken"))
            {
                return created.Refused<DemoSeeded>();
            }
        }

        var now = time.UtcNow();
        var opened = now.AddHours(-4).Date.AddHours(now.AddHours(-4).Hour);
        var running = await EventAsync(actor,
            new EventDraft(RunningKey, "Hafenforum", "Messe Nord, Hamburg", opened, opened.AddHours(11), "Europe/Berlin", 320, true,
                ReEntry.AfterCheckOut, true), DemoPeople.File(0, 400, "", 9), cancellationToken);
        var past = opened.Date.AddDays(-23).AddHours(7);
        var over = await EventAsync(actor,
            new EventDraft(PastKey, "Hafentage", "Messe Nord, Hamburg", past, past.AddDays(1).AddHours(10), "Europe/Berlin", 300, false,
                ReEntry.AfterCheckOut, true), DemoPeople.File(120, 340, "H", 9), cancellationToken);

        await dates.SpreadAsync(actor, [(over, past), (running, opened)], cancellationToken);
        await WindowsAsync(actor, running, opened, cancellationToken);
        await finance.RunAsync(actor, now, cancellationToken);
        var doors = await DoorsAsync(actor, cancellationToken);
        var guests = await BadgesAsync(actor, over, cancellationToken);
        List<ScanRequest> scans =
        [
            .. DemoArrivals.Make(PastKey, guests, past, past.AddHours(10), 0.75, closes: true),
            .. DemoArrivals.Make(PastKey, guests, past.AddDays(1), past.AddDays(1).AddHours(10), 0.5, closes: true),
            .. DemoArrivals.Make(RunningKey, await BadgesAsync(actor, running, cancellationToken), opened, now),
        ];
        var (done, refused) = await ScanAsync(doors, scans, cancellationToken);
        return new DemoSeeded(Slug, People.Length, 2, 740, done, refused);
    }

    private async Task<long> EventAsync(Actor actor, EventDraft draft, MemoryStream file, CancellationToken cancellationToken)
    {
        var id = (await events.CreateAsync(actor, draft, cancellationToken)).Required();
        var isGerman = (await tenants.OwnAsync(actor, cancellationToken)).Language == "de";
        foreach (var (key, german, english) in Categories)
        {
            (await categories.CreateAsync(actor, id, key, isGerman ? german : english, cancellationToken)).Required();
        }

        (await designs.CreateAsync(actor, id, new BadgeDesignDraft(isGerman ? "Namensschild" : "Name badge",
            BadgePresets.Of(BadgePreset.NameBadges)), cancellationToken)).Required();
        var imported = (await import.RunAsync(actor, new ImportRequest { EventKey = draft.EventKey }, file, null, cancellationToken))
            .Required();
        return imported.Written
            ? id
            : throw new InvalidOperationException($"The demo's people were refused: {imported.RefusedRows[0].Reason}");
    }

    /// <summary>Open for everybody all day; build-up for exhibitors is over, and the press has its hours.</summary>
    private async Task WindowsAsync(Actor actor, long eventId, DateTime opened, CancellationToken cancellationToken)
    {
        var known = (await eventQueries.CategoriesAsync(actor, eventId, cancellationToken)).ToDictionary(c => c.CategoryKey, c => c.Id);
        WindowDraft[] drafts =
        [
            new("Vormittag", opened, opened.AddHours(5)),
            new("Nachmittag", opened.AddHours(5), opened.AddHours(11)),
            new("Aufbau", opened.AddHours(-3), opened, known["exhibitor"]),
            new("Messetag", opened, opened.AddHours(11), known["exhibitor"]),
            new("Pressestunden", opened.AddHours(1), opened.AddHours(6), known["press"], false, 2),
        ];
        foreach (var draft in drafts)
        {
            (await windows.CreateAsync(actor, eventId, draft, cancellationToken)).Required();
        }
    }

    /// <summary>Who stands at the doors.</summary>
    private async Task<Actor> DoorsAsync(Actor actor, CancellationToken cancellationToken)
    {
        var stewards = await userQueries.ListAsync(actor, new UserFilter { Role = Role.Steward }, new PageRequest(1, 1), cancellationToken);
        var steward = stewards.Items[0];
        return await users.ActorAsync(steward.Id, null, cancellationToken) ?? actor;
    }

    private async Task<List<(string Badge, bool Confirmed)>> BadgesAsync(Actor actor, long eventId, CancellationToken cancellationToken)
    {
        var badges = new List<(string Badge, bool Confirmed)>();
        for (var number = 1; ; number++)
        {
            var page = await participants.ListAsync(actor, new ParticipantFilter { EventId = eventId },
                new PageRequest(number, 200, "badge", false), cancellationToken);
            badges.AddRange(page.Items.Select(row => (row.BadgeNumber!, row.IsConfirmed)));
            if (number >= page.TotalPages)
            {
                return badges;
            }
        }
    }

    /// <summary>Portions without a badge twice: what is asked for together may be decided in any order.</summary>
    private async Task<(int Done, int Refused)> ScanAsync(Actor doors, List<ScanRequest> scans, CancellationToken cancellationToken)
    {
        var (done, refused) = (0, 0);
        var portion = new List<ScanRequest>();
        foreach (var scan in scans)
        {
            if (portion.Count == 50 || portion.Exists(earlier => earlier.BadgeNumber == scan.BadgeNumber))
            {
                await FlushAsync();
            }

            portion.Add(scan);
        }

        await FlushAsync();
        return (done, refused);

        async Task FlushAsync()
        {
            foreach (var result in await Task.WhenAll(portion.Select(scan => checkIns.ScanAsync(doors, scan, cancellationToken))))
            {
                var scan = result.Required();
                done += scan.Admitted && scan.Record!.IsCheckedIn ? 1 : 0;
                refused += scan.Admitted ? 0 : 1;
            }

            portion.Clear();
        }
    }
}
