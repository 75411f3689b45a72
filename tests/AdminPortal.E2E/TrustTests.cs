using AdminPortal.Domain.Accounts;
using Microsoft.Playwright;

namespace AdminPortal.E2E;

/// <summary>Trusted types: no markup brings a script into a page, whoever writes it, and scripts come from the portal alone.</summary>
[Collection("portal")]
public sealed class TrustTests(PortalFixture portal)
{
    private const string Probe = """
        () => {
          const outcome = (work) => { try { work(); return 'taken'; } catch { return 'refused'; } };
          const markup = (text) => outcome(() => { document.createElement('div').innerHTML = text; });
          const script = (address) => outcome(() => { document.createElement('script').src = address; });
          return [
            markup('<b title="x">bold</b>'), markup('<tr><td>cell</td></tr>'), markup('a < b onerror=1'), script('/app.js'),
            markup('<img src=x onerror=alert(1)>'), markup('<svg><a href="java&#115;cript:alert(1)">x</a></svg>'), markup('<iframe src=/>'),
            markup('<template><script></script></template>'), script('https://elsewhere.example/x.js'),
            outcome(() => { document.createElement('script').text = 'alert(1)'; }),
          ];
        }
        """;

    [Theory]
    [InlineData("account/sign-in", false)]
    [InlineData("events/congress/reports", true)]
    [InlineData("station", false)]
    [InlineData("api/docs", false)]
    public async Task Markup_with_a_script_is_refused_and_all_other_is_taken(string path, bool isSignedIn)
    {
        var page = await portal.PageAsync(isSignedIn ? Role.Owner : null);
        await page.GotoAsync(path);
        await page.WaitForFunctionAsync("() => window.trustedTypes.defaultPolicy !== null");
        var outcomes = await page.EvaluateAsync<string[]>(Probe);
        Assert.Equal([.. Enumerable.Repeat("taken", 4), .. Enumerable.Repeat("refused", 6)], outcomes);
    }

    [Fact]
    public async Task A_wall_takes_no_markup_at_all()
    {
        var id = (await portal.Get<AdminPortal.Domain.Events.EventQueries>().FindAsync(portal.Owner, "congress"))!.Id;
        var wall = (await portal.Get<AdminPortal.Domain.Live.Walls.WallService>()
            .CreateAsync(portal.Owner, id, new AdminPortal.Domain.Live.Walls.WallDraft("Trust"))).Required();
        var page = await portal.PageAsync(null, 1920, 1080);
        await page.GotoAsync($"wall/{wall.Token}");
        await Assertions.Expect(page.Marked("#inside")).ToBeVisibleAsync();
        var outcomes = await page.EvaluateAsync<string[]>(Probe);
        Assert.Equal(Enumerable.Repeat("refused", 10), outcomes);
    }
}
