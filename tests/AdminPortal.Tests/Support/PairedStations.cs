using AdminPortal.Domain.Events;
using AdminPortal.Domain.Stations;

namespace AdminPortal.Tests.Support;

/// <summary>Stations whose device is there.</summary>
internal static class PairedStations
{
    /// <summary>Makes a station of an event and pairs a device with it, as its scans come in.</summary>
    public static async Task<StationView> PairAsync(this TestPortal portal, long eventId, StationDraft draft)
    {
        var stations = portal.Get<StationService>();
        var code = (await stations.CreateAsync(portal.Owner, eventId, draft)).Required();
        return (await stations.FindByTokenAsync((await stations.PairAsync(code.Code, null)).Required().Token))!;
    }

    /// <summary>As the other one, of the event <c>congress</c>.</summary>
    public static async Task<StationView> PairAsync(this TestPortal portal, StationDraft draft) =>
        await portal.PairAsync((await portal.Get<EventQueries>().FindAsync(portal.Owner, "congress"))!.Id, draft);
}
