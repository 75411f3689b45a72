using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>An endpoint is made, tested against a receiver on this machine, told of check-ins, and sent to again.</summary>
[Collection("portal")]
public sealed class WebhookTests(PortalFixture portal)
{
    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [Fact]
    public async Task An_endpoint_is_made_its_secret_seen_once_tested_told_and_sent_to_again()
    {
        using var receiver = new WebhookReceiver();
        await portal.EventAsync("hooked", 3);
        var page = await portal.PageAsync(Role.Admin);
        await page.GotoAsync("webhooks/new");
        await page.GetByLabel("Name").FillAsync("Greeting app");
        await page.GetByLabel("Address").FillAsync("ftp://example.org");
        await Button(page, "Create the endpoint").ClickAsync();
        await Expect(page.GetByText("This field is required.")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await page.GetByLabel("Checked in").CheckAsync();
        await Button(page, "Create the endpoint").ClickAsync();
        await Expect(page.GetByText("This is not an address such as https://example.org/portal.")).ToBeVisibleAsync();
        await page.GetByLabel("Address").FillAsync(receiver.Url);
        await page.GetByLabel("Only these events").FillAsync("hooked");
        await Button(page, "Create the endpoint").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Secret", Exact = true }))
            .ToHaveValueAsync(new Regex("^whsec_.{40}$"));
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "I have kept it").ClickAsync();

        await Button(page, "Send a test").ClickAsync();
        await Expect(page.GetByText("The test arrived; the answer was 200.")).ToBeVisibleAsync();
        await Expect(page.GetByText("whsec_")).ToHaveCountAsync(0);
        await PortalFixture.AssertAccessibleAsync(page);

        (await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest
        { EventKey = "hooked", BadgeNumber = "0001", Station = "Nord" })).Required();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "check_in.created" });
        await Expect(row).ToContainTextAsync("Delivered");
        await row.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByLabel("Body that is sent")).ToHaveValueAsync(new Regex("\"station\": \"Nord\""));
        await Expect(page.GetByText("thanks")).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Send again").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "thanks" })).ToHaveCountAsync(2);
        var told = receiver.Received.Where(message => message.Type == "check_in.created").ToList();
        Assert.Equal(2, told.Count);
        Assert.Single(told.Select(message => message.Id).Distinct());
    }

    [Fact]
    public async Task An_endpoint_is_paused_given_a_new_secret_deleted_and_brought_back_in_german()
    {
        using var receiver = new WebhookReceiver();
        var made = (await portal.Get<WebhookService>().CreateAsync(portal.Owner,
            new WebhookDraft("Buchhaltung", receiver.Url, ["invoice.paid"], []))).Required();
        var page = await portal.PageAsync(Role.Owner, language: "de");
        await page.GotoAsync("webhooks");
        await page.GetByRole(AriaRole.Link, new() { Name = "Buchhaltung" }).ClickAsync();
        await Button(page, "Anhalten").ClickAsync();
        await Expect(page.GetByText("Angehalten", new() { Exact = true })).ToBeVisibleAsync();
        await Button(page, "Fortsetzen").ClickAsync();
        await Button(page, "Neues Geheimnis").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Neues Geheimnis" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Geheimnis", Exact = true })).Not.ToHaveValueAsync(made.Secret);
        await PortalFixture.AssertAccessibleAsync(page);
        await Button(page, "Ich habe es aufbewahrt").ClickAsync();
        await Button(page, "Löschen").ClickAsync();
        await Button(page, "Rückgängig").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Buchhaltung" })).ToBeVisibleAsync();
        await page.GotoAsync("webhooks/guide");
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Python" })).ToHaveValueAsync(new Regex("compare_digest"));
        await PortalFixture.AssertAccessibleAsync(page);
    }
}
