using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Stations;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>Nothing typed is lost by leaving: every form asks, and none asks for nothing.</summary>
[Collection("portal")]
public sealed class LeaveTests(PortalFixture portal)
{
    /// <summary>
    /// Address with the ids of this run in braces, the button that opens the form (empty where it is open), the field, what is typed.
    /// </summary>
    public static readonly TheoryData<string, string, string, string> Forms = new()
    {
        { "events/leave/participants/{participant}", "", "Badge", "A77" },
        { "events/leave/participants/{participant}", "", "First name", "Minna" },
        { "events/leave/participants/new", "", "Badge", "A78" },
        { "events/leave/settings", "", "Title", "Another title" },
        { "events/leave/settings", "", "Place", "Elsewhere" },
        { "events/leave/settings", "", "New category", "Press" },
        { "events/new", "", "Place", "Somewhere" },
        { "contacts/{contact}", "", "Phone", "+49 40 1" },
        { "contacts/new", "", "Last name", "Neu" },
        { "invoices/{invoice}/edit", "", "Notes", "By post" },
        { "invoices/new", "", "Description", "Stand" },
        { "payments/new", "", "Reference", "R-1" },
        { "applications/{application}/edit", "", "Message", "Hello" },
        { "applications/new", "", "Message", "Hello" },
        { "events/leave/windows", "New window", "Name", "Morning" },
        { "events/leave/walls", "New wall display", "Name", "Foyer" },
        { "schedules", "New scheduled report", "Name", "Daily" },
        { "users", "Invite", "E-mail", "new@example.org" },
        { "keys", "New key", "Name", "Door" },
        { "keys", "Key with secret", "Name", "Door" },
        { "tenant", "", "Name", "Another name" },
        { "tenant", "", "Tax number", "22/333/44444" },
    };

    [Theory, MemberData(nameof(Forms))]
    public async Task Leaving_a_form_asks_when_something_was_typed_and_only_then(string address, string open, string field, string typed)
    {
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync(await AddressAsync(address));
        await OpenAsync(page, open);
        var input = page.GetByRole(AriaRole.Main).Field(field).First;
        await Expect(input).ToBeVisibleAsync();
        var before = await input.InputValueAsync();

        // Typed and not yet left: the tab asks before it closes, the portal before it goes elsewhere.
        await input.FillAsync(typed);
        await AssertTabAsksAsync(page);
        await Start(page).ClickAsync();
        await Expect(Question(page)).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stay" }).ClickAsync();
        await Expect(Question(page)).ToBeHiddenAsync();
        await Expect(input).ToHaveValueAsync(typed);

        // Undone by hand: no question.
        await input.FillAsync(before);
        await Start(page).ClickAsync();
        await AssertLeftAsync(page, input);

        // Back, typed again, and left for good; and a form that nobody touched asks nothing.
        await page.GoBackAsync();
        await OpenAsync(page, open);
        await Expect(input).ToHaveValueAsync(before);
        await input.FillAsync(typed);
        await input.PressAsync("Tab");
        await AssertTabAsksAsync(page);
        await Start(page).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Leave", Exact = true }).ClickAsync();
        await AssertLeftAsync(page, input);
        await page.GoBackAsync();
        await OpenAsync(page, open);
        await Expect(input).ToHaveValueAsync(before);
        await Start(page).ClickAsync();
        await AssertLeftAsync(page, input);
    }

    [Fact]
    public async Task The_back_button_the_event_switcher_and_the_search_ask_too_and_saving_asks_nothing()
    {
        await AddressAsync("{contact}");
        var page = await portal.PageAsync(Role.Owner, language: "de");
        await page.GotoAsync("events/leave/participants");
        await page.GetByRole(AriaRole.Link, new() { Name = "Einstellungen" }).First.ClickAsync();
        var place = page.Field("Ort");
        var before = await place.InputValueAsync();
        await place.FillAsync("Halle 5");
        await page.EvaluateAsync("history.back()");
        await StayAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Herbst leave" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Herbst congress" }).First.ClickAsync();
        await StayAsync(page);
        await PortalFixture.AssertAccessibleAsync(page);

        await page.GetByRole(AriaRole.Combobox, new() { Name = "Suche" }).FillAsync("Leavitt");
        await page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Leavitt" }).First.ClickAsync();
        await StayAsync(page);

        await Expect(place).ToHaveValueAsync("Halle 5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Speichern", Exact = true }).First.ClickAsync();
        await Expect(page.GetByText("Gespeichert").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Start", Exact = true }).First.ClickAsync();
        await Expect(page).ToHaveURLAsync(portal.Url);
        Assert.NotEqual("Halle 5", before);
    }

    [Fact]
    public async Task A_page_asks_before_a_secret_goes_that_is_shown_this_once()
    {
        await portal.EventAsync("leave-wall", 0);
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("events/leave-wall/walls");
        await OpenAsync(page, "New wall display");
        await page.Field("Name").FillAsync("Foyer");
        await OpenAsync(page, "Create link");
        var link = page.GetByLabel("Link of the wall");
        var shown = await link.InputValueAsync();
        await AssertTabAsksAsync(page);
        await Start(page).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("Hide what is shown?")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep it here" }).ClickAsync();
        await Expect(link).ToHaveValueAsync(shown);
        await Start(page).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Hide it" }).ClickAsync();
        await AssertLeftAsync(page, link);

        // Where the list beside it is searched the key stays, and who has taken it is not asked.
        await page.GotoAsync("keys");
        await OpenAsync(page, "New key");
        await page.Field("Name").FillAsync("Leave app");
        await page.GetByLabel("Check-ins: read and write").CheckAsync();
        await OpenAsync(page, "Create key");
        var key = page.GetByRole(AriaRole.Textbox, new() { Name = "The new key" });
        await Expect(key).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync("Leave");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"keys\?search=Leave$"));
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(key).ToBeVisibleAsync();
        await OpenAsync(page, "I have it");
        await Expect(key).ToHaveCountAsync(0);
        await Start(page).ClickAsync();
        await AssertLeftAsync(page, key);
    }

    [Fact]
    public async Task A_form_that_is_about_to_show_another_record_asks_before_what_is_typed_goes()
    {
        var id = await portal.EventAsync("leave-doors", 0);
        (await portal.Get<StationService>().CreateAsync(portal.Owner, id, new StationDraft("Nord"))).Required();
        (await portal.Get<StationService>().CreateAsync(portal.Owner, id, new StationDraft("Ost"))).Required();
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("events/leave-doors/doors");
        await ChangeAsync("Nord");
        await page.Field("Name").FillAsync("Nord 1");
        await ChangeAsync("Ost");
        await Expect(Question(page)).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stay" }).ClickAsync();
        await Expect(page.Field("Name")).ToHaveValueAsync("Nord 1");
        await ChangeAsync("Ost");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Leave", Exact = true }).ClickAsync();
        await Expect(page.Field("Name")).ToHaveValueAsync("Ost");
        await ChangeAsync("Nord");
        await Expect(page.Field("Name")).ToHaveValueAsync("Nord");

        async Task ChangeAsync(string door)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = $"Actions for {door}", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Change" }).ClickAsync();
        }
    }

    private static ILocator Start(IPage page) => page.GetByRole(AriaRole.Link, new() { Name = "Start", Exact = true }).First;

    private static ILocator Question(IPage page) => page.GetByRole(AriaRole.Dialog).GetByText("Leave without saving?");

    private static async Task StayAsync(IPage page)
    {
        var stay = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Bleiben" });
        await stay.ClickAsync();
        await Expect(stay).ToBeHiddenAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("events/leave/settings$"));
    }

    /// <summary>The address is the new one a moment before the old page goes.</summary>
    private async Task AssertLeftAsync(IPage page, ILocator input)
    {
        await Expect(page).ToHaveURLAsync(portal.Url);
        await Expect(input).ToHaveCountAsync(0);
    }

    private static async Task OpenAsync(IPage page, string button)
    {
        if (button.Length > 0)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();
        }
    }

    /// <summary>Closing or reloading the tab: the browser asks by itself, and is told to stay.</summary>
    private static async Task AssertTabAsksAsync(IPage page)
    {
        // The circuit arms the browser within a moment of the first letter.
        await page.WaitForFunctionAsync(
            "() => { const leaving = new Event('beforeunload', { cancelable: true }); window.dispatchEvent(leaving); return " +
                "leaving.defaultPrevented; }");
        var asked = new TaskCompletionSource<string>();
        page.Dialog += Answer;
        await page.CloseAsync(new PageCloseOptions { RunBeforeUnload = true });
        Assert.Equal(DialogType.BeforeUnload, await asked.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        page.Dialog -= Answer;

        async void Answer(object? sender, IDialog dialog)
        {
            await dialog.DismissAsync();
            asked.TrySetResult(dialog.Type);
        }
    }

    private async Task<string> AddressAsync(string address)
    {
        if (await portal.Get<EventQueries>().FindAsync(portal.Owner, "leave") is null)
        {
            await portal.EventAsync("leave", 1);
            (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("LEAVE", null, "Lea", "Leavitt", null)))
                .Required();
            (await portal.Get<InvoiceService>().CreateAsync(portal.Owner, new InvoiceDraft("LEAVE", null, "EUR", 1000, DateTime.UtcNow)))
                .Required();
            (await portal.Get<ApplicationService>().CreateAsync(portal.Owner,
                new ApplicationDraft("LEAVE", ["leave"], null, null, null, null))).Required();
        }

        var contact = (await portal.Get<ContactQueries>().ListAsync(portal.Owner, "Leavitt", new PageRequest())).Items[0].Id;
        var invoice = (await portal.Get<InvoiceQueries>().ListAsync(portal.Owner, new InvoiceFilter { Search = "Leavitt" },
            new PageRequest())).Items[0].Id;
        var application = (await portal.Get<ApplicationQueries>()
            .ListAsync(portal.Owner, new ApplicationFilter { Search = "Leavitt" }, new PageRequest())).Items[0].Id;
        var participant = (await portal.Get<ParticipantQueries>()
            .ListAsync(portal.Owner, new ParticipantFilter { EventKey = "leave" }, new PageRequest())).Items[0].Id;
        return address.Replace("{contact}", $"{contact}").Replace("{invoice}", $"{invoice}").Replace("{application}", $"{application}")
            .Replace("{participant}", $"{participant}");
    }
}
