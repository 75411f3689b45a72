using System.Text.Json.Nodes;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;

namespace AdminPortal.Domain.Audit;

/// <summary>What of the audit log a reader may see: no more of a record than on its own page.</summary>
internal static class AuditPrivacy
{
    private static readonly HashSet<string> OfContacts = [nameof(Contact), nameof(Participant), nameof(CheckIn), nameof(Scan),
        nameof(Application), nameof(Invoice), nameof(Payment)];

    /// <summary>The changes without the values that the actor may not see.</summary>
    public static string Changes(Actor actor, string entity, string changes)
    {
        var hidden = entity switch
        {
            nameof(Contact) when !actor.May(Permission.ViewContacts) => name =>
                name is not (nameof(Contact.FirstName) or nameof(Contact.LastName)),
            nameof(Application) when !actor.May(Permission.ViewApplications) => _ => true,
            nameof(Invoice) or nameof(Payment) when !actor.May(Permission.ViewFinance) => _ => true,
            nameof(PortalUser) or nameof(Invitation) or nameof(AccountLink) when !actor.May(Permission.ManageUsers) => name =>
                name is nameof(PortalUser.Email) or nameof(PortalUser.PhoneNumber),
            _ => (Func<string, bool>?)null,
        };
        if (hidden is null)
        {
            return changes;
        }

        var visible = JsonNode.Parse(changes)!.AsObject();
        foreach (var name in visible.Select(change => change.Key).Where(hidden).ToList())
        {
            visible.Remove(name);
        }

        return visible.ToJsonString(AuditRecorder.Json);
    }

    /// <summary>
    /// Whether the name a record had then may be shown: it can be a company's, which is contact data, or a user's address.
    /// </summary>
    public static bool ShowsTitle(Actor actor, string entity) =>
        (actor.May(Permission.ViewContacts) || !OfContacts.Contains(entity))
            && (actor.May(Permission.ManageUsers) || entity is not (nameof(PortalUser) or nameof(Invitation)));
}
