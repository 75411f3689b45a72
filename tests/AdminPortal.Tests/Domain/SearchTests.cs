using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>What the search in the top bar finds.</summary>
public sealed class SearchTests
{
    [Theory]
    [InlineData("Müßig, Jürgen", new[] { "mussig", "jurgen" })]
    [InlineData("Müßig,Jürgen", new[] { "mussig", "jurgen" })]
    [InlineData(" , ", new string[0])]
    public void A_comma_parts_words_as_a_space_does(string typed, string[] words) => Assert.Equal(words, Fold.Words(typed));

    [Theory, ClassData(typeof(Providers))]
    public async Task A_person_is_found_as_lists_write_them(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await portal.EventAsync("other");
        await PersonAsync(portal, "0417", "Jürgen", "Müßig");
        await PersonAsync(portal, "0418", "Jürgen", "Fischer");
        foreach (var typed in new[] { "Müßig, Jürgen", "mussig,jur", "jürgen müßig", "MÜSSIG, J" })
        {
            Assert.Equal("Müßig, Jürgen", Assert.Single(await SearchAsync(portal, typed)).Name);
            var contacts = await portal.Get<ContactQueries>().ListAsync(portal.Owner, typed, new PageRequest());
            Assert.Equal("Müßig", Assert.Single(contacts.Items).LastName);
        }

        Assert.Empty(await SearchAsync(portal, "Müßig, Jürgen", key: "other"));
        Assert.Empty(await SearchAsync(portal, "Müßig, Jürgen", portal.Owner with { TenantId = portal.Owner.TenantId + 1_000_000 }));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => SearchAsync(portal, "Müßig", portal.As(Role.Viewer)));
        Assert.Null(Assert.Single(await SearchAsync(portal, "müßig", portal.As(Role.Steward))).CompanyName);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_badge_is_found_by_any_part_and_the_whole_one_comes_first(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        foreach (var badge in new[] { "A-0170", "A-0171", "A-0417", "B-1704", "B-0017", "17" })
        {
            await PersonAsync(portal, badge, "Mia", "Fischer");
        }

        var scan = new ScanRequest { EventKey = "congress", BadgeNumber = "17" };
        (await portal.Get<CheckInService>().ScanAsync(portal.Owner, scan)).Required();
        var found = await SearchAsync(portal, "17");
        Assert.Equal(["17", "A-0170", "A-0171", "A-0417", "B-0017", "B-1704"], found.Select(hit => hit.BadgeNumber));
        Assert.Equal([true, false], (await SearchAsync(portal, "17", most: 2)).Select(hit => hit.IsInside));
        Assert.Equal(["17", "A-0170"], (await SearchAsync(portal, "17", most: 2)).Select(hit => hit.BadgeNumber));
        Assert.Equal(["A-0417"], (await SearchAsync(portal, "0417")).Select(hit => hit.BadgeNumber));
        Assert.Equal(["A-0417"], (await SearchAsync(portal, "A-04")).Select(hit => hit.BadgeNumber));
        Assert.Empty(await SearchAsync(portal, "a-04", portal.As(Role.Steward))); // badges are compared letter by letter
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Parts_of_badges_are_looked_for_in_the_index_of_the_event_alone(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await PersonAsync(portal, "0417", "Mia", "Fischer");
        portal.Commands.Reset();
        await SearchAsync(portal, "41");
        Assert.InRange(portal.Commands.Count, 1, 4);
        if (provider == Provider.Sqlite)
        {
            await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
            var parts = portal.Commands.Queries.Single(query =>
                query.Sql.Contains("instr(\"p\".\"BadgeNumber\"", StringComparison.Ordinal));
            Assert.Matches(@"USING INDEX IX_Participants_TenantId_EventId_BadgeNumber\w* \(TenantId=\? AND EventId=\?",
                await parts.PlanAsync(db));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_invoice_is_found_by_the_beginning_of_its_number_and_by_its_running_number(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", null, "Mia", "Fischer", null))).Required();
        var invoices = portal.Get<InvoiceService>();
        var now = portal.Time.UtcNow();
        for (var i = 0; i < 12; i++)
        {
            var id = (await invoices.CreateAsync(portal.Owner, new InvoiceDraft("C1", null, "EUR", 119_00, now))).Required();
            (await invoices.IssueAsync(portal.Owner, id)).Required();
        }

        Assert.Equal(["R2026-0010", "R2026-0011", "R2026-0012"], await NumbersAsync("r2026-001"));
        Assert.Equal(["R2026-0012"], await NumbersAsync("12"));
        Assert.Equal(["R2026-0003"], await NumbersAsync("0003"));
        Assert.Equal(4, (await NumbersAsync("R2026")).Count);
        Assert.Empty(await NumbersAsync("13"));
        Assert.Empty(await NumbersAsync("R"));
        Assert.Empty(await NumbersAsync("2026-0012"));
        var steward = portal.As(Role.Steward);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => portal.Get<InvoiceQueries>().ByNumberAsync(steward, "12", 4));
        if (provider == Provider.Sqlite)
        {
            portal.Commands.Reset();
            await NumbersAsync("R2026-00");
            await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
            Assert.Contains("AND Number>? AND Number<?", await portal.Commands.Queries.Single().PlanAsync(db), StringComparison.Ordinal);
        }

        async Task<List<string>> NumbersAsync(string text) =>
            [.. (await portal.Get<InvoiceQueries>().ByNumberAsync(portal.Owner, text, 4)).Select(hit => hit.Number)];
    }

    private static Task<IReadOnlyList<ParticipantHit>> SearchAsync(
        TestPortal portal, string text, Actor? actor = null, string key = "congress", int most = 6) =>
        portal.Get<ParticipantQueries>().SearchAsync(actor ?? portal.Owner, key, text, most);

    private static async Task PersonAsync(TestPortal portal, string badge, string first, string last)
    {
        var number = $"N{badge}";
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft(number, "Hafen AG", first, last, null))).Required();
        var draft = new ParticipantDraft("congress", number, true, badge, null);
        (await portal.Get<ParticipantService>().CreateAsync(portal.Owner, draft)).Required();
    }
}
