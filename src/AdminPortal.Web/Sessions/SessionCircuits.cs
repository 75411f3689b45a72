using AdminPortal.Web.Startup;
using Microsoft.AspNetCore.Components.Server;

namespace AdminPortal.Web.Sessions;

/// <summary>What becomes of a window whose connection is cut.</summary>
internal static class SessionCircuits
{
    /// <summary>
    /// It is kept for three minutes with all that was typed into it, and so are all others of the node: when the network of a hall blinks,
    /// everybody's connection is cut at once. <see cref="NodeBounds.Circuits"/> bounds their memory. Nothing is kept beyond that: the page
    /// loads itself anew then.
    /// </summary>
    public static void Configure(CircuitOptions options, PortalSettings settings)
    {
        options.DisconnectedCircuitMaxRetained = settings.Bounds.Circuits;
        options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
        options.PersistedCircuitInMemoryMaxRetained = 0;
    }
}
