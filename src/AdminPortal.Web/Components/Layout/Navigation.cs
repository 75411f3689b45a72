using System.Security.Claims;
using AdminPortal.Domain.Accounts;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Components.Layout;

/// <summary>The three parts of the navigation, in this order.</summary>
public enum NavigationGroup
{
    /// <summary>The current event.</summary>
    Event,

    /// <summary>What can be read from it.</summary>
    Evaluate,

    /// <summary>The tenant.</summary>
    Manage,
}

/// <summary>One page of the navigation.</summary>
/// <param name="Key">Stable name; counts are set by it, and the text is <c>Nav_{Key}</c> in the shared texts.</param>
/// <param name="Group">The part it stands in.</param>
/// <param name="Icon">A name from Material Symbols.</param>
/// <param name="Href">Its address for the key of the current event (null when there is none); null hides the item.</param>
/// <param name="IsAllowed">Who sees it; null means everyone who is signed in.</param>
public sealed record NavigationItem(
    string Key,
    NavigationGroup Group,
    string Icon,
    Func<string?, string?> Href,
    Func<ClaimsPrincipal, bool>? IsAllowed = null)
{
    /// <summary>Whether addresses below it belong to other items.</summary>
    public bool IsAlone { get; init; }

    /// <summary>The key of the item's text.</summary>
    public string TextKey => "Nav_" + Key;
}

/// <summary>The navigation: the one list that the side bar and the search read.</summary>
public static class Navigation
{
    /// <summary>All items, in the order shown.</summary>
    public static readonly IReadOnlyList<NavigationItem> Items =
    [
        new("Live", NavigationGroup.Event, "monitoring", OfEvent("live"), user => user.May(Permission.ViewLive)),
        new("Participants", NavigationGroup.Event, "groups", OfEvent("participants"), user => user.May(Permission.ViewParticipants)),
        new("CheckIn", NavigationGroup.Event, "qr_code_scanner", OfEvent("check-in"), user => user.May(Permission.RecordCheckIns)),
        new("CheckIns", NavigationGroup.Event, "how_to_reg", OfEvent("check-ins"), user => user.May(Permission.ViewCheckIns)),
        new("Scans", NavigationGroup.Event, "receipt_long", OfEvent("scans"), user => user.May(Permission.ViewCheckIns)),
        new("Walls", NavigationGroup.Event, "desktop_windows", OfEvent("walls"), user => user.May(Permission.ManageWalls)),
        new("Windows", NavigationGroup.Event, "schedule", OfEvent("windows"), user => user.May(Permission.ManageEvents)),
        new("Settings", NavigationGroup.Event, "tune", OfEvent("settings"), user => user.May(Permission.ManageEvents)),
        new("EventRemoved", NavigationGroup.Event, "delete", OfEvent("removed"), user => user.May(Permission.ManageEvents)),
        new("Overview", NavigationGroup.Evaluate, "bar_chart", OfEvent("overview"), user => user.May(Permission.ViewReports)),
        new("Reports", NavigationGroup.Evaluate, "analytics", _ => "reports", user => user.May(Permission.ViewReports)),
        new("Exports", NavigationGroup.Evaluate, "folder_open", _ => "exports", user => user.May(Permission.ViewReports)),
        new("Schedules", NavigationGroup.Evaluate, "event_repeat", _ => "schedules", user => user.May(Permission.Export)),
        new("Start", NavigationGroup.Manage, "home", _ => ""),
        new("Events", NavigationGroup.Manage, "event", _ => "events") { IsAlone = true },
        new("Contacts", NavigationGroup.Manage, "contacts", _ => "contacts", user => user.May(Permission.ViewContacts)),
        new("Imports", NavigationGroup.Manage, "upload_file", _ => "imports", user => user.May(Permission.ManageContacts)),
        new("Keys", NavigationGroup.Manage, "key", _ => "keys", user => user.May(Permission.ManageKeys)),
        new("Users", NavigationGroup.Manage, "manage_accounts", _ => "users", user => user.May(Permission.ManageUsers)),
        new("Audit", NavigationGroup.Manage, "history", _ => "audit", user => user.May(Permission.ViewAudit)),
        new("Applications", NavigationGroup.Manage, "assignment", _ => "applications", user => user.May(Permission.ViewApplications)),
        new("Invoices", NavigationGroup.Manage, "receipt", _ => "invoices", user => user.May(Permission.ViewFinance)),
        new("Payments", NavigationGroup.Manage, "payments", _ => "payments", user => user.May(Permission.ViewFinance)),
        new("Removed", NavigationGroup.Manage, "delete", _ => "removed", user => user.May(Permission.ManageEvents)),
        new("Tenant", NavigationGroup.Manage, "domain", _ => "tenant", user => user.May(Permission.ManageTenant)),
    ];

    /// <summary>The address of an event's page, or null without an event.</summary>
    public static Func<string?, string?> OfEvent(string page) => key => key is null ? null : $"events/{Uri.EscapeDataString(key)}/{page}".TrimEnd('/');

    /// <summary>The items that the person may see, for the event.</summary>
    public static IEnumerable<(NavigationItem Item, string Href)> For(ClaimsPrincipal user, string? eventKey) =>
        from item in Items
        let href = item.Href(eventKey)
        where href is not null && item.IsAllowed?.Invoke(user) != false
        select (item, href);
}
