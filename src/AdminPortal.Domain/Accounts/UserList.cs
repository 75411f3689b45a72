using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Accounts;

/// <summary>The people of the tenant and the open invitations as their pages show them.</summary>
public static class UserList
{
    /// <summary>Columns and filters of the people, by name.</summary>
    public static ListOf<UserRow, UserFilter> Page { get; } = new(
        "user_list",
        [
            new ReportCell<UserRow>("name", CellKind.Text, row => row.DisplayName).SortedBy("name"),
            new ReportCell<UserRow>("email", CellKind.Text, row => row.Email).SortedBy("email"),
            new ReportCell<UserRow>(RecordWords.Column<Role>("role"), row => row.Role.Word()).SortedBy("role"),
            new("second_factor", CellKind.Choice, row => row.HasSecondFactor ? "yes" : "no"),
            new("access", CellKind.Choice, row => row.DisabledAt is null ? "allowed" : "disabled"),
            new("events", CellKind.Count, row => row.Events?.Count),
            new ReportCell<UserRow>("last_sign_in", CellKind.Time, row => row.LastSignInAt).SortedBy("last_sign_in"),
            new ReportCell<UserRow>("joined_at", CellKind.Time, row => row.CreatedAt).SortedBy("created"),
        ],
        new FilterParts<UserFilter>()
            .Search((filter, words) => filter with { Search = words })
            .Choice<Role>("role", (filter, role) => filter with { Role = role })
            .Choice("access", CellKind.Choice, [("allowed", "allowed"), ("disabled", "disabled")],
                (filter, access) => filter with { IsDisabled = access == "disabled" })
            .Choice("events", CellKind.Choice, [("all", "all"), ("some", "some")],
                (filter, events) => filter with { IsLimited = events == "some" }),
        UserQueries.Sorts.Names)
    {
        Usual = ["name", "email", "role", "events", "second_factor", "access", "last_sign_in"],
    };

    /// <summary>Columns and filters of the open invitations, newest first.</summary>
    public static ListOf<InvitationRow, InvitationFilter> Invitations { get; } = new(
        "invitation_list",
        [
            new ReportCell<InvitationRow>("email", CellKind.Text, row => row.Email).SortedBy("email"),
            new ReportCell<InvitationRow>(RecordWords.Column<Role>("role"), row => row.Role.Word()).SortedBy("role"),
            new("events", CellKind.Count, row => row.Events?.Count),
            new("invited_by", CellKind.Text, row => row.InvitedBy),
            new ReportCell<InvitationRow>("invited_at", CellKind.Time, row => row.CreatedAt).SortedBy("created"),
            new ReportCell<InvitationRow>("expires_at", CellKind.Time, row => row.ExpiresAt).SortedBy("expires"),
        ],
        new FilterParts<InvitationFilter>()
            .Search((filter, words) => filter with { Search = words })
            .Choice<Role>("role", (filter, role) => filter with { Role = role }),
        UserQueries.InvitationSorts.Names)
    {
        Usual = ["email", "role", "invited_by", "invited_at", "expires_at"],
        Descending = true,
    };
}
