using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>The people of the tenant, by name; and the open invitations as their page shows them.</summary>
public sealed class UserList() : RecordsKind<PortalUser, UserRow, UserFilter>("user_list", Permission.ManageUsers,
    new ReportCell<UserRow>("name", CellKind.Text, row => row.DisplayName).SortedBy("name"),
    new ReportCell<UserRow>("email", CellKind.Text, row => row.Email).SortedBy("email"),
    new ReportCell<UserRow>(RecordWords.Column<Role>("role"), row => row.Role.Word()).SortedBy("role"),
    new("second_factor", CellKind.Flag, row => row.HasSecondFactor),
    new(new ReportColumn("access", CellKind.Choice) { Words = ["allowed", "disabled"] },
        row => row.DisabledAt is null ? "allowed" : "disabled"),
    new ReportCell<UserRow>("events", CellKind.Count, row => row.Events?.Count).Nullable,
    new("team", CellKind.Text, row => row.Team),
    new ReportCell<UserRow>("last_sign_in", CellKind.Time, row => row.LastSignInAt).SortedBy("last_sign_in").Nullable,
    new ReportCell<UserRow>("joined_at", CellKind.Time, row => row.CreatedAt).SortedBy("created"))
{
    /// <summary>The one there is.</summary>
    public static UserList Instance { get; } = new();

    /// <inheritdoc />
    public override bool IsOfEvents => false;

    /// <inheritdoc />
    public override Sorts<PortalUser> Sorts => UserQueries.Sorts;

    /// <inheritdoc />
    public override FilterParts<UserFilter> Filters { get; } = new FilterParts<UserFilter>()
        .Search((filter, words) => filter with { Search = words })
        .Choice<Role>("role", (filter, role) => filter with { Role = role })
        .Choice("access", CellKind.Choice, [("allowed", "allowed"), ("disabled", "disabled")],
            (filter, access) => filter with { IsDisabled = access == "disabled" })
        .Choice("events", CellKind.Choice, [("all", "all"), ("some", "some")],
            (filter, events) => filter with { IsLimited = events == "some" });

    private protected override IReadOnlyList<string> Usual =>
        ["name", "email", "role", "events", "second_factor", "access", "last_sign_in"];

    /// <summary>Columns and filters of the open invitations, newest first.</summary>
    public static ListOf<InvitationRow, InvitationFilter> Invitations { get; } = new(
        "invitation_list",
        Permission.ManageUsers,
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

    private protected override UserFilter Start(RecordConditions asked) => new();

    private protected override IQueryable<PortalUser> Records(ReportScope scope, UserFilter filter, RecordConditions asked) =>
        Find(scope.Db, filter);

    internal override async Task<List<(long Id, UserRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids,
        CancellationToken cancellationToken) =>
        (await RowsAsync(scope.Db, Of(scope.Db).Where(u => ids.Contains(u.Id)), scope.Now, cancellationToken))
            .ConvertAll(row => (row.Id, row));

    /// <summary>The people that a filter means.</summary>
    internal static IQueryable<PortalUser> Find(PortalDb db, UserFilter filter)
    {
        var users = Of(db).When(filter.Role, role => u => u.Role == role)
            .When(filter.IsDisabled, disabled => u => (u.DisabledAt != null) == disabled);
        users = filter.IsLimited switch
        {
            true => users.Where(u => u.LimitedEvents != null && u.Role != Role.Admin && u.Role != Role.Owner),
            false => users.Where(u => u.LimitedEvents == null || u.Role == Role.Admin || u.Role == Role.Owner),
            _ => users,
        };
        return users.WhenWords(filter.Search, word => u => Fold.Loose(u.DisplayName)!.Contains(word)
            || Fold.Loose(u.Email)!.Contains(word));
    }

    /// <summary>What is shown of people, in their order.</summary>
    internal static async Task<List<UserRow>> RowsAsync(PortalDb db, IQueryable<PortalUser> users, DateTime now,
        CancellationToken cancellationToken)
    {
        var found = await users.ToListAsync(cancellationToken);
        var ids = found.Select(u => u.TeamId).OfType<long>().Distinct().ToList();
        var teams = ids.Count == 0 ? [] : await db.Teams.Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Name,
            cancellationToken);
        return found.ConvertAll(u => new UserRow(u.Id, u.Email!, u.DisplayName, u.Role,
            u.DisabledAt, u.LastSignInAt, u.LockoutEnd?.UtcDateTime > now, u.CreatedAt)
        {
            HasSecondFactor = u.SecondFactorSecret is not null,
            Events = u.Limits()?.Events,
            Limits = new(u.LimitedEvents, u.LimitedDoors),
            TeamId = u.TeamId,
            Team = u.TeamId is { } team ? teams.GetValueOrDefault(team) : null,
        });
    }

    /// <summary>People stand in no model of a tenant, because their name is known before their tenant is.</summary>
    private static IQueryable<PortalUser> Of(PortalDb db)
    {
        var tenant = db.TenantId;
        return db.Users.Where(u => u.TenantId == tenant);
    }
}
