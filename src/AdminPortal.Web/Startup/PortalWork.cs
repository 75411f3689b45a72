namespace AdminPortal.Web.Startup;

/// <summary>What the portal does by itself while it serves.</summary>
public static class PortalWork
{
    /// <summary>
    /// Lets this process write files, send scheduled reports, raise alarms, tell other systems, erase what was removed long ago and tell
    /// of itself.
    /// </summary>
    public static void AddPortalWork(this WebApplicationBuilder builder)
    {
        builder.AddPortalExports();
        builder.AddPortalSchedules();
        builder.AddPortalAlarms();
        builder.AddPortalRemoval();
        builder.Services.AddHostedService<NodeWork>();
        builder.AddPortalWebhooks();
    }
}
