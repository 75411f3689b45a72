using AdminPortal.Web.Exports;
using AdminPortal.Web.Features.Audit;
using AdminPortal.Web.Features.Contacts;
using AdminPortal.Web.Features.Events;
using AdminPortal.Web.Features.Finance;
using AdminPortal.Web.Features.Participants;
using AdminPortal.Web.Features.Stations;
using AdminPortal.Web.Features.Walls;
using AdminPortal.Web.Imports;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Texts;
using AdminPortal.Web.Shell;
using MudBlazor;
using MudBlazor.Services;

namespace AdminPortal.Web.Startup;

/// <summary>The pages: Razor components over a circuit, and what they share.</summary>
public static class PortalComponents
{
    /// <summary>Registers components and the services of the shell.</summary>
    public static void AddPortalComponents(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices();
        builder.Services.AddTransient<MudLocalizer, PortalLocalizer>();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddScoped<ShellState>();
        builder.Services.AddScoped<Toasts>();
        builder.Services.AddScoped<Confirmations>();
        builder.Services.AddScoped<LeaveGuard>();
        builder.Services.AddScoped<LeaveQuestion>();
        builder.Services.AddScoped<AuditRestore>();
        builder.Services.AddScoped<UndoOffers>();
        builder.Services.AddScoped<ListChanges>();
        builder.Services.AddScoped<ParticipantActions>();
        builder.Services.AddSingleton<ImportRuns>();
        builder.Services.AddHostedService<ImportWork>();
        builder.Services.AddScoped<PortalBrowser>();
        builder.Services.AddScoped<ISearchSource, PageSearch>();
        builder.Services.AddScoped<ISearchSource, ParticipantSearch>();
        builder.Services.AddScoped<ISearchSource, EventSearch>();
        builder.Services.AddScoped<ISearchSource, ContactSearch>();
        builder.Services.AddScoped<ISearchSource, InvoiceSearch>();
        builder.Services.AddSingleton<WallStreams>();
        builder.AddPortalStations();
        builder.Services.AddScoped<Overrides>();
        builder.Services.AddScoped<Numberings>();
        builder.Services.AddScoped<ExportWatch>();
    }

    /// <summary>Maps the bundled files, compressed and with fingerprints, and the pages.</summary>
    public static void MapPortalComponents(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
            // The headers already forbid framing, more strictly than the default here.
            options.ContentSecurityFrameAncestorsPolicy = null);
    }
}
