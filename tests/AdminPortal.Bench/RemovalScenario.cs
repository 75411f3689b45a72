using System.Net.Http.Headers;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Bench;

/// <summary>
/// Check-ins over HTTP at 20 a second in one event, while another one with 100,000 participants and 60,000 check-ins is removed and
/// restored.
/// </summary>
internal static class RemovalScenario
{
    private const int People = 100_000;

    private const int Stays = 60_000;

    private const int AtDoor = 20_000;

    public static Task RunAsync() => BenchHost.RunAsync(MeasureAsync);

    private static async Task MeasureAsync(WebApplication app)
    {
        var tenant = (await app.Services.GetRequiredService<TenantService>()
            .CreateAsync(Actor.System(0, "bench"), new TenantDraft("bench", "Bench"))).Required();
        var actor = Actor.System(tenant, "bench");
        var (databases, removal) = (app.Services.GetRequiredService<IDbContextFactory<PortalDb>>(),
            app.Services.GetRequiredService<Removal>());
        var statistics = app.Services.GetRequiredService<CheckInStatsQueries>();
        await BenchHost.FillAsync(app, actor, "run", "door", AtDoor, 0);
        var large = await BenchHost.FillAsync(app, actor, "large", "guest", People, Stays);
        var key = (await app.Services.GetRequiredService<ApiKeyService>().CreateAsync(actor, "door", ["checkins"], null)).Required().Key;
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var door = new DoorLoad(client, "run", AtDoor);
        var before = (await statistics.FindAsync(actor, "large"))!;
        DoorLoad.WriteHead();
        await door.RunAsync("nothing else", () => Task.Delay(TimeSpan.FromSeconds(20)));
        await door.RunAsync("the event is removed", async () => (await removal.DeleteAsync<Event>(actor, [large])).Required());
        await door.RunAsync("the event is restored", async () => (await removal.RestoreAsync<Event>(actor, [large])).Required());
        var after = (await statistics.FindAsync(actor, "large"))!;
        Console.WriteLine(Figures(before) == Figures(after)
            ? $"as before: {Figures(after)}"
            : $"NOT as before: {Figures(before)}; {Figures(after)}");
        var bulk = app.Services.GetRequiredService<ParticipantBulkService>();
        var all = new ParticipantSelection(large, null, new ParticipantFilter());
        var gone = new BulkChange(new Dictionary<long, long?>());
        await door.RunAsync("all of it are unconfirmed", async () => (await bulk.ConfirmAsync(actor, all, false)).Required());
        await door.RunAsync("all of its people are removed", async () => gone = (await bulk.DeleteAsync(actor, all)).Required());
        await door.RunAsync("all of its people are restored", async () =>
            (await bulk.RestoreAsync(actor, new(large, [.. gone.Before.Keys]))).Required());
        (await removal.DeleteAsync<Event>(actor, [large])).Required();
        var eraser = new RemovalEraser(databases, new RemovalSettings(KeepDays: 0), TimeProvider.System);
        await door.RunAsync("the event is erased for good", () => eraser.EraseAsync());
        large = await BenchHost.FillAsync(app, actor, "again", "other", People, Stays);
        await door.RunAsync("removed in one transaction", async () =>
            (await databases.WriteAsync(actor, db => removal.DeleteAsync<Event>(db, [large]))).Required());
        await door.RunAsync("restored in one transaction", async () =>
            (await databases.WriteAsync(actor, db => removal.RestoreAsync<Event>(db, [large]))).Required());
    }

    private static string Figures(CheckInStats stats) =>
        $"{stats.TotalParticipants} participants, {stats.CheckIns} check-ins, {stats.CheckedInNow} inside, {stats.CheckedInTotal} arrived";
}
