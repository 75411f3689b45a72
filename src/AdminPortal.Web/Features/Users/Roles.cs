using AdminPortal.Domain.Accounts;

namespace AdminPortal.Web.Features.Users;

/// <summary>Roles to choose from.</summary>
internal static class Roles
{
    /// <summary>The roles that this person may give.</summary>
    public static IReadOnlyList<Role> MayGive(this Actor actor) =>
        [.. Enum.GetValues<Role>().Where(role => role != Role.Owner || actor.May(Permission.ManageTenant))];
}
