using AdminPortal.Domain.Api;
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
internal sealed partial class CheckInBatch
{
    private readonly PortalDb db;

    private readonly EventRules rules;

    private readonly IDoorCommands? door;

    private readonly CheckInPeople people;

    private readonly List<CheckIn> added = [];

    /// <summary>Records of the database that end by this batch, where nobody else follows their changes.</summary>
    private readonly HashSet<CheckIn> ended = [];

    private readonly Dictionary<long, Scan> conflicts = [];

    private readonly InsideCount? before;

    private int inside;

    /// <summary>A batch of an event's scans.</summary>
    /// <param name="db">Of the transaction.</param>
    /// <param name="rules">Of the event.</param>
    /// <param name="before">What <see cref="Counted"/> was after the last one, where it is known.</param>
    public CheckInBatch(PortalDb db, EventRules rules, InsideCount? before = null)
    {
        (this.db, this.rules, door, this.before) = (db, rules, db.Door(), before);
        people = new CheckInPeople(db, rules, door);
    }

    /// <summary>How many people are inside by this batch, once its transaction is committed; null where nothing needs to know.</summary>
    public InsideCount? Counted { get; private set; }

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

        inside = await people.LoadAsync(scans, before);
        await LoadConflictsAsync(scans);
        var outcomes = scans.Select(Decide).ToList();

        // Closing first: the database admits one open record a participant at any moment.
        await EndAsync();

        // Another node may remove somebody between the look and the insert: then all is looked at once more, and refused like anybody who
        // is not there.
        if (added.Count > 0 && !await Locks.ParticipantsAsync(db, added.Select(row => row.ParticipantId).Distinct().Order().ToList()))
        {
            throw new DbUpdateConcurrencyException("A participant was removed meanwhile.");
        }

        // By participant, so that two nodes with the same people never wait for each other; the log by itself, in the order in which the
        // scans came.
        await InsertAsync(added.OrderBy(row => row.ParticipantId).ToList());
        Settle(scans, outcomes);
        await InsertAsync(scans.Zip(outcomes).Where(pair => pair is not { First.Request.Settles: not null, Second.Refusal: not null })
            .Select(pair => LogEntry(pair.First, pair.Second)).ToList());
        var results = outcomes.Select((outcome, i) => CheckInQueries.Visible(scans[i].Actor, outcome.ToResult(rules))).ToList();
        await InsertAsync(scans.Zip(results).Where(pair => pair.First.Actor.Call is not null)
            .Select(pair => pair.First.Actor.Call!.Remember(pair.Second)).ToList());
        await AuditOverridesAsync(scans, outcomes);
        Counted = rules.Limit is null || door is null || !db.CommitsInOrder() ? null : await InsideCount.AfterAsync(db, rules.Id, inside);
        return results;
    }

    private async Task LoadConflictsAsync(IReadOnlyList<PendingScan> scans)
    {
        var ids = scans.Where(scan => scan.Request.Settles is not null).Select(scan => scan.Request.Settles!.Value).Distinct().ToList();
        foreach (var conflict in ids.Count == 0 ? [] : await db.Scans.Where(s => ids.Contains(s.Id) && s.Settlement == null).ToListAsync())
        {
            conflicts[conflict.Id] = conflict;
        }
    }

    private Outcome Decide(PendingScan scan)
    {
        var request = scan.Request;
        if (request.Settles is { } id && !conflicts.ContainsKey(id))
        {
            return new Outcome(null, null, ConflictService.Settled);
        }

        var person = scan.Refusal == Refusal.ForgedBadge ? null : people.Of(request);
        if (scan.Refusal is { } unread)
        {
            return new Outcome(person, null, unread);
        }

        if (person is null)
        {
            return new Outcome(null, null, request.ParticipantId is null ? Refusal.UnknownBadge : Refusal.UnknownParticipant);
        }

        if (request is { ParticipantId: not null, BadgeNumber.Length: > 0 } && person.BadgeNumber != request.BadgeNumber)
        {
            return new Outcome(person, null, Refusal.BadgeMismatch);
        }

        if (request.Decided == DeviceDecision.Refused)
        {
            return new Outcome(person, null, Refusal.OfDevice(request.DecidedCode));
        }

        var decision = CheckInRules.Decide(rules, person,
            new EntryScan(request.Action, scan.At, request.Quantity, request.OverrideReason is not null), inside, request.Categories);
        if (decision.Refusal is { } refusal)
        {
            return new Outcome(person, decision.Explains, request.Action == ScanAction.CheckOut
                ? refusal
                : refusal with { Field = request.ParticipantId is null ? "badge_number" : "participant_id" });
        }

        inside = decision.Inside;
        var open = person.Open;
        if (decision.OpenClosesAt is { } end)
        {
            open!.CloseAt(end);
            person.Open = null;
            if (door is not null && open.Id > 0)
            {
                ended.Add(open);
            }
        }

        if (request.Action == ScanAction.CheckOut)
        {
            open!.Notes = request.Notes.Or(open.Notes);
            return new Outcome(person, open, null);
        }

        var row = Write(person, scan, decision);
        Scan? settled = null;
        if (request.Settles is { } conflict)
        {
            conflicts.Remove(conflict, out settled);
        }

        return new Outcome(person, row, null) { Overridden = decision.Overridden ?? [], Settled = settled };
    }

    private CheckIn Write(CheckInPerson person, PendingScan scan, EntryDecision decision)
    {
        var request = scan.Request;
        var row = new CheckIn
        {
            EventId = rules.Id,
            ParticipantId = person.Id,
            Type = request.Type,
            BadgeNumber = person.BadgeNumber,
            Station = request.Station,
            Quantity = request.Quantity,
            CheckedInAt = scan.At,
            ReceivedAt = scan.ReceivedAt,
            InMinute = Clock.Minute(scan.At),
            CheckedInBy = scan.Actor.Name,
            Notes = Notes(request, decision.Overridden),
        };
        added.Add(row);
        person.Add(row);
        if (decision.NewClosesAt is { } end)
        {
            row.CloseAt(end);
        }
        else
        {
            person.Open = row;
        }

        return row;
    }

    /// <summary>The notes, with the reason of an override as their last line.</summary>
    private static string? Notes(ScanRequest request, List<string>? overridden)
    {
        if (overridden is null)
        {
            return request.Notes.Value;
        }

        var reason = request.OverrideReason!.Trim();
        var notes = string.IsNullOrEmpty(request.Notes.Value) ? reason : $"{request.Notes.Value}\n{reason}";
        return notes.Length > Domain.CheckIns.CheckIn.NotesLimit ? reason : notes;
    }

    /// <summary>Keeps the row as it was at its own moment: a later scan of the batch may close it.</summary>
    private sealed record Outcome(CheckInPerson? Person, CheckIn? Row, Problem? Refusal)
    {
        /// <summary>Codes of the rules that a supervisor set aside.</summary>
        public List<string> Overridden { get; init; } = [];

        /// <summary>The conflict that this entry settles.</summary>
        public Scan? Settled { get; init; }

        private readonly DateTime? checkedOutAt = Row?.CheckedOutAt;

        private readonly string? notes = Row?.Notes;

        public ScanResult ToResult(EventRules rules) => new(
            Row is null ? null : new CheckInRecord(
                Row.Id, Row.ParticipantId, rules.Id, rules.Title, rules.EventKey, Person!.Contact, Row.Type, Row.BadgeNumber, Row.Station,
                Row.CheckedInAt, checkedOutAt, Row.CheckedInBy, notes, Row.Quantity, Row.ReceivedAt, Person.CategoryTitle),
            Refusal is null ? [] : [Refusal])
        {
            Person = Person is null ? null : new ScanPerson(Person.Id,
                Contact.DisplayName(Person.Contact.FirstName, Person.Contact.LastName, null),
                Person.CategoryId, Person.CategoryTitle, Person.BadgeNumber),
        };
    }
}
