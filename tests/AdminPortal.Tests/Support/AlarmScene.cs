using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Tenants;

namespace AdminPortal.Tests.Support;

/// <summary>An event with a busy door, and what goes wrong there.</summary>
public sealed class AlarmScene(TestPortal portal)
{
    /// <summary>The event <c>congress</c>; badge <c>1</c> may come in again and again.</summary>
    public EventDetail Event { get; private set; } = null!;

    /// <summary>The event, without an alarm yet.</summary>
    public static async Task<AlarmScene> BeginAsync(TestPortal portal, int? capacity = null)
    {
        var scene = new AlarmScene(portal) { Event = await portal.EventAsync(reEntry: ReEntry.Always, capacity: capacity) };
        await portal.ParticipantAsync("1");
        return scene;
    }

    /// <summary>Forty check-ins at a door: four a minute over the last ten, so that it is silent after three.</summary>
    public async Task CrowdAsync(string door)
    {
        for (var i = 0; i < 40; i++)
        {
            await ScanAsync(door);
        }
    }

    /// <summary>One check-in of so many people.</summary>
    public async Task ScanAsync(string door, string badge = "1", int quantity = 1, ScanAction action = ScanAction.CheckIn) =>
        Assert.True((await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest
        { EventKey = "congress", BadgeNumber = badge, Station = door, Quantity = quantity, Action = action })).Required().Admitted);

    /// <summary>A scan that a device has let pass and the rules refuse.</summary>
    public async Task ConflictAsync(string door)
    {
        var station = await portal.PairAsync(Event.Id, new StationDraft(door));
        (await portal.Get<StationScanService>().ScanAsync(station, new StationScan("nobody", null, ScanAction.CheckIn, 1, TimeSpan.Zero,
            DeviceDecision.Admitted))).Required();
    }

    /// <summary>Settles every conflict.</summary>
    public async Task SettleAsync()
    {
        foreach (var row in (await portal.Get<ConflictQueries>().OpenAsync(portal.Owner, Event.Id, new PageRequest())).Items)
        {
            (await portal.Get<ConflictService>().NoteAsync(portal.Owner, row.Id, "Known")).Required();
        }
    }

    /// <summary>Looks after some time, and answers the alarms that the owner sees: open ones first.</summary>
    public async Task<IReadOnlyList<AlarmRow>> LookAsync(double minutes = 0.25)
    {
        portal.Time.Advance(TimeSpan.FromMinutes(minutes));
        await portal.Get<AlarmWatch>().LookAsync();
        return await portal.Get<AlarmQueries>().RecentAsync(portal.Owner);
    }

    /// <summary>The addresses that are told.</summary>
    public async Task TellAsync(params string[] addresses)
    {
        var own = await portal.Get<TenantService>().OwnAsync(portal.Owner);
        var draft = new TenantDraft(own.Slug, own.Name, own.Plan, own.TimeZone, own.Currency, own.Language) { AlarmAddresses = addresses };
        (await portal.Get<TenantService>().UpdateAsync(portal.Owner, draft, own.Version)).Required();
    }

    /// <summary>Kinds and whether they are open.</summary>
    public static IEnumerable<(AlarmKind Kind, bool IsOpen)> States(IEnumerable<AlarmRow> rows) =>
        rows.Select(row => (row.Kind, row.IsOpen));
}
