using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Domain.ExportTests;

namespace AdminPortal.Tests.Domain;

/// <summary>Who may take a file away. The clock stands at 2026-10-03 08:00 UTC.</summary>
public sealed class ExportAccessTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_file_is_handed_to_nobody_who_may_not_have_it(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var service = portal.Get<ExportService>();
        var id = (await service.OrderAsync(person, Order())).Required();
        await portal.Get<ExportRunner>().RunNextAsync();
        var tenant = (await portal.Get<TenantService>()
            .CreateAsync(Actor.System(0, "test"), new TenantDraft($"t{Guid.NewGuid():N}"[..20], "Other"))).Required();
        Actor[] strangers = [await PersonAsync(portal), await PersonAsync(portal, tenant: tenant), person with { Kind = ActorKind.ApiKey },
            person with { TenantId = tenant }];
        foreach (var stranger in strangers)
        {
            Assert.Equal("not_found", (await service.OpenAsync(stranger, id)).Problems[0].Code);
            Assert.Equal("not_found", (await service.DeleteAsync(stranger, id)).Problems[0].Code);
            Assert.Empty((await service.ListAsync(stranger, new(), new())).Items);
        }

        var steward = person with { Permissions = Grants.Of(Role.Steward) };
        await Assert.ThrowsAsync<PermissionDeniedException>(() => service.OpenAsync(steward, id));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => service.OrderAsync(steward, Order()));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => service.RepeatAsync(steward, id));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => service.OrderAsync(person with { Kind = ActorKind.ApiKey }, Order()));
        Directory.Delete(portal.Exports, true);
        Assert.Equal("export_gone", (await service.OpenAsync(person, id)).Problems[0].Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_takes_a_file_away_stands_in_the_audit_log_with_its_name(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var service = portal.Get<ExportService>();
        var id = (await service.OrderAsync(person, Order())).Required();
        Assert.Equal("not_found", (await service.DownloadAsync(person, id)).Problems[0].Code);
        await portal.Get<ExportRunner>().RunNextAsync();
        portal.Time.Advance(TimeSpan.FromHours(1));
        await using (var file = (await service.DownloadAsync(person with { Address = "203.0.113.7" }, id)).Required().Stream)
        {
            Assert.Equal(new FileInfo(file.Name).Length, file.Length);
        }

        // Neither is written down: one that is only opened, to be sent by mail, and one that was not handed out.
        await TextAsync(portal, person, id);
        Assert.Equal("not_found", (await service.DownloadAsync(await PersonAsync(portal), id)).Problems[0].Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() =>
            service.DownloadAsync(person with { Permissions = Grants.Of(Role.Steward) }, id));
        Directory.Delete(portal.Exports, true);
        Assert.Equal("export_gone", (await service.DownloadAsync(person, id)).Problems[0].Code);

        var log = (await portal.Get<AuditQueries>()
            .ListAsync(portal.Owner, new AuditFilter { Entity = nameof(ReportExport), EntityId = id }, new PageRequest())).Items;
        Assert.Equal([AuditAction.Downloaded, AuditAction.Created], log.Select(entry => entry.Action));
        Assert.Equal((person.Name, person.Id, "203.0.113.7", portal.Time.UtcNow()),
            (log[0].ActorName, log[0].ActorId, log[0].Address, log[0].At));
        Assert.Equal("""{"FileName":[null,"Teilnehmer congress 2026-10-03.csv"]}""", log[0].Changes);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_a_schedule_ordered_is_seen_by_whoever_may_see_such_reports(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var service = portal.Get<ExportService>();
        var id = (await service.OrderAsync(person, Order() with { ScheduleId = 1 })).Required();
        await portal.Get<ExportRunner>().RunNextAsync();
        var viewer = await PersonAsync(portal, Role.Viewer);
        Assert.Equal(id, Assert.Single((await service.ListAsync(viewer, new(), new())).Items).Id);
        Assert.NotEmpty(await TextAsync(portal, viewer, id));
        Assert.Equal("not_found", (await service.DeleteAsync(viewer, id)).Problems[0].Code);
        Assert.Empty((await service.ListAsync(await PersonAsync(portal, Role.Steward), new(), new())).Items);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_lost_the_permission_or_the_account_since_ordering_gets_no_file(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var (service, users) = (portal.Get<ExportService>(), portal.Get<UserService>());
        var (demoted, disabled) = (await PersonAsync(portal), await PersonAsync(portal));
        var first = (await service.OrderAsync(demoted, Order())).Required();
        var second = (await service.OrderAsync(disabled, Order())).Required();
        (await users.SetRoleAsync(person, demoted.Id!.Value, Role.Steward)).Required();
        (await users.SetDisabledAsync(person, disabled.Id!.Value, true)).Required();
        await portal.Get<ExportRunner>().RunNextAsync();
        await portal.Get<ExportRunner>().RunNextAsync();
        foreach (var (actor, id) in new[] { (demoted, first), (disabled, second) })
        {
            var row = (await service.FindAsync(actor, id))!;
            Assert.Equal((ExportState.Failed, "export_denied"), (row.State, row.ErrorCode));
        }

        Assert.False(Directory.Exists(portal.Exports));
    }
}
