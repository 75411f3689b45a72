using System.Globalization;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Verification;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Stations;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace AdminPortal.Tests.Domain;

/// <summary>
/// The figures are kept, not counted: random histories on two nodes, and after each step both nodes show what the records say one by one.
/// More histories with <c>PORTAL_HISTORIES</c>.
/// </summary>
public sealed class TallyTests(ITestOutputHelper output)
{
    private const int Steps = 40;

    private static readonly int Histories = int.Parse(Environment.GetEnvironmentVariable("PORTAL_HISTORIES") ?? "8",
        CultureInfo.InvariantCulture);

    [Theory, ClassData(typeof(Providers))]
    public async Task After_each_step_of_a_random_history_the_figures_are_those_of_the_records(Provider provider)
    {
        var done = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = 1; seed <= Histories; seed++)
        {
            var history = new List<string>();
            // Every third one as on a database whose transactions overlap.
            await using var portal = await TestPortal.StartAsync(provider, more: options =>
            {
                if (seed % 3 == 0)
                {
                    options.AddInterceptors(new OverlappingCommits());
                }
            });
            await using var other = portal.Beside();
            var random = new Random(seed);
            var steps = new RandomSteps(portal, random);
            await steps.PrepareAsync();
            for (var i = 0; i < Steps; i++)
            {
                steps.Node = random.Next(3) == 0 ? other : portal;
                var step = await steps.NextAsync();
                history.Add(step);
                done[step.Split(' ')[0]] = done.GetValueOrDefault(step.Split(' ')[0]) + 1;
                portal.Time.Advance(TimeSpan.FromSeconds(random.Next(90)));
                foreach (var node in new[] { portal, other })
                {
                    var rule = FigureRules.Of(node.Get<CheckInStatsQueries>(), node.Get<BoardReader>());
                    await using var db = node.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
                    var found = await rule.Look(db, default);
                    Assert.True(found.Count == 0, $"Seed {seed}, after {string.Join(", ", history)}: {string.Join("; ", found)}");
                    await AssertListsAsync(node, new PageRequest(random.Next(1, 4), 3, random.Next(2) == 0 ? "id" : "checked_in_at",
                        random.Next(2) == 0));
                }
            }
        }

        output.WriteLine($"{Histories} histories of {Steps} steps: {string.Join(", ", done.Select(d => $"{d.Key} {d.Value}"))}");
        Assert.True(done.Count >= 15, "A kind of step never came.");
    }

    [Fact]
    public async Task What_has_changed_is_read_by_its_ids_and_not_through_the_event()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await portal.EventAsync();
        for (var badge = 1; badge <= 5; badge++)
        {
            await portal.ParticipantAsync($"{badge}");
        }

        var stats = portal.Get<CheckInStatsQueries>();
        var stay = (await portal.Get<CheckInService>().ScanAsync(portal.Owner,
            new ScanRequest { EventKey = "congress", BadgeNumber = "1" })).Required().Record!;
        await stats.FindAsync(portal.Owner, "congress");
        (await portal.Get<CheckInService>().DeleteAsync(portal.Owner, stay.Id)).Required();
        (await portal.Get<ParticipantService>().UpdateAsync(portal.Owner, stay.ParticipantId, new ParticipantPatch { IsConfirmed = false }))
            .Required();
        (await portal.Get<ContactService>().DeleteAsync(portal.Owner, stay.Contact.Id)).Required();
        portal.Commands.Reset();
        await stats.FindAsync(portal.Owner, "congress");
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        var plans = new List<string>();
        foreach (var query in portal.Commands.Queries)
        {
            plans.AddRange((await query.PlanAsync(db)).Split('\n'));
        }

        var people = plans.Where(step => step.StartsWith("SEARCH", StringComparison.Ordinal)
            && step.Contains("Participants_TenantId", StringComparison.Ordinal));
        Assert.Empty(people);
        Assert.DoesNotContain(plans, step => step.StartsWith("SCAN", StringComparison.Ordinal)
            && !step.Contains("VIRTUAL TABLE", StringComparison.Ordinal));
        Assert.True(plans.Count >= 6);
    }

    /// <summary>A page that the tally knows is the page that the database would sort out.</summary>
    private static async Task AssertListsAsync(TestPortal node, PageRequest page)
    {
        await using var db = node.Get<IDbContextFactory<PortalDb>>().Read(node.Owner);
        var id = await db.Events.Select(e => e.Id).SingleAsync();
        var stays = await db.CheckIns.Where(c => c.EventId == id).Select(c => new { c.Id, c.CheckedInAt, c.Station }).ToListAsync();
        var rows = page.Sort == "id" ? stays.OrderBy(c => c.Id) : stays.OrderBy(c => c.CheckedInAt).ThenBy(c => c.Id);
        var ids = (page.Descending ? rows.Reverse() : rows).Select(c => c.Id).Skip((int)page.Skip).Take(page.Size);
        var shown = await node.Get<CheckInQueries>().ListAsync(node.Owner, new CheckInFilter(id), page);
        Assert.Equal((stays.Count, string.Join(' ', ids)), (shown.Total, string.Join(' ', shown.Items.Select(c => c.Id))));
        var north = await node.Get<CheckInQueries>().ListAsync(node.Owner, new CheckInFilter(id) { Station = "Nord" }, page);
        Assert.Equal(stays.Count(c => c.Station == "Nord"), north.Total);
        Assert.Equal(stays.Select(c => c.Station).OfType<string>().Distinct().Order(StringComparer.Ordinal),
            await node.Get<CheckInQueries>().StationsAsync(node.Owner, id));

        var people = await db.Participants.Where(p => p.EventId == id).OrderBy(p => p.Id)
            .Select(p => new { p.Id, p.IsConfirmed, p.CategoryId }).ToListAsync();
        var some = (page.Descending ? people.AsEnumerable().Reverse() : people).Select(p => p.Id).Skip((int)page.Skip).Take(page.Size);
        var queries = node.Get<ParticipantQueries>();
        var all = await queries.RecordsAsync(node.Owner, new ParticipantFilter { EventKey = "congress" }, page with { Sort = "id" });
        Assert.Equal((people.Count, string.Join(' ', some)), (all.Total, string.Join(' ', all.Items.Select(p => p.Id))));
        Assert.Equal(people.Count(p => p.IsConfirmed),
            (await queries.ListAsync(node.Owner, new ParticipantFilter { EventId = id, Confirmed = true }, page)).Total);
        var vip = people.FirstOrDefault(p => p.CategoryId is not null)?.CategoryId;
        Assert.Equal(people.Count(p => vip is not null && p.CategoryId == vip),
            (await queries.ListAsync(node.Owner, new ParticipantFilter { EventId = id, CategoryId = vip ?? -1 }, page)).Total);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_figures_cost_the_same_commands_however_many_have_changed_and_one_when_nothing_has(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        for (var badge = 1; badge <= 60; badge++)
        {
            await portal.ParticipantAsync($"{badge}");
        }

        await CostAsync(); // the first read goes through the records
        var nothing = await CostAsync();
        var few = await ScanAsync(1, 2);
        var many = await ScanAsync(3, 60);
        output.WriteLine($"nothing {nothing}, few {few}, many {many}");
        Assert.Equal(few, many);
        Assert.InRange(nothing, 1, 3);

        async Task<int> ScanAsync(int from, int to)
        {
            for (var badge = from; badge <= to; badge++)
            {
                (await portal.Get<CheckInService>().ScanAsync(portal.Owner,
                    new ScanRequest { EventKey = "congress", BadgeNumber = $"{badge}" })).Required();
            }

            return await CostAsync();
        }

        async Task<int> CostAsync()
        {
            portal.Time.Advance(TimeSpan.FromSeconds(2));
            await portal.Get<EventRulesCache>().FindAsync(portal.Owner, "congress");
            portal.Commands.Reset();
            await portal.Get<CheckInStatsQueries>().FindAsync(portal.Owner, "congress");
            return portal.Commands.Count;
        }
    }

    /// <summary>Anything that may happen to an event, by chance; a step that is refused is a step, too.</summary>
    private sealed class RandomSteps(TestPortal portal, Random random)
    {
        private static readonly string?[] Doors = [null, "Nord", "Süd"];

        private readonly List<long> participants = [];

        private readonly List<long> checkIns = [];

        private long eventId;

        private StationView? station;

        private int made;

        public TestPortal Node { get; set; } = null!;

        public async Task PrepareAsync()
        {
            eventId = (await portal.EventAsync(reEntry: random.Next(2) == 0 ? ReEntry.Always : ReEntry.AfterCheckOut)).Id;
            (await portal.Get<CategoryService>().CreateAsync(portal.Owner, eventId, "vip", "VIP")).Required();
            (await portal.Get<CategoryService>().CreateAsync(portal.Owner, eventId, "press", "Press")).Required();
            for (var i = 0; i < 8; i++)
            {
                await AddAsync();
            }

            var stations = portal.Get<StationService>();
            var code = (await stations.CreateAsync(portal.Owner, eventId, new StationDraft("Nord"))).Required();
            station = await stations.FindByTokenAsync((await stations.PairAsync(code.Code, null)).Required().Token);
        }

        public Task<string> NextAsync() => random.Next(23) switch
        {
            <= 5 => ScanAsync(),
            6 or 7 => OutAsync(),
            8 => DoAsync("delete-check-in", () => Node.Get<CheckInService>().DeleteAsync(Node.Owner, Any(checkIns))),
            9 => DoAsync("restore-check-in", () => Node.Get<CheckInService>().RestoreAsync(Node.Owner, Any(checkIns))),
            10 => DoAsync("reopen", () => Node.Get<CheckInService>().ReopenAsync(Node.Owner, Any(checkIns))),
            11 => DoAsync("update", () => Node.Get<ParticipantService>().UpdateAsync(Node.Owner, Any(participants),
                new ParticipantPatch { IsConfirmed = random.Next(2) == 0, CategoryKey = random.Next(2) == 0 ? "vip" : "press" })),
            12 => DoAsync("confirm-many", () => Node.Get<ParticipantBulkService>().ConfirmAsync(Node.Owner, Some(), random.Next(2) == 0)),
            13 => CategoryAsync(),
            14 => DoAsync("delete-many", () => Node.Get<ParticipantBulkService>().DeleteAsync(Node.Owner, Some())),
            15 => DoAsync("restore-many", () => Node.Get<ParticipantBulkService>().RestoreAsync(Node.Owner, Some())),
            16 => ContactAsync(),
            17 => AddAsync(),
            18 => EventAsync(),
            19 => ImportAsync(),
            20 => ConflictAsync(),
            21 => UnknownAsync(),
            _ => SettleAsync(),
        };

        private async Task<string> AddAsync()
        {
            var badge = $"{++made}";
            participants.Add(await portal.ParticipantAsync(badge, confirmed: random.Next(2) == 0));
            return $"add {badge}";
        }

        private async Task<string> ScanAsync()
        {
            var request = new ScanRequest
            {
                EventKey = "congress",
                ParticipantId = Any(participants),
                Station = Doors[random.Next(3)],
                Quantity = random.Next(1, 4),
                Type = (CheckInType)random.Next(3),
                OccurredAt = random.Next(3) == 0 ? portal.Time.UtcNow().AddMinutes(-random.Next(4_000)) : null,
            };
            var result = await Node.Get<CheckInService>().ScanAsync(Node.Owner, request);
            Note(result);
            return "scan";
        }

        private async Task<string> OutAsync()
        {
            await Node.Get<CheckInService>().ScanAsync(Node.Owner,
                new ScanRequest { EventKey = "congress", ParticipantId = Any(participants), Action = ScanAction.CheckOut });
            return "out";
        }

        private async Task<string> UnknownAsync()
        {
            await Node.Get<CheckInService>().ScanAsync(Node.Owner,
                new ScanRequest { EventKey = "congress", BadgeNumber = "nobody", Station = "West" });
            return "unknown";
        }

        private async Task<string> ConflictAsync()
        {
            var scan = new StationScan(null, Any(participants), ScanAction.CheckIn, random.Next(1, 3),
                TimeSpan.FromMinutes(random.Next(200)), DeviceDecision.Admitted);
            var result = await Node.Get<StationScanService>().ScanAsync(station!, scan);
            Note(result);
            return "offline-scan";
        }

        private async Task<string> SettleAsync()
        {
            var open = await Node.Get<ConflictQueries>().OpenAsync(Node.Owner, eventId, new PageRequest());
            var settled = await Node.Get<ConflictQueries>().SettledAsync(Node.Owner, eventId);
            if (settled.Count > 0 && random.Next(2) == 0)
            {
                await Node.Get<ConflictService>().ReopenAsync(Node.Owner, settled[0].Id);
                return "reopen-conflict";
            }

            if (open.Items.Count > 0)
            {
                await Node.Get<ConflictService>().AcceptAsync(Node.Owner, open.Items[0].Id, "Counts");
            }

            return "settle";
        }

        private async Task<string> CategoryAsync()
        {
            var all = await Node.Get<EventQueries>().CategoriesAsync(Node.Owner, eventId);
            if (all.Count > 0)
            {
                await Node.Get<ParticipantBulkService>().SetCategoryAsync(Node.Owner, Some(), all[random.Next(all.Count)].Id);
                if (random.Next(3) == 0)
                {
                    await Node.Get<CategoryService>().DeleteAsync(Node.Owner, all[^1].Id);
                    if (random.Next(2) == 0)
                    {
                        await Node.Get<CategoryService>().RestoreAsync(Node.Owner, all[^1].Id);
                    }
                }
            }

            return "category";
        }

        private async Task<string> ContactAsync()
        {
            await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
            var contact = await db.Contacts.IgnoreQueryFilters([PortalDb.AliveFilter]).OrderBy(c => c.Id).Skip(random.Next(made))
                .Select(c => new { c.Id, Gone = c.DeletedAt != null }).FirstAsync();
            var contacts = Node.Get<ContactService>();
            await (contact.Gone ? contacts.RestoreAsync(Node.Owner, contact.Id) : contacts.DeleteAsync(Node.Owner, contact.Id));
            return contact.Gone ? "restore-contact" : "delete-contact";
        }

        private async Task<string> EventAsync()
        {
            (await Node.Get<EventService>().DeleteAsync(Node.Owner, eventId)).Required();
            (await Node.Get<EventService>().RestoreAsync(Node.Owner, eventId)).Required();
            return "event";
        }

        private async Task<string> ImportAsync()
        {
            string[] lines =
            [
                "customer_number,last_name,badge_number,is_confirmed,category_key", $"I{made}a,Neu,I{made}a,1,vip",
                $"I{made}b,Neu,I{made}b,0,", $"{random.Next(1, made + 1)},Anders,,1,press",
            ];
            await using var file = (await ImportFile.TakeAsync(ImportFiles.Csv(lines), "people.csv")).Required();
            var run = await Node.Get<ParticipantImport>().RunAsync(Node.Owner,
                new ImportRequest { EventKey = "congress", Pause = TimeSpan.Zero }, file);
            if (run.Ok && run.Value.ImportId is { } id && random.Next(2) == 0)
            {
                await Node.Get<ImportUndo>().UndoAsync(Node.Owner, id);
                return "import-undone";
            }

            return "import";
        }

        private static async Task<string> DoAsync<T>(string name, Func<Task<Result<T>>> step) =>
            (await step()).Ok ? name : $"{name} (refused)";

        private ParticipantSelection Some() => new(eventId, participants.Where(_ => random.Next(4) == 0).ToList());

        private void Note(Result<ScanResult> result)
        {
            if (result is { Ok: true, Value: { Admitted: true, Record.Id: var id } })
            {
                checkIns.Add(id);
            }
        }

        private long Any(List<long> ids) => ids.Count == 0 ? 1 : ids[random.Next(ids.Count)];
    }
}
