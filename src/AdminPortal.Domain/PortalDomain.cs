using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Demo;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live;
using AdminPortal.Domain.Mail;
using AdminPortal.Domain.Overview;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Views;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Domain;

/// <summary>
/// Registers the domain; the caller registers <c>IDbContextFactory&lt;PortalDb&gt;</c> and <see cref="IDatabaseStore"/> with one of the
/// Data projects, <see cref="ExportSettings"/>, <see cref="ScheduleMailTexts"/>, <see cref="AlarmMailTexts"/>, <see cref="Accounts.AccountMailTexts"/> and <see
/// cref="DiskProbe"/>.
/// </summary>
public static class PortalDomain
{
    /// <summary>
    /// Each slice registers itself (<c>XxxSlice</c>). Services and queries are singletons: they hold no context and no actor.
    /// </summary>
    public static IServiceCollection AddPortalDomain(this IServiceCollection services) => services
        .AddAccounts()
        .AddAlarms()
        .AddApi()
        .AddApplications()
        .AddAudit()
        .AddBadges()
        .AddCheckIns()
        .AddCommon()
        .AddContacts()
        .AddData()
        .AddDemo()
        .AddEvents()
        .AddExports()
        .AddImports()
        .AddInvoices()
        .AddLive()
        .AddMail()
        .AddOverview()
        .AddParticipants()
        .AddPayments()
        .AddReports()
        .AddSchedules()
        .AddStations()
        .AddTenants()
        .AddViews();
}
