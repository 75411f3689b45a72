using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>What somebody did is taken back, or cannot be taken back any more; what others did since stays.</summary>
public sealed class UndoMeanwhileTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task Undoing_a_category_leaves_those_who_were_put_into_another_one_since(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (categories, bulk, id) = (portal.Get<CategoryService>(), portal.Get<ParticipantBulkService>(), (await portal.EventAsync()).Id);
        var ids = new Dictionary<string, long>();
        foreach (var key in new[] { "visitor", "vip", "press" })
        {
            ids[key] = (await categories.CreateAsync(portal.Owner, id, key, key)).Required();
        }

        long[] people = [await portal.ParticipantAsync("1", categoryKey: "visitor"), await portal.ParticipantAsync("2")];
        var all = new ParticipantSelection(id, people);
        var first = (await bulk.SetCategoryAsync(portal.Owner, all, ids["vip"])).Required();
        var second = (await bulk.SetCategoryAsync(portal.Owner, new(id, [people[0]]), ids["press"])).Required();
        (await bulk.RestoreCategoriesAsync(portal.Owner, id, first)).Required();
        Assert.Equal(["press", null], await KeysAsync());
        Assert.Equal("changed_meanwhile",
            Assert.Single((await bulk.RestoreCategoriesAsync(portal.Owner, id, first)).Problems).Code);
        (await bulk.RestoreCategoriesAsync(portal.Owner, id, second)).Required();
        Assert.Equal(["vip", null], await KeysAsync());

        // A category that is gone by now keeps the others from nothing.
        var third = (await bulk.SetCategoryAsync(portal.Owner, all, ids["press"])).Required();
        (await categories.DeleteAsync(portal.Owner, ids["vip"])).Required();
        var restored = (await bulk.RestoreCategoriesAsync(portal.Owner, id, third)).Required();
        Assert.Equal("unknown", Assert.Single(restored.Kept).Code);
        Assert.Equal(["press", null], await KeysAsync());

        async Task<IEnumerable<string?>> KeysAsync() =>
            (await portal.Get<ParticipantQueries>().RecordsAsync(portal.Owner, new ParticipantFilter { EventId = id }, new PageRequest()))
                .Items.OrderBy(row => row.Id).Select(row => row.Category?.CategoryKey);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Undoing_ratings_leaves_what_was_rated_otherwise_since(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", null, "Mia", "Muster", null))).Required();
        var (service, queries) = (portal.Get<ApplicationService>(), portal.Get<ApplicationQueries>());
        long[] ids = [await ApplyAsync(), await ApplyAsync()];
        var before = (await service.RateManyAsync(portal.Owner, ids, 3)).Required();
        (await service.RateAsync(portal.As(Role.Organiser), ids[0], 5)).Required();
        Assert.Equal([ids[1]], (await service.RestoreRatingsAsync(portal.Owner, before, 3)).Required().Keys);
        Assert.Equal(5, (await queries.FindAsync(portal.Owner, ids[0]))!.Row.Rating);
        Assert.Null((await queries.FindAsync(portal.Owner, ids[1]))!.Row.Rating);
        Assert.Equal("changed_meanwhile", Assert.Single((await service.RestoreRatingsAsync(portal.Owner, before, 3)).Problems).Code);

        async Task<long> ApplyAsync() =>
            (await service.CreateAsync(portal.Owner, new ApplicationDraft("C1", ["congress"]))).Required();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Undoing_a_decision_leaves_what_somebody_else_decided_since(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", null, "Mia", "Muster", null))).Required();
        var (service, queries, other) = (portal.Get<ApplicationService>(), portal.Get<ApplicationQueries>(), portal.As(Role.Organiser));
        long[] ids = [await ApplyAsync(), await ApplyAsync(), await ApplyAsync()];

        // One is opened by somebody else and rejected, one opened alone, one stays as it is.
        var approved = (await service.ApproveManyAsync(portal.Owner, ids)).Required();
        portal.Time.Advance(TimeSpan.FromSeconds(1));
        (await service.ReopenAsync(other, ids[0], approved[ids[0]])).Required();
        var rejected = (await service.RejectAsync(other, ids[0])).Required();
        (await service.ReopenAsync(other, ids[1])).Required();
        (await service.RateAsync(other, ids[2], 5)).Required();
        Assert.Equal("changed_meanwhile",
            Assert.Single((await service.ReopenAsync(portal.Owner, ids[0], approved[ids[0]])).Problems).Code);
        Assert.Equal([ids[2]], (await service.ReopenManyAsync(portal.Owner, approved)).Required().Keys);
        Assert.Equal([ApplicationStatus.Rejected, ApplicationStatus.Open, ApplicationStatus.Open], await StatesAsync());
        Assert.Equal("changed_meanwhile", Assert.Single((await service.ReopenManyAsync(portal.Owner, approved)).Problems).Code);
        Assert.Equal("not_decided", Assert.Single((await service.ReopenAsync(portal.Owner, ids[1])).Problems).Code);

        // The rejection of somebody else is taken back by whoever saw it.
        (await service.ReopenAsync(portal.Owner, ids[0], rejected)).Required();
        portal.Time.Advance(TimeSpan.FromSeconds(1));
        (await service.ApproveAsync(portal.Owner, ids[0], [found.Id])).Required();
        Assert.Equal("changed_meanwhile", Assert.Single((await service.ReopenAsync(other, ids[0], rejected)).Problems).Code);
        Assert.Equal([ApplicationStatus.Approved, ApplicationStatus.Open, ApplicationStatus.Open], await StatesAsync());

        async Task<long> ApplyAsync() =>
            (await service.CreateAsync(portal.Owner, new ApplicationDraft("C1", ["congress"]))).Required();

        async Task<List<ApplicationStatus>> StatesAsync()
        {
            var states = new List<ApplicationStatus>();
            foreach (var id in ids)
            {
                states.Add((await queries.FindAsync(portal.Owner, id))!.Row.Status);
            }

            return states;
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Undoing_a_default_design_leaves_the_one_that_somebody_else_chose_since(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (designs, id) = (portal.Get<BadgeDesignService>(), (await portal.EventAsync()).Id);
        long first = await MakeAsync("One"), second = await MakeAsync("Two"), third = await MakeAsync("Three");
        (await designs.MakeDefaultAsync(portal.Owner, second)).Required();
        (await designs.MakeDefaultAsync(portal.Owner, third)).Required();
        Assert.Equal("changed_meanwhile", Assert.Single((await designs.MakeDefaultAsync(portal.Owner, first, second)).Problems).Code);
        Assert.Equal("Three", await DefaultAsync());
        (await designs.MakeDefaultAsync(portal.Owner, second, third)).Required();
        Assert.Equal("Two", await DefaultAsync());

        // A deletion gives the place to the oldest one; whoever was given it since keeps it.
        var gone = (await designs.DeleteAsync(portal.Owner, second)).Required();
        Assert.Equal("One", await DefaultAsync());
        var back = (await designs.RestoreAsync(portal.Owner, id, gone)).Required();
        Assert.Equal("Two", await DefaultAsync());
        gone = (await designs.DeleteAsync(portal.Owner, back)).Required();
        (await designs.MakeDefaultAsync(portal.Owner, third)).Required();
        (await designs.RestoreAsync(portal.Owner, id, gone)).Required();
        Assert.Equal("Three", await DefaultAsync());

        async Task<long> MakeAsync(string name) =>
            (await designs.CreateAsync(portal.Owner, id, new(name, BadgePresets.Of(BadgePreset.A6)))).Required();

        async Task<string> DefaultAsync() =>
            Assert.Single(await designs.ListAsync(portal.Owner, id), row => row.IsDefault).Draft.Name;
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_invoice_is_issued_for_what_was_seen_and_for_no_other_amount(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", null, "Mia", "Muster", null))).Required();
        var (service, queries) = (portal.Get<InvoiceService>(), portal.Get<InvoiceQueries>());
        var draft = new InvoiceDraft("C1", null, "EUR", 100_00, portal.Time.UtcNow());
        var id = (await service.CreateAsync(portal.Owner, draft)).Required();
        var seen = (await queries.FindAsync(portal.Owner, id))!.Version;
        (await service.UpdateAsync(portal.As(Role.Admin), id, draft with { GrossMinor = 10_000_00 }, seen)).Required();
        Assert.Equal("changed_meanwhile", Assert.Single((await service.IssueAsync(portal.Owner, id, seen)).Problems).Code);
        var stored = (await queries.FindAsync(portal.Owner, id))!;
        Assert.Equal((null, 10_000_00), (stored.Row.Number, stored.Row.GrossMinor));
        (await service.IssueAsync(portal.Owner, id, stored.Version)).Required();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Rights_that_somebody_else_took_away_meanwhile_do_not_come_back_unseen(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (users, person) = (portal.Get<UserService>(), await Person.JoinAsync(portal));
        long[] events = [(await portal.EventAsync()).Id, (await portal.EventAsync("fair")).Id];

        // Somebody demotes, a colleague demotes further, and the first one takes theirs back.
        (await users.SetRoleAsync(portal.Owner, person.Id, Role.Steward, Role.Organiser)).Required();
        (await users.SetRoleAsync(portal.Owner, person.Id, Role.Viewer, Role.Steward)).Required();
        Told(await users.SetRoleAsync(portal.Owner, person.Id, Role.Organiser, Role.Steward));
        Assert.Equal(Role.Viewer, (await person.UserAsync(portal)).Role);

        var one = new LimitDraft([events[0]], []);
        (await users.LimitAsync(portal.Owner, person.Id, one, LimitDraft.None)).Required();
        Told(await users.LimitAsync(portal.Owner, person.Id, new LimitDraft(events, []), LimitDraft.None));
        Assert.Equal([events[0]], (await person.UserAsync(portal)).LimitedEvents);
        (await users.LimitAsync(portal.Owner, person.Id, LimitDraft.None, one)).Required();

        var keys = portal.Get<ApiKeyService>();
        var key = (await keys.CreateAsync(portal.Owner, "Key", ["reports"], null)).Required();
        var seen = new KeyLimits(null, []);
        var narrow = new KeyLimits([events[0]], ["10.0.0.1"]);
        (await keys.LimitAsync(portal.Owner, key.Id, narrow, seen)).Required();
        Told(await keys.LimitAsync(portal.Owner, key.Id, new KeyLimits(null, ["10.0.0.2"]), seen));
        var row = Assert.Single((await keys.ListAsync(portal.Owner, new ApiKeyFilter(), new PageRequest())).Items);
        Assert.Equal([events[0]], row.Events);
        (await keys.LimitAsync(portal.Owner, key.Id, seen, new KeyLimits(row.Events, KeyLimits.Split(row.Networks)))).Required();
    }

    private static void Told<T>(Result<T> result) => Assert.Equal("changed_meanwhile", Assert.Single(result.Problems).Code);
}
