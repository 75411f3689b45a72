using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

public sealed class ApplicationTests
{
    private static async Task<(EventDetail First, EventDetail Second)> EventsAsync(TestPortal portal)
    {
        var events = (await portal.EventAsync(), await portal.EventAsync("fair"));
        (await portal.Get<CategoryService>().CreateAsync(portal.Owner, events.Item1.Id, "speaker", "Speakers")).Required();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", null, "Mia", "Muster", null))).Required();
        return events;
    }

    private static async Task<long> ApplyAsync(TestPortal portal, params string[] events) =>
        (await portal.Get<ApplicationService>()
            .CreateAsync(portal.Owner, new ApplicationDraft("C1", events, events.Contains("congress") ? "speaker" : null, " Please ", 4)))
            .Required();

    private static async Task<ApplicationRow> ReadAsync(TestPortal portal, long id) =>
        (await portal.Get<ApplicationQueries>().FindAsync(portal.Owner, id))!.Row;

    private static async Task<IReadOnlyList<ParticipantRecord>> ParticipantsAsync(TestPortal portal) =>
        (await portal.Get<ParticipantQueries>().RecordsAsync(portal.Owner, new ParticipantFilter(), new PageRequest())).Items;

    [Theory, ClassData(typeof(Providers))]
    public async Task An_approved_application_makes_one_confirmed_participant_in_each_chosen_event_and_in_no_other(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (first, _) = await EventsAsync(portal);
        var id = await ApplyAsync(portal, "congress", "fair");
        (await portal.Get<ApplicationService>().ApproveAsync(portal.Owner, id, [first.Id])).Required();
        var participant = Assert.Single(await ParticipantsAsync(portal));
        Assert.Equal(("congress", true, "speaker"),
            (participant.Event.EventKey, participant.IsConfirmed, participant.Category!.CategoryKey));
        var row = await ReadAsync(portal, id);
        Assert.Equal((ApplicationStatus.Approved, "Olga Owner"), (row.Status, row.DecidedBy));
        Assert.Equal([(true, participant.Id), (false, null)], row.Events.Select(e => (e.IsApproved, e.ParticipantId)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_participation_that_is_there_already_is_linked_and_survives_the_undoing_of_the_approval(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (first, second) = await EventsAsync(portal);
        var existing = (await portal.Get<ParticipantService>().CreateAsync(portal.Owner, new ParticipantDraft("congress", "C1")))
            .Required();
        var id = await ApplyAsync(portal, "congress", "fair");
        var service = portal.Get<ApplicationService>();
        (await service.ApproveAsync(portal.Owner, id, [first.Id, second.Id])).Required();
        Assert.Equal(2, (await ParticipantsAsync(portal)).Count);
        Assert.False((await ParticipantsAsync(portal)).Single(p => p.Id == existing).IsConfirmed);
        (await service.ReopenAsync(portal.Owner, id)).Required();
        Assert.Equal(existing, Assert.Single(await ParticipantsAsync(portal)).Id);
        Assert.Equal((ApplicationStatus.Open, null, null),
            ((await ReadAsync(portal, id)).Status, (await ReadAsync(portal, id)).DecidedAt, (await ReadAsync(portal, id)).DecidedBy));
        (await service.ApproveAsync(portal.Owner, id, [second.Id])).Required();
        Assert.Equal(2, (await ParticipantsAsync(portal)).Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_approval_is_not_undone_once_the_participant_came(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (first, _) = await EventsAsync(portal);
        var id = await ApplyAsync(portal, "congress");
        (await portal.Get<ApplicationService>().ApproveAsync(portal.Owner, id, [first.Id])).Required();
        Assert.True((await portal.Get<CheckInService>()
            .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", ParticipantId = (await ParticipantsAsync(portal))[0].Id }))
                .Required().Admitted);
        Assert.Equal("participant_came", (await portal.Get<ApplicationService>().ReopenAsync(portal.Owner, id)).Problems.Single().Code);
        Assert.Equal(ApplicationStatus.Approved, (await ReadAsync(portal, id)).Status);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Of_many_decisions_at_once_one_holds_and_makes_one_participant(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (first, _) = await EventsAsync(portal);
        var id = await ApplyAsync(portal, "congress");
        var service = portal.Get<ApplicationService>();
        var results = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(i =>
                Task.Run(() => i % 4 == 3 ? service.RejectAsync(portal.Owner, id) : service.ApproveAsync(portal.Owner, id, [first.Id]))));
        Assert.Single(results, result => result.Ok);
        Assert.All(results.Where(result => !result.Ok), result => Assert.Equal("already_decided", result.Problems.Single().Code));
        Assert.Equal((await ReadAsync(portal, id)).Status == ApplicationStatus.Approved ? 1 : 0, (await ParticipantsAsync(portal)).Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Approving_several_takes_the_open_ones_and_one_contact_still_takes_part_once(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await EventsAsync(portal);
        var service = portal.Get<ApplicationService>();
        long[] ids = [await ApplyAsync(portal, "congress"), await ApplyAsync(portal, "congress", "fair"), await ApplyAsync(portal, "fair")];
        (await service.RejectAsync(portal.Owner, ids[2])).Required();
        var decided = (await service.ApproveManyAsync(portal.Owner, ids)).Required();
        Assert.Equal(ids[..2], decided.Keys.Order());
        Assert.Equal(2, (await ParticipantsAsync(portal)).Count);
        Assert.Equal(ids[..2], (await service.ReopenManyAsync(portal.Owner, decided)).Required().Keys.Order());
        Assert.Empty(await ParticipantsAsync(portal));
        Assert.Equal(ids[..2], (await service.RejectManyAsync(portal.Owner, ids)).Required().Keys.Order());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_cannot_be_is_refused(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (_, second) = await EventsAsync(portal);
        var service = portal.Get<ApplicationService>();
        var wrong = await service.CreateAsync(portal.Owner,
            new ApplicationDraft("C9", ["congress", "nowhere"], null, new string('x', 2001), 6, portal.Time.UtcNow().AddDays(1)));
        Assert.Equal(["created_at", "customer_number", "event_key", "message", "rating"], wrong.Problems.Select(p => p.Field!)
            .Order(StringComparer.Ordinal));
        Assert.Equal(["category_key"], (await service.CreateAsync(portal.Owner, new ApplicationDraft("C1", ["fair"], "speaker")))
            .Problems.Select(p => p.Field!));
        var id = await ApplyAsync(portal, "congress");
        Assert.Equal("no_event_chosen", (await service.ApproveAsync(portal.Owner, id, [])).Problems.Single().Code);
        Assert.Equal("not_applied_for", (await service.ApproveAsync(portal.Owner, id, [second.Id])).Problems.Single().Code);
        Assert.Equal("invalid_rating", (await service.RateAsync(portal.Owner, id, 0)).Problems.Single().Code);
        Assert.Equal("not_decided", (await service.ReopenAsync(portal.Owner, id)).Problems.Single().Code);
        Assert.Equal("not_found", (await service.RejectAsync(portal.Owner, id + 99)).Problems.Single().Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => service.RejectAsync(portal.As(Role.Steward), id));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => portal.Get<ApplicationQueries>()
            .ListAsync(portal.As(Role.Viewer), new(), new()));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_deleted_application_comes_back_and_goes_and_comes_with_its_contact(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await EventsAsync(portal);
        var id = await ApplyAsync(portal, "congress");
        var (service, contacts) = (portal.Get<ApplicationService>(), portal.Get<ContactService>());
        (await service.RateAsync(portal.Owner, id, 2)).Required();
        (await service.DeleteAsync(portal.Owner, id)).Required();
        Assert.Null(await portal.Get<ApplicationQueries>().FindAsync(portal.Owner, id));
        (await service.RestoreAsync(portal.Owner, id)).Required();
        var row = await ReadAsync(portal, id);
        (await contacts.DeleteAsync(portal.Owner, row.ContactId)).Required();
        Assert.Equal(0, (await portal.Get<ApplicationQueries>().ListAsync(portal.Owner, new(), new())).Total);
        (await contacts.RestoreAsync(portal.Owner, row.ContactId)).Required();
        portal.Commands.Reset();
        var found = await portal.Get<ApplicationQueries>()
            .ListAsync(portal.Owner, new ApplicationFilter
            { Search = "mia", Status = ApplicationStatus.Open, EventId = row.Events[0].EventId, Rating = 2 }, new());
        Assert.Equal((id, "Muster, Mia", 2), (found.Items.Single().Id, found.Items[0].Name, found.Items[0].Rating));
        Assert.Equal(3, portal.Commands.Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_open_application_is_changed_with_its_history_and_a_decided_one_is_not(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (first, _) = await EventsAsync(portal);
        var id = await ApplyAsync(portal, "congress");
        var service = portal.Get<ApplicationService>();
        (await service.UpdateAsync(portal.Owner, id, new ApplicationChange(["fair"], null, " Later ", 2), 0)).Required();
        var changed = (await portal.Get<ApplicationQueries>().FindAsync(portal.Owner, id))!;
        Assert.Equal(("fair", null, "Later", 2, 1),
            (changed.Row.Events.Single().EventKey, changed.Row.CategoryKey, changed.Message, changed.Row.Rating, changed.Version));
        var trail = (await portal.Get<AuditQueries>()
            .ListAsync(portal.Owner, new AuditFilter { Entity = nameof(Application), EntityId = id, Action = AuditAction.Changed },
                new PageRequest())).Items;
        Assert.Contains(trail, entry => entry.Changes.Contains("[\"congress\",\"fair\"]", StringComparison.Ordinal));
        Assert.Equal("changed_meanwhile",
            (await service.UpdateAsync(portal.Owner, id, new ApplicationChange(["congress"], null, null, null), 0)).Problems.Single().Code);
        var wrong = await service.UpdateAsync(portal.Owner, id, new ApplicationChange(["nowhere"], null, new string('x', 2001), 9), 1);
        Assert.Equal(["event_key", "message", "rating"], wrong.Problems.Select(p => p.Field!).Order(StringComparer.Ordinal));
        (await service.UpdateAsync(portal.Owner, id, new ApplicationChange(["congress", "fair"], "speaker", null, null), 1)).Required();
        (await service.ApproveAsync(portal.Owner, id, [first.Id])).Required();
        Assert.Equal("already_decided", (await service.UpdateAsync(portal.Owner, id, new ApplicationChange(["fair"], null, null, null), 3))
            .Problems.Single().Code);
        Assert.Equal("not_found", (await service.UpdateAsync(portal.Owner, id + 99, new ApplicationChange(["fair"], null, null, null), 0))
            .Problems.Single().Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() =>
            service.UpdateAsync(portal.As(Role.Viewer), id, new ApplicationChange(["fair"], null, null, null), 3));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Many_are_approved_for_one_chosen_event_where_they_want_it(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (first, _) = await EventsAsync(portal);
        var service = portal.Get<ApplicationService>();
        long[] ids = [await ApplyAsync(portal, "congress", "fair"), await ApplyAsync(portal, "fair")];
        Assert.Equal(ids[..1], (await service.ApproveManyAsync(portal.Owner, ids, first.Id)).Required().Keys);
        Assert.Equal("congress", Assert.Single(await ParticipantsAsync(portal)).Event.EventKey);
        Assert.Equal(ApplicationStatus.Open, (await ReadAsync(portal, ids[1])).Status);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Many_are_rated_and_deleted_and_get_back_what_they_had(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await EventsAsync(portal);
        var (service, queries) = (portal.Get<ApplicationService>(), portal.Get<ApplicationQueries>());
        long[] ids = [await ApplyAsync(portal, "congress"), await ApplyAsync(portal, "fair"), await ApplyAsync(portal, "fair")];
        (await service.RateAsync(portal.Owner, ids[1], null)).Required();
        (await service.RateAsync(portal.Owner, ids[2], 1)).Required();
        var before = (await service.RateManyAsync(portal.Owner, ids, 1)).Required();
        Assert.Equal([(ids[0], 4), (ids[1], null)], before.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal("invalid_rating", (await service.RateManyAsync(portal.Owner, ids, 6)).Problems.Single().Code);
        (await service.RestoreRatingsAsync(portal.Owner, before, 1)).Required();
        Assert.Equal([4, null, 1], (await queries.ListAsync(portal.Owner, new(), new PageRequest(1, 25, "created_at", false)))
            .Items.Select(row => row.Rating));
        Assert.Equal(["Speakers", null, null], (await queries.ListAsync(portal.Owner, new(), new PageRequest(1, 25, "created_at", false)))
            .Items.Select(row => row.Category));
        Assert.Equal(ids[..2], (await service.DeleteManyAsync(portal.Owner, ids[..2])).Required());
        Assert.Equal(ids[2], Assert.Single(await queries.IdsAsync(portal.Owner, new())));
        Assert.Equal(ids[..2], (await service.RestoreManyAsync(portal.Owner, ids)).Required());
        Assert.Equal(3,
            (await queries.ListAsync(portal.Owner, new ApplicationFilter
            { From = portal.Time.UtcNow(), Until = portal.Time.UtcNow().AddSeconds(1) }, new())).Total);
        Assert.Equal(1, (await queries.ListAsync(portal.Owner, new ApplicationFilter { CategoryKey = "speaker" }, new())).Total);
        Assert.Equal([new("speaker", "Speakers")], await queries.CategoriesAsync(portal.Owner));
        Assert.Equal(0, (await queries.ListAsync(portal.Owner, new ApplicationFilter { Until = portal.Time.UtcNow() }, new())).Total);
        foreach (var refused in new Func<Task>[]
            { () => service.RateManyAsync(portal.As(Role.Viewer), ids, 9), () => service.DeleteManyAsync(portal.As(Role.Viewer), ids), () =>
                service.RestoreManyAsync(portal.As(Role.Steward), ids), () => service.ApproveManyAsync(portal.As(Role.Viewer), ids) })
        {
            await Assert.ThrowsAsync<PermissionDeniedException>(refused);
        }
    }
}
