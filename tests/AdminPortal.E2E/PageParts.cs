using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace AdminPortal.E2E;

/// <summary>Finds what people find by its words, and by its mark what has none.</summary>
internal static class PageParts
{
    /// <summary>A field by its label, whatever follows the words, such as "(required)".</summary>
    public static ILocator Field(this IPage page, string label) => page.GetByLabel(Labelled(label));

    /// <summary>As the other one, in a part of a page.</summary>
    public static ILocator Field(this ILocator part, string label) => part.GetByLabel(Labelled(label));

    /// <summary>The value of a key figure by its label.</summary>
    public static ILocator Figure(this IPage page, string label) =>
        page.GetByRole(AriaRole.Group, new() { Name = label, Exact = true }).GetByRole(AriaRole.Strong).First;

    /// <summary>Types name and password on the page of signing in, in either language, and sends them.</summary>
    public static async Task SignInAsync(this IPage page, string email, string password)
    {
        await page.GetByLabel(new Regex("^E-[Mm]ail")).FillAsync(email);
        await page.GetByLabel(new Regex("^Passwor(d|t)")).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Sign in|Anmelden)$") }).ClickAsync();
    }

    /// <summary>
    /// What nobody names and a test must still point at: drawings of charts, figures of the wall and states of the station as their scripts
    /// mark them, pages of others (the description of the API), layout and print. Everything else is found by role, label or text.
    /// </summary>
    public static ILocator Marked(this IPage page, string selector) => page.Locator(selector);

    /// <summary>As the other one, in a part of a page.</summary>
    public static ILocator Marked(this ILocator part, string selector) => part.Locator(selector);

    private static Regex Labelled(string label) => new($@"^\s*{Regex.Escape(label)}\s*(\*|\(|$)");
}
