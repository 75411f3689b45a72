using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>Writes judged rows, a batch at a time, each with its audit entries.</summary>
/// <param name="db">Forgets each batch once it is written.</param>
/// <param name="eventId">The event.</param>
/// <param name="reserved">Customer numbers that rows of the file name themselves.</param>
/// <param name="now">UTC.</param>
internal sealed class ImportWriter(PortalDb db, long eventId, HashSet<string> reserved, DateTime now)
{
    private long nextNumber;

    public async Task WriteAsync(IReadOnlyList<JudgedRow> judged, CancellationToken cancellationToken)
    {
        var rows = judged.Where(row => row.Verdict is ImportVerdict.Create or ImportVerdict.Update).ToList();
        if (rows.Count == 0)
        {
            db.ChangeTracker.Clear();
            return;
        }

        // Once a batch is enough: by itself the context looks for changes at every step of saving.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var free = new Queue<string>(await FreeNumbersAsync(rows.Count(row => row.Contact is null && row.Row.CustomerNumber is null), cancellationToken));
        foreach (var row in rows)
        {
            Write(row, free);
        }

        db.ChangeTracker.DetectChanges();
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    private void Write(JudgedRow row, Queue<string> free)
    {
        var contact = row.Contact;
        if (contact is null)
        {
            var number = row.Row.CustomerNumber ?? free.Dequeue();
            contact = new Contact { CustomerNumber = number, CreatedAt = now, UpdatedAt = now };
            ContactService.Apply(contact, row.ContactChange! with { CustomerNumber = number });
            db.Contacts.Add(contact);
        }
        else if (row.ContactChange is { } change)
        {
            ContactService.Apply(contact, change);
            contact.UpdatedAt = now;
        }

        if (eventId == ImportTarget.NoEvent)
        {
            return;
        }

        if (row.Participant is not { } participant)
        {
            db.Participants.Add(new Participant
            {
                EventId = eventId,
                ContactId = contact.Id,
                Contact = contact.Id == 0 ? contact : null,
                CategoryId = row.CategoryId,
                IsConfirmed = row.Row.IsConfirmed ?? false,
                BadgeNumber = row.Row.BadgeNumber,
                CreatedAt = now,
                UpdatedAt = now,
            });
            return;
        }

        var before = (participant.CategoryId, participant.IsConfirmed, participant.BadgeNumber);
        participant.CategoryId = row.CategoryId;
        participant.IsConfirmed = row.Row.IsConfirmed ?? participant.IsConfirmed;
        participant.BadgeNumber = row.Row.BadgeNumber ?? participant.BadgeNumber;
        if (before != (participant.CategoryId, participant.IsConfirmed, participant.BadgeNumber))
        {
            participant.UpdatedAt = now;
        }
    }

    private async Task<List<string>> FreeNumbersAsync(int count, CancellationToken cancellationToken)
    {
        var free = new List<string>(count);
        if (count > 0 && nextNumber == 0)
        {
            nextNumber = await db.Contacts.IgnoreQueryFilters([PortalDb.AliveFilter]).CountAsync(cancellationToken) + 1;
        }

        while (free.Count < count)
        {
            var tried = Enumerable.Range(0, Math.Min(1_000, count)).Select(i => $"K{nextNumber + i:D6}").ToList();
            nextNumber += tried.Count;
            var taken = await db.Contacts.Where(c => tried.Contains(c.CustomerNumber)).Select(c => c.CustomerNumber).ToListAsync(cancellationToken);
            free.AddRange(tried.Where(number => !reserved.Contains(number)).Except(taken, StringComparer.Ordinal).Take(count - free.Count));
        }

        return free;
    }
}
