using AdminPortal.Web.Features.Account;
using AdminPortal.Web.Features.Badges;
using AdminPortal.Web.Features.Exports;
using AdminPortal.Web.Features.Finance;
using AdminPortal.Web.Sessions;

namespace AdminPortal.Web.Startup;

/// <summary>Files that people take away, and what pages ask for by script.</summary>
public static class PortalFiles
{
    /// <summary>Maps the addresses of exports, of invoices, of badges and tickets, of passkeys and of single sign-on.</summary>
    public static void MapPortalFiles(this WebApplication app)
    {
        app.MapExportFiles();
        app.MapInvoiceFiles();
        app.MapBadgeFiles();
        app.MapPasskeys();
        app.MapSingleSignOn();
    }
}
