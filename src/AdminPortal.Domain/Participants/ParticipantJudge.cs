using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>What an import works on.</summary>
internal sealed record ImportTarget(long EventId, string EventKey, IReadOnlyList<(long Id, string Key, string Title)> Categories,
    ImportMode Mode)
{
    /// <summary>Contacts alone.</summary>
    public const long NoEvent = 0;

    /// <summary>The category a cell means: by its key, else by key or title without regard to case and accents.</summary>
    public long? Category(string cell)
    {
        if (Categories.FirstOrDefault(c => c.Key == cell) is { Id: > 0 } exact)
        {
            return exact.Id;
        }

        var folded = Fold.Text(cell);
        var similar = Categories.Where(c => Fold.Text(c.Key) == folded || Fold.Text(c.Title) == folded).ToList();
        return similar.Count == 1 ? similar[0].Id : null;
    }
}

/// <summary>A row with what was decided about it.</summary>
internal sealed record JudgedPerson(PersonRow Row, ImportVerdict Verdict, Contact? Contact, ContactDraft? ContactChange,
    Participant? Participant, long? CategoryId)
    : JudgedRow(Row.Number, Row.Text, Row.Problems, Verdict);

/// <summary>
/// Judges the rows of a file, batch after batch, against what the database holds and what the rows before them do. Queries a batch are
/// constant in number; what is kept over batches is one entry a row.
/// </summary>
internal sealed class ParticipantJudge(PortalDb db, ImportScope scope, ImportTarget target, DateTime now) : RowJudge
{
    private const long Several = -1;

    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    private readonly Dictionary<string, int> badges = new(StringComparer.Ordinal);

    private readonly Dictionary<string, int> emails = new(StringComparer.Ordinal);

    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);

    private readonly Dictionary<long, int> contacts = [];

    private readonly HashSet<string> freedBadges = new(StringComparer.Ordinal);

    public override async Task<IReadOnlyList<JudgedRow>> JudgeAsync(IReadOnlyList<FileRow> file, CancellationToken cancellationToken)
    {
        var rows = file.Select(row => PersonRow.Read(row, scope.Columns)).ToList();
        foreach (var row in rows)
        {
            RefuseDuplicates(row);
        }

        var found = await FindContactsAsync(rows, cancellationToken);
        if (db.Database.CurrentTransaction is null)
        {
            Remember(found);
        }
        else
        {
            await HoldAsync(rows, found, cancellationToken);
        }

        var ids = found.Values.Where(c => c is not null).Select(c => c!.Id).Distinct().ToList();
        var participants = ids.Count == 0 ? [] : await db.Participants.Where(p => p.EventId == target.EventId && ids.Contains(p.ContactId))
            .ToDictionaryAsync(p => p.ContactId, cancellationToken);
        var wanted = rows.Where(r => r.BadgeNumber is { Length: <= Participant.BadgeLimit }).Select(r => r.BadgeNumber!)
            .Distinct().ToList();
        var holders = wanted.Count == 0
            ? []
            : await db.Participants.Where(p => p.EventId == target.EventId && wanted.Contains(p.BadgeNumber!))
            .Select(p => new { p.BadgeNumber, p.ContactId })
            .ToDictionaryAsync(p => p.BadgeNumber!, p => p.ContactId, StringComparer.Ordinal, cancellationToken);
        return rows.ConvertAll(row => (JudgedRow)Judge(row, found.GetValueOrDefault(row), participants, holders));
    }

    public override Task WriteAsync(IReadOnlyList<JudgedRow> rows, CancellationToken cancellationToken) =>
        new ParticipantWriter(db, scope, target.EventId, now).WriteAsync([.. rows.Cast<JudgedPerson>()], cancellationToken);

    private void RefuseDuplicates(PersonRow row)
    {
        if (row.CustomerNumber is not null)
        {
            scope.ReservedNumbers.Add(row.CustomerNumber);
        }

        Once(numbers, row.CustomerNumber, ImportFields.CustomerNumber, true);
        Once(badges, row.BadgeNumber, ImportFields.BadgeNumber, true);
        Once(emails, row.EmailKey, ImportFields.Email, row.CustomerNumber is null);
        Once(names, row.NameKey, ImportFields.LastName, row.CustomerNumber is null && row.EmailKey is null);

        void Once(Dictionary<string, int> seen, string? key, string field, bool refuse)
        {
            if (!string.IsNullOrEmpty(key) && !seen.TryAdd(key, row.Number) && refuse)
            {
                row.Problems.Add(ImportProblems.Duplicate(field, seen[key]));
            }
        }
    }

    /// <summary>The contact of each row that has one: by the first of customer number, e-mail and name that the row holds.</summary>
    private async Task<Dictionary<PersonRow, Contact?>> FindContactsAsync(List<PersonRow> rows, CancellationToken cancellationToken)
    {
        var found = new Dictionary<PersonRow, Contact?>(ReferenceEqualityComparer.Instance);
        var byNumber = rows.Where(r => r.CustomerNumber is { Length: <= Contact.NumberLimit }).ToList();
        if (byNumber.Count > 0)
        {
            var wanted = byNumber.Select(r => r.CustomerNumber!).Distinct().ToList();
            var contactOf = await db.Contacts.Where(c => wanted.Contains(c.CustomerNumber))
                .ToDictionaryAsync(c => c.CustomerNumber, StringComparer.Ordinal, cancellationToken);
            byNumber.ForEach(r => found[r] = contactOf.GetValueOrDefault(r.CustomerNumber!));
        }

        var byEmail = rows.Where(r => r.CustomerNumber is null && r.EmailKey is not null).ToList();
        if (byEmail.Count > 0)
        {
            var contactOfEmail = scope.ContactOfEmail ??= await ReadEmailsAsync(cancellationToken);
            var ids = byEmail.Select(r => contactOfEmail.GetValueOrDefault(r.EmailKey!)).Where(id => id > 0).Distinct().ToList();
            var contactOf = ids.Count == 0 ? [] : await db.Contacts.Where(c => ids.Contains(c.Id))
                .ToDictionaryAsync(c => c.Id, cancellationToken);
            foreach (var row in byEmail)
            {
                var id = contactOfEmail.GetValueOrDefault(row.EmailKey!);
                var contact = contactOf.GetValueOrDefault(id);
                // it may have changed since the addresses were read
                found[row] = contact?.Email?.ToLowerInvariant() == row.EmailKey ? contact : null;
                if (id == Several)
                {
                    row.Problems.Add(ImportProblems.Ambiguous(ImportFields.Email, row.Email!));
                }
            }
        }

        var byName = rows.Where(r => r.CustomerNumber is null && r.EmailKey is null && r.NameKey.Length > 0).ToList();
        if (byName.Count > 0)
        {
            var wanted = byName.Select(r => r.NameKey).Distinct().ToList();
            var contactsOf = (await db.Contacts.Where(c => wanted.Contains(c.SortName)).ToListAsync(cancellationToken))
                .ToLookup(c => c.SortName, StringComparer.Ordinal);
            foreach (var row in byName)
            {
                var same = contactsOf[row.NameKey].Take(2).ToList();
                found[row] = same.Count == 1 ? same[0] : null;
                if (same.Count > 1)
                {
                    row.Problems.Add(ImportProblems.Ambiguous(ImportFields.LastName, row.Text));
                }
            }
        }

        return found;
    }

    /// <summary>Nothing is written yet: whom a row means is to be the same when it is.</summary>
    private void Remember(Dictionary<PersonRow, Contact?> found)
    {
        foreach (var (row, contact) in found)
        {
            if (contact is not null)
            {
                scope.ContactOfRow[row.Number] = contact.Id;
            }
        }
    }

    /// <summary>
    /// Holds the contacts until the rows are written, so that nobody removes one meanwhile; the rows of those gone are refused.
    /// </summary>
    private async Task HoldAsync(List<PersonRow> rows, Dictionary<PersonRow, Contact?> found, CancellationToken cancellationToken)
    {
        var held = await Locks.ContactsAsync(db, found.Values.OfType<Contact>().Select(contact => contact.Id), cancellationToken);
        foreach (var row in rows)
        {
            var id = found.GetValueOrDefault(row)?.Id;
            if (row.Problems.Count == 0 && (id is { } there ? !held.Contains(there) : scope.ContactOfRow.ContainsKey(row.Number)))
            {
                row.Problems.Add(ImportProblems.ContactGone);
            }
        }
    }

    /// <summary>
    /// Compared here, not in the database: addresses are compared without regard to case, which the databases do differently.
    /// </summary>
    private async Task<Dictionary<string, long>> ReadEmailsAsync(CancellationToken cancellationToken)
    {
        var ids = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var contact in db.Contacts.Where(c => c.Email != null).Select(c => new { c.Id, c.Email }).AsAsyncEnumerable()
            .WithCancellation(cancellationToken))
        {
            var key = contact.Email!.ToLowerInvariant();
            ids[key] = ids.ContainsKey(key) ? Several : contact.Id;
        }

        return ids;
    }

    private JudgedPerson Judge(PersonRow row, Contact? contact, Dictionary<long, Participant> participants,
        Dictionary<string, long> holders)
    {
        if (contact is not null && !contacts.TryAdd(contact.Id, row.Number)
            && !row.Problems.Exists(p => p.Code == "duplicate_in_file" && p.Field != ImportFields.BadgeNumber))
        {
            row.Problems.Add(ImportProblems.Duplicate(ImportFields.CustomerNumber, contacts[contact.Id]));
        }

        var participant = contact is null ? null : participants.GetValueOrDefault(contact.Id);
        var alone = target.EventId == ImportTarget.NoEvent;
        if (alone && contact is null && target.Mode == ImportMode.Update)
        {
            row.Problems.Add(ImportProblems.NoContact);
        }
        else if (alone && contact is not null && target.Mode == ImportMode.Create)
        {
            row.Problems.Add(Problem.Taken(ImportFields.CustomerNumber, contact.CustomerNumber));
        }
        else if (!alone && participant is null && target.Mode == ImportMode.Update)
        {
            row.Problems.Add(ImportProblems.NotParticipant);
        }
        else if (!alone && participant is not null && target.Mode == ImportMode.Create)
        {
            row.Problems.Add(ImportProblems.AlreadyParticipant);
        }

        var change = contact is null && target.Mode == ImportMode.Update ? null : ContactChange(row, contact);
        row.Problems.AddRange(change is null ? [] : ContactService.CheckTexts(change).Problems);
        var category = row.Category is null ? participant?.CategoryId : target.Category(row.Category);
        if (row.Category is not null && category is null)
        {
            row.Problems.Add(ImportProblems.UnknownCategory(row.Category, target.Categories.Select(c => c.Key)));
        }

        if (row.BadgeNumber is { } badge && badge != participant?.BadgeNumber)
        {
            row.Problems.AddRange(ParticipantService.CheckTexts(new ParticipantDraft(target.EventKey, "-", false, badge)).Problems);
            if (holders.ContainsKey(badge) && !freedBadges.Contains(badge))
            {
                row.Problems.Add(Problem.Taken(ImportFields.BadgeNumber, badge));
            }
        }

        if (row.Problems.Count > 0)
        {
            return new JudgedPerson(row, ImportVerdict.Refused, null, null, null, null);
        }

        if (participant?.BadgeNumber is { } before && row.BadgeNumber is not null && row.BadgeNumber != before)
        {
            freedBadges.Add(before); // a later row of the file may have it
        }

        if (alone)
        {
            return new JudgedPerson(row, contact is null
                ? ImportVerdict.Create
                : change is null
                ? ImportVerdict.Unchanged
                : ImportVerdict.Update, contact, change, null, null);
        }

        var same = participant is not null && change is null && category == participant.CategoryId
            && (row.IsConfirmed ?? participant.IsConfirmed) == participant.IsConfirmed
            && (row.BadgeNumber ?? participant.BadgeNumber) == participant.BadgeNumber;
        var verdict = same ? ImportVerdict.Unchanged : participant is null ? ImportVerdict.Create : ImportVerdict.Update;
        return new JudgedPerson(row, verdict, contact, change, participant, category);
    }

    /// <summary>The contact as it will be, or null when it stays as it is.</summary>
    private ContactDraft? ContactChange(PersonRow row, Contact? contact)
    {
        if (contact is null)
        {
            return row.Draft(null, row.CustomerNumber ?? "K");
        }

        var after = row.Draft(contact, contact.CustomerNumber);
        var before = ContactDraft.Of(contact);
        return target.Mode == ImportMode.Create || after == before ? null : after;
    }
}
