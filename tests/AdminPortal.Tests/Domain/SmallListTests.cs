using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Imports;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Lists of small tables are searched, narrowed, sorted and paged by the database, alike on both.</summary>
public sealed class SmallListTests
{
    private static readonly string Mark = $"{Guid.NewGuid():N}"[..12];

    [Theory, ClassData(typeof(Providers))]
    public async Task People_are_found_without_regard_to_case_and_accents_and_stay_inside_the_tenant(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (users, queries) = (portal.Get<UserService>(), portal.Get<UserQueries>());
        foreach (var (name, role) in new[]
        {
            ("Änne Müller", Role.Steward), ("Bodo MÜLLER", Role.Viewer), ("Carla Groß", Role.Steward),
        })
        {
            (await users.CreateAsync(portal.Owner, $"{Guid.NewGuid():N}@example.org", name, role, "correct horse battery")).Required();
        }

        Assert.Equal(["Bodo MÜLLER", "Änne Müller"], await NamesAsync(new() { Search = "muller" }));
        Assert.Equal(["Bodo MÜLLER", "Änne Müller"], await NamesAsync(new() { Search = "Müller" }));
        Assert.Equal(["Änne Müller"], await NamesAsync(new() { Search = "MULLER anne" }));
        Assert.Equal(["Carla Groß", "Änne Müller"], await NamesAsync(new() { Role = Role.Steward }));
        Assert.Empty(await NamesAsync(new() { IsDisabled = true }));
        var bodo = Assert.Single((await queries.ListAsync(portal.Owner, new() { Search = "bodo" }, new())).Items);
        (await users.SetDisabledAsync(portal.Owner, bodo.Id, true)).Required();
        Assert.Equal(["Bodo MÜLLER"], await NamesAsync(new() { IsDisabled = true }));

        var second = await queries.ListAsync(portal.Owner, new() { Role = Role.Steward }, new PageRequest(2, 1, "name", false));
        Assert.Equal((2, "Änne Müller"), (second.Total, Assert.Single(second.Items).DisplayName));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => queries.ListAsync(portal.As(Role.Organiser), new(), new()));

        async Task<IEnumerable<string>> NamesAsync(UserFilter filter) =>
            (await queries.ListAsync(portal.Owner, filter, new PageRequest(1, 25, "name", false))).Items.Select(row => row.DisplayName);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Only_invitations_that_wait_are_listed(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (users, queries) = (portal.Get<UserService>(), portal.Get<UserQueries>());
        var first = (await users.InviteAsync(portal.Owner, $"anna-{Mark}@example.org", Role.Viewer)).Required();
        (await users.InviteAsync(portal.Owner, $"berta-{Mark}@example.org", Role.Steward)).Required();
        var page = new PageRequest(1, 25, "email", false);
        Assert.Equal(["anna", "berta"], (await queries.InvitationsAsync(portal.Owner, new() { Search = Mark }, page)).Items
            .Select(row => row.Email.Split('-')[0]));
        Assert.Single((await queries.InvitationsAsync(portal.Owner, new() { Search = Mark, Role = Role.Steward }, page)).Items);
        (await users.RevokeInvitationAsync(portal.Owner, first.Id)).Required();
        Assert.Single((await queries.InvitationsAsync(portal.Owner, new() { Search = Mark }, page)).Items);
        portal.Time.Advance(UserService.InvitationAge);
        Assert.Empty((await queries.InvitationsAsync(portal.Owner, new() { Search = Mark }, page)).Items);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Keys_are_narrowed_to_what_still_opens_something(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var keys = portal.Get<ApiKeyService>();
        (await keys.CreateAsync(portal.Owner, "Lasts", ["checkins"], null)).Required();
        (await keys.CreateAsync(portal.Owner, "Ends", ["checkins"], portal.Time.UtcNow().AddHours(1))).Required();
        var gone = (await keys.CreateAsync(portal.Owner, "Goes", ["checkins"], portal.Time.UtcNow().AddHours(1))).Required();
        (await keys.RevokeAsync(portal.Owner, gone.Id)).Required();
        portal.Time.Advance(TimeSpan.FromHours(2));
        foreach (var (status, name) in new[]
        {
            (ApiKeyStatus.Active, "Lasts"), (ApiKeyStatus.Expired, "Ends"), (ApiKeyStatus.Revoked, "Goes"),
        })
        {
            var row = Assert.Single((await keys.ListAsync(portal.Owner, new() { Status = status }, new())).Items);
            Assert.Equal((name, status), (row.Name, row.Status));
        }

        Assert.Equal(["Ends", "Goes", "Lasts"], (await keys.ListAsync(portal.Owner, new(), new PageRequest(1, 25, "name", false))).Items
            .Select(row => row.Name));
        Assert.Equal("Goes", Assert.Single((await keys.ListAsync(portal.Owner, new() { Search = "GOES" }, new())).Items).Name);
        Assert.Empty((await keys.ListAsync(portal.Owner, new() { Kind = ApiKeyKind.Rsu }, new())).Items);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Events_are_narrowed_by_where_they_lie_in_time(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (queries, now) = (portal.Get<EventQueries>(), portal.Time.UtcNow());
        foreach (var (key, days) in new[] { ("past", -10), ("running", -1), ("coming", 5) })
        {
            (await portal.Get<EventService>()
                .CreateAsync(portal.Owner, new EventDraft(key, $"Größe {key}", "Köln", now.AddDays(days), now.AddDays(days + 3), "UTC")))
                .Required();
        }

        foreach (var when in Enum.GetValues<EventTime>())
        {
            var row = Assert.Single((await queries.ListAsync(portal.Owner, new() { When = when }, new())).Items);
            Assert.Equal($"{when}", row.EventKey, ignoreCase: true);
        }

        Assert.Equal(["running", "coming", "past"], await KeysAsync(new() { Search = "grosse koln" }));
        Assert.Equal(["running", "coming"], await KeysAsync(new() { From = now }));
        Assert.Equal(["past"], await KeysAsync(new() { Until = now.AddDays(-7) }));

        async Task<IEnumerable<string>> KeysAsync(EventFilter filter) =>
            (await queries.ListAsync(portal.Owner, filter, new PageRequest(1, 25, EventQueries.Agenda))).Items.Select(row => row.EventKey);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Files_are_narrowed_and_sorted(Provider provider)
    {
        var (portal, person) = await ExportTests.StartAsync(provider);
        await using var _ = portal;
        var service = portal.Get<ExportService>();
        var done = (await service.OrderAsync(person, ExportTests.Order() with { About = "Frühling" })).Required();
        await portal.Get<ExportRunner>().RunNextAsync();
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        var waiting = (await service.OrderAsync(person, ExportTests.Order() with { About = "Herbst", Format = ReportFormat.Pdf }))
            .Required();
        Assert.Equal([waiting, done], await IdsAsync(new()));
        Assert.Equal([done], await IdsAsync(new() { Search = "FRUHLING" }));
        Assert.Equal([done], await IdsAsync(new() { State = ExportState.Done }));
        Assert.Equal([waiting], await IdsAsync(new() { IsActive = true }));
        Assert.Equal([waiting], await IdsAsync(new() { Format = ReportFormat.Pdf }));
        Assert.Equal([waiting], await IdsAsync(new() { From = portal.Time.UtcNow() }));
        Assert.Empty(await IdsAsync(new() { Kind = "overview" }));
        Assert.Equal([waiting, done], await IdsAsync(new(), new PageRequest(1, 25, "size", false)));

        async Task<IEnumerable<long>> IdsAsync(ExportFilter filter, PageRequest? page = null) =>
            (await service.ListAsync(person, filter, page ?? new())).Items.Select(row => row.Id);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Imports_are_narrowed_and_sorted(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext())
        {
            db.Actor = portal.Owner;
            foreach (var (file, kind, state, hours) in new[]
            {
                ("Gäste.csv", "contacts", ImportState.Done, -3), ("b.csv", "payments", ImportState.Refused, -2),
                ("a.csv", "contacts", ImportState.Undone, -1),
            })
            {
                db.Imports.Add(new Import
                {
                    Kind = kind,
                    FileName = file,
                    ActorName = "Ida",
                    State = state,
                    StartedAt = portal.Time.UtcNow().AddHours(hours),
                    Headers = "[]",
                    Created = -hours,
                });
            }

            await db.SaveChangesAsync();
        }

        Assert.Equal(["a.csv", "b.csv", "Gäste.csv"], await FilesAsync(new()));
        Assert.Equal(["Gäste.csv"], await FilesAsync(new() { Search = "gaste ida" }));
        Assert.Equal(["b.csv"], await FilesAsync(new() { Kind = "payments" }));
        Assert.Equal(["a.csv"], await FilesAsync(new() { State = ImportState.Undone }));
        Assert.Equal(["Gäste.csv"], await FilesAsync(new() { Until = portal.Time.UtcNow().AddHours(-2.5) }));
        Assert.Equal(["Gäste.csv", "b.csv", "a.csv"], await FilesAsync(new(), new PageRequest(1, 25, "created")));
        Assert.Empty((await portal.Get<ImportQueries>().ListAsync(portal.As(Role.Steward), new(), new())).Items);

        async Task<IEnumerable<string>> FilesAsync(ImportFilter filter, PageRequest? page = null) =>
            (await portal.Get<ImportQueries>().ListAsync(portal.Owner, filter, page ?? new())).Items.Select(row => row.Record.FileName);
    }
}
