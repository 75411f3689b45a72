using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Stations;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>People whose rights end at some events, and stewards at some doors. The clock stands at 2026-10-03 08:00 UTC.</summary>
public sealed class EventLimitTests
{
    private static async Task<(TestPortal Portal, Actor Owner, MarkedEvent Own, MarkedEvent Other)> StartAsync(Provider provider)
    {
        var portal = await TestPortal.StartAsync(provider);
        var owner = await PersonAsync(portal, Role.Owner);
        var own = await MarkedEvent.AddAsync(portal.Resolve, owner, "6aa", portal.Time.UtcNow());
        var other = await MarkedEvent.AddAsync(portal.Resolve, owner, "7qq", portal.Time.UtcNow());
        return (portal, owner, own, other);
    }

    private static async Task<Actor> PersonAsync(TestPortal portal, Role role, LimitDraft? limits = null)
    {
        var users = portal.Get<UserService>();
        var id = (await users.CreateAsync(portal.Owner, $"p{Guid.NewGuid():N}@example.org", $"{role}", role, "Correct-Horse-9-Battery"))
            .Required();
        if (limits is not null)
        {
            (await users.LimitAsync(portal.Owner, id, limits)).Required();
        }

        return (await users.ActorAsync(id, null))! with { Proof = Proof.Standing };
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Whoever_is_limited_sees_and_reports_their_events_alone(Provider provider)
    {
        var (portal, owner, own, other) = await StartAsync(provider);
        await using var _ = portal;
        var organiser = await PersonAsync(portal, Role.Organiser, new LimitDraft([own.Id], []));
        Assert.Equal([own.Key], (await portal.Get<EventQueries>().ListAsync(organiser, new(), new())).Items.Select(row => row.EventKey));
        Assert.Equal(["N6aa"], (await portal.Get<ContactQueries>().ListAsync(organiser, new ContactFilter(), new())).Items
            .Select(row => row.CustomerNumber));
        var overview = (await portal.Get<ReportQueries>().ReadAsync(organiser, ParticipantsReport.Kind, new ReportFilter())).Required();
        Assert.Equal(1, overview.Data.Figures.Total);
        var whole = (await portal.Get<ReportQueries>().ReadAsync(owner, ParticipantsReport.Kind, new ReportFilter())).Required();
        Assert.Equal(2, whole.Data.Figures.Total);
        Assert.Null(await portal.Get<LiveBoards>().WatchAsync(organiser, other.Id));
        using var board = await portal.Get<LiveBoards>().WatchAsync(organiser, own.Id);
        Assert.NotNull(board);
        Assert.Equal("unknown", (await portal.Get<CheckInService>().ScanAsync(organiser,
            new ScanRequest { EventKey = other.Key, BadgeNumber = "B7qq" })).Problems.Single().Code);
        Assert.Equal("not_found", (await portal.Get<ParticipantService>().UpdateAsync(organiser, other.Ids["participant"],
            new ParticipantPatch { IsConfirmed = false })).Problems.Single().Code);

        // What is kept in memory was read by somebody limited first, and is whole for everybody else.
        Assert.NotNull(await portal.Get<EventRulesCache>().FindAsync(owner, other.Key));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_belongs_to_the_whole_organisation_is_not_theirs(Provider provider)
    {
        var (portal, owner, own, other) = await StartAsync(provider);
        await using var _ = portal;
        var organiser = await PersonAsync(portal, Role.Organiser, new LimitDraft([own.Id], []));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => portal.Get<EventService>().CreateAsync(organiser,
            new EventDraft("mine", "Mine", null, portal.Time.UtcNow(), portal.Time.UtcNow().AddDays(1), "Europe/Berlin")));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => portal.Get<ContactService>().DeleteAsync(organiser,
            other.Ids["contact"]));
        Assert.All(new[] { "participants", "contacts", "applications", "invoices" }, kind =>
            Assert.Contains(ImportKind.NeedsOf(kind), permission => !organiser.May(permission)));

        // The address book has everybody: who knows the number may add the person, and has to do with them from then on.
        var added = (await portal.Get<ParticipantService>().CreateAsync(organiser, new ParticipantDraft(own.Key, "N7qq", true))).Required();
        Assert.Equal("Last7qq", (await portal.Get<ContactQueries>().FindAsync(organiser, other.Ids["contact"]))!.Draft.LastName);
        Assert.True(added > 0);

        // A key that another event has is refused without its name.
        var draft = (await portal.Get<EventQueries>().FindAsync(organiser, own.Id))!;
        var refused = (await portal.Get<EventService>().UpdateAsync(organiser, own.Id, draft.Draft with { EventKey = other.Key },
            draft.Version)).Problems.Single();
        Assert.Equal("taken", refused.Code);
        Assert.DoesNotContain("7qq", string.Join(' ', refused.Args.Where(arg => !Equals(arg, other.Key))), StringComparison.Ordinal);
        Assert.Empty(await portal.Get<AlarmQueries>().RecentAsync(organiser));
        Assert.NotNull(owner);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Limits_end_the_session_are_in_the_audit_log_and_are_nothing_for_an_admin(Provider provider)
    {
        var (portal, owner, own, _) = await StartAsync(provider);
        await using var __ = portal;
        var users = portal.Get<UserService>();
        var person = await PersonAsync(portal, Role.Steward);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(owner);
        var user = await db.Users.SingleAsync(u => u.Id == person.Id);
        var session = await portal.Get<SessionService>().BeginAsync(user);
        (await users.LimitAsync(owner, user.Id, new LimitDraft([own.Id], [own.Ids["station"]]))).Required();
        Assert.DoesNotContain(session, await portal.Get<SessionService>().AliveAsync([session]));
        var entry = await db.AuditEntries.OrderByDescending(e => e.Id).FirstAsync(e => e.Entity == nameof(PortalUser));
        Assert.Contains(nameof(PortalUser.LimitedEvents), entry.Changes, StringComparison.Ordinal);
        Assert.Equal([own.Id], (await users.ActorAsync(user.Id, null))!.Limits!.Events);
        (await users.SetRoleAsync(owner, user.Id, Role.Admin)).Required();
        Assert.Null((await users.ActorAsync(user.Id, null))!.Limits);
        (await users.SetRoleAsync(owner, user.Id, Role.Organiser)).Required();
        var limits = (await users.ActorAsync(user.Id, null))!.Limits!;
        Assert.Equal([own.Id], limits.Events);
        Assert.Empty(limits.Doors);
        Assert.Equal("unknown", (await users.LimitAsync(owner, user.Id, new LimitDraft([own.Id, 4711], []))).Problems.Single().Code);
        Assert.Equal("doors", (await users.LimitAsync(owner, user.Id, new LimitDraft([own.Id], [4711]))).Problems.Single().Field);
        var many = Enumerable.Range(1, 151).Select(i => long.MaxValue - i).ToList(); // 150 of these take 3,001 characters
        var refused = (await users.LimitAsync(owner, user.Id, new LimitDraft(many, many))).Problems;
        Assert.Equal([("too_many_events", "events"), ("too_many_chosen", "doors")], refused.Select(p => (p.Code, p.Field!)));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => users.LimitAsync(person, user.Id, LimitDraft.None));

        var invited = (await users.InviteAsync(owner, "new@example.org", Role.Viewer, new LimitDraft([own.Id], []))).Required();
        var joined = (await users.AcceptInvitationAsync(invited.Token, "New", "Correct-Horse-9-Battery")).Required();
        Assert.Equal([own.Id], (await users.ActorAsync(joined, null))!.Limits!.Events);
        Assert.Equal("required", (await portal.Get<ApiKeyService>().CreateAsync(owner,
            new ApiKeyDraft("none", ["reports"]) { Limits = new KeyLimits([], []) })).Problems.Single().Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_steward_limited_to_a_door_checks_in_there_and_nowhere_else(Provider provider)
    {
        var (portal, owner, own, _) = await StartAsync(provider);
        await using var __ = portal;
        var stations = portal.Get<StationService>();
        var south = (await stations.CreateAsync(owner, own.Id, new StationDraft("South"))).Required();
        var steward = await PersonAsync(portal, Role.Steward, new LimitDraft([own.Id], [south.Id]));
        var opened = (await stations.OpenAsync(steward, own.Id)).Required();
        Assert.Equal("South", (await stations.FindByTokenAsync(opened.Token))!.Door);
        var scan = new ScanRequest { EventKey = own.Key, ParticipantId = own.Ids["participant"], Action = ScanAction.CheckOut };
        Assert.Equal("door_not_yours",
            (await portal.Get<CheckInService>().ScanAsync(steward, scan with { Station = "Door 6aa" })).Problems.Single().Code);
        Assert.True((await portal.Get<CheckInService>().ScanAsync(steward, scan)).Required().Admitted);
        var back = (await portal.Get<CheckInService>().ScanAsync(steward, scan with { Action = ScanAction.CheckIn })).Required();
        Assert.Equal("South", back.Record!.Station);

        (await stations.RevokeAsync(owner, south.Id)).Required();
        portal.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.True((await stations.FindByTokenAsync(opened.Token))!.IsLocked);
        Assert.Equal("door_not_yours", (await portal.Get<CheckInService>().ScanAsync(steward, scan)).Problems.Single().Code);
        (await portal.Get<UserService>().LimitAsync(owner, steward.Id!.Value, new LimitDraft([], []))).Required();
        portal.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await stations.FindByTokenAsync(opened.Token));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_event_that_was_erased_is_no_reason_to_refuse_other_limits(Provider provider)
    {
        var (portal, owner, other, _) = await StartAsync(provider);
        await using var __ = portal;
        var users = portal.Get<UserService>();
        var own = (await portal.Get<EventService>().CreateAsync(owner, new EventDraft("own", "Own", null, portal.Time.UtcNow(),
            portal.Time.UtcNow().AddDays(1), "Europe/Berlin"))).Required();
        var door = (await portal.Get<StationService>().CreateAsync(owner, own, new StationDraft("South"))).Required().Id;
        var both = new LimitDraft([own, other.Id], [door]);
        var steward = (await PersonAsync(portal, Role.Steward, both)).Id!.Value;
        var teams = portal.Get<TeamService>();
        var team = (await teams.CreateAsync(owner, new TeamDraft("Gate", both, []))).Required();
        (await portal.Get<EventService>().DeleteAsync(owner, own)).Required();
        portal.Time.Advance(TimeSpan.FromDays(400));
        Assert.True(await portal.Get<RemovalEraser>().EraseAsync() > 0);

        (await users.LimitAsync(owner, steward, both)).Required();
        var limits = (await users.ActorAsync(steward, null))!.Limits!;
        Assert.Equal([other.Id], limits.Events);
        Assert.Empty(limits.Doors);
        Assert.Equal("unknown", (await users.LimitAsync(owner, steward, both)).Problems[0].Code);
        var seen = (await portal.Get<TeamQueries>().FindAsync(owner, team))!;
        Assert.Equal([other.Id], seen.Draft.Limits.Events!);
        Assert.Empty(seen.Draft.Limits.Doors);
        (await teams.UpdateAsync(owner, team, seen.Version, seen.Draft with { Limits = both })).Required();
        Assert.Equal([other.Id], (await portal.Get<TeamQueries>().FindAsync(owner, team))!.Draft.Limits.Events!);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_file_that_was_ordered_before_holds_too_much(Provider provider)
    {
        var (portal, owner, own, _) = await StartAsync(provider);
        await using var __ = portal;
        var person = await PersonAsync(portal, Role.Organiser);
        var exports = portal.Get<ExportService>();
        var order = new ExportOrder(new ReportRequest("participants", new ReportFilter()), ReportFormat.Csv, "en");
        var whole = (await exports.OrderAsync(person, order)).Required();
        await portal.Get<ExportRunner>().RunNextAsync();
        await (await exports.OpenAsync(person, whole)).Required().Stream.DisposeAsync();
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        (await portal.Get<UserService>().LimitAsync(owner, person.Id!.Value, new LimitDraft([own.Id], []))).Required();
        var limited = (await portal.Get<UserService>().ActorAsync(person.Id.Value, null))! with { Proof = Proof.Standing };
        Assert.Equal("not_found", (await exports.OpenAsync(limited, whole)).Problems.Single().Code);
        var narrow = (await exports.OrderAsync(limited, order)).Required();
        await portal.Get<ExportRunner>().RunNextAsync();
        await using var file = (await exports.OpenAsync(limited, narrow)).Required().Stream;
        var text = await new StreamReader(file).ReadToEndAsync();
        Assert.Contains("6aa", text, StringComparison.Ordinal);
        Assert.DoesNotContain("7qq", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_record_of_a_tenant_is_narrowed_or_stands_on_the_list_of_those_that_are_not()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var limits = new EventLimits([], [], default);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner with { Limits = limits });
        var open = db.Model.GetEntityTypes().Where(type => typeof(ITenantOwned).IsAssignableFrom(type.ClrType)
                && type.GetDeclaredQueryFilters().All(filter => filter.Key != PortalDb.EventFilter))
            .Select(type => type.ClrType).ToHashSet();
        Assert.Equal(PortalDb.NotNarrowed.Select(type => type.Name).Order(), open.Select(type => type.Name).Order());
        Assert.Contains(typeof(AuditEntry), open);
        Assert.Throws<InvalidOperationException>(() => db.Actor = portal.Owner);
        await using var whole = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.All(whole.Model.GetEntityTypes(), type =>
            Assert.DoesNotContain(type.GetDeclaredQueryFilters(), filter => filter.Key == PortalDb.EventFilter));
    }

    /// <summary>A sentence to SQL Server that EF cannot write would break there alone.</summary>
    [Fact]
    public async Task The_narrowed_queries_are_written_for_sql_server_too()
    {
        await using var server = new NoServer();
        var limits = new EventLimits([1, 2], [], default);
        await using var db = server.Get<IDbContextFactory<PortalDb>>()
            .Read(new Actor(1, ActorKind.User, 1, "x", Grants.Of(Role.Organiser)) { Limits = limits });
        Assert.All(new[]
        {
            db.Participants.Select(p => p.Contact!.LastName).ToQueryString(), db.Applications.Select(a => a.Contact!.LastName)
                .ToQueryString(), db.InvoiceLines.Select(l => l.Id).ToQueryString(), db.ScheduleRuns.Select(r => r.Id).ToQueryString(),
            db.ReportExports.Select(e => e.Id).ToQueryString(), db.Alarms.Select(a => a.Event!.Title).ToQueryString(),
        }, sql => Assert.Contains("SELECT", sql, StringComparison.Ordinal));
    }
}
