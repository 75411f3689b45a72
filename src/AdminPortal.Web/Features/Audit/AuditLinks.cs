using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Web.Kit.Lists;

namespace AdminPortal.Web.Features.Audit;

/// <summary>The pages of records that the audit log names.</summary>
public static class AuditLinks
{
    private static readonly Dictionary<string, (Permission Needs, Func<string, string?, string?> Address)> Pages = new()
    {
        [nameof(Participant)] = (Permission.ViewParticipants, (id, key) => OfEvent(key, $"participants/{id}")),
        [nameof(CheckIn)] = (Permission.ViewCheckIns, (_, key) => OfEvent(key, "check-ins")),
        [nameof(Scan)] = (Permission.CorrectCheckIns, (_, key) => OfEvent(key, "conflicts")),
        [nameof(Event)] = (Permission.ManageEvents, (_, key) => OfEvent(key, "settings")),
        [nameof(Category)] = (Permission.ManageEvents, (_, key) => OfEvent(key, "settings")),
        [nameof(CheckInWindow)] = (Permission.ManageEvents, (_, key) => OfEvent(key, "windows")),
        [nameof(Wall)] = (Permission.ManageWalls, (_, key) => OfEvent(key, "walls")),
        [nameof(Station)] = (Permission.ViewLive, (_, key) => OfEvent(key, "doors")),
        [nameof(BadgeKey)] = (Permission.ManageParticipants, (_, key) => OfEvent(key, "badges")),
        [nameof(BadgeDesign)] = (Permission.ManageEvents, (_, key) => OfEvent(key, "badges/designs")),
        [nameof(Contact)] = (Permission.ViewContacts, (id, _) => $"contacts/{id}"),
        [nameof(Application)] = (Permission.ViewApplications, (id, _) => $"applications/{id}"),
        [nameof(Invoice)] = (Permission.ViewFinance, (id, _) => $"invoices/{id}"),
        [nameof(Payment)] = (Permission.ViewFinance, (id, _) => $"payments/{id}"),
        [nameof(ApiKey)] = (Permission.ManageKeys, (_, _) => "keys"),
        [nameof(WebhookEndpoint)] = (Permission.ManageKeys, (id, _) => $"webhooks/{id}"),
        [nameof(PortalUser)] = (Permission.ManageUsers, (_, _) => "users"),
        [nameof(AccountLink)] = (Permission.ManageUsers, (_, _) => "users"),
        [nameof(Passkey)] = (Permission.ManageUsers, (_, _) => "users"),
        [nameof(Team)] = (Permission.ManageUsers, (id, _) => $"users/teams/{id}"),
        [nameof(Invitation)] = (Permission.ManageUsers, (_, _) => "users/invitations"),
        [nameof(ReportSchedule)] = (Permission.Export, (_, _) => "schedules"),
        [nameof(ReportExport)] = (Permission.ViewReports, (_, _) => "exports"),
        [nameof(Tenant)] = (Permission.ManageTenant, (_, _) => "tenant"),
        [nameof(TenantProfile)] = (Permission.ManageTenant, (_, _) => "tenant"),
    };

    /// <summary>
    /// The address of the record's page, or of the list it stands in; null where there is none or the actor may not see it.
    /// </summary>
    public static string? To(Actor actor, string entity, long id, string? eventKey) =>
        Pages.TryGetValue(entity, out var page) && actor.May(page.Needs) ? page.Address(ListAddress.Text(id), eventKey) : null;

    /// <summary>The page that lists the rows of an operation.</summary>
    public static string Operation(long id) => $"audit/{ListAddress.Text(id)}";

    private static string? OfEvent(string? key, string page) => key is null ? null : $"events/{Uri.EscapeDataString(key)}/{page}";
}
