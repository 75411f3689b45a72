using System.Diagnostics;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

[Collection("portal")]
public sealed partial class ApiDocsTests(PortalFixture portal)
{
    [GeneratedRegex("\"request_id\":\\s*\"req_")]
    private static partial Regex Answered();

    [Fact]
    public async Task The_api_can_be_tried_in_the_browser_with_a_key()
    {
        var key = (await portal.Get<ApiKeyService>().CreateAsync(portal.Owner, "Docs", ["participants"], null)).Required().Key;
        var page = await portal.PageAsync(null);
        var refused = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                refused.Add(message.Text);
            }
        };
        await page.GotoAsync("api/docs");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "AdminPortal API" })).ToBeVisibleAsync();
        await page.Marked(".auth-wrapper .btn.authorize").ClickAsync();
        await page.Marked(".modal-ux").GetByLabel("auth-bearer-value").FillAsync(key);
        await page.Marked(".modal-ux .auth-container").Filter(new() { Has = page.GetByLabel("auth-bearer-value") })
            .GetByRole(AriaRole.Button, new() { NameRegex = new Regex("apply", RegexOptions.IgnoreCase) }).ClickAsync();
        await page.Marked(".modal-ux .close-modal").ClickAsync();
        var operation = page.Marked("#operations-Participants-listParticipants");
        await operation.Marked(".opblock-summary-control").ClickAsync();
        await operation.Marked(".btn.execute").ClickAsync();
        await Expect(operation.Marked(".live-responses-table tr.response .response-col_status")).ToContainTextAsync("200");
        await Expect(operation.Marked(".live-responses-table tr.response .highlight-code").First).ToContainTextAsync(Answered());
        Assert.Empty(refused);
    }

    [Theory, InlineData("en"), InlineData("de")]
    public async Task The_commands_on_the_keys_page_work_when_they_are_pasted(string language)
    {
        var page = await portal.PageAsync(Role.Admin, 360, 800, language);
        await page.GotoAsync("keys");
        await Expect(page.Marked("#call-participants")).ToHaveValueAsync(new Regex("^KEY=apk_"));
        await PortalFixture.AssertAccessibleAsync(page);
        await page.Locator("header, main").GetByRole(AriaRole.Button, new() { Name = language == "de" ? "Neuer Schlüssel" : "New key" })
            .First.ClickAsync();
        await page.Field("Name").FillAsync($"Door {language}");
        await page.Locator("fieldset input[type=checkbox]").Nth(0).CheckAsync();
        await page.Locator("fieldset input[type=checkbox]").Nth(1).CheckAsync();
        await page.Locator("form button[type=submit]").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = language == "de" ? "Der neue Schlüssel" : "The new key" }))
            .ToHaveValueAsync(new Regex("^apk_"));
        foreach (var name in new[] { "participants", "checkins" })
        {
            var command = await page.Marked($"#call-{name}").InputValueAsync();
            Assert.Matches(Answered(), await ShellAsync(command));
        }

        await PortalFixture.AssertAccessibleAsync(page);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = $"Door {language}" })
            .GetByRole(AriaRole.Cell, new() { NameRegex = new Regex(@"\(1 h\) ?2$") })).ToBeVisibleAsync();
    }

    private static async Task<string> ShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", command])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return text;
    }
}
