using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Data.Verification;
using AdminPortal.Domain.Demo;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Live.Outlooks;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Mail;
using AdminPortal.Domain.Overview;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Views;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AdminPortal.Domain;

/// <summary>
/// Registers the domain; the caller registers <c>IDbContextFactory&lt;PortalDb&gt;</c> and <see cref="IDatabaseStore"/> with one of the
/// Data projects, <see cref="ExportSettings"/>, <see cref="ScheduleMailTexts"/>, <see cref="AlarmMailTexts"/> and <see
/// cref="DiskProbe"/>.
/// </summary>
public static class PortalDomain
{
    /// <summary>Services and queries are singletons: they hold no context and no actor.</summary>
    public static IServiceCollection AddPortalDomain(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new MailSettings());
        services.TryAddSingleton(new RemovalSettings());
        services.AddIdentityCore<PortalUser>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.Password.RequiredLength = 12;
            options.Password.RequiredUniqueChars = 4;
            options.Password.RequireNonAlphanumeric = false;
            options.Password.RequireUppercase = false;
            options.Password.RequireDigit = false;
            options.Password.RequireLowercase = false;
            options.Lockout.MaxFailedAccessAttempts = 5;
            options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
        }).AddEntityFrameworkStores<PortalDb>().AddPasswordValidator<PasswordRules>().AddDefaultTokenProviders();

        return services
            .AddMetrics()
            .AddSingleton<PortalMeter>()
            .AddSingleton<Commits>()
            .AddSingleton<Outages>()
            .AddSingleton<TransactionMarks>()
            .AddSingleton<Schema>()
            .AddSingleton<VerificationService>()
            .AddSingleton<ProtectionKeyEncryption>()
            .AddSingleton<TenantService>()
            .AddSingleton<TenantProfileService>()
            .AddSingleton<DemoSeed>()
            .AddSingleton<LargeSeed>()
            .AddSingleton<UserService>()
            .AddSingleton<UserQueries>()
            .AddSingleton<SignInAttempts>()
            .AddSingleton<SessionService>()
            .AddSingleton<SetupTokens>()
            .AddSingleton<ApiKeyService>()
            .AddSingleton<EventRulesCache>()
            .AddSingleton<Removal>()
            .AddSingleton<RemovalPortions>()
            .AddSingleton<RemovalQueries>()
            .AddSingleton<RemovalEraser>()
            .AddSingleton<EventService>()
            .AddSingleton<EventQueries>()
            .AddSingleton<DaySheetQueries>()
            .AddSingleton<CategoryService>()
            .AddSingleton<ContactService>()
            .AddSingleton<ContactQueries>()
            .AddSingleton<ParticipantService>()
            .AddSingleton<ParticipantBulkService>()
            .AddSingleton<ParticipantQueries>()
            .AddSingleton<ImportLog>()
            .AddSingleton<ImportUndo>()
            .AddSingleton<ImportEngine>()
            .AddSingleton<ImportRecovery>()
            .AddSingleton<ImportQueries>()
            .AddSingleton<ParticipantImport>()
            .AddSingleton<ContactImport>()
            .AddSingleton<CheckInLanes>()
            .AddSingleton<CheckInService>()
            .AddSingleton<CheckInQueries>()
            .AddSingleton<EventTallies>()
            .AddSingleton<CheckInStatsQueries>()
            .AddSingleton<ConflictService>()
            .AddSingleton<ConflictQueries>()
            .AddSingleton<EventOverviewQueries>()
            .AddSingleton<BoardReader>()
            .AddSingleton<EarlierEvents>()
            .AddSingleton<LiveBoards>()
            .AddSingleton<WallService>()
            .AddSingleton<WallPairingService>()
            .AddSingleton<StationService>()
            .AddSingleton<DoorPinAttempts>()
            .AddSingleton<DoorPinService>()
            .AddSingleton<StationScanService>()
            .AddSingleton<StationCopyQueries>()
            .AddSingleton<BadgeKeyService>()
            .AddSingleton<BadgeDesignService>()
            .AddSingleton<BadgePrintLog>()
            .AddSingleton<BadgePrintService>()
            .AddSingleton<TicketService>()
            .AddSingleton<PaperKind, BadgePaper>()
            .AddSingleton<AuditQueries>()
            .AddSingleton<ApplicationService>()
            .AddSingleton<ApplicationQueries>()
            .AddSingleton<InvoiceService>()
            .AddSingleton<InvoiceQueries>()
            .AddSingleton<InvoiceFiles>()
            .AddSingleton<InvoiceMail>()
            .AddSingleton<PaymentService>()
            .AddSingleton<PaymentQueries>()
            .AddSingleton<ReportQueries>()
            .AddSingleton<ExportQueue>()
            .AddSingleton<ExportFiles>()
            .AddSingleton<ExportService>()
            .AddSingleton<ExportRunner>()
            .AddSingleton<ExportCleaner>()
            .AddSingleton<ReportColumnChoices>()
            .AddSingleton<SavedViewService>()
            .AddSingleton<StartQueries>()
            .AddSingleton<CheckInWindowService>()
            .AddSingleton<CheckInWindowQueries>()
            .AddSingleton<CallMemory>()
            .AddSingleton<CallLimits>()
            .AddSingleton<CallUsage>()
            .AddSingleton<ApplicationImport>()
            .AddSingleton<InvoiceImport>()
            .AddSingleton<PaymentImport>()
            .AddSingleton<DemoFinance>()
            .AddSingleton<DemoDates>()
            .AddSingleton<Mailbox>()
            .AddSingleton<ScheduleService>()
            .AddSingleton<ScheduleQueries>()
            .AddSingleton<ScheduleDelivery>()
            .AddSingleton<ScheduleRunner>()
            .AddSingleton<AlarmQueries>()
            .AddSingleton<AlarmService>()
            .AddSingleton<AlarmLetters>()
            .AddSingleton<AlarmWatch>()
            .AddSingleton<AlarmFeed>();
    }
}
