using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Live;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>What the portal counts of itself.</summary>
public sealed class MeterTests
{
    private static readonly string[] Tags = ["action", "code", "changed", "format", "outcome"];

    [Theory, ClassData(typeof(Providers))]
    public async Task Scans_batches_reads_and_waiting_files_are_counted_without_saying_whose(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        using var heard = new Heard(portal.Get<PortalMeter>());
        var happening = await portal.EventAsync();
        await portal.ParticipantAsync("B1");
        var door = portal.Get<CheckInService>();
        await door.ScanAsync(portal.Owner, Scan("B1"));
        await door.ScanAsync(portal.Owner, Scan("B1"));
        await door.ScanAsync(portal.Owner, Scan("nobody"));
        await door.ScanAsync(portal.Owner, Scan("B1") with { Action = ScanAction.CheckOut });
        Assert.Equal([("portal.check_ins", "action=check_in", 1), ("portal.check_ins", "action=check_out", 1)],
            heard.Sums("portal.check_ins"));
        Assert.Equal(
            [("portal.check_ins.refused", "action=check_in code=already_checked_in", 1),
                ("portal.check_ins.refused", "action=check_in code=unknown_badge", 1)],
            heard.Sums("portal.check_ins.refused"));
        Assert.Equal([("portal.check_ins.batch", "", 4)], heard.Sums("portal.check_ins.batch"));

        var reader = portal.Get<BoardReader>();
        var first = await reader.ReadAsync(portal.Owner.TenantId, happening.Id, null);
        await reader.ReadAsync(portal.Owner.TenantId, happening.Id, first!.Snapshot);
        Assert.Equal(["changed=False", "changed=True"], heard.Sums("portal.boards.read").Select(sum => sum.Tags));

        await portal.Get<ExportQueue>().ClaimAsync();
        Assert.Equal("portal.exports.waiting", Assert.Single(heard.Sums("portal.exports.waiting")).Instrument);
        Assert.All(heard.TagNames, name => Assert.Contains(name, Tags));
    }

    [Fact]
    public async Task Files_that_wait_are_counted_only_where_somebody_listens()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var queue = portal.Get<ExportQueue>();
        portal.Commands.Reset();
        await queue.ClaimAsync();
        Assert.Equal(1, portal.Commands.Count);
        using var heard = new Heard(portal.Get<PortalMeter>());
        portal.Commands.Reset();
        await queue.ClaimAsync();
        Assert.Equal(2, portal.Commands.Count);
    }

    private static ScanRequest Scan(string badge) => new() { EventKey = "congress", BadgeNumber = badge };

    /// <summary>Listens to one portal's meter.</summary>
    private sealed class Heard : IDisposable
    {
        private readonly MeterListener listener = new();

        private readonly ConcurrentQueue<(string Instrument, string Tags, double Value)> values = new();

        public Heard(PortalMeter meter)
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, meter.Meter))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
            listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
            listener.Start();
        }

        public ConcurrentDictionary<string, bool> TagsSeen { get; } = new();

        public IEnumerable<string> TagNames => TagsSeen.Keys;

        public (string Instrument, string Tags, double Sum)[] Sums(string instrument) =>
            [.. values.Where(v => v.Instrument == instrument).GroupBy(v => v.Tags).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (instrument, g.Key, g.Sum(v => v.Value)))];

        public void Dispose() => listener.Dispose();

        private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var names = new List<string>();
            foreach (var (name, tag) in tags)
            {
                TagsSeen[name] = true;
                names.Add($"{name}={tag}");
            }

            values.Enqueue((instrument.Name, string.Join(' ', names), value));
        }
    }
}
