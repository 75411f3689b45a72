using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>What is being typed into a field is not written over by what the server suggests meanwhile.</summary>
[Collection("portal")]
public sealed class TypingTests(PortalFixture portal)
{
    /// <summary>Sets a field's value as a drawing of the page does.</summary>
    private static async Task ArriveAsync(ILocator field, string value) =>
        await field.EvaluateAsync("(element, text) => { element.value = text; }", value);

    [Fact]
    public async Task A_value_that_arrives_while_somebody_types_waits_and_leaves_selected_what_was()
    {
        var page = await portal.PageAsync(Role.Owner);
        await page.GotoAsync("events/new");
        await PortalFixture.DrawnAsync(page);
        var place = page.GetByLabel("Place");
        await place.FocusAsync();
        await ArriveAsync(place, "Bonn");
        await Expect(place).ToHaveValueAsync("Bonn");
        await place.SelectTextAsync();
        await ArriveAsync(place, "Berlin");
        await page.Keyboard.TypeAsync("Ki");
        await ArriveAsync(place, "Hamburg");
        await page.Keyboard.TypeAsync("el");
        await Expect(place).ToHaveValueAsync("Kiel");
        await page.Keyboard.PressAsync("Tab");
        await Expect(place).ToHaveValueAsync("Kiel");

        // Left as it was entered, the field shows what has arrived.
        var key = page.GetByRole(AriaRole.Textbox, new() { NameRegex = new("^Key") });
        await key.FocusAsync();
        await page.Keyboard.TypeAsync("x");
        await ArriveAsync(key, "suggested");
        await page.Keyboard.PressAsync("Backspace");
        await Expect(key).ToHaveValueAsync("");
        await page.Keyboard.PressAsync("Tab");
        await Expect(key).ToHaveValueAsync("suggested");
    }
}
