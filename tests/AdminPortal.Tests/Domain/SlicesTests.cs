using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Overview;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

public sealed class SlicesTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Deleting_an_event_takes_participants_and_check_ins_with_it_and_restoring_brings_all_back(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        await portal.ParticipantAsync("1");
        var gone = await portal.ParticipantAsync("2");
        await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "1" });
        await portal.Get<ParticipantBulkService>().DeleteAsync(portal.Owner, new ParticipantSelection(congress.Id, [gone]));
        portal.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.True((await portal.Get<EventService>().DeleteAsync(portal.Owner, congress.Id)).Ok);
        Assert.Null(await portal.Get<EventQueries>().FindAsync(portal.Owner, "congress"));
        Assert.Equal(0, (await portal.Get<ParticipantQueries>().RecordsAsync(portal.Owner, new(), new())).Total);
        Assert.Null(await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"));

        Assert.True((await portal.Get<EventService>().RestoreAsync(portal.Owner, congress.Id)).Ok);
        var stats = (await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress"))!;
        Assert.Equal((1, 1), (stats.TotalParticipants, stats.CheckedInNow));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_key_freed_by_a_deletion_may_be_used_again_and_then_blocks_the_restoring(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var first = await portal.EventAsync();
        Assert.Equal("taken", (await portal.Get<EventService>().CreateAsync(portal.Owner, first.Draft)).Problems[0].Code);
        await portal.Get<EventService>().DeleteAsync(portal.Owner, first.Id);
        Assert.True((await portal.Get<EventService>().CreateAsync(portal.Owner, first.Draft)).Ok);
        Assert.Equal("held_event_key", (await portal.Get<EventService>().RestoreAsync(portal.Owner, first.Id)).Problems[0].Code);
        // letter by letter
        Assert.True((await portal.Get<EventService>().CreateAsync(portal.Owner, first.Draft with { EventKey = "CONGRESS" })).Ok);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Two_forms_of_one_event_do_not_overwrite_each_other(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        var service = portal.Get<EventService>();
        Assert.True((await service.UpdateAsync(portal.Owner, congress.Id, congress.Draft with { Title = "A" }, congress.Version)).Ok);
        Assert.Equal("changed_meanwhile",
            (await service.UpdateAsync(portal.Owner, congress.Id, congress.Draft with { Title = "B" }, congress.Version)).Problems[0].Code);
        Assert.Equal("A", (await portal.Get<EventQueries>().FindAsync(portal.Owner, congress.Id))!.Draft.Title);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Of_two_racing_requests_for_one_contact_one_is_told_so(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", null, "Mia", "Zoller", null))).Required();
        var results = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => portal.Get<ParticipantService>()
                .CreateAsync(portal.Owner, new ParticipantDraft("congress", "C1")))));
        Assert.Single(results, r => r.Ok);
        Assert.All(results.Where(r => !r.Ok), r =>
            Assert.Equal(("already_participant", "customer_number"), (r.Problems[0].Code, r.Problems[0].Field)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_audit_log_holds_old_and_new_values_of_a_change_and_nothing_of_a_change_that_was_none(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var id = await portal.ParticipantAsync("1", confirmed: false);
        var service = portal.Get<ParticipantService>();
        var before = (await portal.Get<ParticipantQueries>().FindAsync(portal.Owner, id))!;
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        await service.UpdateAsync(portal.Owner with { Address = "192.0.2.7" }, id, new ParticipantPatch { IsConfirmed = true });
        await service.UpdateAsync(portal.Owner, id, new ParticipantPatch { IsConfirmed = true, BadgeNumber = "1" });
        await service.UpdateAsync(portal.Owner, id, new ParticipantPatch());

        var log = await portal.Get<AuditQueries>()
            .ListAsync(portal.Owner, new AuditFilter { Entity = "Participant", EntityId = id }, new());
        Assert.Equal([AuditAction.Changed, AuditAction.Created], log.Items.Select(e => e.Action));
        Assert.Equal("""{"IsConfirmed":[false,true]}""", log.Items[0].Changes);
        Assert.Equal(("Olga Owner", "192.0.2.7", portal.Time.UtcNow()), (log.Items[0].ActorName, log.Items[0].Address, log.Items[0].At));
        Assert.Equal(before.UpdatedAt.AddMinutes(1), (await portal.Get<ParticipantQueries>().FindAsync(portal.Owner, id))!.UpdatedAt);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_somebody_changed_since_a_version_was_seen_is_not_written_over(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var id = await portal.ParticipantAsync("1", confirmed: false);
        var (service, queries) = (portal.Get<ParticipantService>(), portal.Get<ParticipantQueries>());
        var seen = (await queries.FindAsync(portal.Owner, id))!.Version;
        (await service.UpdateAsync(portal.Owner, id, new ParticipantPatch { IsConfirmed = true }, seen)).Required();
        Assert.Equal("changed_meanwhile",
            (await service.UpdateAsync(portal.Owner, id, new ParticipantPatch { BadgeNumber = "2" }, seen)).Problems.Single().Code);
        var now = (await queries.FindAsync(portal.Owner, id))!;
        Assert.Equal((true, "1"), (now.IsConfirmed, now.BadgeNumber));
        (await service.UpdateAsync(portal.Owner, id, new ParticipantPatch { BadgeNumber = "2" }, now.Version)).Required();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Bulk_confirmation_changes_only_who_was_open_and_can_be_undone(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        for (var i = 0; i < 6; i++)
        {
            await portal.ParticipantAsync($"{i}", confirmed: i % 2 == 0);
        }

        var bulk = portal.Get<ParticipantBulkService>();
        var all = new ParticipantSelection(congress.Id, null, new ParticipantFilter());
        var change = (await bulk.ConfirmAsync(portal.Owner, all, true)).Required();
        Assert.Equal(3, change.Count);
        Assert.Equal(6, await ConfirmedAsync());
        await bulk.ConfirmAsync(portal.Owner, new ParticipantSelection(congress.Id, change.Before.Keys.ToList()), false);
        Assert.Equal(3, await ConfirmedAsync());
        await Assert.ThrowsAsync<PermissionDeniedException>(() => bulk.ConfirmAsync(portal.As(Role.Steward), all, true));

        async Task<int> ConfirmedAsync() =>
            (await portal.Get<ParticipantQueries>().RecordsAsync(portal.Owner, new ParticipantFilter { Confirmed = true }, new())).Total;
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Search_ignores_case_and_accents_and_a_steward_sees_no_contact_data(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        await portal.ParticipantAsync("0417", lastName: "Großmann-Åsa");
        await portal.ParticipantAsync("0418", lastName: "Fischer");
        var queries = portal.Get<ParticipantQueries>();

        Assert.Equal("0417",
            Assert.Single(
                (await queries.ListAsync(portal.Owner, new ParticipantFilter { EventId = congress.Id, Search = "MIA grossmann-asa" },
                    new())).Items).BadgeNumber);
        Assert.Equal("0418",
            Assert.Single((await queries.ListAsync(portal.Owner, new ParticipantFilter { EventId = congress.Id, Search = "0418@example" },
                new())).Items).BadgeNumber);
        var steward = portal.As(Role.Steward);
        Assert.Empty((await queries.ListAsync(steward, new ParticipantFilter { EventId = congress.Id, Search = "0418@example" }, new()))
            .Items);
        var row = Assert.Single(
            (await queries.ListAsync(steward, new ParticipantFilter { EventId = congress.Id, Search = "fischer" }, new())).Items);
        Assert.Equal((null, null, null), (row.Email, row.CustomerNumber, row.CompanyName));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_column_sorts_both_ways_with_each_participant_once(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        for (var i = 0; i < 30; i++)
        {
            await portal.ParticipantAsync($"{i:D3}", confirmed: i % 3 == 0);
        }

        for (var i = 0; i < 9; i++)
        {
            await portal.Get<CheckInService>()
                .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = $"{i:D3}", Action = ScanAction.CheckIn });
        }

        var queries = portal.Get<ParticipantQueries>();
        foreach (var sort in new[]
            { "name", "badge", "company", "customer_number", "email", "category", "confirmed", "presence", "time", "created_at" })
        {
            foreach (var descending in new[] { false, true })
            {
                var seen = new List<long>();
                for (var page = 1; page <= 3; page++)
                {
                    portal.Commands.Reset();
                    var rows = await queries.ListAsync(portal.Owner, new ParticipantFilter { EventId = congress.Id },
                        new PageRequest(page, 10, sort, descending));
                    Assert.InRange(portal.Commands.Count, 1, 4);
                    seen.AddRange(rows.Items.Select(r => r.Id));
                }

                Assert.Equal(30, seen.Distinct().Count());
            }
        }

        Assert.Equal(9,
            (await queries.ListAsync(portal.Owner, new ParticipantFilter { EventId = congress.Id, Presence = Presence.Inside }, new()))
                .Total);
        Assert.Equal(21,
            (await queries.ListAsync(portal.Owner, new ParticipantFilter { EventId = congress.Id, Presence = Presence.Never }, new()))
                .Total);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_revoked_or_expired_key_is_refused_at_once_and_its_text_is_nowhere_in_the_log(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var keys = portal.Get<ApiKeyService>();
        var key = (await keys.CreateAsync(portal.Owner, "Doors", ["checkins"], portal.Time.UtcNow().AddHours(1))).Required();
        Assert.NotNull(await keys.AuthenticateAsync(key.Key));
        portal.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await keys.AuthenticateAsync(key.Key));
        var second = (await keys.CreateAsync(portal.Owner, "Doors", ["checkins", "reports"], null)).Required();
        Assert.Equal(["checkins", "reports"], (await keys.AuthenticateAsync(second.Key))!.Scopes);
        await keys.RevokeAsync(portal.Owner, second.Id);
        Assert.Null(await keys.AuthenticateAsync(second.Key));
        Assert.Null(await keys.AuthenticateAsync("apk_wrong"));
        Assert.Equal(["required", "required"], (await keys.CreateAsync(portal.Owner, " ", [], null)).Problems.Select(p => p.Code));
        var log = await portal.Get<AuditQueries>().ListAsync(portal.Owner, new AuditFilter { Entity = "ApiKey" }, new());
        Assert.All(log.Items, e => Assert.DoesNotContain(second.Key, e.Changes, StringComparison.Ordinal));
        await keys.FlushUsageAsync();
        Assert.Equal(portal.Time.UtcNow(), (await keys.ListAsync(portal.Owner, new(), new())).Items[0].LastUsedAt);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_last_owner_stays_and_an_admin_makes_no_owner(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var users = portal.Get<UserService>();
        var email = $"o{Guid.NewGuid():N}@example.org";
        var owner = (await users.CreateAsync(portal.Owner, email, "Olga", Role.Owner, "correct horse battery")).Required();
        Assert.Equal("taken",
            (await users.CreateAsync(portal.Owner, email.ToUpperInvariant(), "Olga", Role.Viewer, "correct horse battery"))
                .Problems[0].Code);
        Assert.Equal("PasswordTooShort", (await users.CreateAsync(portal.Owner, "x" + email, "Xaver", Role.Viewer, "short"))
            .Problems[0].Code);
        Assert.Equal("last_owner", (await users.SetRoleAsync(portal.Owner, owner, Role.Viewer)).Problems[0].Code);
        Assert.Equal("last_owner", (await users.SetDisabledAsync(portal.Owner, owner, true)).Problems[0].Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => users.SetRoleAsync(portal.As(Role.Admin), owner, Role.Owner));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => users.SetRoleAsync(portal.As(Role.Admin), owner, Role.Viewer));
        var invitation = (await users.InviteAsync(portal.Owner, "y" + email, Role.Steward)).Required();
        Assert.True((await users.AcceptInvitationAsync(invitation.Token, "Yara", "correct horse battery")).Ok);
        Assert.Equal("invitation_invalid", (await users.AcceptInvitationAsync(invitation.Token, "Yara", "correct horse battery"))
            .Problems[0].Code);
        Assert.Equal(2, (await portal.Get<UserQueries>().ListAsync(portal.Owner, new(), new())).Total);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_overview_sums_to_the_statistics(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        (await portal.Get<CategoryService>().CreateAsync(portal.Owner, congress.Id, "vip", "VIP")).Required();
        for (var i = 0; i < 8; i++)
        {
            await portal.ParticipantAsync($"{i}", categoryKey: i < 3 ? "vip" : null);
            if (i % 2 == 0)
            {
                await portal.Get<CheckInService>()
                    .ScanAsync(portal.Owner, new ScanRequest
                    { EventKey = "congress", BadgeNumber = $"{i}", Station = i == 0 ? null : "Nord" });
            }
        }

        portal.Time.Advance(TimeSpan.FromHours(3));
        await portal.Get<CheckInService>()
            .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "0", Action = ScanAction.CheckOut });
        portal.Commands.Reset();
        var overview = (await portal.Get<EventOverviewQueries>().FindAsync(portal.Owner, "congress"))!;
        Assert.InRange(portal.Commands.Count, 1, 7);
        Assert.Equal(["VIP", null], overview.ByCategory.Select(c => c.Title));
        Assert.Equal(overview.Stats.TotalParticipants, overview.ByCategory.Sum(c => c.Total));
        Assert.Equal(overview.Stats.CheckedInTotal, overview.ByCategory.Sum(c => c.Arrived));
        Assert.Equal(overview.Stats.CheckedInNow, overview.ByCategory.Sum(c => c.Inside));
        Assert.Equal(overview.Stats.CheckIns, overview.ByHour.Sum(h => h.CheckIns));
        Assert.Equal([4, 0, 0, 0], overview.ByHour.Select(h => h.CheckIns));
        Assert.Equal([0, 0, 0, 1], overview.ByHour.Select(h => h.CheckOuts));
        Assert.Equal(new DateOnly(2026, 10, 3), Assert.Single(overview.ByDay).Day);
        Assert.Equal([("Nord", 3), (null, 1)], overview.Stats.ByStation.Select(s => (s.Station, s.CheckIns)));
    }

    [Fact]
    public void A_day_begins_at_its_first_moment_that_exists()
    {
        var cairo = Zone.Find("Africa/Cairo"); // the clocks go forward at midnight of 2026-04-24
        Assert.Equal(new DateTime(2026, 4, 23, 22, 0, 0, DateTimeKind.Utc), cairo.StartOfDay(new DateOnly(2026, 4, 24)));
        var berlin = Zone.Find("Europe/Berlin");
        Assert.Equal(TimeSpan.FromHours(25), berlin.StartOfDay(new DateOnly(2026, 10, 26)) - berlin.StartOfDay(new DateOnly(2026, 10, 25)));
        Assert.Equal(TimeSpan.FromHours(23), berlin.StartOfDay(new DateOnly(2026, 3, 30)) - berlin.StartOfDay(new DateOnly(2026, 3, 29)));
    }
}
