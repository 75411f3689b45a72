using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Participants;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>
/// The audit log as people use it: one line for what was done at once, names that lead on, search by person, and the way back.
/// </summary>
[Collection("portal")]
public sealed class AuditPageTests(PortalFixture portal)
{
    [Theory]
    [InlineData("de", 1440, "Änderungsprotokoll", "30 Teilnehmer geändert", "Bestätigt", "Wen es betrifft", "Vorgang")]
    [InlineData("en", 360, "Audit log", "30 participants changed", "Confirmed", "Whom it concerns", "operation")]
    public async Task A_bulk_action_is_one_line_that_opens_to_names_with_links(string language, int width, string title, string line,
        string field, string person, string operation)
    {
        var key = $"audit-{language}";
        var id = await portal.EventAsync(key, 40);
        (await portal.Get<ParticipantBulkService>().ConfirmAsync(portal.Owner,
            new ParticipantSelection(id, null, new ParticipantFilter()), false)).Required();
        (await portal.Get<ParticipantBulkService>().ConfirmAsync(portal.Owner,
            new ParticipantSelection(id, null, new ParticipantFilter()), true)).Required();

        var page = await portal.PageAsync(Role.Owner, width, language: language);
        await page.GotoAsync($"audit?event={key}&action=Changed");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 1 })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Owner Person" })).ToHaveCountAsync(2);
        var bulk = page.GetByRole(AriaRole.Row).Filter(new() { HasText = line });
        await Expect(bulk).ToContainTextAsync(field);
        await PortalFixture.AssertAccessibleAsync(page);
        await AssertFitsAsync(page);

        // Found by a part of a name, without its accents, and opened to the rows of that person alone.
        await page.GetByRole(AriaRole.Searchbox, new() { Name = person }).FillAsync("bergstrom asa");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("person=bergstrom"));
        await page.GetByRole(AriaRole.Link, new() { Name = line }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex(operation), Level = 1 })).ToBeVisibleAsync();
        var rows = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Bergström, Åsa (" });
        await Expect(rows.First).ToContainTextAsync(field);
        Assert.InRange(await rows.CountAsync(), 1, 4);
        await PortalFixture.AssertAccessibleAsync(page);
        await AssertFitsAsync(page);
        await rows.First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"events/{key}/participants/\\d+$"));
    }

    [Fact]
    public async Task A_removal_is_taken_back_from_its_line()
    {
        var id = (await portal.Get<ContactService>()
            .CreateAsync(portal.Owner, new ContactDraft("AUDIT-GONE", null, "Greta", "Gonne", null)))
            .Required();
        (await portal.Get<ContactService>().DeleteAsync(portal.Owner, id)).Required();
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("audit?person=gonne&action=Deleted");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the removal" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Restored.", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Restore", Exact = true })).ToHaveCountAsync(0);
        Assert.NotNull(await portal.Get<ContactQueries>().FindAsync(portal.Owner, id));
        await page.GotoAsync("audit?person=gonne");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "restored" })).ToContainTextAsync("Gonne, Greta");
        await PortalFixture.AssertAccessibleAsync(page);
    }

    [Theory]
    [InlineData("audit?page=abc&record=x&from=2026-02-31&to=9999-12-31&action=99&kind=none", "Audit log", "audit\\?")]
    [InlineData("audit?page=999999", "Audit log", "audit\\?page=999999$")]
    [InlineData("payments/new?invoice=abc", "Record payment", "payments/new\\?invoice=abc$")]
    public async Task An_address_that_was_written_by_hand_opens_the_page(string address, string title, string then)
    {
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync(address);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 1 })).ToBeVisibleAsync();
        await Expect(page).ToHaveURLAsync(new Regex(then));
        await Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        if (address.Contains("page=9", StringComparison.Ordinal))
        {
            await Expect(page.GetByRole(AriaRole.Row).Nth(1)).ToBeVisibleAsync();
        }
    }

    private static async Task AssertFitsAsync(IPage page) =>
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
}
