using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Demo;

/// <summary>
/// When the demo's people registered: few at first, most in the last weeks, during the day. Everything else of the demo is made by the
/// services that people use; these write what has happened now.
/// </summary>
public sealed class DemoDates(IDbContextFactory<PortalDb> databases)
{
    private const int Days = 63;

    /// <summary>
    /// Sets the dates of participants, and of contacts by their first registration, to the weeks before a moment of each event (UTC).
    /// </summary>
    public async Task SpreadAsync(Actor actor, IReadOnlyList<(long EventId, DateTime Until)> events,
        CancellationToken cancellationToken = default)
    {
        await using var db = databases.CreateDbContext();
        (db.Actor, db.IsUnaudited) = (actor, true);
        var first = new Dictionary<long, DateTime>();
        foreach (var (eventId, until) in events)
        {
            var people = await db.Participants.Where(p => p.EventId == eventId).OrderBy(p => p.Id).ToListAsync(cancellationToken);
            for (var at = 0; at < people.Count; at++)
            {
                var registered = Registered(at, people.Count, until);
                Set(db, people[at], registered);
                first[people[at].ContactId] = first.TryGetValue(people[at].ContactId, out var earlier) && earlier < registered
                    ? earlier
                    : registered;
            }
        }

        foreach (var contact in await db.Contacts.ToListAsync(cancellationToken))
        {
            if (first.TryGetValue(contact.Id, out var registered))
            {
                Set(db, contact, registered);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The same place in the list always gives the same day; the hours lie between 6 and 20 UTC.</summary>
    private static DateTime Registered(int at, int count, DateTime until)
    {
        var share = ((at * 37) + 11) % count / (double)count; // neighbours in the list did not register together
        var day = until.Date.AddDays(-1 - Math.Floor(Days * Math.Pow(share, 1.8)));
        return Clock.Cut(day.AddHours(6).AddMinutes(at * 131 % 840));
    }

    private static void Set(PortalDb db, Participant person, DateTime at)
    {
        db.Entry(person).Property(p => p.CreatedAt).CurrentValue = at;
        person.UpdatedAt = at;
    }

    private static void Set(PortalDb db, Contact contact, DateTime at)
    {
        db.Entry(contact).Property(c => c.CreatedAt).CurrentValue = at;
        contact.UpdatedAt = at;
    }
}
