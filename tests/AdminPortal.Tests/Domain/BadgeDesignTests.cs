using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Files.Pdf;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>How badges look: what a design may be, who is the default, and that no name is cut.</summary>
public sealed class BadgeDesignTests
{
    private static readonly BadgeDesignDraft A6 = new("A6", BadgePresets.Of(BadgePreset.A6));

    private static readonly BadgeFacts Facts = new("Herbstkongress für Veranstaltungstechnik", "Straßen & Söhne");

    public static TheoryData<BadgePreset> Presets { get; } = [.. Enum.GetValues<BadgePreset>()];

    [Theory, MemberData(nameof(Presets))]
    public void A_preset_is_right_and_survives_being_kept(BadgePreset preset)
    {
        var layout = BadgePresets.Of(preset);
        Assert.Empty(BadgeLayoutCheck.Problems(layout));
        var text = layout.Write();
        var read = BadgeLayout.Read(text);
        Assert.Equal(text, read.Write());
        Assert.Equal(layout.Elements, read.Elements);
        Assert.Equal(layout with { Elements = read.Elements }, read);
    }

    [Theory, MemberData(nameof(Presets))]
    public void No_name_is_cut_or_leaves_its_place(BadgePreset preset)
    {
        var layout = BadgePresets.Of(preset);
        foreach (var person in BadgeSample.People)
        {
            foreach (var element in layout.Elements.Where(element => element.Part is BadgePart.FullName or BadgePart.Company))
            {
                var text = element.Part == BadgePart.FullName ? person.FullName : person.Company ?? "—";
                var (size, lines) = BadgeDrawing.Fit(element, text);
                Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal),
                    string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
                Assert.All(lines, line => Assert.True(
                    PdfPage.Face(element.Bold).Width(line, size) <= (element.Width * BadgeDrawing.Point) + 0.01, line));
                Assert.InRange(size, 3, element.Size);
                Assert.True(lines.Count * size * 1.18 <= (element.Height * BadgeDrawing.Point) + 0.01);
            }
        }
    }

    [Fact]
    public void A_long_name_gets_smaller_first_and_then_goes_on_in_a_second_line()
    {
        var place = new BadgeElement(BadgePart.FullName, 0, 0, 60, 20) { Size = 20, Smallest = 12 };
        var (usual, one) = BadgeDrawing.Fit(place, "Bo Ek");
        var (smaller, still) = BadgeDrawing.Fit(place, "Anna-Katharina Möller");
        var (_, several) = BadgeDrawing.Fit(place, "Anna-Katharina Möller von der Überlinger Höhe");
        Assert.Equal((20, 1), (usual, one.Count));
        Assert.True(smaller is >= 12 and < 20 && still.Count == 1);
        Assert.True(several.Count > 1);
    }

    [Fact]
    public void What_does_not_fit_is_named_at_its_field()
    {
        var text = new BadgeElement(BadgePart.LastName, 5, 5, 40, 10) { Size = 12, Smallest = 8 };
        Assert.Equal([("invalid_size", "width")], Wrong(A6.Layout with { Width = 5, Elements = [] }));
        Assert.Equal([("invalid_grid", "columns")],
            Wrong(BadgePresets.Of(BadgePreset.NameBadges) with { Columns = 3 }));
        Assert.Equal([("off_badge", "elements.1.x")], With(text, text with { X = 70 }));
        Assert.Equal([("off_badge", "elements.0.y")], With(text with { Y = -1 }));
        Assert.Equal([("invalid_font_size", "elements.0.size")], With(text with { Smallest = 13 }));
        Assert.Equal([("code_too_small", "elements.0.width")], With(new BadgeElement(BadgePart.QrCode, 0, 0, 12, 30)));
        Assert.Equal([("required", "elements.0.text")], With(text with { Part = BadgePart.FreeText }));
        Assert.Equal([("too_many_elements", "elements")], With([.. Enumerable.Repeat(text, 25)]));
        Assert.Equal([("design_too_long", "elements")], With([.. Enumerable.Repeat(text with
        { Part = BadgePart.FreeText, Text = new string('ß', 200) }, 20)]));

        static (string, string?)[] Wrong(BadgeLayout layout) =>
            [.. BadgeLayoutCheck.Problems(layout).Select(problem => (problem.Code, problem.Field))];
        static (string, string?)[] With(params BadgeElement[] elements) => Wrong(A6.Layout with { Elements = elements });
    }

    [Fact]
    public void The_preview_draws_what_is_printed_and_no_markup_of_a_name()
    {
        var person = BadgeSample.Usual with { FirstName = "<script>", LastName = "Ö&\"" };
        var svg = BadgeSvg.Badge(A6.Layout, person, Facts, "Vorschau");
        Assert.Contains("&lt;script&gt; Ö&amp;", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.Contains("viewBox=\"0 0 105 148\"", svg, StringComparison.Ordinal);
        Assert.Equal(10, BadgeSvg.Paper(BadgePresets.Of(BadgePreset.NameBadges), "Bogen").Split("badge-place").Length - 1);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_first_design_is_the_default_and_another_one_can_become_it(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        var designs = portal.Get<BadgeDesignService>();
        var first = (await designs.CreateAsync(portal.Owner, found.Id, A6)).Required();
        var second = (await designs.CreateAsync(portal.Owner, found.Id, A6 with { Name = "Label" })).Required();
        Assert.Equal([(first, true), (second, false)], await DefaultsAsync(portal, found.Id));

        var before = (await designs.MakeDefaultAsync(portal.Owner, second)).Required();
        Assert.Equal(first, before);
        Assert.Equal([(first, false), (second, true)], await DefaultsAsync(portal, found.Id));
        (await designs.MakeDefaultAsync(portal.Owner, before!.Value)).Required();
        Assert.Equal([(first, true), (second, false)], await DefaultsAsync(portal, found.Id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_deleted_design_comes_back_as_it_was(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        var designs = portal.Get<BadgeDesignService>();
        var first = (await designs.CreateAsync(portal.Owner, found.Id, A6)).Required();
        (await designs.CreateAsync(portal.Owner, found.Id, new("Zettel", BadgePresets.Of(BadgePreset.Label62)))).Required();
        var before = await PictureAsync(portal, found.Id);

        var gone = (await designs.DeleteAsync(portal.Owner, first)).Required();
        Assert.Equal(("Zettel", true), (await designs.ListAsync(portal.Owner, found.Id)).Select(d => (d.Draft.Name, d.IsDefault)).Single());
        (await designs.RestoreAsync(portal.Owner, found.Id, gone)).Required();
        Assert.Equal(before, await PictureAsync(portal, found.Id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_design_is_refused_with_a_name_that_is_taken_and_when_somebody_saved_it_meanwhile(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        var designs = portal.Get<BadgeDesignService>();
        var id = (await designs.CreateAsync(portal.Owner, found.Id, A6)).Required();
        Assert.Equal("taken", Assert.Single((await designs.CreateAsync(portal.Owner, found.Id, A6)).Problems).Code);
        Assert.Equal("required", Assert.Single((await designs.CreateAsync(portal.Owner, found.Id, A6 with { Name = " " })).Problems).Code);
        var row = (await designs.ListAsync(portal.Owner, found.Id)).Single();
        var wider = A6 with { Layout = A6.Layout with { Width = 110 } };
        (await designs.UpdateAsync(portal.Owner, id, wider, row.Version)).Required();
        Assert.Equal("changed_meanwhile", Assert.Single((await designs.UpdateAsync(portal.Owner, id, A6, row.Version)).Problems).Code);
        Assert.Equal("not_found", (await designs.DeleteAsync(portal.Owner with { TenantId = 0 }, id)).Problems[0].Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => designs.DeleteAsync(portal.As(Role.Steward), id));

        var audit = await portal.Get<AuditQueries>().ListAsync(portal.Owner, new AuditFilter { Entity = nameof(BadgeDesign) }, new());
        Assert.Contains("\"Revision\":[0,1]", audit.Items[0].Changes, StringComparison.Ordinal);
        Assert.DoesNotContain("elements", audit.Items[1].Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_copied_event_has_the_designs_and_a_key_of_its_own(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        (await portal.Get<BadgeDesignService>().CreateAsync(portal.Owner, found.Id, A6)).Required();
        using var signer = (await portal.Get<BadgeKeyService>().SignerAsync(portal.Owner, found.Id)).Required();
        var copy = (await portal.Get<EventService>().CopyAsync(portal.Owner, found.Id,
            new EventCopy("next", "Next", portal.Time.UtcNow().AddDays(300), portal.Time.UtcNow().AddDays(301)))).Required();

        Assert.Equal(await PictureAsync(portal, found.Id), await PictureAsync(portal, copy.Id));
        using var other = (await portal.Get<BadgeKeyService>().SignerAsync(portal.Owner, copy.Id)).Required();
        Assert.NotEqual(signer.Mark, other.Mark);
    }

    private static async Task<(long, bool)[]> DefaultsAsync(TestPortal portal, long eventId) =>
        [.. (await portal.Get<BadgeDesignService>().ListAsync(portal.Owner, eventId)).Select(row => (row.Id, row.IsDefault))];

    private static async Task<List<string>> PictureAsync(TestPortal portal, long eventId)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        return (await db.BadgeDesigns.Where(d => d.EventId == eventId).OrderBy(d => d.Name).ToListAsync())
            .ConvertAll(d => $"{d.Name} {d.IsDefault} {d.Layout}");
    }
}
