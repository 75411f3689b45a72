using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.E2E;

/// <summary>A name from right to left, beside numbers that are not.</summary>
[Collection("portal")]
public sealed class RightToLeftTests(PortalFixture portal)
{
    /// <summary>Whether the letters of a text that is shown stand in their order from left to right.</summary>
    private const string Forward = """
        number => {
          const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(number);
            if (at < 0) continue;
            const left = (from) => {
              const range = document.createRange();
              range.setStart(node, from);
              range.setEnd(node, from + 1);
              return range.getBoundingClientRect().left;
            };
            return left(at) < left(at + number.length - 1);
          }
          return null;
        }
        """;

    [Theory]
    [InlineData("70-91", "\u202eUmgekehrt GmbH")]
    [InlineData("70-92", "شركة الميناء")]
    public async Task A_company_from_right_to_left_leaves_the_customer_number_beside_it_as_it_is(string number, string company)
    {
        await portal.EventAsync($"rtl-{number}", 0);
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft(number, company, "Ida", "Kaya", null))).Required();
        var page = await portal.PageAsync(Role.Organiser);
        await page.GotoAsync($"events/rtl-{number}/participants/new");
        await page.GetByRole(AriaRole.Searchbox, new() { NameRegex = new("^Search by ") }).FillAsync(number);
        await Expect(page.GetByRole(AriaRole.Main).GetByText(number)).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool?>(Forward, number));
        await page.GotoAsync($"contacts?search={number}");
        await Expect(page.GetByRole(AriaRole.Main).GetByText(number).First).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool?>(Forward, number));
    }
}
