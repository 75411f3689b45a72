using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Stations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Two windows on one record, and a window that has gone on to another record.</summary>
[Collection("portal")]
public sealed class MeanwhileTests(PortalFixture portal)
{
    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [Fact]
    public async Task What_a_colleague_changed_of_a_participant_meanwhile_is_kept_and_told()
    {
        var id = await portal.EventAsync("meanwhile", 1);
        var queries = portal.Get<ParticipantQueries>();
        var one = Assert.Single(await queries.IdsAsync(portal.Owner, new ParticipantFilter { EventId = id }));
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync($"events/meanwhile/participants/{one}");
        await Expect(page.Field("Badge")).ToHaveValueAsync("0001");
        (await portal.Get<ParticipantService>().UpdateAsync(portal.Owner, one,
            new ParticipantPatch { IsConfirmed = true, CategoryKey = "visitor" })).Required();
        await page.Field("Badge").FillAsync("A1");
        await page.Field("Badge").PressAsync("Enter");
        await Expect(page.GetByText("Somebody else changed this record meanwhile")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Expect(page.Field("Badge")).ToHaveValueAsync("A1");
        await Button(page, "Save mine over it").ClickAsync();
        await Expect(page.GetByText("Saved.", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Confirmed")).ToBeCheckedAsync();
        var saved = (await queries.FindAsync(portal.Owner, one))!;
        Assert.Equal(("A1", true, "visitor"), (saved.BadgeNumber, saved.IsConfirmed, saved.Category!.CategoryKey));
    }

    [Fact]
    public async Task What_a_colleague_changed_of_a_door_or_a_category_meanwhile_is_told_and_what_is_typed_stays()
    {
        var id = await portal.EventAsync("meanwhile-door", 1);
        var (stations, events) = (portal.Get<StationService>(), portal.Get<EventQueries>());
        var door = (await stations.CreateAsync(portal.Owner, id, new StationDraft("Nord"))).Required().Id;
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("events/meanwhile-door/doors");
        await Button(page, "Actions for Nord").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Change" }).ClickAsync();
        await Expect(page.Field("Name")).ToHaveValueAsync("Nord");
        var seen = Assert.Single(await stations.ListAsync(portal.Owner, id));
        (await stations.UpdateAsync(portal.Owner, door, seen.Settings, seen.Draft with { Direction = StationDirection.In })).Required();
        await page.Field("Name").FillAsync("Nord 1");
        await page.Field("Name").PressAsync("Enter");
        await Expect(page.GetByText("Somebody else changed this record meanwhile")).ToBeVisibleAsync();
        await Expect(page.Field("Name")).ToHaveValueAsync("Nord 1");
        await Button(page, "Take the stored state").ClickAsync();
        await Expect(page.Field("Name")).ToHaveValueAsync("Nord");
        Assert.Equal(StationDirection.In, Assert.Single(await stations.ListAsync(portal.Owner, id)).Draft.Direction);

        await page.GotoAsync("events/meanwhile-door/settings");
        var category = (await events.CategoriesAsync(portal.Owner, id))[0];
        await Button(page, $"Actions for “{category.Title}”").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Rename" }).ClickAsync();
        (await portal.Get<CategoryService>().UpdateAsync(portal.Owner, category.Id, category.Version, category.CategoryKey, "Theirs"))
            .Required();
        await page.Field("Title of the category").FillAsync("Mine");
        await page.Field("Title of the category").PressAsync("Enter");
        await Expect(page.GetByText("Somebody else changed this record meanwhile")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        Assert.Equal("Theirs", (await events.CategoriesAsync(portal.Owner, id))[0].Title);
        await Button(page, "Save mine over it").ClickAsync();
        await Expect(Button(page, "Actions for “Mine”")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_participant_whose_category_is_removed_still_has_it_when_it_comes_back()
    {
        var id = await portal.EventAsync("category", 1);
        var queries = portal.Get<ParticipantQueries>();
        var one = Assert.Single(await queries.IdsAsync(portal.Owner, new ParticipantFilter { EventId = id }));
        var categories = await portal.Get<EventQueries>().CategoriesAsync(portal.Owner, id);
        var exhibitor = categories.Single(category => category.CategoryKey == "exhibitor").Id;
        (await portal.Get<CategoryService>().DeleteAsync(portal.Owner, exhibitor)).Required();
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync($"events/category/participants/{one}");
        await page.Field("Badge").FillAsync("B1");
        await page.Field("Badge").PressAsync("Enter");
        await Expect(page.GetByText("Saved.", new() { Exact = true })).ToBeVisibleAsync();
        (await portal.Get<CategoryService>().RestoreAsync(portal.Owner, exhibitor)).Required();
        var saved = (await queries.FindAsync(portal.Owner, one))!;
        Assert.Equal(("B1", "exhibitor"), (saved.BadgeNumber, saved.Category?.CategoryKey));
    }

    [Fact]
    public async Task Undo_takes_back_what_was_done_though_another_record_is_shown_by_now()
    {
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("MW-1", null, "Ida", "Kaya", null))).Required();
        var (service, queries) = (portal.Get<InvoiceService>(), portal.Get<InvoiceQueries>());
        var draft = new InvoiceDraft("MW-1", null, "EUR", 5000, DateTime.UtcNow);
        var first = (await service.CreateAsync(portal.Owner, draft)).Required();
        (await service.IssueAsync(portal.Owner, first)).Required();
        (await service.MarkSentAsync(portal.Owner, first, true)).Required();
        var sent = (await queries.FindAsync(portal.Owner, first))!.Row.SentAt;
        var credit = (await service.CreditAsync(portal.Owner, first, 1000)).Required();

        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync($"invoices/{first}");
        await Button(page, "Mark as not sent").ClickAsync();
        await Expect(page.GetByText("The invoice is marked as not sent.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = (await queries.FindAsync(portal.Owner, credit))!.Row.Number }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/invoices/{credit}$"));
        await Button(page, "Undo").ClickAsync();
        await Expect(page.GetByText("Undone.", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(sent, (await queries.FindAsync(portal.Owner, first))!.Row.SentAt);
        Assert.Null((await queries.FindAsync(portal.Owner, credit))!.Row.SentAt);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_form_that_is_sent_several_times_at_once_makes_one_record(int times)
    {
        var name = $"Zweimal{Guid.NewGuid():N}";
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync("contacts/new");
        await page.Field("Last name").FillAsync(name);
        await page.Field("Last name").PressAsync("Tab");
        await SendAsync(page, times);
        await Expect(page).ToHaveURLAsync(new Regex(@"/contacts/\d+$"));
        await Expect(page.GetByText("Saved.", new() { Exact = true })).ToHaveCountAsync(1);
        var found = await portal.Get<ContactQueries>().ListAsync(portal.Owner, new ContactFilter { Search = name }, new PageRequest());
        Assert.Equal(1, found.Total);

        // The next change of the same form is stored as ever.
        await page.Field("Phone").FillAsync("+49 40 1");
        await page.Field("Phone").PressAsync("Enter");
        await Expect(page.GetByText("Saved.", new() { Exact = true })).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_credit_note_that_is_sent_twice_at_once_is_written_once()
    {
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("MW-2", null, "Ida", "Kaya", null))).Required();
        var (service, queries) = (portal.Get<InvoiceService>(), portal.Get<InvoiceQueries>());
        var id = (await service.CreateAsync(portal.Owner, new InvoiceDraft("MW-2", null, "EUR", 5000, DateTime.UtcNow))).Required();
        (await service.IssueAsync(portal.Owner, id)).Required();
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync($"invoices/{id}");
        await page.Field("Amount to credit in EUR").FillAsync("10");
        await page.Field("Amount to credit in EUR").PressAsync("Tab");
        await SendAsync(page, 2);
        await Expect(page.GetByText("was written.")).ToBeVisibleAsync();
        await Expect(page.Field("Amount to credit in EUR")).ToHaveValueAsync("");
        Assert.Single((await queries.FindAsync(portal.Owner, id))!.Credits);
    }

    [Fact]
    public async Task A_double_click_asks_once_and_does_once_what_was_agreed_to()
    {
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("MW-3", null, "Ida", "Kaya", null))).Required();
        var (service, queries) = (portal.Get<InvoiceService>(), portal.Get<InvoiceQueries>());
        var id = (await service.CreateAsync(portal.Owner, new InvoiceDraft("MW-3", null, "EUR", 5000, DateTime.UtcNow))).Required();
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync($"invoices/{id}");
        await Button(page, "Issue").EvaluateAsync("button => { button.click(); button.click(); }");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToHaveCountAsync(1);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Issue", Exact = true }).ClickAsync();
        await Expect(page.GetByText("was issued.")).ToBeVisibleAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        Assert.NotNull((await queries.FindAsync(portal.Owner, id))!.Row.Number);
    }

    [Fact]
    public async Task A_double_click_in_a_menu_does_it_once()
    {
        await portal.EventAsync("menu-twice", 0);
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("events/menu-twice/settings");
        await Button(page, "Actions for “Visitor”").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" }).EvaluateAsync("item => { item.click(); item.click(); }");
        await Expect(Button(page, "Undo")).ToBeVisibleAsync();
        await Expect(Button(page, "Actions for “Visitor”")).ToHaveCountAsync(0);
        await Expect(page.GetByText("does not exist any more")).ToHaveCountAsync(0);
    }

    /// <summary>As a double click or two fingers on Ctrl+Enter: faster than the portal can answer.</summary>
    private static async Task SendAsync(IPage page, int times) => await page.EvaluateAsync(
        "times => { for (let at = 0; at < times; at++) document.querySelector('main form').requestSubmit(); }", times);
}
