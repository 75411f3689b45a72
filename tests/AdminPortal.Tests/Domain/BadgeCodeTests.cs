using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>A badge that was not made here is refused, by the portal and by a device without a network.</summary>
public sealed class BadgeCodeTests
{
    [Fact]
    public void The_portal_reads_every_code_of_the_table()
    {
        foreach (var one in CodeCase.All)
        {
            var rules = new EventRules(1, 1, "congress", "Congress", "UTC", null, false, ReEntry.Always, false)
            { BadgeKey = one.Key, OnlySignedCodes = one.Only };
            var (read, refusal) = ScannedCode.Read(rules,
                new ScanRequest { EventKey = "congress", BadgeNumber = one.Code, Type = CheckInType.Scan });
            Assert.Equal((one.Name, one.Refusal), (one.Name, refusal?.Code));
            Assert.Equal((one.Name, one.Number), (one.Name, BadgeCode.NumberIn(one.Code)));
            Assert.Equal(one.Number[..Math.Min(one.Number.Length, Participant.BadgeLimit)], read.BadgeNumber);
        }
    }

    [Fact]
    public async Task The_station_reads_every_code_of_the_table_alike()
    {
        var answers = (await StationScript.RunAsync("codes.mjs", CodeCase.All.Select(one => one.Line())))
            .ConvertAll(line => JsonSerializer.Serialize(JsonSerializer.Deserialize<string?[]>(line), JsonSerializerOptions.Web));
        Assert.Equal(CodeCase.All.Select(one => one.Answer()), answers);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_signed_code_checks_in_and_the_log_names_the_badge(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        var id = await portal.ParticipantAsync("0417");
        var code = await CodeAsync(portal, found.Id, "0417");

        var result = await ScanAsync(portal, code);
        Assert.True(result.Admitted);
        Assert.Equal((id, "0417"), (result.Record!.ParticipantId, result.Record.BadgeNumber));
        Assert.Equal("already_checked_in", Assert.Single((await ScanAsync(portal, "0417")).Refusals).Code);
        Assert.Equal(["0417", "0417"], (await LogAsync(portal, found.Id)).Select(scan => scan.BadgeNumber));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_made_up_badge_is_refused_and_names_nobody_in_the_log(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        await portal.EventAsync("other");
        await portal.ParticipantAsync("0417");
        var foreign = await CodeAsync(portal, (await portal.Get<EventQueries>().FindAsync(portal.Owner, "other"))!.Id, "0417");
        foreach (var forged in new[] { foreign, $"AP1.0417.{new string('A', 128)}", "AP1.0417" })
        {
            var refusal = Assert.Single((await ScanAsync(portal, forged)).Refusals);
            Assert.Equal(("forged_badge", "badge_number"), (refusal.Code, refusal.Field));
        }

        await CodeAsync(portal, found.Id, "0417");
        Assert.Equal("forged_badge", Assert.Single((await ScanAsync(portal, foreign)).Refusals).Code);
        var log = await LogAsync(portal, found.Id);
        Assert.Equal(["forged_badge", "forged_badge", "forged_badge", "forged_badge"], log.Select(scan => scan.Code));
        Assert.All(log, scan => Assert.Null(scan.ParticipantId));
        Assert.True((await ScanAsync(portal, "0417")).Admitted);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Where_only_signed_codes_count_a_plain_one_is_refused_and_a_person_picked_by_name_comes_in(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        var id = await portal.ParticipantAsync("0417");
        await portal.ParticipantAsync("0418");
        (await portal.Get<EventService>().UpdateAsync(portal.Owner, found.Id, found.Draft with { OnlySignedCodes = true }, found.Version))
            .Required();

        Assert.Equal("unsigned_badge", Assert.Single((await ScanAsync(portal, "0417")).Refusals).Code);
        Assert.True((await portal.Get<CheckInService>().ScanAsync(portal.Owner,
            new ScanRequest { EventKey = "congress", ParticipantId = id, Type = CheckInType.Manual })).Required().Admitted);
        Assert.True((await ScanAsync(portal, await CodeAsync(portal, found.Id, "0418"))).Admitted);
        Assert.True((await portal.Get<CheckInService>().ScanAsync(portal.Owner,
            new ScanRequest { EventKey = "congress", BadgeNumber = "0417", Action = ScanAction.CheckOut })).Required().Admitted);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_event_has_one_key_however_many_ask_for_it_and_it_lies_encrypted(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        var codes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CodeAsync(portal, found.Id, "7")));
        var rules = (await portal.Get<EventRulesCache>().FindAsync(portal.Owner, found.Id))!;
        Assert.All(codes, code => Assert.Equal("7", BadgeCode.Verify(code, rules.BadgeKey)));

        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        var key = await db.BadgeKeys.SingleAsync();
        Assert.Equal(rules.BadgeKey, key.PublicKey);
        Assert.ThrowsAny<Exception>(() => System.Security.Cryptography.ECDsa.Create()
            .ImportPkcs8PrivateKey(Convert.FromBase64String(key.PrivateKey.Replace('-', '+').Replace('_', '/').PadRight(
                (key.PrivateKey.Length + 3) / 4 * 4, '=')), out _));

        var stranger = portal.Owner with { TenantId = portal.Owner.TenantId + 1 };
        Assert.Equal("not_found", (await portal.Get<BadgeKeyService>().SignerAsync(stranger, found.Id)).Problems[0].Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(
            () => portal.Get<BadgeKeyService>().SignerAsync(portal.As(Role.Viewer), found.Id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_signed_code_costs_no_more_commands_than_its_number(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync(reEntry: ReEntry.Always);
        await portal.ParticipantAsync("0417");
        var code = await CodeAsync(portal, found.Id, "0417");
        await ScanAsync(portal, code);
        var before = portal.Commands.Count;
        await ScanAsync(portal, "0417");
        var plain = portal.Commands.Count - before;
        await ScanAsync(portal, code);
        Assert.Equal(plain, portal.Commands.Count - before - plain);
    }

    private static async Task<string> CodeAsync(TestPortal portal, long eventId, string badge)
    {
        using var signer = (await portal.Get<BadgeKeyService>().SignerAsync(portal.Owner, eventId)).Required();
        return signer.Code(badge);
    }

    private static async Task<ScanResult> ScanAsync(TestPortal portal, string code) =>
        (await portal.Get<CheckInService>().ScanAsync(portal.Owner,
            new ScanRequest { EventKey = "congress", BadgeNumber = code, Type = CheckInType.Scan })).Required();

    private static async Task<IReadOnlyList<ScanRow>> LogAsync(TestPortal portal, long eventId) =>
        (await portal.Get<CheckInQueries>().ScansAsync(portal.Owner, new ScanFilter(eventId), new())).Items;
}
