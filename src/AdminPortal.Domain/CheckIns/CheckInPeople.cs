using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>Whom the scans of one transaction name: the people with their open record, and their history where a rule needs it.</summary>
/// <param name="db">Of the transaction.</param>
/// <param name="rules">Of the event.</param>
/// <param name="door">What reads them; null where EF Core does, and then it follows their changes too.</param>
internal sealed class CheckInPeople(PortalDb db, EventRules rules, IDoorCommands? door)
{
    private readonly Dictionary<long, CheckInPerson> byId = [];

    private readonly Dictionary<string, CheckInPerson> byBadge = new(StringComparer.Ordinal);

    private int inside;

    /// <summary>The participant a scan names; null when there is none.</summary>
    public CheckInPerson? Of(ScanRequest request) => request.ParticipantId is { } id
        ? byId.GetValueOrDefault(id)
        : byBadge.GetValueOrDefault(request.BadgeNumber!);

    /// <summary>Reads whom the scans name; returns how many people are inside, where the event has a limit.</summary>
    /// <param name="scans">The scans.</param>
    /// <param name="before">How many were inside earlier, where it is known.</param>
    public async Task<int> LoadAsync(IReadOnlyList<PendingScan> scans, InsideCount? before)
    {
        var ids = scans.Where(s => s.Request.ParticipantId is not null).Select(s => s.Request.ParticipantId!.Value).Distinct().ToList();
        var badges = scans.Where(s => s.Request.ParticipantId is null).Select(s => s.Request.BadgeNumber!).Distinct().ToList();
        if (door is not null)
        {
            foreach (var found in door.Find(db, rules.Id, ids, badges))
            {
                Add(new CheckInPerson(found.Id, found.BadgeNumber, found.IsConfirmed, found.CategoryId, found.CategoryTitle, found.Contact),
                    found.Open);
            }

            inside = rules.Limit is null ? 0 : before is not null && await before.HoldsAsync(db, rules.Id) ? before.Inside
                : await db.CheckIns.Where(c => c.EventId == rules.Id && c.CheckedOutAt == null).SumAsync(c => c.Quantity);
        }

        if (ids.Count > 0 && door is null)
        {
            await LoadAsync(db.Participants.Where(p => ids.Contains(p.Id)));
        }

        if (badges.Count > 0 && door is null)
        {
            await LoadAsync(db.Participants.Where(p => badges.Contains(p.BadgeNumber!)));
        }

        if (byId.Count > 0 && (rules.ReEntry is ReEntry.Never or ReEntry.OncePerDay || NeedsUse(scans)))
        {
            var stays = db.CheckIns.Where(c => byId.Keys.Contains(c.ParticipantId)).OrderBy(c => c.CheckedInAt);
            foreach (var stay in await (door is null ? stays : stays.AsNoTracking()).ToListAsync())
            {
                var person = byId[stay.ParticipantId];
                person.Stays.Add(stay);
                person.Open = person.Open?.Id == stay.Id ? stay : person.Open; // one record is one object
            }
        }

        return inside;
    }

    /// <summary>Whether somebody comes into a limited window, so that what they used of it must be known.</summary>
    private bool NeedsUse(IReadOnlyList<PendingScan> scans) => rules.Windows.AnyLimit && scans.Any(scan =>
        scan.Request.Action == ScanAction.CheckIn && Of(scan.Request) is { } person
            && rules.Windows.For(person.CategoryId, scan.At)?.Limit is not null);

    private async Task LoadAsync(IQueryable<Participant> which)
    {
        var limited = rules.Limit is not null;
        var found = await (
            // what is known of an event may be older than its removal
            from p in which.Where(p => p.EventId == rules.Id && p.Event!.DeletedAt == null)
            from open in db.CheckIns.Where(c => c.ParticipantId == p.Id && c.CheckedOutAt == null).DefaultIfEmpty()
            select new
            {
                Person = new CheckInPerson(
                    p.Id, p.BadgeNumber, p.IsConfirmed, p.CategoryId, p.Category!.Title,
                    new CheckInContact(p.Contact!.Id, p.Contact.CustomerNumber, p.Contact.CompanyName, p.Contact.FirstName,
                        p.Contact.LastName)),
                Open = open,
                Inside = limited ? db.CheckIns.Where(c => c.EventId == rules.Id && c.CheckedOutAt == null).Sum(c => c.Quantity) : 0,
            }).ToListAsync();
        foreach (var row in found)
        {
            inside = row.Inside;
            Add(row.Person, row.Open);
        }
    }

    private void Add(CheckInPerson person, CheckIn? open)
    {
        person.Open = open;
        if (byId.TryAdd(person.Id, person) && person.BadgeNumber is { } badge)
        {
            byBadge[badge] = person;
        }
    }
}

/// <summary>A participant at the door, as the scans of the transaction have left them so far.</summary>
internal sealed record CheckInPerson(long Id, string? BadgeNumber, bool IsConfirmed, long? CategoryId, string? CategoryTitle,
    CheckInContact Contact)
{
    /// <summary>The record that has not ended.</summary>
    public CheckIn? Open { get; set; }

    /// <summary>Every record, in the order of entry; only where a rule needs them.</summary>
    public List<CheckIn> Stays { get; } = [];

    /// <summary>Puts a new record at its place in the order of entry, behind those of the same moment.</summary>
    public void Add(CheckIn row)
    {
        var place = Stays.Count;
        while (place > 0 && Stays[place - 1].CheckedInAt > row.CheckedInAt)
        {
            place--;
        }

        Stays.Insert(place, row);
    }
}
