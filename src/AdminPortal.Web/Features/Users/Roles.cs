using AdminPortal.Domain.Accounts;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Features.Users;

/// <summary>Roles to choose from.</summary>
internal static class Roles
{
    /// <summary>How many events somebody is limited to, in words.</summary>
    public static string Events(this IStringLocalizer<UsersTexts> texts, IReadOnlyList<long>? events) => events switch
    {
        null => texts["EventsAll"],
        [_] => texts["EventsOne"],
        _ => texts["EventsCount", events.Count],
    };

    /// <summary>The roles that this person may give.</summary>
    public static IReadOnlyList<Role> MayGive(this Actor actor) =>
        [.. Enum.GetValues<Role>().Where(role => role != Role.Owner || actor.May(Permission.ManageTenant))];
}
