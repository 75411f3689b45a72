using AdminPortal.Domain.Api;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>
/// Decides the scans of one transaction, one after the other, against what the database holds inside that transaction and what the earlier
/// ones of the batch did, and writes them. Commands do not grow with the rules: people with their open record, history where the rule needs
/// it, then the writes.
/// </summary>
internal sealed class CheckInBatch(PortalDb db, EventRules rules)
{
    private readonly CheckInPeople people = new(db, rules);

    private readonly List<CheckIn> added = [];

    private int inside;

    /// <summary>
    /// Runs the scans; the results are in their order, null for a call that another process has answered: it is left out.
    /// </summary>
    public async Task<IReadOnlyList<ScanResult?>> RunAsync(IReadOnlyList<PendingScan> scans)
    {
        var calls = scans.Where(scan => scan.Actor.Call is not null).Select(scan => scan.Actor.Call!).ToList();
        calls.ForEach(call => call.Begin());
        if (calls.Count > 0 && await CallMemory.AnsweredAsync(db, calls) is { Count: > 0 } answered)
        {
            bool IsAnswered(PendingScan scan) => scan.Actor.Call is { } call && answered.Contains((call.ApiKeyId, call.KeyHash));
            var results = new Queue<ScanResult>(await DecideAsync(scans.Where(scan => !IsAnswered(scan)).ToList()));
            return scans.Select(scan => IsAnswered(scan) ? null : results.Dequeue()).ToList();
        }

        return await DecideAsync(scans);
    }

    private async Task<List<ScanResult>> DecideAsync(IReadOnlyList<PendingScan> scans)
    {
        if (rules.CountsHistory || scans.Any(scan => scan.Request.Action == ScanAction.CheckIn && rules.Windows.IsLimitedAt(scan.At)))
        {
            // The index judges open records only. What else a rule counts is counted over all nodes by whoever holds the event; a lane has
            // one transaction at a time, so that on one node nobody waits for this.
            await Locks.EventAsync(db, rules.Id);
        }

        inside = await people.LoadAsync(scans);
        var outcomes = scans.Select(Decide).ToList();

        // Closing first: the database admits one open record a participant at any moment.
        if (db.ChangeTracker.HasChanges())
        {
            await db.SaveChangesAsync();
        }

        // Another node may remove somebody between the look and the insert: then all is looked at once more, and refused like anybody who
        // is not there.
        if (added.Count > 0 && !await Locks.ParticipantsAsync(db, added.Select(row => row.ParticipantId).Distinct().Order().ToList()))
        {
            throw new DbUpdateConcurrencyException("A participant was removed meanwhile.");
        }

        // By participant, so that two nodes with the same people never wait for each other; the log by itself, in the order in which the
        // scans came.
        db.CheckIns.AddRange(added.OrderBy(row => row.ParticipantId));
        await db.SaveChangesAsync();
        db.Scans.AddRange(scans.Select((scan, i) => LogEntry(scan, outcomes[i])));
        var results = outcomes.Select((outcome, i) => CheckInQueries.Visible(scans[i].Actor, outcome.ToResult(rules))).ToList();
        for (var i = 0; i < scans.Count; i++)
        {
            if (scans[i].Actor.Call is { } call)
            {
                db.RememberedCalls.Add(call.Remember(results[i]));
            }
        }

        await db.SaveChangesAsync();
        await AuditOverridesAsync(scans, outcomes);
        return results;
    }

    private Outcome Decide(PendingScan scan)
    {
        var request = scan.Request;
        var person = people.Of(request);
        if (person is null)
        {
            return new Outcome(null, null, request.ParticipantId is null ? Refusal.UnknownBadge : Refusal.UnknownParticipant);
        }

        if (request is { ParticipantId: not null, BadgeNumber.Length: > 0 } && person.BadgeNumber != request.BadgeNumber)
        {
            return new Outcome(person, null, Refusal.BadgeMismatch);
        }

        return request.Action == ScanAction.CheckOut ? CheckOut(person, scan) : CheckIn(person, scan);
    }

    private Outcome CheckOut(CheckInPerson person, PendingScan scan)
    {
        if (person.Open is not { } open)
        {
            return new Outcome(person, null, Refusal.NotCheckedIn);
        }

        var at = scan.At;
        Close(person, open, at < open.CheckedInAt ? open.CheckedInAt : at);
        open.Notes = scan.Request.Notes.Or(open.Notes);
        return new Outcome(person, open, null);
    }

    private Outcome CheckIn(CheckInPerson person, PendingScan scan)
    {
        var request = scan.Request;
        var field = request.ParticipantId is null ? "badge_number" : "participant_id";
        var at = scan.At;
        var overridden = new List<string>();
        foreach (var (refusal, explains) in EntryRules(person, request, at))
        {
            if (request.OverrideReason is null)
            {
                return new Outcome(person, explains, refusal with { Field = field });
            }

            overridden.Add(refusal.Code);
        }

        var day = rules.Zone.Day(at);
        if (Blocking(person, day) is { } blocking)
        {
            return new Outcome(person, blocking, Refusal.AlreadyCheckedIn with { Field = field });
        }

        if (rules.Limit is { } limit && inside - (person.Open?.Quantity ?? 0) + request.Quantity > limit)
        {
            if (request.OverrideReason is null)
            {
                return new Outcome(person, null, Refusal.EventFull with { Field = field });
            }

            overridden.Add(Refusal.EventFull.Code);
        }

        var row = new CheckIn
        {
            EventId = rules.Id,
            ParticipantId = person.Id,
            Type = request.Type,
            BadgeNumber = person.BadgeNumber,
            Station = request.Station,
            Quantity = request.Quantity,
            CheckedInAt = at,
            ReceivedAt = scan.ReceivedAt,
            InMinute = Clock.Minute(at),
            CheckedInBy = scan.Actor.Name,
            Notes = Notes(request, overridden),
        };
        added.Add(row);
        person.Stays.Add(row);
        if (person.Open is { } open)
        {
            var openDay = rules.Zone.Day(open.CheckedInAt);
            if (openDay < day)
            {
                Close(person, open, rules.Zone.StartOfDay(openDay.AddDays(1)));
            }
            else if (at >= open.CheckedInAt)
            {
                Close(person, open, at);
            }
            else
            {
                row.CloseAt(open.CheckedInAt); // heard of late: the person has come in once more since
                return new Outcome(person, row, null) { Overridden = overridden };
            }
        }

        person.Open = row;
        inside += row.Quantity;
        return new Outcome(person, row, null) { Overridden = overridden };
    }

    /// <summary>What stands against an entry at that moment, in the contract's order, each with the record that explains it.</summary>
    private IEnumerable<(Problem Refusal, CheckIn? Explains)> EntryRules(CheckInPerson person, ScanRequest request, DateTime at)
    {
        if (rules.RequireConfirmation && !person.IsConfirmed)
        {
            yield return (Refusal.NotConfirmed, null);
        }

        if (rules.Windows.IsOutside(person.CategoryId, at))
        {
            yield return (Refusal.OutsideWindow, null);
        }
        else if (rules.Windows.For(person.CategoryId, at) is { Limit: { } limit } window)
        {
            var used = person.Stays.Where(stay => rules.Windows.For(person.CategoryId, stay.CheckedInAt)?.Id == window.Id).ToList();
            if (used.Sum(stay => stay.Quantity) + request.Quantity > limit)
            {
                yield return (Refusal.WindowLimitReached, used.LastOrDefault());
            }
        }
    }

    /// <summary>The notes, with the reason of an override as their last line.</summary>
    private static string? Notes(ScanRequest request, List<string> overridden)
    {
        if (overridden.Count == 0)
        {
            return request.Notes.Value;
        }

        var reason = request.OverrideReason!.Trim();
        var notes = string.IsNullOrEmpty(request.Notes.Value) ? reason : $"{request.Notes.Value}\n{reason}";
        return notes.Length > Domain.CheckIns.CheckIn.NotesLimit ? reason : notes;
    }

    /// <summary>What a supervisor set aside stands in the audit log, in the same transaction.</summary>
    private async Task AuditOverridesAsync(IReadOnlyList<PendingScan> scans, List<Outcome> outcomes)
    {
        for (var i = 0; i < scans.Count; i++)
        {
            if (outcomes[i] is { Overridden.Count: > 0, Row: { } row } outcome)
            {
                var changes = row.AuditFacts();
                changes[nameof(Scan.Overridden)] = [null, string.Join(',', outcome.Overridden)];
                changes[nameof(Scan.OverrideReason)] = [null, scans[i].Request.OverrideReason!.Trim()];
                db.AuditEntries.Add(AuditRecorder.Entry(scans[i].Actor, scans[i].ReceivedAt, AuditAction.Created,
                    nameof(Domain.CheckIns.CheckIn), row.Id, rules.Id, changes));
            }
        }

        if (db.ChangeTracker.HasChanges())
        {
            await db.SaveChangesAsync();
        }
    }

    /// <summary>The record that forbids a check-in on that day of the event, or null.</summary>
    private CheckIn? Blocking(CheckInPerson person, DateOnly day) => rules.ReEntry switch
    {
        ReEntry.Always => null,
        ReEntry.Never => person.Open ?? person.Stays.LastOrDefault(),
        _ when person.Open is { } open && rules.Zone.Day(open.CheckedInAt) >= day => open,
        ReEntry.OncePerDay => person.Stays.LastOrDefault(stay => rules.Zone.Day(stay.CheckedInAt) == day),
        _ => null,
    };

    private void Close(CheckInPerson person, CheckIn open, DateTime at)
    {
        open.CloseAt(at);
        person.Open = null;
        inside -= open.Quantity;
    }

    private Scan LogEntry(PendingScan scan, Outcome outcome) => new()
    {
        EventId = rules.Id,
        At = scan.At,
        ReceivedAt = scan.ReceivedAt,
        Action = scan.Request.Action,
        Type = scan.Request.Type,
        Code = outcome.Refusal?.Code,
        Overridden = outcome.Overridden.Count > 0 ? string.Join(',', outcome.Overridden) : null,
        OverrideReason = outcome.Overridden.Count > 0 ? scan.Request.OverrideReason!.Trim() : null,
        Decided = scan.Request.Decided,
        BadgeNumber = scan.Request.BadgeNumber ?? outcome.Person?.BadgeNumber,
        ParticipantId = outcome.Person?.Id,
        CheckIn = outcome.Row,
        Station = scan.Request.Station,
        ActorKind = scan.Actor.Kind,
        ActorId = scan.Actor.Id,
        ActorName = scan.Actor.Name,
    };

    /// <summary>Keeps the row as it was at its own moment: a later scan of the batch may close it.</summary>
    private sealed record Outcome(CheckInPerson? Person, CheckIn? Row, Problem? Refusal)
    {
        /// <summary>Codes of the rules that a supervisor set aside.</summary>
        public List<string> Overridden { get; init; } = [];

        private readonly DateTime? checkedOutAt = Row?.CheckedOutAt;

        private readonly string? notes = Row?.Notes;

        public ScanResult ToResult(EventRules rules) => new(
            Row is null ? null : new CheckInRecord(
                Row.Id, Row.ParticipantId, rules.Id, rules.Title, rules.EventKey, Person!.Contact, Row.Type, Row.BadgeNumber, Row.Station,
                Row.CheckedInAt, checkedOutAt, Row.CheckedInBy, notes, Row.Quantity, Row.ReceivedAt, Person.CategoryTitle),
            Refusal is null ? [] : [Refusal])
        {
            Person = Person is null ? null : new ScanPerson(Person.Id, Contact.DisplayName(Person.Contact.FirstName, Person.Contact.LastName,
                null), Person.CategoryId, Person.CategoryTitle, Person.BadgeNumber),
        };
    }
}
