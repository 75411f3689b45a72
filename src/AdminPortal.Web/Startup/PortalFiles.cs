using AdminPortal.Web.Features.Account;
using AdminPortal.Web.Features.Badges;
using AdminPortal.Web.Features.Exports;
using AdminPortal.Web.Features.Finance;

namespace AdminPortal.Web.Startup;

/// <summary>Files that people take away, and what pages ask for by script.</summary>
public static class PortalFiles
{
    /// <summary>Maps the addresses of exports, of invoices, of badges and tickets, and of passkeys.</summary>
    public static void MapPortalFiles(this WebApplication app)
    {
        app.MapExportFiles();
        app.MapInvoiceFiles();
        app.MapBadgeFiles();
        app.MapPasskeys();
    }
}
