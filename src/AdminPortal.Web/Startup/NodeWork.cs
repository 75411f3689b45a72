using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Nodes;
using AdminPortal.Web.Features.Walls;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Sessions;

namespace AdminPortal.Web.Startup;

/// <summary>Tells the other nodes and the system page of this one, as long as it serves.</summary>
internal sealed partial class NodeWork(NodeService nodes, CircuitPlaces places, WallStreams streams, PortalSettings settings,
    Outages outages, TimeProvider time, ILogger<NodeWork> logger) : BackgroundService
{
    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await nodes.LeaveAsync();
        }
#pragma warning disable CA1031 // a stop must not fail because the database is away; the row is forgotten by itself
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (error is not ObjectDisposedException) // stopped a second time
            {
                Failed(error);
            }
        }
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Pacing.EachAsync(NodeService.Pace, () =>
        nodes.TellAsync(Environment.MachineName, PortalBuild.Name, new NodeFigures(places.Open, settings.Bounds.Circuits, streams.Connected,
            settings.Bounds.WallStreams, Environment.WorkingSet, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes), stoppingToken),
        Failed, time, stoppingToken);

    private void Failed(Exception error)
    {
        if (!outages.Is(error))
        {
            LogLater(logger, error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "This node could not tell of itself; it is tried again")]
    private static partial void LogLater(ILogger logger, Exception error);
}
