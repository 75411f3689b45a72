using AdminPortal.Web.Features.Badges;
using AdminPortal.Web.Features.Exports;
using AdminPortal.Web.Features.Finance;

namespace AdminPortal.Web.Startup;

/// <summary>Files that people take away.</summary>
public static class PortalFiles
{
    /// <summary>Maps the addresses of exports, of invoices, and of badges and tickets.</summary>
    public static void MapPortalFiles(this WebApplication app)
    {
        app.MapExportFiles();
        app.MapInvoiceFiles();
        app.MapBadgeFiles();
    }
}
