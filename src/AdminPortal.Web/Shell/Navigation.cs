using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Web.Kit;

namespace AdminPortal.Web.Shell;

/// <summary>The three parts of the navigation, in this order.</summary>
public enum NavigationGroup
{
    /// <summary>The current event.</summary>
    Event,

    /// <summary>What can be read from it.</summary>
    Evaluate,

    /// <summary>The tenant.</summary>
    Organisation,
}

/// <summary>The parts of the organisation's page, in this order.</summary>
public enum NavigationSection
{
    /// <summary>People and programs.</summary>
    Access,

    /// <summary>What was brought in, changed and removed.</summary>
    Records,

    /// <summary>The tenant itself.</summary>
    SetUp,
}

/// <summary>One page of the navigation.</summary>
/// <param name="Key">Stable name; counts are set by it, and the text is <c>Nav_{Key}</c> in the shared texts.</param>
/// <param name="Group">The part it stands in.</param>
/// <param name="Icon">A name from Material Symbols.</param>
/// <param name="Href">Its address for the key of the current event (null when there is none); null hides the item.</param>
/// <param name="Needs">Who sees it; null means everyone who is signed in.</param>
public sealed record NavigationItem(string Key, NavigationGroup Group, string Icon, Func<string?, string?> Href, Permission? Needs = null)
{
    /// <summary>Whether addresses below it belong to other items.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether it only gathers the pages below it: without one of them it is not there.</summary>
    public bool IsGathering { get; init; }

    /// <summary>The key of the item that leads to it; null where it stands in the side bar itself.</summary>
    public string? Under { get; init; }

    /// <summary>The part of the organisation's page it stands in; null for those that are not on it.</summary>
    public NavigationSection? Section { get; init; }

    /// <summary>The key of the item's text.</summary>
    public string TextKey => "Nav_" + Key;

    /// <summary>The key of the sentence that tells what it is for; only items with a <see cref="Section"/> have one.</summary>
    public string NoteKey => "NavNote_" + Key;
}

/// <summary>The navigation: the one list that the side bar, the organisation's page, the breadcrumbs and the search read.</summary>
public static class Navigation
{
    /// <summary>All items, in the order shown.</summary>
    public static readonly IReadOnlyList<NavigationItem> Items =
    [
        new("DaySheet", NavigationGroup.Event, "checklist", OfEvent(""), Permission.ViewEvents) { IsAlone = true },
        new("Live", NavigationGroup.Event, "monitoring", OfEvent("live"), Permission.ViewLive),
        new("CheckIn", NavigationGroup.Event, "qr_code_scanner", key => key is null ? null : StationLink.Of(key),
            Permission.RecordCheckIns),
        new("Doors", NavigationGroup.Event, "meeting_room", OfEvent("doors"), Permission.ViewLive),
        new("CheckIns", NavigationGroup.Event, "how_to_reg", OfEvent("check-ins"), Permission.ViewCheckIns),
        new("Scans", NavigationGroup.Event, "receipt_long", OfEvent("scans"), Permission.ViewCheckIns) { Under = "CheckIns" },
        new("Participants", NavigationGroup.Event, "groups", OfEvent("participants"), Permission.ViewParticipants),
        new("Badges", NavigationGroup.Event, "badge", OfEvent("badges"), Permission.ManageParticipants)
        { Under = "Participants", IsAlone = true },
        new("BadgeDesigns", NavigationGroup.Event, "design_services", OfEvent("badges/designs"), Permission.ManageEvents)
        { Under = "Participants" },
        new("Windows", NavigationGroup.Event, "schedule", OfEvent("windows"), Permission.ManageEvents),
        new("Conflicts", NavigationGroup.Event, "rule", OfEvent("conflicts"), Permission.CorrectCheckIns) { Under = "Doors" },
        new("Walls", NavigationGroup.Event, "desktop_windows", OfEvent("walls"), Permission.ManageWalls) { Under = "Doors" },
        new("Settings", NavigationGroup.Event, "tune", OfEvent("settings"), Permission.ManageEvents),
        new("EventRemoved", NavigationGroup.Event, "delete", OfEvent("removed"), Permission.ManageEvents) { Under = "Settings" },
        new("EventCopy", NavigationGroup.Event, "content_copy", OfEvent("copy"), Permission.CreateEvents) { Under = "Settings" },
        new("Overview", NavigationGroup.Evaluate, "bar_chart", OfEvent("overview"), Permission.ViewReports),
        new("Reports", NavigationGroup.Evaluate, "analytics", _ => "reports", Permission.ViewReports),
        new("Exports", NavigationGroup.Evaluate, "folder_open", _ => "exports", Permission.ViewReports),
        new("Schedules", NavigationGroup.Evaluate, "event_repeat", _ => "schedules", Permission.Export),
        new("Start", NavigationGroup.Organisation, "home", _ => ""),
        new("Alarms", NavigationGroup.Organisation, "notifications", _ => "alarms", Permission.ViewLive) { Under = "Start" },
        new("PairWall", NavigationGroup.Organisation, "qr_code", _ => "walls/pair", Permission.ManageWalls) { Under = "Start" },
        new("Events", NavigationGroup.Organisation, "event", _ => "events", Permission.ViewEvents) { IsAlone = true },
        new("Contacts", NavigationGroup.Organisation, "contacts", _ => "contacts", Permission.ViewContacts),
        new("Applications", NavigationGroup.Organisation, "assignment", _ => "applications", Permission.ViewApplications),
        new("Invoices", NavigationGroup.Organisation, "receipt", _ => "invoices", Permission.ViewFinance),
        new("Payments", NavigationGroup.Organisation, "payments", _ => "payments", Permission.ViewFinance),
        new("Organisation", NavigationGroup.Organisation, "domain", _ => "organisation") { IsGathering = true },
        OfOrganisation("Users", "manage_accounts", "users", Permission.ManageUsers, NavigationSection.Access),
        new("Invitations", NavigationGroup.Organisation, "mail", _ => "users/invitations", Permission.ManageUsers) { Under = "Users" },
        new("Teams", NavigationGroup.Organisation, "group_work", _ => "users/teams", Permission.ManageUsers) { Under = "Users" },
        new("Sessions", NavigationGroup.Organisation, "devices", _ => "users/sessions", Permission.ManageTenant) { Under = "Users" },
        OfOrganisation("Keys", "key", "keys", Permission.ManageKeys, NavigationSection.Access),
        new("KeyExamples", NavigationGroup.Organisation, "code", _ => "keys/examples", Permission.ManageKeys) { Under = "Keys" },
        OfOrganisation("Webhooks", "webhook", "webhooks", Permission.ManageKeys, NavigationSection.Access),
        new("WebhookGuide", NavigationGroup.Organisation, "menu_book", _ => "webhooks/guide", Permission.ManageKeys) { Under = "Webhooks" },
        OfOrganisation("Imports", "upload_file", "imports", Permission.ManageContacts, NavigationSection.Records),
        OfOrganisation("Audit", "history", "audit", Permission.ViewAudit, NavigationSection.Records),
        OfOrganisation("Removed", "delete", "removed", Permission.ManageEvents, NavigationSection.Records),
        OfOrganisation("Tenant", "tune", "tenant", Permission.ManageTenant, NavigationSection.SetUp),
        OfOrganisation("System", "dns", "system", Permission.ManageTenant, NavigationSection.SetUp),
    ];

    /// <summary>The address of an event's page, or null without an event; the empty page is its day sheet.</summary>
    public static Func<string?, string?> OfEvent(string page) =>
        key => key is null ? null : $"events/{Uri.EscapeDataString(key)}/{page}".TrimEnd('/');

    /// <summary>The page of one of the event's participants.</summary>
    public static string Participant(string? eventKey, long id) =>
        $"{OfEvent("participants")(eventKey)}/{id.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The items that the person may see, for the event.</summary>
    public static IEnumerable<(NavigationItem Item, string Href)> For(Func<Permission, bool> may, string? eventKey) =>
        from item in Items
        let href = item.Href(eventKey)
        where href is not null && IsThere(item, may)
        select (item, href);

    /// <summary>Whether an address of the portal, without its query, is the item's page or stands below it.</summary>
    public static bool Leads(NavigationItem item, string? eventKey, string path) =>
        item.Href(eventKey) is { } href
            && (Same(href, path) || (!item.IsAlone && href.Length > 0 && path.StartsWith(href + "/", StringComparison.OrdinalIgnoreCase)));

    /// <summary>The items above the page at an address, the outermost first; empty for those of the side bar and of no item.</summary>
    public static IReadOnlyList<NavigationItem> Above(string? eventKey, string path)
    {
        if (Items.FirstOrDefault(item => item.Under is not null && Leads(item, eventKey, path)) is not { } found)
        {
            return [];
        }

        var parent = Items.First(item => item.Key == found.Under);
        return Same(found.Href(eventKey)!, path) ? [parent] : [parent, found];
    }

    /// <summary>The path of an address below the portal's own, without query and fragment.</summary>
    public static string PathOf(string relative) => relative.Split('?', '#')[0];

    private static bool IsThere(NavigationItem item, Func<Permission, bool> may) => item.IsGathering
        ? Items.Any(below => below.Under == item.Key && IsThere(below, may))
        : item.Needs is not { } needed || may(needed);

    private static bool Same(string href, string path) => string.Equals(href, path, StringComparison.OrdinalIgnoreCase);

    private static NavigationItem OfOrganisation(string key, string icon, string href, Permission needs, NavigationSection section) =>
        new(key, NavigationGroup.Organisation, icon, _ => href, needs) { Under = "Organisation", Section = section };
}
