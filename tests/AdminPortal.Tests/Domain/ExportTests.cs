using System.Diagnostics;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit.Texts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminPortal.Tests.Domain;

/// <summary>Exports from the order to the end of their time. The clock stands at 2026-10-03 08:00 UTC.</summary>
public sealed partial class ExportTests
{
    internal static readonly ReportRequest Participants = new("participants",
        new ReportFilter("congress", ReportBound.Of(new DateOnly(2026, 10, 1)),
            ReportBound.Of(new DateTime(2026, 10, 4, 0, 0, 0, DateTimeKind.Utc))));

    internal static ExportOrder Order(ReportRequest? request = null) => new(request ?? Participants, ReportFormat.Csv, "de")
    { About = "Event congress" };

    /// <summary>A portal in which nothing waits; on SQL Server earlier tests used the same database.</summary>
    internal static async Task<(TestPortal Portal, Actor Person)> StartAsync(Provider provider)
    {
        var portal = await TestPortal.StartAsync(provider);
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner))
        {
            await db.ReportExports.IgnoreQueryFilters().ExecuteDeleteAsync();
        }

        await portal.EventAsync();
        await portal.ParticipantAsync("1");
        return (portal, await PersonAsync(portal));
    }

    internal static async Task<Actor> PersonAsync(TestPortal portal, Role role = Role.Owner, long? tenant = null)
    {
        var id = (await portal.Get<UserService>()
            .CreateAsync(Actor.System(tenant ?? portal.Owner.TenantId, "test"), $"{Guid.NewGuid():N}@example.org", $"{role} Person", role,
                "correct horse battery")).Required();
        return (await portal.Get<UserService>().ActorAsync(id, null))! with { Proof = new(DateTime.MaxValue) };
    }

    internal static ExportRunner AnotherRunner(TestPortal portal) =>
        new(portal.Get<ExportQueue>(), portal.Get<ExportFiles>(), portal.Get<ReportQueries>(),
            portal.Get<IEnumerable<PaperKind>>(), portal.Get<UserService>(), portal.Get<ExportSettings>(),
            portal.Get<PortalMeter>(), portal.Get<Outages>(), portal.Time, NullLogger<ExportRunner>.Instance);

    internal static async Task<ExportState> StateAsync(TestPortal portal, Actor actor, long id) =>
        (await portal.Get<ExportService>().FindAsync(actor, id))!.State;

    internal static async Task UntilDoneAsync(TestPortal portal, Actor actor, long id)
    {
        for (var start = Stopwatch.GetTimestamp(); await StateAsync(portal, actor, id) != ExportState.Done;)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "The export is not done.");
        }
    }

    internal static async Task<string> TextAsync(TestPortal portal, Actor actor, long id)
    {
        await using var file = (await portal.Get<ExportService>().OpenAsync(actor, id)).Required().Stream;
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }

    internal static async Task<string> ExpectedAsync(TestPortal portal, Actor actor)
    {
        using var output = new MemoryStream();
        await ReportFile.Of(ReportFormat.Csv)
            .WriteAsync((await portal.Get<ReportQueries>().OpenAsync(actor, Participants)).Required(), ReportTexts.Of("de"), output);
        output.Position = 0;
        using var reader = new StreamReader(output);
        return await reader.ReadToEndAsync();
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_is_ordered_is_written_and_can_be_taken_away(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var id = (await portal.Get<ExportService>().OrderAsync(person, Order())).Required();
        Assert.Equal(ExportState.Queued, await StateAsync(portal, person, id));
        Assert.True(await portal.Get<ExportRunner>().RunNextAsync());
        Assert.False(await portal.Get<ExportRunner>().RunNextAsync());

        var row = Assert.Single((await portal.Get<ExportService>().ListAsync(person, new(), new())).Items);
        Assert.Equal((ExportState.Done, "Event congress", "Teilnehmer congress 2026-10-03.csv"), (row.State, row.About, row.FileName));
        Assert.Equal((Participants.Kind, Participants.Filter.EventKey, Participants.Filter.From, Participants.Filter.To),
            (row.Request.Kind, row.Request.Filter.EventKey, row.Request.Filter.From, row.Request.Filter.To));
        Assert.Equal(portal.Time.UtcNow().AddDays(7), row.ExpiresAt);
        var text = await TextAsync(portal, person, id);
        Assert.Equal(await ExpectedAsync(portal, person), text);
        Assert.Equal(new FileInfo(Assert.Single(Directory.GetFiles(portal.Exports))).Length, row.Bytes);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(portal.Exports));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Of_a_person_one_export_is_written_at_a_time_and_the_others_follow_in_their_order(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var other = await PersonAsync(portal);
        var (service, queue) = (portal.Get<ExportService>(), portal.Get<ExportQueue>());
        var first = (await service.OrderAsync(person, Order())).Required();
        var second = (await service.OrderAsync(person, Order())).Required();
        var others = (await service.OrderAsync(other, Order())).Required();

        var claim = (await queue.ClaimAsync())!;
        Assert.Equal(first, claim.Id);
        Assert.Equal(others, (await queue.ClaimAsync())!.Id);
        Assert.Null(await queue.ClaimAsync());
        await queue.FailAsync(claim, "export_failed");
        Assert.Equal(second, (await queue.ClaimAsync())!.Id);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Of_two_runners_that_reach_for_one_export_one_gets_it(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        for (var round = 0; round < 5; round++)
        {
            var id = (await portal.Get<ExportService>().OrderAsync(person, Order())).Required();
            var (one, other) = (portal.Get<ExportRunner>(), AnotherRunner(portal));
            var took = await Task.WhenAll(Task.Run(() => one.RunNextAsync()), Task.Run(() => other.RunNextAsync()),
                Task.Run(() => one.RunNextAsync()));
            Assert.Equal(1, took.Count(ran => ran));
            Assert.Equal(ExportState.Done, await StateAsync(portal, person, id));
        }

        Assert.Equal(5, Directory.GetFiles(portal.Exports).Length);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Work_whose_runner_died_is_taken_up_and_its_file_is_whole(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var queue = portal.Get<ExportQueue>();
        var id = (await portal.Get<ExportService>().OrderAsync(person, Order())).Required();
        var dead = (await queue.ClaimAsync())!;
        await using (var half = portal.Get<ExportFiles>().Create(dead.Owner))
        {
            half.WriteByte(42);
        }

        Assert.True(await queue.KeepAsync(dead, 17, 100));
        Assert.Equal((17, 100L), ((await portal.Get<ExportService>().FindAsync(person, id))!.Rows,
            (await portal.Get<ExportService>().FindAsync(person, id))!.Expected));
        Assert.False(await AnotherRunner(portal).RunNextAsync());
        Assert.Equal(portal.Time.UtcNow() + ExportQueue.Lease, await queue.NextLapseAsync());
        portal.Time.Advance(ExportQueue.Lease);
        Assert.True(await AnotherRunner(portal).RunNextAsync());
        Assert.Equal(ExportState.Done, await StateAsync(portal, person, id));
        Assert.Equal(await ExpectedAsync(portal, person), await TextAsync(portal, person, id));

        // The one that was thought dead comes back: it has lost its claim, and what it wrote is nobody's.
        Assert.False(await queue.KeepAsync(dead, 18, 100));
        Assert.False(await queue.DoneAsync(dead, "late.csv", 18, 1));
        await portal.Get<ExportCleaner>().CleanAsync();
        Assert.Single(Directory.GetFiles(portal.Exports));
        Assert.Equal(await ExpectedAsync(portal, person), await TextAsync(portal, person, id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Files_go_with_their_rows_after_seven_days(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var service = portal.Get<ExportService>();
        var old = (await service.OrderAsync(person, Order())).Required();
        await portal.Get<ExportRunner>().RunNextAsync();
        portal.Time.Advance(TimeSpan.FromDays(6));
        var young = (await service.OrderAsync(person, Order())).Required();
        await portal.Get<ExportRunner>().RunNextAsync();
        await portal.Get<ExportCleaner>().CleanAsync();
        Assert.Equal(2, Directory.GetFiles(portal.Exports).Length);
        portal.Time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await service.FindAsync(person, old));
        Assert.Equal("not_found", (await service.OpenAsync(person, old)).Problems[0].Code);
        await File.WriteAllTextAsync(Path.Combine(portal.Exports, "README"), "not ours");
        await portal.Get<ExportCleaner>().CleanAsync();
        Assert.Equal(young, Assert.Single((await service.ListAsync(person, new(), new())).Items).Id);
        Assert.Equal(2, Directory.GetFiles(portal.Exports).Length);
        (await service.DeleteAsync(person, young)).Required();
        Assert.Equal("README", Path.GetFileName(Assert.Single(Directory.GetFiles(portal.Exports))));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Orders_that_cannot_be_carried_out_are_refused_or_say_why(Provider provider)
    {
        var (portal, person) = await StartAsync(provider);
        await using var _ = portal;
        var service = portal.Get<ExportService>();
        Assert.Equal("not_found", (await service.OrderAsync(person, Order(new ReportRequest("nonsense", new ReportFilter()))))
            .Problems[0].Code);
        var endless = Participants with { Conditions = new Dictionary<string, string> { ["search"] = new('x', 5000) } };
        Assert.Equal("too_long", (await service.OrderAsync(person, Order(endless))).Problems[0].Code);
        var unsorted = (await service.OrderAsync(person,
            Order(new ReportRequest("contact_list", new ReportFilter()) { Sort = new("nonsense", false) }))).Problems[0];
        Assert.Equal(("unknown", "sort"), (unsorted.Code, unsorted.Field));
        var backwards = new ReportRequest("participants",
            new ReportFilter(null, ReportBound.Of(new DateOnly(2026, 2, 2)), ReportBound.Of(new DateOnly(2026, 1, 1))));
        var id = (await service.OrderAsync(person, Order(backwards) with { About = new string('a', 500) })).Required();
        await portal.Get<ExportRunner>().RunNextAsync();
        var row = (await service.FindAsync(person, id))!;
        Assert.Equal((ExportState.Failed, "end_before_start", 400), (row.State, row.ErrorCode, row.About!.Length));

        for (var waiting = 0; waiting < ExportService.MostActive; waiting++)
        {
            (await service.OrderAsync(person, Order())).Required();
        }

        Assert.Equal("exports_full", (await service.OrderAsync(person, Order())).Problems[0].Code);
        (await service.OrderAsync(await PersonAsync(portal), Order())).Required();
        (await service.OrderAsync(person, Order() with { ScheduleId = 1 })).Required();
    }
}
