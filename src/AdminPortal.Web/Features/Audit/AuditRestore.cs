using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Webhooks;

namespace AdminPortal.Web.Features.Audit;

/// <summary>Brings back what an operation removed, by the same services as the pages of the records, told as one operation.</summary>
public sealed class AuditRestore(
    EventService events, ContactService contacts, ParticipantBulkService participants, CategoryService categories,
    CheckInWindowService windows,
    ApplicationService applications, InvoiceService invoices, PaymentService payments, ScheduleService schedules, CheckInService checkIns,
    WebhookService webhooks, TeamService teams)
{
    /// <summary>Whether the actor may restore that kind.</summary>
    public static bool May(Actor actor, string entity) => actor.May(entity switch
    {
        nameof(Contact) => Permission.ManageContacts,
        nameof(Participant) => Permission.ManageParticipants,
        nameof(Application) => Permission.ManageApplications,
        nameof(Invoice) or nameof(Payment) => Permission.ManageFinance,
        nameof(ReportSchedule) => Permission.Export,
        nameof(CheckIn) => Permission.CorrectCheckIns,
        nameof(WebhookEndpoint) => Permission.ManageKeys,
        nameof(Team) => Permission.ManageUsers,
        _ => Permission.ManageEvents,
    });

    /// <summary>Restores all of it, one event or record after the other; stops at the first that is refused.</summary>
    /// <returns>What was refused; empty when all came back.</returns>
    public async Task<IReadOnlyList<Problem>> RunAsync(Actor who, AuditRemoved removed)
    {
        var actor = who.In(new Operation(OperationKind.Restoration));
        if (removed.Entity == nameof(Participant))
        {
            foreach (var group in removed.Records.GroupBy(record => record.EventId, record => record.Id))
            {
                var result = await participants.RestoreAsync(actor, new ParticipantSelection(group.Key ?? 0, group.ToList()));
                if (!result.Ok)
                {
                    return result.Problems;
                }
            }

            return [];
        }

        foreach (var (id, _) in removed.Records)
        {
            var problems = await OneAsync(actor, removed.Entity, id);
            if (problems.Count > 0)
            {
                return problems;
            }
        }

        return [];
    }

    private async Task<IReadOnlyList<Problem>> OneAsync(Actor actor, string entity, long id) => entity switch
    {
        nameof(Event) => (await events.RestoreAsync(actor, id)).Problems,
        nameof(Contact) => (await contacts.RestoreAsync(actor, id)).Problems,
        nameof(Category) => (await categories.RestoreAsync(actor, id)).Problems,
        nameof(CheckInWindow) => (await windows.RestoreAsync(actor, id)).Problems,
        nameof(Application) => (await applications.RestoreAsync(actor, id)).Problems,
        nameof(Invoice) => (await invoices.RestoreAsync(actor, id)).Problems,
        nameof(Payment) => (await payments.RestoreAsync(actor, id)).Problems,
        nameof(ReportSchedule) => (await schedules.RestoreAsync(actor, id)).Problems,
        nameof(WebhookEndpoint) => (await webhooks.RestoreAsync(actor, id)).Problems,
        nameof(Team) => (await teams.RestoreAsync(actor, id)).Problems,
        nameof(CheckIn) => (await checkIns.RestoreAsync(actor, id)).Problems,
        _ => throw new ArgumentException($"A {entity} is not restored from the audit log.", nameof(entity)),
    };
}
