using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>Adds to the context what judged rows do; the caller saves.</summary>
internal sealed class ParticipantWriter(PortalDb db, ImportScope scope, long eventId, DateTime now)
{
    public async Task WriteAsync(IReadOnlyList<JudgedPerson> rows, CancellationToken cancellationToken)
    {
        // Once is enough: by itself the context looks for changes at every step of saving.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var free = new Queue<string>(await FreeNumbersAsync(rows.Count(row => row.Contact is null && row.Row.CustomerNumber is null),
            cancellationToken));
        foreach (var row in rows)
        {
            Write(row, free);
        }

        db.ChangeTracker.DetectChanges();
    }

    private void Write(JudgedPerson row, Queue<string> free)
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
        if (count > 0 && scope.NextNumber == 0)
        {
            scope.NextNumber = await db.Contacts.IgnoreQueryFilters([PortalDb.AliveFilter]).CountAsync(cancellationToken) + 1;
        }

        while (free.Count < count)
        {
            var tried = Enumerable.Range(0, Math.Min(1_000, count)).Select(i => $"K{scope.NextNumber + i:D6}").ToList();
            scope.NextNumber += tried.Count;
            var taken = await db.Contacts.Where(c => tried.Contains(c.CustomerNumber)).Select(c => c.CustomerNumber)
                .ToListAsync(cancellationToken);
            free.AddRange(tried.Where(number => !scope.ReservedNumbers.Contains(number)).Except(taken, StringComparer.Ordinal)
                .Take(count - free.Count));
        }

        return free;
    }
}
