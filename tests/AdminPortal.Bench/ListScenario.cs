using System.Diagnostics;
using System.Net.Http.Headers;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Bench;

/// <summary>
/// Pages of 25 of the lists of participants and of check-ins, read by eight at the same time, of an event with 32,000 of each and of one
/// with 100,000: by the API over HTTP, and by the portal's pages without it; the figures of both, which are kept and not counted.
/// </summary>
internal static class ListScenario
{
    private const int Readers = 8;

    private static readonly (string EventKey, int People, int Far)[] Events = [("middle", 32_000, 1_200), ("large", 100_000, 3_900)];

    private static readonly string[] Kept = ["name", "company", "customer_number", "email", "category"];

    private static TimeSpan span = TimeSpan.FromSeconds(3);

    /// <summary>Runs it.</summary>
    /// <param name="quick">Only the smaller event, and shorter spans.</param>
    public static Task RunAsync(bool quick)
    {
        span = quick ? TimeSpan.FromMilliseconds(500) : span;
        return BenchHost.RunAsync(app => MeasureAsync(app, quick ? Events[..1] : Events));
    }

    private static async Task MeasureAsync(WebApplication app, IReadOnlyList<(string EventKey, int People, int Far)> events)
    {
        var tenant = (await app.Services.GetRequiredService<TenantService>()
            .CreateAsync(Actor.System(0, "bench"), new TenantDraft("bench", "Bench"))).Required();
        var actor = Actor.System(tenant, "bench");
        var (people, stays) = (app.Services.GetRequiredService<ParticipantQueries>(), app.Services.GetRequiredService<CheckInQueries>());
        var contacts = app.Services.GetRequiredService<ContactQueries>();
        var key = (await app.Services.GetRequiredService<ApiKeyService>()
            .CreateAsync(actor, "reader", ["checkins", "participants"], null)).Required().Key;
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var ids = new Dictionary<string, long>();
        foreach (var (eventKey, many, _) in events)
        {
            ids[eventKey] = await BenchHost.FillAsync(app, actor, eventKey, eventKey, many, many);
        }

        Console.WriteLine($"{"",-64} {"a second",9} {"p50 ms",8} {"p99 ms",8} {"max ms",8} {"CPU µs",8}");
        var boards = app.Services.GetRequiredService<BoardReader>();
        foreach (var (eventKey, many, far) in events)
        {
            var first = Stopwatch.GetTimestamp();
            await boards.ReadAsync(tenant, ids[eventKey], null);
            Console.WriteLine($"{$"the first look at {eventKey}",-64} {"",9} {Stopwatch.GetElapsedTime(first).TotalMilliseconds,8:N1}");
            await CallAsync($"check-ins/stats?event_key={eventKey}");
            await RateAsync($"board of {eventKey}", () => boards.ReadAsync(tenant, ids[eventKey], null));
            foreach (var sort in Kept)
            {
                var (before, asked) = (GC.GetTotalMemory(true), Stopwatch.GetTimestamp());
                await people.ListAsync(actor, new ParticipantFilter { EventId = ids[eventKey] }, new PageRequest(Sort: sort));
                var took = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
                var each = (GC.GetTotalMemory(true) - before) / many;
                Console.WriteLine($"{$"the first page of {eventKey} by {sort}: {each} bytes a person",-64} {"",9} {took,8:N1}");
            }

            foreach (var page in new[] { 1, far })
            {
                foreach (var path in new[] { "participants", "check-ins" })
                {
                    await CallAsync($"{path}?event_key={eventKey}&page={page}");
                }

                await CallAsync($"participants?event_key={eventKey}&page={page}&sort=updated_at&order=asc");
                await CallAsync($"participants?event_key={eventKey}&page={page}&confirmed=1");
                await CallAsync($"participants?page={page}");
                await CallAsync($"check-ins?event_key={eventKey}&page={page}&sort=checked_in_at");
                foreach (var sort in Kept.Concat(["badge", "confirmed", "created_at", "presence", "time"]))
                {
                    await RateAsync($"portal: participants of {eventKey} by {sort}, page {page}", () => people.ListAsync(actor,
                        new ParticipantFilter { EventId = ids[eventKey] }, new PageRequest(page, Sort: sort, Descending: false)));
                }

                foreach (var sort in ContactList.Instance.Sorts.Names)
                {
                    await RateAsync($"portal: contacts by {sort}, page {page}", () => contacts.ListAsync(actor,
                        new ContactFilter(), new PageRequest(page, Sort: sort, Descending: false)));
                }

                await RateAsync($"portal: check-ins of {eventKey}, page {page}", () => stays.ListAsync(actor,
                    new CheckInFilter(ids[eventKey]), new PageRequest(page, Sort: "checked_in_at")));
            }
        }

        Task CallAsync(string list) => RateAsync(list, async () =>
        {
            using var answer = await client.GetAsync($"/api/v1/{list}");
            answer.EnsureSuccessStatusCode();
        });
    }

    private static async Task RateAsync(string name, Func<Task> read)
    {
        await read();
        var (began, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var times = (await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Run(ReadAsync)))).SelectMany(own => own).Order()
            .ToList();
        Console.WriteLine($"{name,-64} {times.Count / Stopwatch.GetElapsedTime(began).TotalSeconds,9:N0} {times[times.Count / 2],8:N1} " +
            $"{times[(int)(times.Count * 0.99)],8:N1} {times[^1],8:N1} " +
            $"{(Environment.CpuUsage.TotalTime - used).TotalMicroseconds / times.Count,8:N0}");

        async Task<List<double>> ReadAsync()
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(began) < span)
            {
                var asked = Stopwatch.GetTimestamp();
                await read();
                own.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            return own;
        }
    }
}
