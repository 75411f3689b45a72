using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace AdminPortal.E2E;

/// <summary>
/// The real portal on a free port of this machine over a database of its own, with one tenant, one person of each role and one event, and a
/// real Chromium. Shared by the tests of a collection; a test that changes much makes its own event with <see cref="EventAsync"/>.
/// Collections run beside each other, so each has a type of its own and nothing in common with the others.
/// </summary>
public partial class PortalFixture : WebApplicationFactory<Program>, IAsyncLifetime
{
    /// <summary>The password of everybody in the fixture.</summary>
    public const string Password = "correct horse battery";

    /// <summary>Where the privacy notice stands.</summary>
    public const string Privacy = "https://www.example.org/privacy";

    /// <summary>Where the imprint stands.</summary>
    public const string Imprint = "https://www.example.org/imprint";

    /// <summary>Of everybody in <see cref="EventAsync"/>.</summary>
    internal static readonly string[] LastNames = ["Aydın", "Bergström", "D’Angelo", "Fischer", "Großmann", "Nguyễn", "O’Brien",
        "Schäfer", "Yıldız", "Zoller", "Brandt", "Novak"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    /// <summary>By their types, which is all that an attribute of a collection can name.</summary>
    internal static readonly ConcurrentDictionary<Type, PortalFixture> All = new();

    private readonly List<(int Turn, IBrowserContext Context)> sessions = [];

    /// <summary>The cookies of each role, once somebody has signed in with it.</summary>
    private readonly Dictionary<Role, string> cookies = [];

    private readonly string folder = Directory.CreateTempSubdirectory("adminportal-e2e").FullName;

    private IPlaywright playwright = null!;

    public PortalFixture() => All[GetType()] = this;

    /// <summary>What the portal has written since the test began, as an installation does.</summary>
    internal CapturedLogs Log { get; } = new() { On = true, From = LogLevel.Information };

    /// <summary>The number of the test that runs.</summary>
    internal int Turn { get; set; }

    /// <summary>The address, ending in <c>/</c>.</summary>
    public string Url => ClientOptions.BaseAddress.ToString();

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The tenant's owner, for making data through the services.</summary>
    public Actor Owner { get; private set; } = null!;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    async Task IAsyncLifetime.InitializeAsync()
    {
        UseKestrel(0);
        StartServer();
        var tenant = (await Get<TenantService>().CreateAsync(Actor.System(0, "test"), new TenantDraft("test", "Test"))).Required();
        foreach (var role in Enum.GetValues<Role>())
        {
            (await Get<UserService>().CreateAsync(Actor.System(tenant, "test"), Email(role), $"{role} Person", role, Password)).Required();
        }

        Owner = new Actor(tenant, ActorKind.User, 1, "Owner Person", Grants.Of(Role.Owner)) { Proof = new(DateTime.MaxValue) };
        await EventAsync("congress", 12);
        Assertions.SetDefaultExpectTimeout(20_000); // two cores may be busy with other tests
        playwright = await Playwright.CreateAsync();
        Browser = await LaunchAsync();
    }

    /// <summary>A browser, with more of its arguments where a test needs a camera.</summary>
    public Task<IBrowser> LaunchAsync(params string[] more) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium(), Args = [.. Arguments, .. more] });

    /// <summary>A phone's browser that keeps what it has in a folder, so that it may be killed and started again.</summary>
    public Task<IBrowserContext> LaunchPersistentAsync(string profile, bool offline = false) =>
        playwright.Chromium.LaunchPersistentContextAsync(profile, new BrowserTypeLaunchPersistentContextOptions
        {
            ExecutablePath = Chromium(),
            Args = Arguments,
            ViewportSize = new ViewportSize { Width = 390, Height = 844 },
            Locale = "en-GB",
            Offline = offline,
        });

    private static string? Chromium() => new[]
    {
        Environment.GetEnvironmentVariable("PORTAL_CHROMIUM"), "/usr/bin/chromium-headless-shell", "/usr/bin/chromium",
        "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    }.FirstOrDefault(File.Exists);

    async Task IAsyncLifetime.DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
        await DisposeAsync();
        Directory.Delete(folder, true);
    }

    /// <summary>The e-mail of the person with that role.</summary>
    public static string Email(Role role) => $"{role.ToString().ToLowerInvariant()}@example.org";

    /// <summary>An event running now with that many participants, badges 0001 and up; returns its id.</summary>
    public async Task<long> EventAsync(string key, int participants, ReEntry reEntry = ReEntry.AfterCheckOut)
    {
        string[] first = ["Zeynep", "Åsa", "Marco", "Jörg", "Ida", "Thị Lan", "Siobhán", "Noël", "Emre", "Mia", "Björn", "Vera"];
        var now = DateTime.UtcNow;
        var id = (await Get<EventService>()
            .CreateAsync(Owner, new EventDraft(key, $"Herbst {key}", "Messe Nord, Hamburg", now.AddHours(-3), now.AddDays(1),
                "Europe/Berlin", Math.Max(10, participants), false, reEntry))).Required();
        foreach (var category in new[] { "Visitor", "Exhibitor" })
        {
            (await Get<CategoryService>().CreateAsync(Owner, id, category.ToLowerInvariant(), category)).Required();
        }

        for (var i = 0; i < participants; i++)
        {
            var number = $"{key}-{i + 1:D4}";
            (await Get<ContactService>()
                .CreateAsync(Owner, new ContactDraft(number, i % 3 == 0 ? "Hafenlogistik GmbH" : null, first[i % 12], LastNames[i % 12],
                    $"{number}@example.org"))).Required();
            (await Get<ParticipantService>()
                .CreateAsync(Owner, new ParticipantDraft(key, number, i % 4 != 0, $"{i + 1:D4}", i % 5 == 0 ? "exhibitor" : "visitor")))
                .Required();
        }

        return id;
    }

    /// <summary>
    /// A new browser, empty but for the cookies of its role (none where it is null). The first of each role signs in through the form, and
    /// so does one that asks for a session of its own because it ends it.
    /// </summary>
    public async Task<IPage> PageAsync(Role? role, int width = 1440, int height = 900, string language = "en",
        ColorScheme scheme = ColorScheme.Light, bool ownSession = false)
    {
        // A page left open by an earlier test keeps its circuit and slows those that follow.
        foreach (var ended in sessions.Where(session => session.Turn != Turn).ToList())
        {
            sessions.Remove(ended);
            await ended.Context.CloseAsync();
        }

        if (role is { } again && !ownSession && cookies.ContainsKey(again))
        {
            await ProveAsync(again); // the session is as old as the run, and is asked for no proof
        }

        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Url,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Locale = language == "de" ? "de-DE" : "en-GB",
            ColorScheme = scheme,
            StorageState = role is { } known && !ownSession ? cookies.GetValueOrDefault(known) : null,
        });
        sessions.Add((Turn, context));
        var page = await context.NewPageAsync();
        if (role is { } who && (ownSession || !cookies.ContainsKey(who)))
        {
            await page.GotoAsync("account/sign-in");
            await page.SignInAsync(Email(who), Password);
            await page.WaitForURLAsync(Url);
            if (!ownSession)
            {
                cookies[who] = await context.StorageStateAsync();
            }
        }

        return page;
    }

    /// <summary>All sessions of a role's person have just been proved.</summary>
    private async Task ProveAsync(Role role)
    {
        var id = (await Get<UserService>().FindAsync(Email(role)))!.Value.Id;
        foreach (var session in await Get<SessionQueries>().OwnAsync(Owner with { Id = id }))
        {
            await Get<SessionService>().ProveAsync(session.Id);
        }
    }

    /// <summary>Gives the page's only file field a file, once the page's script has taken hold of the field.</summary>
    public static async Task ChooseFileAsync(IPage page, string name, byte[] content, string type = "text/csv")
    {
        await page.WaitForFunctionAsync("() => document.querySelector('input[type=file]')?._blazorInputFileNextFileId !== undefined");
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = type, Buffer = content });
    }

    /// <summary>Chooses an option of a field by its label.</summary>
    public static async Task ChooseAsync(IPage page, string label, string option)
    {
        await page.GetByRole(AriaRole.Combobox, new() { NameRegex = Named(label) }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = option, Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
    }

    /// <summary>The label of a field, also where it must or may be filled.</summary>
    private static Regex Named(string label) => new($@"^{Regex.Escape(label)}( \(\w+\))?$");

    /// <summary>Types day and time into the two fields of a moment.</summary>
    /// <param name="page">The page.</param>
    /// <param name="label">The label of the day.</param>
    /// <param name="moment">As <c>2026-10-09T08:30</c>.</param>
    public static async Task FillMomentAsync(IPage page, string label, string moment)
    {
        await page.GetByRole(AriaRole.Textbox, new() { NameRegex = Named(label) }).FillAsync(moment[..10]);
        var time = page.GetByLabel(new Regex($"^{label}: (time|Uhrzeit)$"));
        await time.FillAsync(moment[11..]);
        await time.PressAsync("Tab");
    }

    /// <summary>What was said about something done, each with its Undo.</summary>
    public static ILocator Messages(IPage page) =>
        page.GetByRole(AriaRole.Status, new() { NameRegex = new("^(Messages|Meldungen)$") }).GetByRole(AriaRole.Group);

    /// <summary>Waits until the page is drawn: its heading stands and nothing is on its way any more.</summary>
    public static async Task DrawnAsync(IPage page)
    {
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status, new() { NameRegex = new("^(Loading|Lädt)") })).ToHaveCountAsync(0);
    }

    /// <summary>Fails with what axe-core finds on the page once nothing moves on it any more: a colour on its way is none.</summary>
    /// <param name="page">The page.</param>
    /// <param name="rules">The rules that are looked at, such as <c>color-contrast</c>; all of them where none is named.</param>
    public static async Task AssertAccessibleAsync(IPage page, params string[] rules)
    {
        await page.EvaluateAsync("""
            () => Promise.race([
              Promise.allSettled(document.getAnimations()
                .filter((moving) => moving.effect.getComputedTiming().endTime !== Infinity).map((moving) => moving.finished)),
              new Promise((resolve) => setTimeout(resolve, 2000)),
            ])
            """);
#pragma warning disable CS0618 // in the page itself: the other way opens a page of its own for each result, which costs a process each time
        var result = await page.Locator("html").RunAxeLegacy(new AxeRunOptions
        {
            ResultTypes = [ResultType.Violations], // of what passes it need not tell each place
            RunOnly = rules.Length == 0 ? null : new RunOnlyOptions { Type = "rule", Values = [.. rules] },
        });
#pragma warning restore CS0618
        Assert.True(result.Violations.Length == 0,
            string.Join("\n",
                result.Violations.Select(v =>
                    $"{v.Id} ({v.Impact}): {v.Help}\n  {string.Join("\n  ", v.Nodes.Take(5).Select(n => n.Html))}")));
    }

    /// <summary>An actor of the tenant with a role.</summary>
    public Actor As(Role role) => Owner with { Name = $"{role} Person", Permissions = Grants.Of(role) };

    /// <summary>
    /// Looks for alarms and tells the windows, as the portal does every few seconds. Here nothing does it by itself: a test must not be
    /// told of what another one has left behind.
    /// </summary>
    public async Task LookForAlarmsAsync()
    {
        await Get<AlarmWatch>().LookAsync();
        await Get<AlarmFeed>().LookAsync();
    }
}
