using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Views;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Views of lists under a name: whose they are, who sees them, and what takes their place.</summary>
public sealed class SavedViewTests
{
    private static readonly SavedViewDraft Open = new("Open ones", "search=mia&sort=name", ["name", "city"]);

    [Theory, ClassData(typeof(Providers))]
    public async Task A_view_is_its_owners_until_it_is_shared(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (views, kind) = (portal.Get<SavedViewService>(), ContactList.Instance.List);
        var (mine, other) = (User(portal, 1, Role.Organiser), User(portal, 2, Role.Organiser));
        (await views.SaveAsync(mine, kind, Open)).Required();
        Assert.Equivalent(new[] { Open }, (await views.ListAsync(mine, kind)).Select(view => view.Draft));
        Assert.Empty(await views.ListAsync(other, kind));
        Assert.Empty(await views.ListAsync(mine, ParticipantList.Instance.Page));

        var shared = Open with { IsShared = true, Query = "city=Kiel" };
        (await views.SaveAsync(mine, kind, shared)).Required();
        var seen = Assert.Single(await views.ListAsync(other, kind));
        Assert.Equivalent((shared, false), (seen.Draft, seen.IsOwn));
        Assert.Equal("not_found", Assert.Single((await views.RemoveAsync(other, kind, seen.Id)).Problems).Code);
        (await views.RemoveAsync(User(portal, 3, Role.Owner), kind, seen.Id)).Required();
        Assert.Empty(await views.ListAsync(mine, kind));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_was_removed_comes_back_by_saving_it_again(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (views, mine, kind) = (portal.Get<SavedViewService>(), User(portal, 1, Role.Organiser), ContactList.Instance.List);
        (await views.SaveAsync(mine, kind, Open)).Required();
        var before = Assert.Single(await views.ListAsync(mine, kind));
        (await views.RemoveAsync(mine, kind, before.Id)).Required();
        (await views.SaveAsync(mine, kind, before.Draft)).Required();
        Assert.Equivalent(before.Draft, Assert.Single(await views.ListAsync(mine, kind)).Draft);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_view_needs_a_name_and_there_is_an_end_to_them(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (views, mine, kind) = (portal.Get<SavedViewService>(), User(portal, 1, Role.Organiser), ContactList.Instance.List);
        Assert.Equal("required", Assert.Single((await views.SaveAsync(mine, kind, Open with { Name = " " })).Problems).Code);
        Assert.Equal("query", Assert.Single((await views.SaveAsync(mine, kind, Open with { Query = new string('q', 1001) })).Problems)
            .Field);
        for (var at = 0; at < SavedViewService.Most; at++)
        {
            (await views.SaveAsync(mine, kind, Open with { Name = $"View {at}" })).Required();
        }

        Assert.Equal("too_many_views", Assert.Single((await views.SaveAsync(mine, kind, Open)).Problems).Code);
        (await views.SaveAsync(mine, kind, Open with { Name = "View 7" })).Required();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Ones_own_views_come_first_however_many_others_share(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (views, mine, kind) = (portal.Get<SavedViewService>(), User(portal, 9, Role.Organiser), ContactList.Instance.List);
        (await views.SaveAsync(mine, kind, Open with { Name = "zz" })).Required();
        for (var at = 0; at < SavedViewService.Most * 4; at++)
        {
            (await views.SaveAsync(User(portal, 1 + (at / SavedViewService.Most), Role.Organiser), kind,
                Open with { Name = $"Shared {at:D3}", IsShared = true })).Required();
        }

        var seen = await views.ListAsync(mine, kind);
        Assert.Equal((200, "zz", true), (seen.Count, seen[0].Draft.Name, seen[0].IsOwn));
        var shared = seen.Skip(1).Select(view => view.Draft.Name).ToList();
        Assert.Equal(shared.Order(StringComparer.Ordinal), shared);
    }

    [Fact]
    public async Task Views_stay_inside_the_tenant_and_need_the_permission_of_the_list()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var (views, kind) = (portal.Get<SavedViewService>(), ContactList.Instance.List);
        (await views.SaveAsync(User(portal, 1, Role.Organiser), kind, Open with { IsShared = true })).Required();
        var elsewhere = (await portal.Get<TenantService>().CreateAsync(Actor.System(0, "test"), new TenantDraft("other", "Other")))
            .Required();
        Assert.Empty(await views.ListAsync(new Actor(elsewhere, ActorKind.User, 1, "Owner", Grants.Of(Role.Owner)), kind));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => views.ListAsync(User(portal, 4, Role.Steward), kind));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => views.ListAsync(Actor.System(portal.Owner.TenantId, "test"), kind));
    }

    [Fact]
    public async Task Every_list_has_views_for_those_who_may_see_it_whether_it_has_a_file_or_not()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var views = portal.Get<SavedViewService>();
        ListOf[] lists = [UserList.Instance.List, UserList.Invitations, TeamQueries.Page, SessionList.Page, ApiKeyList.Page,
            EventList.Instance.List, RemovedRecords.Page, ImportList.Page, ExportList.Page, AlarmList.Page, ScanList.Instance.Page,
            WebhookList.Page, WebhookList.Log, ParticipantList.Instance.Page, CheckInList.Instance.Page, PaymentList.Instance.List];
        Assert.Equal(lists.Length, lists.DistinctBy(list => list.Key).Count());
        var seen = 0;
        foreach (var role in Enum.GetValues<Role>())
        {
            var person = User(portal, 10 + (int)role, role);
            foreach (var list in lists)
            {
                if (person.May(list.Seen))
                {
                    (await views.SaveAsync(person, list, Open)).Required();
                    Assert.Equivalent(Open, Assert.Single(await views.ListAsync(person, list)).Draft);
                    seen++;
                }
                else
                {
                    await Assert.ThrowsAsync<PermissionDeniedException>(() => views.SaveAsync(person, list, Open));
                    await Assert.ThrowsAsync<PermissionDeniedException>(() => views.ListAsync(person, list));
                    await Assert.ThrowsAsync<PermissionDeniedException>(() => views.RemoveAsync(person, list, 1));
                }
            }
        }

        // A steward has no right to files and sees check-ins, scans, participants, events and alarms.
        Assert.Equal(5, lists.Count(list => User(portal, 1, Role.Steward).May(list.Seen)));
        Assert.InRange(seen, 30, 60);
    }

    private static Actor User(TestPortal portal, long id, Role role) =>
        new(portal.Owner.TenantId, ActorKind.User, id, $"{role} {id}", Grants.Of(role));
}
