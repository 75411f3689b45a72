using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>Badges as files, one at once and many in the background, and what the log keeps of them.</summary>
public sealed class BadgePrintTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task One_badge_shows_the_person_and_is_noted_first_as_new_then_as_a_reprint(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        var id = await portal.ParticipantAsync("0417", lastName: "Größwąż");
        var (prints, log) = (portal.Get<BadgePrintService>(), portal.Get<BadgePrintLog>());

        var file = (await prints.OneAsync(portal.As(Role.Steward), found.Id, id)).Required();
        var page = Assert.Single(PdfText.Pages(file));
        Assert.Contains("Mia Größwąż", page, StringComparison.Ordinal);
        Assert.Contains("Event congress", page, StringComparison.Ordinal);
        Assert.Contains("0417", page, StringComparison.Ordinal);

        portal.Time.Advance(TimeSpan.FromMinutes(5));
        (await prints.OneAsync(portal.Owner, found.Id, id, null, " Lost ")).Required();
        var (count, newest) = await log.OfAsync(portal.Owner, id);
        Assert.Equal(2, count);
        Assert.Equal([(true, "Lost", "Olga Owner"), (false, null, "Steward")], newest.Select(p => (p.IsReprint, p.Reason, p.By)));
        Assert.Equal(portal.Time.GetUtcNow().UtcDateTime, newest[0].At);
        Assert.Equal(new BadgeCounts(1, 0, 1, 2), await log.CountsAsync(portal.Owner, found.Id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_badge_of_another_event_or_tenant_is_not_found_and_notes_nothing(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        var other = await portal.EventAsync("other");
        var id = await portal.ParticipantAsync("1");
        var prints = portal.Get<BadgePrintService>();
        Assert.Equal("not_found", (await prints.OneAsync(portal.Owner, other.Id, id)).Problems[0].Code);
        Assert.Equal("not_found",
            (await prints.OneAsync(portal.Owner with { TenantId = portal.Owner.TenantId + 1 }, found.Id, id)).Problems[0].Code);
        Assert.Equal("not_found", (await prints.OneAsync(portal.Owner, found.Id, id, 4711, null)).Problems[0].Code);
        Assert.Equal("too_long", (await prints.OneAsync(portal.Owner, found.Id, id, null, new string('x', 201))).Problems[0].Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => prints.OneAsync(portal.As(Role.Viewer), found.Id, id));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => prints.OneAsync(portal.As(Role.Steward), found.Id, id, null, null));
        Assert.Equal(0, (await portal.Get<BadgePrintLog>().CountsAsync(portal.Owner, found.Id)).Prints);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Many_come_in_their_order_as_an_export_and_only_then_count_as_printed(Provider provider)
    {
        var (portal, person) = await ExportTests.StartAsync(provider);
        await using var _ = portal;
        var found = (await portal.Get<EventQueries>().FindAsync(portal.Owner, "congress"))!;
        foreach (var (key, title) in new[] { ("press", "Press"), ("guest", "Guests") })
        {
            (await portal.Get<CategoryService>().CreateAsync(portal.Owner, found.Id, key, title)).Required();
        }

        await portal.ParticipantAsync("3", categoryKey: "guest", lastName: "Adler");
        await portal.ParticipantAsync("2", categoryKey: "press", lastName: "Zorn");
        var last = await portal.ParticipantAsync("4", categoryKey: "press", lastName: "Ähre");
        var order = new BadgeOrder { Sort = BadgeSort.Category, Filter = new ParticipantFilter { Printed = false } };

        var id = await OrderAsync(portal, person, order);
        Assert.Equal(0, (await portal.Get<BadgePrintLog>().CountsAsync(portal.Owner, found.Id)).Prints);
        await RunAsync(portal, person, id);
        Assert.Equal(["Ähre", "Zorn", "Adler", "Muster1"], await NamesAsync(portal, person, id));
        var row = (await portal.Get<ExportService>().FindAsync(person, id))!;
        Assert.Equal(("badges congress 2026-10-03.pdf", 4), (row.FileName!.ToLowerInvariant(), row.Rows));
        Assert.Equal(new BadgeCounts(4, 0, 4, 4), await portal.Get<BadgePrintLog>().CountsAsync(portal.Owner, found.Id));

        // Nobody is left without; one more is.
        var none = await OrderAsync(portal, person, order);
        await RunAsync(portal, person, none);
        Assert.Equal((ExportState.Failed, "nothing_to_print"),
            (await ExportTests.StateAsync(portal, person, none), (await portal.Get<ExportService>().FindAsync(person, none))!.ErrorCode));
        await portal.ParticipantAsync("5", lastName: "Neu");
        Assert.Equal(1, (await portal.Get<ParticipantQueries>().ListAsync(portal.Owner, new ParticipantFilter
        { EventId = found.Id, Printed = false }, new())).Total);
        var more = await OrderAsync(portal, person, order);
        await RunAsync(portal, person, more);
        Assert.Equal(["Neu"], await NamesAsync(portal, person, more));

        var again = await OrderAsync(portal, person, new BadgeOrder { Ids = [last], Reason = "Name" });
        await RunAsync(portal, person, again);
        Assert.Equal([(true, "Name"), (false, null)],
            (await portal.Get<BadgePrintLog>().OfAsync(portal.Owner, last)).Newest.Select(p => (p.IsReprint, p.Reason)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_second_attempt_of_a_file_does_not_note_badges_twice(Provider provider)
    {
        var (portal, person) = await ExportTests.StartAsync(provider);
        await using var _ = portal;
        var found = (await portal.Get<EventQueries>().FindAsync(portal.Owner, "congress"))!;
        var paper = portal.Get<IEnumerable<PaperKind>>().Single();
        var request = new BadgeOrder { Filter = new ParticipantFilter { Printed = false } }.Request("congress");
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var opened = (await paper.OpenAsync(person, 77, request, portal.Get<ExportSettings>().Language("de"), default)).Required();
            using var output = new MemoryStream();
            await opened.WriteAsync(output, new Progress<long>(), default);
        }

        Assert.Equal(new BadgeCounts(1, 0, 1, 1), await portal.Get<BadgePrintLog>().CountsAsync(portal.Owner, found.Id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Badges_are_ordered_as_PDF_by_who_may_change_participants_only(Provider provider)
    {
        var (portal, person) = await ExportTests.StartAsync(provider);
        await using var _ = portal;
        var exports = portal.Get<ExportService>();
        var request = new BadgeOrder().Request("congress");
        Assert.Equal("unknown", (await exports.OrderAsync(person, new ExportOrder(request, ReportFormat.Csv, "de"))).Problems[0].Code);
        Assert.Equal("too_long", (await exports.OrderAsync(person, new ExportOrder(
            new BadgeOrder { Reason = new string('x', 201) }.Request("congress"), ReportFormat.Pdf, "de"))).Problems[0].Code);
        var steward = await ExportTests.PersonAsync(portal, Role.Steward, portal.Owner.TenantId);
        await Assert.ThrowsAsync<PermissionDeniedException>(() =>
            exports.OrderAsync(steward, new ExportOrder(request, ReportFormat.Pdf, "de")));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_sheet_takes_as_many_as_it_has_places_and_a_test_print_notes_nothing(Provider provider)
    {
        var (portal, person) = await ExportTests.StartAsync(provider);
        await using var _ = portal;
        var found = (await portal.Get<EventQueries>().FindAsync(portal.Owner, "congress"))!;
        var sheet = (await portal.Get<BadgeDesignService>().CreateAsync(portal.Owner, found.Id,
            new BadgeDesignDraft("Sheet", BadgePresets.Of(BadgePreset.NameBadges)))).Required();
        for (var number = 2; number <= 11; number++)
        {
            await portal.ParticipantAsync($"{number}");
        }

        var test = (await portal.Get<BadgePrintService>().TestAsync(portal.Owner, found.Id, sheet)).Required();
        Assert.Equal(4, Assert.Single(PdfText.Pages(test)).Split("Jürgen Groß").Length - 1);
        Assert.Equal(0, (await portal.Get<BadgePrintLog>().CountsAsync(portal.Owner, found.Id)).Prints);

        var id = await OrderAsync(portal, person, new BadgeOrder { DesignId = sheet });
        await RunAsync(portal, person, id);
        await using var file = (await portal.Get<ExportService>().OpenAsync(person, id)).Required().Stream;
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        Assert.Equal([10, 1], PdfText.Pages(bytes.ToArray()).Select(page => page.Split("Mia Muster").Length - 1));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_is_erased_takes_their_prints_along(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        var id = await portal.ParticipantAsync("1");
        (await portal.Get<BadgePrintService>().OneAsync(portal.Owner, found.Id, id)).Required();
        (await portal.Get<ParticipantBulkService>().DeleteAsync(portal.Owner, new(found.Id, [id]))).Required();
        portal.Time.Advance(TimeSpan.FromDays(31));
        await portal.Get<AdminPortal.Domain.Data.Removals.RemovalEraser>().EraseAsync();
        Assert.Equal(new BadgeCounts(0, 0, 0, 0), await portal.Get<BadgePrintLog>().CountsAsync(portal.Owner, found.Id));
    }

    private static async Task<long> OrderAsync(TestPortal portal, Actor person, BadgeOrder order) =>
        (await portal.Get<ExportService>().OrderAsync(person, new ExportOrder(order.Request("congress"), ReportFormat.Pdf, "de")))
            .Required();

    private static async Task RunAsync(TestPortal portal, Actor person, long id)
    {
        Assert.Equal(ExportState.Queued, await ExportTests.StateAsync(portal, person, id));
        Assert.True(await portal.Get<ExportRunner>().RunNextAsync());
    }

    private static async Task<IEnumerable<string>> NamesAsync(TestPortal portal, Actor person, long id)
    {
        await using var file = (await portal.Get<ExportService>().OpenAsync(person, id)).Required().Stream;
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return PdfText.Pages(bytes.ToArray()).Select(page => page.Split('\n').Single(line => line.StartsWith("Mia ",
            StringComparison.Ordinal))["Mia ".Length..]);
    }
}
