using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Stations;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Support;

/// <summary>Anything that may happen to an event, by chance; a step that is refused is a step, too.</summary>
internal sealed class RandomSteps(TestPortal portal, Random random)
{
    private static readonly string?[] Doors = [null, "Nord", "Süd"];

    private readonly List<long> participants = [];

    private readonly List<long> checkIns = [];

    private long eventId;

    private StationView? station;

    private int made;

    public TestPortal Node { get; set; } = null!;

    public async Task PrepareAsync(int? capacity = null)
    {
        eventId = (await portal.EventAsync(reEntry: random.Next(2) == 0 ? ReEntry.Always : ReEntry.AfterCheckOut, capacity: capacity)).Id;
        (await portal.Get<CategoryService>().CreateAsync(portal.Owner, eventId, "vip", "VIP")).Required();
        (await portal.Get<CategoryService>().CreateAsync(portal.Owner, eventId, "press", "Press")).Required();
        for (var i = 0; i < 8; i++)
        {
            await AddAsync();
        }

        station = await portal.PairAsync(eventId, new StationDraft("Nord"));
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
