using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>The day of an event without a mouse: every step is taken with keys alone, and what has the focus is told by its name.</summary>
[Collection("portal")]
public sealed partial class KeyboardTests(PortalFixture portal)
{
    /// <summary>How long a person presses keys for something that may still be on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_event_is_created_filled_confirmed_opened_and_counted_with_keys_alone()
    {
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("events");
        await HeadingAsync(page, "Events");
        await ReachAsync(page, "New event");
        await page.Keyboard.PressAsync("Enter");

        await HeadingAsync(page, "New event");
        await ReachAsync(page, "Title");
        await page.Keyboard.TypeAsync("Keys only");
        await ReachAsync(page, "Place");
        await page.Keyboard.TypeAsync("Kiel");
        await FillAsync(page, "From", DateTime.Now.AddDays(-1));
        await FillAsync(page, "To", DateTime.Now.AddDays(2));
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/events/keys-only$"));

        await HeadingAsync(page, "Day sheet");
        await ReachAsync(page, "Participants: Import");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/participants/import$"));
        await HeadingAsync(page);
        await page.WaitForFunctionAsync("() => document.querySelector('input[type=file]')?._blazorInputFileNextFileId !== undefined");

        // Asked for before the key is pressed: the browser asks for a file at once, and what is listened for only then may come too late.
        var choosing = page.WaitForFileChooserAsync();
        await ReachAsync(page, "Choose file");
        await page.Keyboard.PressAsync("Enter");
        await (await choosing).SetFilesAsync(new FilePayload
        {
            Name = "people.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes("customer_number,last_name,badge_number\nK-1,Großmann,K0001\nK-2,Yıldız,K0002\n"),
        });
        await ReachAsync(page, "Check all rows");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Import rows (2)" })).ToBeVisibleAsync();
        await ReachAsync(page, "Import rows (2)");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Imported rows: 2.")).ToBeVisibleAsync();

        await FindAsync(page, "Participants");
        await HeadingAsync(page, "Participants");
        await ReachAsync(page, "Select all on this page");
        await page.Keyboard.PressAsync("Space");
        await ReachAsync(page, "Confirm");
        await page.Keyboard.PressAsync("Enter");
        await Expect(PortalFixture.Messages(page).Filter(new() { HasText = "2 participants confirmed." })).ToBeVisibleAsync();

        await FindAsync(page, "Check-in");
        await Expect(StationSteps.Field(page)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("K0001\n");
        await Expect(StationSteps.Result(page)).ToContainTextAsync("Großmann");
        await ReachAsync(page, "Back to the portal");
        await page.Keyboard.PressAsync("Enter");
        await HeadingAsync(page);

        await FindAsync(page, "Reports");
        await Expect(page).ToHaveURLAsync(new Regex("/reports"));
        await HeadingAsync(page);
        await ReachAsync(page, "Participants", AriaRole.Navigation);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Participants" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Keys only");
    }

    /// <summary>The page that opens gives its heading the focus, so that Tab goes on from there.</summary>
    private static async Task HeadingAsync(IPage page, string? name = null) =>
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = name })).ToBeFocusedAsync();

    /// <summary>Opens a page by the search, as Ctrl+K does.</summary>
    private static async Task FindAsync(IPage page, string name)
    {
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync(name);
        var hit = page.GetByRole(AriaRole.Option, new() { NameRegex = new($"^{Regex.Escape(name)}") }).First;
        await Expect(hit).ToBeVisibleAsync();
        await Expect(hit).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task FillAsync(IPage page, string label, DateTime day)
    {
        await ReachAsync(page, label);
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync(day.ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture));
        await page.Keyboard.PressAsync("Tab");
    }

    /// <summary>Presses Tab until what is called so has the focus.</summary>
    private static async Task ReachAsync(IPage page, string name, AriaRole? within = null)
    {
        var passed = new List<string>();
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience;)
        {
            await page.Keyboard.PressAsync("Tab");
            var (called, inside) = await FocusAsync(page);
            if (Marks().Replace(called, "") == name && (within is null || inside))
            {
                return;
            }

            passed.Add(called);
        }

        Assert.Fail($"Tab does not lead to {name}: {string.Join(" | ", passed.Distinct())}");
    }

    /// <summary>Whether a field must or may be filled stands behind its label.</summary>
    [GeneratedRegex(@" ?(\*|\(required\)|\(optional\))+$")]
    private static partial Regex Marks();

    /// <summary>What the focused element is called, and whether it stands in a navigation of the page's own.</summary>
    private static async Task<(string Name, bool Inside)> FocusAsync(IPage page)
    {
        var told = await page.EvaluateAsync<string[]>(
            """
            () => {
              const element = document.activeElement;
              const shown = node => {
                const copy = node.cloneNode(true);
                copy.querySelectorAll('[aria-hidden=true]').forEach(hidden => hidden.remove());
                return copy.textContent;
              };
              const label = element === document.body ? '' : shown(element.labels?.[0] ?? element);
              const parts = [element.getAttribute('aria-label'), label].filter(part => part?.trim());
              return [parts[0]?.replace(/\s+/g, ' ').trim() ?? '', element.closest('main nav') ? 'yes' : 'no'];
            }
            """);
        return (told[0], told[1] == "yes");
    }
}
