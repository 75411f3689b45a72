using System.Text;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Invoices;
using AdminPortal.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>An issued invoice goes to its contact by e-mail, in a portal of its own that has a mail server.</summary>
[Collection("portal")]
public sealed class InvoiceMailTests(PortalFixture portal)
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("adminportal-mail").FullName;

    [Fact]
    public async Task An_issued_invoice_is_mailed_with_its_paper_and_what_the_server_refuses_is_told()
    {
        using var peer = new SmtpPeer();
        await using var host = new Restartable(Folder, Restartable.FreePort()) { Mail = peer.Settings };
        var (owner, _) = await host.PrepareAsync();
        (await host.Get<ContactService>()
            .CreateAsync(owner, new ContactDraft("M-1", "Elbe Werft AG", "Vera", "Zoller", "vera@example.org"))).Required();
        var invoices = host.Get<InvoiceService>();
        var id = (await invoices.CreateAsync(owner, new InvoiceDraft("M-1", null, "EUR", 119_000, DateTime.UtcNow))).Required();
        (await invoices.IssueAsync(owner, id)).Required();
        var number = (await host.Get<InvoiceQueries>().FindAsync(owner, id))!.Row.Number!;

        var page = await portal.PageAsync(null);
        await page.GotoAsync(host.Url + "account/sign-in");
        await page.SignInAsync(PortalFixture.Email(Role.Owner), PortalFixture.Password);
        await page.WaitForURLAsync(host.Url);
        await page.GotoAsync($"{host.Url}invoices/{id}");
        await Expect(page.GetByText("Not sent", new() { Exact = true })).ToBeVisibleAsync();

        // What the mail server refuses is said, and the invoice does not count as sent.
        peer.Answers["vera@example.org"] = "550 no such box";
        await SendAsync(page, number);
        await Expect(PortalFixture.Messages(page).Filter(new() { HasText = "no such box" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Not sent", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Empty(peer.Mails);

        peer.Answers.Clear();
        await SendAsync(page, number);
        await Expect(PortalFixture.Messages(page).Filter(new() { HasText = "The mail to vera@example.org is on its way." }))
            .ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Mark as not sent" })).ToBeVisibleAsync();
        await PortalFixture.AssertAccessibleAsync(page);

        var (to, text) = Assert.Single(peer.Mails);
        Assert.Equal("vera@example.org", to);
        Assert.Contains("From: portal@example.org", text, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/pdf", text, StringComparison.Ordinal);
        Assert.Contains(number, text, StringComparison.Ordinal);
        var paper = Convert.FromBase64String(Regex.Replace(Regex.Match(text, @"JVBERi[A-Za-z0-9+/=\s]+").Value, @"\s", ""));
        Assert.StartsWith("%PDF-", Encoding.Latin1.GetString(paper), StringComparison.Ordinal);
        Assert.NotNull((await host.Get<InvoiceQueries>().FindAsync(owner, id))!.Row.SentAt);
    }

    private static async Task SendAsync(IPage page, string number)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Send by e-mail" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = $"Send {number} now?" });
        await Expect(dialog).ToContainTextAsync("The PDF goes to vera@example.org.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
    }
}
