using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

public sealed class ImportTests
{
    private static async Task<Result<ImportResult>> TryAsync(TestPortal portal, ImportRequest? request, params string[] lines) =>
        await portal.Get<ParticipantImport>()
            .RunAsync(portal.Owner, request ?? new ImportRequest { EventKey = "congress" }, ImportFiles.Csv(lines));

    private static async Task<ImportResult> RunAsync(TestPortal portal, params string[] lines) => (await TryAsync(portal, null, lines))
        .Required();

    private static async Task<ImportResult> RunAsync(TestPortal portal, ImportMode mode, params string[] lines) =>
        (await TryAsync(portal, new ImportRequest { EventKey = "congress", Mode = mode }, lines)).Required();

    private static async Task<TestPortal> StartAsync(Provider provider)
    {
        var portal = await TestPortal.StartAsync(provider);
        var row = await portal.EventAsync();
        await portal.Get<CategoryService>().CreateAsync(portal.Owner, row.Id, "exhibitor", "Aussteller");
        return portal;
    }

    private static async Task<IReadOnlyList<ParticipantRow>> RowsAsync(TestPortal portal) =>
        (await portal.Get<ParticipantQueries>()
            .ListAsync(portal.Owner, new ParticipantFilter { EventKey = "congress" }, new PageRequest(1, 200, "badge", false))).Items;

    private static void AssertCounts(ImportResult result, int created, int updated, int unchanged, int refused) =>
        Assert.Equal((created, updated, unchanged, refused), (result.Created, result.Updated, result.Unchanged, result.Refused));

    [Theory, ClassData(typeof(Providers))]
    public async Task Rows_become_contacts_and_participants(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var result = await RunAsync(portal, "Kundennummer;Vorname;Nachname;Firma;E-Mail;Startnummer;Kategorie;bestätigt",
            "K1;Jörg;Großmann;Werft AG;j@example.org;0417;exhibitor;ja", "K2;;;Nur Firma;;;aussteller;nein");
        AssertCounts(result, 2, 0, 0, 0);
        Assert.True(result.Written);
        var rows = await RowsAsync(portal);
        var first = rows.Single(r => r.CustomerNumber == "K1");
        Assert.Equal(("Jörg", "Großmann", "Werft AG", "j@example.org", "0417", "Aussteller", true),
            (first.FirstName, first.LastName, first.CompanyName, first.Email, first.BadgeNumber, first.CategoryTitle, first.IsConfirmed));
        var second = rows.Single(r => r.CustomerNumber == "K2");
        Assert.Equal(("Nur Firma", null, "Aussteller", false), (second.Name, second.BadgeNumber, second.CategoryTitle, second.IsConfirmed));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_workbook_is_imported_like_text(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var file = ImportFiles.Xlsx([ImportFiles.Inline("Name"), ImportFiles.Shared(1)],
            [ImportFiles.Shared(0), ImportFiles.Inline("0007")], [ImportFiles.Inline("Kaya"), ImportFiles.Number("100000")]);
        AssertCounts((await portal.Get<ParticipantImport>().RunAsync(portal.Owner, new ImportRequest { EventKey = "congress" }, file))
            .Required(), 2, 0, 0, 0);
        Assert.Equal(["0007", "100000"], (await RowsAsync(portal)).Select(r => r.BadgeNumber));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_second_import_changes_nothing_and_writes_nothing(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        string[] lines = ["customer_number,last_name,email,bib,confirmed", "K1,Kaya,a@example.org,1,yes", "K2,Weber,,2,no"];
        await RunAsync(portal, lines);
        var before = (await portal.Get<AuditQueries>().ListAsync(portal.Owner, new AuditFilter(), new PageRequest())).Total;
        var again = await RunAsync(portal, lines);
        AssertCounts(again, 0, 0, 2, 0);
        Assert.False(again.Written);
        Assert.Equal(before, (await portal.Get<AuditQueries>().ListAsync(portal.Owner, new AuditFilter(), new PageRequest())).Total);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Upsert_changes_what_differs_leaves_empty_cells_alone_and_is_audited(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        await RunAsync(portal, "customer_number,last_name,email,bib,confirmed", "K1,Kaya,a@example.org,1,yes",
            "K2,Weber,b@example.org,2,no");
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        var result = await RunAsync(portal, "customer_number,last_name,email,bib,confirmed", "K1,Kaya-Brandt,,1,", "K2,Weber,,2,",
            "K3,Neu,,3,x");
        AssertCounts(result, 1, 1, 1, 0);
        var rows = await RowsAsync(portal);
        Assert.Equal(("Kaya-Brandt", "a@example.org", true), (rows[0].LastName, rows[0].Email, rows[0].IsConfirmed));
        var entries = (await portal.Get<AuditQueries>()
            .ListAsync(portal.Owner, new AuditFilter { From = portal.Time.UtcNow() }, new PageRequest())).Items;
        Assert.Equal(["Contact Changed", "Contact Created", "Participant Created"], entries.Select(e => $"{e.Entity} {e.Action}").Order());
        Assert.Contains("Kaya-Brandt", entries.Single(e => e.Action == AuditAction.Changed).Changes, StringComparison.Ordinal);
        Assert.All(entries, e => Assert.Equal("Olga Owner", e.ActorName));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Contacts_are_found_by_number_else_by_email_else_by_name(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        foreach (var draft in new[] { new ContactDraft("N1", null, "Ida", "Møller", "ida@example.org"),
            new ContactDraft("N2", null, "Åsa", "Bergström", "Asa@Example.org"), new ContactDraft("N3", "Werft AG", null, null, null) })
        {
            (await portal.Get<ContactService>().CreateAsync(portal.Owner, draft)).Required();
        }

        var result = await RunAsync(portal, "customer_number,first_name,last_name,company,email,bib", "N1,,,,,1",
            ",Asa,Bergström,,asa@example.ORG,2", ",,,werft  ag,,3", ",Neu,Person,,,4");
        AssertCounts(result, 4, 0, 0, 0);
        var rows = await RowsAsync(portal);
        Assert.Equal(["N1", "N2", "N3", "K000004"], rows.Select(r => r.CustomerNumber));
        Assert.Equal("Møller, Ida", rows[0].Name);
        Assert.Equal("Bergström, Asa", rows[1].Name);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Several_contacts_that_match_refuse_the_row(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        foreach (var number in new[] { "A", "B" })
        {
            (await portal.Get<ContactService>()
                .CreateAsync(portal.Owner, new ContactDraft(number, null, "Paul", "Klein", "paul@example.org"))).Required();
        }

        var result = await RunAsync(portal, "first_name,last_name,email", "Paul,Klein,", "P.,Klein,PAUL@example.org");
        Assert.Equal([(2, "ambiguous_match", "last_name"), (3, "ambiguous_match", "email")],
            result.RefusedRows.Select(r => (r.Row, r.Code, r.Field!)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task New_customer_numbers_avoid_those_the_file_names_itself(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        AssertCounts(await RunAsync(portal, "customer_number,last_name", ",Eins", ",Zwei", "K000002,Drei"), 3, 0, 0, 0);
        Assert.Equal(["K000001", "K000002", "K000003"], (await RowsAsync(portal)).Select(r => r.CustomerNumber).Order());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Create_refuses_who_takes_part_and_leaves_contacts_alone(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        await portal.ParticipantAsync("1");
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("N2", null, "Ida", "Alt", null))).Required();
        Assert.Equal((2, "already_participant"),
            Assert.Single((await RunAsync(portal, ImportMode.Create, "customer_number,last_name", "1,Neu", "N2,Neu")).RefusedRows) is var r
                ? (r.Row, r.Code)
                : default);
        AssertCounts(await RunAsync(portal, ImportMode.Create, "customer_number,last_name", "N2,Neu"), 1, 0, 0, 0);
        Assert.Equal("Alt", (await RowsAsync(portal)).Single(p => p.CustomerNumber == "N2").LastName);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Update_refuses_who_does_not_take_part(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        await portal.ParticipantAsync("1", confirmed: false);
        var refused = await RunAsync(portal, ImportMode.Update, "customer_number,confirmed", "1,yes", "unknown,yes");
        Assert.Equal([(3, "not_participant")], refused.RefusedRows.Select(r => (r.Row, r.Code)));
        Assert.False((await RowsAsync(portal))[0].IsConfirmed);
        AssertCounts(await RunAsync(portal, ImportMode.Update, "customer_number,confirmed", "1,yes"), 0, 1, 0, 0);
        Assert.True((await RowsAsync(portal))[0].IsConfirmed);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Fifty_bad_rows_are_all_named_and_nothing_is_written_unless_the_good_ones_are_wanted(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var lines = Enumerable.Range(1, 2_500).Select(i => $"K{i},{(i % 50 == 0 ? "" : "Name")},{i},{(i % 50 == 25 ? "x" : "")}")
            .Prepend("customer_number,last_name,bib,email").ToArray();
        var dry = (await TryAsync(portal, new ImportRequest { EventKey = "congress", DryRun = true }, lines)).Required();
        Assert.Equal(100, dry.Refused);
        Assert.Equal(2_500, dry.Verdicts.Count);
        lines = [.. lines.Select(line => line.Replace(",x", ",", StringComparison.Ordinal))];
        var refused = await RunAsync(portal, lines);
        AssertCounts(refused, 2_450, 0, 0, 50);
        Assert.False(refused.Written);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (i * 50) + 1), refused.RefusedRows.Select(r => r.Row));
        Assert.All(refused.RefusedRows, r => Assert.Equal("name_or_company", r.Code));
        Assert.Empty(await RowsAsync(portal));
        Assert.Equal(0, (await portal.Get<ContactQueries>().ListAsync(portal.Owner, new ContactFilter(), new PageRequest())).Total);

        var partial = (await TryAsync(portal, new ImportRequest { EventKey = "congress", Partial = true, RefusedLimit = 10 }, lines))
            .Required();
        Assert.True(partial.Written);
        Assert.Equal(50, partial.Refused);
        Assert.Equal(10, partial.RefusedRows.Count);
        Assert.Equal(2_450, (await portal.Get<ContactQueries>().ListAsync(portal.Owner, new ContactFilter(), new PageRequest())).Total);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_reason_names_its_row_and_field(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        await portal.ParticipantAsync("taken");
        var result = await RunAsync(portal, "customer_number,last_name,email,bib,category,confirmed",
            "A,Kaya,not a mail,1,,", "B,Kaya,,taken,,", "C,Kaya,,3,vip,", "D,Kaya,,4,,perhaps", "A,Weber,,5,,", "E,Kaya,,4,,",
                $"F,{new string('x', 201)},,6,,");
        Assert.Equal(
            [(2, "invalid_email", "email"), (3, "taken", "badge_number"), (4, "unknown_category", "category_key"),
                (5, "invalid_boolean", "is_confirmed"), (6, "duplicate_in_file", "customer_number"),
                    (7, "duplicate_in_file", "badge_number"), (8, "too_long", "last_name")],
            result.RefusedRows.Select(r => (r.Row, r.Code, r.Field!)));
        Assert.Contains("exhibitor", result.RefusedRows[2].Reason, StringComparison.Ordinal);
        Assert.Contains("Row 2", result.RefusedRows[4].Reason, StringComparison.Ordinal);
        Assert.Equal("Kaya", result.RefusedRows[0].Text);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task One_person_named_in_two_ways_is_refused_the_second_time(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("N1", null, "Ida", "Møller", "ida@example.org")))
            .Required();
        var result = await RunAsync(portal, "customer_number,last_name,email", "N1,Møller,", ",Møller,ida@example.org",
            ",Neu,neu@example.org", ",Anders,NEU@example.org", ",Ohne,", ",OHNE,");
        Assert.Equal([(3, "2"), (5, "4"), (7, "6")], result.RefusedRows.Select(r => (r.Row, $"{r.Problem.Args[0]}")));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_badge_that_a_row_gives_up_may_go_to_a_later_row(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        await RunAsync(portal, "customer_number,last_name,bib", "K1,Eins,1", "K2,Zwei,2");
        AssertCounts(await RunAsync(portal, "customer_number,bib", "K1,9", "K2,1"), 0, 2, 0, 0);
        Assert.Equal([("K2", "1"), ("K1", "9")], (await RowsAsync(portal)).Select(r => (r.CustomerNumber!, r.BadgeNumber!)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_mapping_can_be_chosen_and_must_fit_the_file(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        string[] lines = ["wer,was", "Kaya,7"];
        ImportRequest With(params (string, string)[] mapping) =>
            new() { EventKey = "congress", Mapping = mapping.ToDictionary(m => m.Item1, m => m.Item2) };
        Assert.Equal("no_identity_column", (await TryAsync(portal, null, lines)).Problems[0].Code);
        Assert.Equal(["unknown_column", "unknown_field"], (await TryAsync(portal, With(("wo", "city"), ("was", "shoe_size")), lines))
            .Problems.Select(p => p.Code));
        Assert.Equal("mapped_twice", (await TryAsync(portal, With(("wer", "last_name"), ("was", "last_name")), lines)).Problems[0].Code);
        Assert.Equal("event_key", (await TryAsync(portal, new ImportRequest { EventKey = "none" }, "name", "A")).Problems[0].Field);
        AssertCounts((await TryAsync(portal, With(("wer", "last_name"), ("was", "badge_number")), lines)).Required(), 1, 0, 0, 0);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Commands_of_a_batch_do_not_grow_with_its_rows(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        string[] Lines(int count) => Enumerable.Range(1, count).Select(i => $"K{i},Name,{i}")
            .Prepend("customer_number,last_name,bib").ToArray();
        await RunAsync(portal, Lines(2_000));
        portal.Commands.Reset();
        await RunAsync(portal, Lines(100));
        var small = portal.Commands.Count;
        portal.Commands.Reset();
        await RunAsync(portal, Lines(1_000));
        Assert.Equal(small, portal.Commands.Count);
        portal.Commands.Reset();
        await RunAsync(portal, Lines(2_000));
        Assert.InRange(portal.Commands.Count, 1, small + 3);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Progress_is_told_and_a_stopped_import_writes_nothing(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var lines = Enumerable.Range(1, 3_000).Select(i => $"K{i},Name").Prepend("customer_number,last_name").ToArray();
        using var stop = new CancellationTokenSource();
        var told = new List<ImportProgress>();
        var progress = new Told(value =>
        {
            told.Add(value);
            if (value is { Stage: ImportStage.Writing, Rows: 2_000 })
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => portal.Get<ParticipantImport>()
            .RunAsync(portal.Owner, new ImportRequest { EventKey = "congress" }, ImportFiles.Csv(lines), progress, stop.Token));
        Assert.Equal([1_000, 2_000, 3_000, 1_000, 2_000], told.Select(t => t.Rows));
        Assert.Equal(3_000, told[^1].Total);
        Assert.Empty(await RowsAsync(portal));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_stranger_to_participants_may_not_import(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var import = portal.Get<ParticipantImport>();
        await Assert.ThrowsAsync<PermissionDeniedException>(() =>
            import.RunAsync(portal.As(Role.Steward), new ImportRequest { EventKey = "congress" }, ImportFiles.Csv("name", "A")));
    }

    private sealed class Told(Action<ImportProgress> tell) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => tell(value);
    }
}
