using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using AdminPortal.Data.Sqlite;
using AdminPortal.Domain;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Verification;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Support;

/// <summary>What came of a node that was killed while people came in through the proxy.</summary>
/// <param name="Badges">People who were to come in, each once.</param>
/// <param name="Admitted">Those of them who were told that they are in.</param>
/// <param name="Replayed">Calls that had been done by the node that died, or whose answer was lost, and were answered again.</param>
/// <param name="Refused">Calls that were answered with a refusal.</param>
/// <param name="Failed">Attempts without an answer that could be used: cut, or 502 to 504.</param>
/// <param name="Rows">Check-ins that are in the database.</param>
/// <param name="LongestGap">The longest that a call took with all its attempts.</param>
/// <param name="WallGap">The longest that a wall display at the proxy went without a word, its new connection included.</param>
/// <param name="Moved">Windows that were cut and opened again, all of them.</param>
/// <param name="Windows">How many there were.</param>
public sealed record NodeKill(int Badges, int Admitted, int Replayed, int Refused, int Failed, int Rows, TimeSpan LongestGap,
    TimeSpan WallGap, int Moved, int Windows);

/// <summary>
/// Two real portals on one SQLite file behind nginx: both start at once on an empty folder, people come in on one and walls show it on
/// both, badges race over both, and each is killed under load.
/// </summary>
public sealed class NodeRounds : IAsyncDisposable
{
    private const string Email = "olga@nodes.example";

    private const string Password = "Correct-Horse-1";

    private readonly string folder = Directory.CreateTempSubdirectory("adminportal-nodes").FullName;

    private readonly ServiceProvider services;

    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    { Timeout = TimeSpan.FromSeconds(30) };

    private readonly PortalNode[] nodes;

    private Nginx? nginx;

    private Actor owner = Actor.System(0, "nodes");

    private string key = "";

    private string wall = "";

    private int badges;

    /// <summary>Over a folder of its own.</summary>
    public NodeRounds()
    {
        string[] settings = ["--Portal:TrustedProxies=127.0.0.1", "--Portal:PublicUrl=http://127.0.0.1", "--Portal:SignInsPerMinute=1000",
            "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"];
        nodes = [new PortalNode(folder, settings), new PortalNode(folder, settings)];
        services = new ServiceCollection()
            .AddLogging()
            .AddDataProtection().Services
            .AddPortalDomain()
            .AddSingleton<IDatabaseStore>(new SqliteStore($"Data Source={File}", TimeProvider.System))
            .AddDbContextFactory<PortalDb>(options => options.UsePortalSqlite($"Data Source={File}"))
            .BuildServiceProvider();
    }

    private string File => Path.Combine(folder, "portal.db");

    /// <summary>The nodes.</summary>
    public IReadOnlyList<PortalNode> Nodes => nodes;

    /// <summary>Starts both nodes at the same moment on an empty folder, then the proxy, and makes an event with a wall.</summary>
    public async Task StartAsync()
    {
        await Task.WhenAll(nodes.Select(node => node.StartAsync()));
        nginx = await Nginx.StartAsync(nodes[0], nodes[1]);
        var tenant = (await Get<TenantService>().CreateAsync(owner, new TenantDraft("nodes", "Nodes", Plan.Enterprise))).Required();
        owner = new Actor(tenant, ActorKind.System, null, "nodes", Grants.Of(Role.Owner));
        (await Get<UserService>().CreateAsync(owner, Email, "Olga", Role.Organiser, Password)).Required();
        var now = DateTime.UtcNow;
        var happening = (await Get<EventService>().CreateAsync(owner,
            new EventDraft("nodes", "Nodes", null, now.AddHours(-1), now.AddDays(1), "Europe/Berlin"))).Required();
        key = (await Get<ApiKeyService>().CreateAsync(owner, "Gate", ["participants", "checkins"], null)).Required().Key;
        wall = (await Get<WallService>().CreateAsync(owner, happening, new WallDraft("Foyer"))).Required().Token;
    }

    /// <summary>
    /// Lets people in at the first node, one after the other, and measures until a wall there and one at the other node show each.
    /// </summary>
    /// <param name="people">How many.</param>
    /// <param name="pause">Time between two.</param>
    /// <returns>Milliseconds from the answer to the same node's wall, and to the other's, each in order of size.</returns>
    public async Task<(IReadOnlyList<double> Same, IReadOnlyList<double> Across)> WatchAsync(int people, TimeSpan pause)
    {
        var names = await BadgesAsync(people);
        using var ending = new CancellationTokenSource();
        var (near, far) = (new WallWatch(http, nodes[0].Address, wall), new WallWatch(http, nodes[1].Address, wall));
        var (nearRuns, farRuns) = (near.RunAsync(ending.Token), far.RunAsync(ending.Token));
        var before = await near.FirstAsync();
        await far.FirstAsync();
        var answered = new List<long>();
        foreach (var badge in names)
        {
            var (status, _, _) = await ScanAsync(nodes[0].Address, badge, null);
            answered.Add(status == HttpStatusCode.Created ? Stopwatch.GetTimestamp() : throw new IOException($"{badge}: {status}"));
            await Task.Delay(pause);
        }

        await Task.WhenAll(near.ReachedAsync(before + people), far.ReachedAsync(before + people)).WaitAsync(TimeSpan.FromMinutes(1));
        await ending.CancelAsync();
        await Task.WhenAll(nearRuns, farRuns);
        return (Times(near), Times(far));

        List<double> Times(WallWatch watch) => [.. answered.Select((at, i) =>
            Math.Max(0, Stopwatch.GetElapsedTime(at, watch.ShownAt(before + i + 1)).TotalMilliseconds)).Order()];
    }

    /// <summary>One badge after the other is scanned at both nodes at once.</summary>
    /// <returns>For each badge how many were admitted.</returns>
    public async Task<IReadOnlyList<int>> RaceAsync(int rounds, int callers)
    {
        var admitted = new List<int>();
        foreach (var badge in await BadgesAsync(rounds))
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, callers).Select(i => ScanAsync(nodes[i % 2].Address, badge, null)));
            admitted.Add(answers.Count(answer => answer.Status == HttpStatusCode.Created));
        }

        return admitted;
    }

    /// <summary>
    /// People come in through the proxy, a wall and windows are open there, and one node after the other is killed and started again.
    /// </summary>
    /// <param name="people">How many come in.</param>
    /// <param name="windows">Windows of the portal.</param>
    public async Task<NodeKill> KillAsync(int people, int windows)
    {
        var names = await BadgesAsync(people);
        var before = await CountAsync();
        using var ending = new CancellationTokenSource();
        var watch = new WallWatch(http, nginx!.Address, wall);
        var watching = watch.RunAsync(ending.Token);
        var start = await watch.FirstAsync();
        var open = await Task.WhenAll(Enumerable.Range(0, windows)
            .Select(_ => MovingWindow.OpenAsync(nginx.Address, http, Email, Password)));
        var result = new NodeKill(people, 0, 0, 0, 0, 0, TimeSpan.Zero, TimeSpan.Zero, 0, windows);
        var left = new ConcurrentQueue<string>(names);
        using var answered = new SemaphoreSlim(0);
        var coming = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (left.TryDequeue(out var badge))
            {
                var (answer, failed, took) = await InsistAsync(badge);
                answered.Release();
                lock (names)
                {
                    result = result with
                    {
                        Admitted = result.Admitted + (answer.Status == HttpStatusCode.Created ? 1 : 0),
                        Refused = result.Refused + (answer.Status == HttpStatusCode.Created ? 0 : 1),
                        Replayed = result.Replayed + (answer.Replayed ? 1 : 0),
                        Failed = result.Failed + failed,
                        LongestGap = took > result.LongestGap ? took : result.LongestGap,
                    };
                }
            }
        })));
        var done = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            for (; done < people * (i + 1) / 3 && !coming.IsCompleted; done++)
            {
                await Task.WhenAny(coming, answered.WaitAsync());
            }

            await nodes[i].KillAsync();
            await nodes[i].StartAsync();
        }

        await coming;
        await watch.ReachedAsync(start + people).WaitAsync(TimeSpan.FromMinutes(1));
        await ending.CancelAsync();
        await watching;
        var moved = 0;
        foreach (var window in open)
        {
            moved += await window.EndAsync() ? 1 : 0;
        }

        return result with { Rows = await CountAsync() - before, WallGap = watch.LongestGap, Moved = moved };
    }

    /// <summary>What the look over the whole database finds.</summary>
    public async Task<IReadOnlyList<string>> VerifyAsync()
    {
        var found = new List<string>();
        await foreach (var finding in Get<VerificationService>().RunAsync())
        {
            found.Add(finding.ToString());
        }

        return found;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (nginx is not null)
        {
            await nginx.DisposeAsync();
        }

        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        http.Dispose();
        await services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, true);
    }

    private T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    private async Task<int> CountAsync()
    {
        await using var db = Get<IDbContextFactory<PortalDb>>().Read(owner);
        return await db.CheckIns.CountAsync();
    }

    private async Task<IReadOnlyList<string>> BadgesAsync(int people)
    {
        var names = Enumerable.Range(badges, people).Select(i => string.Create(CultureInfo.InvariantCulture, $"N{i}")).ToList();
        badges += people;
        foreach (var name in names)
        {
            (await Get<ContactService>().CreateAsync(owner, new ContactDraft(name, null, "Mia", "Muster", null))).Required();
            (await Get<ParticipantService>().CreateAsync(owner, new ParticipantDraft("nodes", name, true, name, null))).Required();
        }

        return names;
    }

    /// <summary>Sends a scan again until it is answered, as a station does: with the same key.</summary>
    private async Task<((HttpStatusCode? Status, string Text, bool Replayed) Answer, int Failed, TimeSpan Took)> InsistAsync(string badge)
    {
        var began = Stopwatch.GetTimestamp();
        for (var failed = 0; ; failed++)
        {
            var answer = await ScanAsync(nginx!.Address, badge, badge);
            if (answer.Status is { } status && (int)status < 500)
            {
                return (answer, failed, Stopwatch.GetElapsedTime(began));
            }

            await Task.Delay(20);
        }
    }

    private async Task<(HttpStatusCode? Status, string Text, bool Replayed)> ScanAsync(Uri portal, string badge, string? idempotency)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(portal, "/api/v1/check-ins"))
        {
            Content = new StringContent($$"""{"event_key":"nodes","badge_number":"{{badge}}","station":"Nord"}""", Encoding.UTF8),
        };
        request.Headers.Add("X-API-Key", key);
        if (idempotency is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotency);
        }

        try
        {
            using var response = await http.SendAsync(request);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Contains("Idempotency-Replayed"));
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return (null, "", false);
        }
    }
}
