using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>Changes of one portion that are taken back one after the other.</summary>
/// <param name="Entity">The kind that sets their pace.</param>
/// <param name="Divided">Whether each unit may have a transaction of its own; otherwise all have one together.</param>
/// <param name="Units">What must not be divided: a contact with the participation that the same row made.</param>
internal sealed record ImportGroup(string Entity, bool Divided, List<List<ImportChange>> Units)
{
    /// <summary>
    /// The order in which a portion is taken back: each kind before those that its records refer to, what was created before what was
    /// changed. Applications hang together with the participations they made, badges may have gone round: those are not divided.
    /// </summary>
    /// <param name="portion">All its changes.</param>
    /// <param name="contactOf">The contact of each participant among them.</param>
    public static IEnumerable<ImportGroup> Of(List<ImportChange> portion, IReadOnlyDictionary<long, long> contactOf)
    {
        if (portion.Exists(change => change.Entity == nameof(Application)))
        {
            return [new ImportGroup(nameof(Application), false, [portion])];
        }

        var contacts = portion.Where(change => change is { Entity: nameof(Contact), Before: null }).ToDictionary(change => change.Id);
        var people = portion
            .Where(change => change is { Entity: nameof(Participant), Before: null })
            .Where(change => contacts.ContainsKey(contactOf.GetValueOrDefault(change.Id)))
            .GroupBy(change => contactOf[change.Id])
            .Select(group => (List<ImportChange>)[.. group, contacts[group.Key]]).Reverse().ToList();
        var rest = portion.Except<ImportChange>(people.SelectMany(unit => unit), ReferenceEqualityComparer.Instance).Reverse().ToList();
        ImportGroup[] groups =
        [
            new(nameof(Participant), true, [.. people, .. Single(rest, nameof(Participant), badges: false)]),
            new(nameof(Participant), false, [.. Single(rest, nameof(Participant), badges: true)]),
            new(nameof(Payment), true, [.. Single(rest, nameof(Payment), badges: false)]),
            new(nameof(Invoice), true, [.. Single(rest, nameof(Invoice), badges: false)]),
            new(nameof(Contact), true, [.. Single(rest, nameof(Contact), badges: false)]),
        ];
        return groups.Where(group => group.Units.Count > 0);
    }

    /// <summary>The contact of each participant that a portion created.</summary>
    public static async Task<Dictionary<long, long>> ContactsAsync(PortalDb db, List<ImportChange> portion)
    {
        var ids = portion.Where(change => change is { Entity: nameof(Participant), Before: null }).Select(change => change.Id).ToList();
        return ids.Count == 0
            ? []
            : await db.Participants.IgnoreQueryFilters().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.ContactId })
                .ToDictionaryAsync(p => p.Id, p => p.ContactId);
    }

    private static IEnumerable<List<ImportChange>> Single(List<ImportChange> changes, string entity, bool badges) => changes
        .Where(change => change.Entity == entity && badges == (change.Before?.ContainsKey(nameof(Participant.BadgeNumber)) == true))
        .Select(change => (List<ImportChange>)[change]);
}

/// <summary>Where the records go that an undone import had created: from there they can be restored.</summary>
internal sealed record ImportBin(Removal Removal, Import Import);
