using System.Collections.Frozen;

namespace AdminPortal.Domain.Accounts;

/// <summary>What a person is in their tenant.</summary>
public enum Role
{
    /// <summary>Sees dashboards and reports.</summary>
    Viewer,

    /// <summary>Checks in and looks people up; no exports, no contact data beyond name and category.</summary>
    Steward,

    /// <summary>Does everything with events.</summary>
    Organiser,

    /// <summary>An organiser who also manages users, keys and the audit log.</summary>
    Admin,

    /// <summary>An admin who also manages the tenant and its owners.</summary>
    Owner,
}

/// <summary>Which permissions a role or an API scope brings.</summary>
public static class Grants
{
    private static readonly Permission[] Viewer = [Permission.ViewEvents, Permission.ViewLive, Permission.ViewReports];

    private static readonly Permission[] Steward =
        [Permission.ViewEvents, Permission.ViewLive, Permission.ViewParticipants, Permission.ViewCheckIns, Permission.RecordCheckIns];

    private static readonly Permission[] Organiser =
    [
        .. Viewer, .. Steward, Permission.ManageEvents, Permission.CreateEvents, Permission.ViewContacts, Permission.ManageContacts,
        Permission.ManageParticipants, Permission.CorrectCheckIns, Permission.Export, Permission.ManageWalls,
        Permission.ViewApplications, Permission.ManageApplications, Permission.ViewFinance,
    ];

    private static readonly Permission[] Admin =
        [.. Organiser, Permission.ManageKeys, Permission.ManageUsers, Permission.ViewAudit, Permission.ManageFinance];

    private static readonly FrozenDictionary<Role, FrozenSet<Permission>> ByRole = new Dictionary<Role, FrozenSet<Permission>>
    {
        [Role.Viewer] = Viewer.ToFrozenSet(),
        [Role.Steward] = Steward.ToFrozenSet(),
        [Role.Organiser] = Organiser.ToFrozenSet(),
        [Role.Admin] = Admin.ToFrozenSet(),
        [Role.Owner] = Enum.GetValues<Permission>().ToFrozenSet(),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Permission[]> ByScope = new Dictionary<string, Permission[]>
    {
        ["participants"] = [Permission.ViewEvents, Permission.ViewContacts, Permission.ViewParticipants, Permission.ManageParticipants],
        ["checkins"] = [Permission.ViewEvents, Permission.ViewContacts, Permission.ViewCheckIns, Permission.RecordCheckIns,
            Permission.CorrectCheckIns],
        ["reports"] = [Permission.ViewEvents, Permission.ViewReports],
    }.ToFrozenDictionary();

    /// <summary>What belongs to no event.</summary>
    private static readonly Permission[] OfAll =
    [
        Permission.CreateEvents, Permission.ManageContacts, Permission.ManageFinance, Permission.ManageKeys, Permission.ManageUsers,
        Permission.ViewAudit, Permission.ManageTenant,
    ];

    /// <summary>The scopes an API key can have.</summary>
    public static IReadOnlyList<string> Scopes { get; } = ["participants", "checkins", "reports"];

    /// <summary>The permissions of a role.</summary>
    public static IReadOnlySet<Permission> Of(Role role) => ByRole[role];

    /// <summary>
    /// What is left of permissions for somebody who is limited to some events: everything that belongs to the whole organisation goes.
    /// </summary>
    public static IReadOnlySet<Permission> Within(IReadOnlySet<Permission> permissions, EventLimits? limits) =>
        limits is null ? permissions : permissions.Except(OfAll).ToFrozenSet();

    /// <summary>Whether a permission is one for the whole organisation; see <see cref="Within"/>.</summary>
    public static bool IsOfAll(Permission permission) => OfAll.Contains(permission);

    /// <summary>The permissions of a set of scopes; unknown scopes bring none.</summary>
    public static IReadOnlySet<Permission> Of(IEnumerable<string> scopes) =>
        scopes.SelectMany(scope => ByScope.GetValueOrDefault(scope, [])).ToFrozenSet();
}
