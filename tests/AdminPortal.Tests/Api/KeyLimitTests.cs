using System.Net;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Api;

/// <summary>Keys that are limited to events and addresses, that are for testing, and that get a new secret.</summary>
[Collection("api")]
public sealed class KeyLimitTests(ApiPortals portals)
{
    private static Task<ApiAnswer> GetAsync(ApiPortal api, string path, string key, string? from = null) =>
        api.SendAsync("GET", path, null, request =>
        {
            request.Headers.Add("X-API-Key", key);
            _ = from is null || request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        });

    private static async Task<NewApiKey> KeyAsync(ApiPortal api, KeyLimits limits, bool isTest = false) =>
        (await api.Get<ApiKeyService>().CreateAsync(api.Owner,
            new ApiKeyDraft("Key", Grants.Scopes) { Limits = limits, IsTest = isTest })).Required();

    private static async Task<ApiKeyRow> RowAsync(ApiPortal api, long id) =>
        (await api.Get<ApiKeyService>().ListAsync(api.Owner, new(), new(1, 100))).Items.Single(row => row.Id == id);

    [Theory, ClassData(typeof(Providers))]
    public async Task For_a_limited_key_another_event_does_not_exist(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var (own, _) = (await api.EventAsync("own"), await api.EventAsync("other"));
        var (mine, theirs) = (await api.ParticipantAsync("1", "own"), await api.ParticipantAsync("2", "other"));
        var key = (await KeyAsync(api, new KeyLimits([own], []))).Key;
        Assert.StartsWith("apk_live_", key, StringComparison.Ordinal);
        Assert.Equal([mine], (await GetAsync(api, "/participants", key)).Is(HttpStatusCode.OK).Ids);
        Assert.Empty((await GetAsync(api, "/participants?event_key=other", key)).Is(HttpStatusCode.OK).Ids);
        (await GetAsync(api, $"/participants/{theirs}", key)).Is(HttpStatusCode.NotFound, "not_found");
        (await GetAsync(api, "/check-ins/stats?event_key=other", key)).Is(HttpStatusCode.NotFound, "not_found");
        (await GetAsync(api, "/check-ins/stats?event_key=own", key)).Is(HttpStatusCode.OK);
        Assert.Equal(1, (await GetAsync(api, "/reports/participants", key)).Is(HttpStatusCode.OK).Data.GetProperty("data")
            .GetProperty("total").GetInt32());
        api.Key = key;
        (await api.PostAsync("/check-ins", """{"event_key":"other","badge_number":"2"}"""))
            .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "event_key");
        (await api.PostAsync("/check-ins", """{"event_key":"own","badge_number":"1"}""")).Is(HttpStatusCode.Created);

        // Who knows the customer number may add the person to the event of the key.
        (await api.PostAsync("/participants", """{"event_key":"own","customer_number":"2"}""")).Is(HttpStatusCode.Created);
        (await api.PostAsync("/participants", """{"event_key":"other","customer_number":"1"}"""))
            .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "event_key");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_test_key_sees_test_events_and_no_real_one(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync("real");
        await api.ParticipantAsync("1", "real");
        var now = api.Host.Time.UtcNow();
        var test = (await api.Get<EventService>().CreateAsync(api.Owner,
            new EventDraft("trial", "Trial", null, now.AddHours(-1), now.AddDays(1), "Europe/Berlin", IsTest: true))).Required();
        var trial = await api.ParticipantAsync("2", "trial");
        var key = (await KeyAsync(api, KeyLimits.None, isTest: true)).Key;
        Assert.StartsWith("apk_test_", key, StringComparison.Ordinal);
        Assert.Equal([trial], (await GetAsync(api, "/participants", key)).Is(HttpStatusCode.OK).Ids);
        api.Key = key;
        (await api.PostAsync("/check-ins", """{"event_key":"real","badge_number":"1"}"""))
            .Is(HttpStatusCode.UnprocessableEntity, "validation_failed", "event_key");
        (await api.PostAsync("/check-ins", """{"event_key":"trial","badge_number":"2"}""")).Is(HttpStatusCode.Created);
        var detail = (await api.Get<EventQueries>().FindAsync(api.Owner, test))!;
        (await api.Get<EventService>().UpdateAsync(api.Owner, test, detail.Draft with { IsTest = false }, detail.Version)).Required();
        api.Host.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty((await GetAsync(api, "/participants", key)).Is(HttpStatusCode.OK).Ids);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_key_is_good_from_its_addresses_alone_as_the_trusted_proxy_names_them(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var key = await KeyAsync(api, new KeyLimits(null, ["198.51.100.0/24", "2001:db8::1"]));
        (await GetAsync(api, "/participants", key.Key, "198.51.100.7")).Is(HttpStatusCode.OK);
        (await GetAsync(api, "/participants", key.Key, "2001:db8::1")).Is(HttpStatusCode.OK);
        (await GetAsync(api, "/participants", key.Key, "198.51.101.7")).Is(HttpStatusCode.Unauthorized, "unauthorized");
        (await GetAsync(api, "/participants", key.Key)).Is(HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal("2001:db8::1", (await RowAsync(api, key.Id)).LastUsedFrom);
        await api.Get<ApiKeyService>().FlushUsageAsync();
        Assert.Equal("2001:db8::1", (await RowAsync(api, key.Id)).LastUsedFrom);
        (await api.Get<ApiKeyService>().LimitAsync(api.Owner, key.Id, KeyLimits.None)).Required();
        (await GetAsync(api, "/participants", key.Key)).Is(HttpStatusCode.OK);
        Assert.Equal("invalid_network", (await api.Get<ApiKeyService>().LimitAsync(api.Owner, key.Id,
            new KeyLimits(null, ["10.0.0.0/33"]))).Problems.Single().Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_new_secret_and_the_old_one_are_both_good_for_the_overlap(Provider provider)
    {
        await using var host = new ApiHost(provider); // its clock is its own
        var api = await host.TenantAsync();
        var service = api.Get<ApiKeyService>();
        var old = await KeyAsync(api, KeyLimits.None);
        var fresh = (await service.RotateAsync(api.Owner, old.Id, TimeSpan.FromHours(24))).Required();
        Assert.Equal(old.Id, fresh.Id);
        Assert.NotEqual(old.Key, fresh.Key);
        (await GetAsync(api, "/participants", fresh.Key)).Is(HttpStatusCode.OK);
        Assert.Null((await RowAsync(api, old.Id)).PreviousUsedAt);
        (await GetAsync(api, "/participants", old.Key)).Is(HttpStatusCode.OK);
        await service.FlushUsageAsync();
        var row = await RowAsync(api, old.Id);
        Assert.Equal((api.Host.Time.UtcNow().AddHours(24), fresh.Prefix), (row.PreviousUntil, row.Prefix));
        Assert.NotNull(row.PreviousUsedAt);
        api.Host.Time.Advance(TimeSpan.FromHours(24));
        (await GetAsync(api, "/participants", old.Key)).Is(HttpStatusCode.Unauthorized, "unauthorized");
        (await GetAsync(api, "/participants", fresh.Key)).Is(HttpStatusCode.OK);
        Assert.Null((await RowAsync(api, old.Id)).PreviousUntil);

        var third = (await service.RotateAsync(api.Owner, old.Id, TimeSpan.FromHours(1))).Required();
        (await GetAsync(api, "/participants", fresh.Key)).Is(HttpStatusCode.OK);
        (await service.EndPreviousAsync(api.Owner, old.Id)).Required();
        (await GetAsync(api, "/participants", fresh.Key)).Is(HttpStatusCode.Unauthorized, "unauthorized");
        (await GetAsync(api, "/participants", third.Key)).Is(HttpStatusCode.OK);
        Assert.Equal("invalid_overlap", (await service.RotateAsync(api.Owner, old.Id, TimeSpan.FromDays(8))).Problems.Single().Code);
        await using var db = api.Get<IDbContextFactory<PortalDb>>().Read(api.Owner);
        Assert.All(await db.AuditEntries.Where(e => e.Entity == nameof(ApiKey)).Select(e => e.Changes).ToListAsync(), changes =>
            Assert.DoesNotContain("Hash", changes, StringComparison.Ordinal));
        (await service.RevokeAsync(api.Owner, old.Id)).Required();
        Assert.Equal("not_found", (await service.RotateAsync(api.Owner, old.Id, TimeSpan.Zero)).Problems.Single().Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_pair_gets_a_new_secret_beside_the_old_one(Provider provider)
    {
        await using var host = new ApiHost(provider); // its clock is its own
        var api = await host.TenantAsync();
        var service = api.Get<ApiKeyService>();
        var pair = (await service.CreatePairAsync(api.Owner, ApiKeyKind.Rsu, "Tickets", null, null)).Required();
        var fresh = (await service.RotateAsync(api.Owner, pair.Id, TimeSpan.FromHours(1))).Required();
        Assert.NotNull(await service.AuthenticateAsync([new KeyPair(ApiKeyKind.Rsu, pair.Key, pair.Secret)]));
        Assert.NotNull(await service.AuthenticateAsync([new KeyPair(ApiKeyKind.Rsu, pair.Key, fresh.Key)]));
        api.Host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await service.AuthenticateAsync([new KeyPair(ApiKeyKind.Rsu, pair.Key, pair.Secret)]));
        (await service.LimitAsync(api.Owner, pair.Id, new KeyLimits(null, ["10.0.0.1"]))).Required();
        Assert.Null(await service.AuthenticateAsync([new KeyPair(ApiKeyKind.Rsu, pair.Key, fresh.Key)], IPAddress.Parse("10.0.0.2")));
        Assert.NotNull(await service.AuthenticateAsync([new KeyPair(ApiKeyKind.Rsu, pair.Key, fresh.Key)],
            IPAddress.Parse("::ffff:10.0.0.1")));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Keys_that_nobody_uses_are_named(Provider provider)
    {
        await using var host = new ApiHost(provider); // its clock is its own
        var api = await host.TenantAsync();
        var service = api.Get<ApiKeyService>();
        var before = await service.IdleAsync(api.Owner);
        var (never, used) = (await KeyAsync(api, KeyLimits.None), await KeyAsync(api, KeyLimits.None));
        Assert.Equal(before, await service.IdleAsync(api.Owner));
        api.Host.Time.Advance(TimeSpan.FromDays(91));
        await GetAsync(api, "/participants", used.Key);
        await service.FlushUsageAsync();
        var idle = (await service.ListAsync(api.Owner, new ApiKeyFilter { Use = KeyUse.Idle }, new(1, 100))).Items.Select(k => k.Id);
        Assert.Contains(never.Id, idle);
        Assert.DoesNotContain(used.Id, idle);
        Assert.Contains(never.Id, (await service.ListAsync(api.Owner, new ApiKeyFilter { Use = KeyUse.Never }, new(1, 100))).Items
            .Select(k => k.Id));
    }
}
