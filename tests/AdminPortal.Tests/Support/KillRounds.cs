using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using AdminPortal.Data.Sqlite;
using AdminPortal.Domain;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Support;

/// <summary>
/// What came of rounds in which the portal's process was killed in a burst of calls with idempotency keys, and every call was sent again to
/// the next process.
/// </summary>
/// <param name="Rounds">Processes that were killed.</param>
/// <param name="Calls">Calls, each with a key of its own.</param>
/// <param name="AnsweredBefore">Calls that the killed process had answered.</param>
/// <param name="Replayed">Calls whose second try got the answer of the first.</param>
/// <param name="ReplayedUnheard">Those of them whose first answer had never arrived: done, stored, and then the process died.</param>
/// <param name="Refused">Second tries that were answered with anything but 201.</param>
/// <param name="Changed">Second tries whose answer was another than the first one.</param>
/// <param name="Rows">Check-ins and participants that were written.</param>
/// <param name="LongestRetry">The longest that a second try took.</param>
public sealed record KillFigures(int Rounds, int Calls, int AnsweredBefore, int Replayed, int ReplayedUnheard, int Refused, int Changed,
    int Rows, TimeSpan LongestRetry);

/// <summary>
/// Kills a real portal, again and again, while programs check people in (re-entry <c>always</c>: what is done twice is a second row) and
/// add participants.
/// </summary>
public sealed class KillRounds : IAsyncDisposable
{
    private const int People = 16;

    private const int Burst = 48;

    private readonly string folder = Directory.CreateTempSubdirectory("adminportal-kills").FullName;

    private readonly ServiceProvider services;

    private readonly PortalNode portal;

    private string key = "";

    private Actor owner = Actor.System(0, "kills");

    /// <summary>Over a database of its own.</summary>
    public KillRounds()
    {
        portal = new PortalNode(folder);
        services = new ServiceCollection()
            .AddLogging()
            .AddDataProtection().Services
            .AddPortalDomain()
            .AddDbContextFactory<PortalDb>(options => options.UsePortalSqlite($"Data Source={File}"))
            .BuildServiceProvider();
    }

    private string File => Path.Combine(folder, "portal.db");

    /// <summary>Runs the rounds.</summary>
    public async Task<KillFigures> RunAsync(int rounds)
    {
        await SeedAsync(rounds);
        await portal.StartAsync();
        var figures = new KillFigures(rounds, rounds * Burst, 0, 0, 0, 0, 0, 0, TimeSpan.Zero);
        for (var round = 0; round < rounds; round++)
        {
            var before = new ConcurrentDictionary<int, string>();
            using (var http = Client())
            {
                var sending = Task.WhenAll(Enumerable.Range(0, Burst).Select(async call =>
                {
                    if (await SendAsync(http, round, call) is ({ }, var text, _))
                    {
                        before[call] = text;
                    }
                }));

                // Somewhere between the first answer and the last: earlier in one round, later in the next.
                while (before.Count <= round * 7 % (Burst - 8) && !sending.IsCompleted)
                {
                    await Task.Yield();
                }

                await portal.KillAsync();
                await sending;
            }

            await portal.StartAsync();
            using var again = Client();
            await Task.WhenAll(Enumerable.Range(0, Burst).Select(async call =>
            {
                var began = Stopwatch.GetTimestamp();
                var (status, text, replayed) = await SendAsync(again, round, call);
                var took = Stopwatch.GetElapsedTime(began);
                lock (before)
                {
                    figures = figures with
                    {
                        Replayed = figures.Replayed + (replayed ? 1 : 0),
                        ReplayedUnheard = figures.ReplayedUnheard + (replayed && !before.ContainsKey(call) ? 1 : 0),
                        Refused = figures.Refused + (status == HttpStatusCode.Created ? 0 : 1),
                        Changed = figures.Changed + (before.TryGetValue(call, out var first) && first != text ? 1 : 0),
                        LongestRetry = took > figures.LongestRetry ? took : figures.LongestRetry,
                    };
                }
            }));
            figures = figures with { AnsweredBefore = figures.AnsweredBefore + before.Count };
        }

        await using var db = services.GetRequiredService<IDbContextFactory<PortalDb>>().Read(owner);
        return figures with { Rows = await db.CheckIns.CountAsync() + await db.Participants.CountAsync() - People };
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, true);
    }

    /// <summary>Every third call adds a participant of its own, the others check one of a few people in.</summary>
    private async Task<(HttpStatusCode? Status, string Text, bool Replayed)> SendAsync(HttpClient http, int round, int call)
    {
        var (path, body) = call % 3 == 0
            ? ("participants", $$"""{"event_key":"kills","customer_number":"new-{{round}}-{{call}}"}""")
            : ("check-ins", $$"""{"event_key":"kills","badge_number":"{{call % People}}"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}") { Content = new StringContent(body, Encoding.UTF8) };
        request.Headers.Add("X-API-Key", key);
        request.Headers.Add("Idempotency-Key", $"{round}-{call}");
        try
        {
            using var response = await http.SendAsync(request);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Contains("Idempotency-Replayed"));
        }
        catch (HttpRequestException)
        {
            return (null, "", false); // the process is gone
        }
    }

    private HttpClient Client() => new(new SocketsHttpHandler { MaxConnectionsPerServer = Burst })
    { BaseAddress = portal.Address };

    private async Task SeedAsync(int rounds)
    {
        await services.GetRequiredService<Schema>().MigrateAsync();
        var tenant = (await services.GetRequiredService<TenantService>()
            .CreateAsync(owner, new TenantDraft("kills", "Kills", Plan.Enterprise))).Required();
        owner = Actor.System(tenant, "kills");
        var now = DateTime.UtcNow;
        (await services.GetRequiredService<EventService>()
            .CreateAsync(owner, new EventDraft("kills", "Kills", null, now.AddHours(-1), now.AddDays(1), "Europe/Berlin", null, false,
                ReEntry.Always))).Required();
        for (var i = 0; i < People; i++)
        {
            await ContactAsync($"{i}");
            (await services.GetRequiredService<ParticipantService>()
                .CreateAsync(owner, new ParticipantDraft("kills", $"{i}", true, $"{i}", null))).Required();
        }

        for (var round = 0; round < rounds; round++)
        {
            for (var call = 0; call < Burst; call += 3)
            {
                await ContactAsync($"new-{round}-{call}");
            }
        }

        key = (await services.GetRequiredService<ApiKeyService>().CreateAsync(owner, "Gate", ["participants", "checkins"], null))
            .Required().Key;
    }

    private async Task ContactAsync(string number) =>
        (await services.GetRequiredService<ContactService>().CreateAsync(owner, new ContactDraft(number, null, "Mia", "Muster", null)))
            .Required();
}
