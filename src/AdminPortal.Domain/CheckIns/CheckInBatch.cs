using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>
/// Decides the scans of one transaction, one after the other, against what the database holds inside that transaction and what the earlier ones of the
/// batch did, and writes them. Commands do not grow with the rules: people with their open record, history where the rule needs it, then the writes.
/// </summary>
internal sealed class CheckInBatch(PortalDb db, EventRules rules)
{
    private readonly Dictionary<long, Person> byId = [];

    private readonly Dictionary<string, Person> byBadge = new(StringComparer.Ordinal);

    private readonly List<CheckIn> added = [];

    private int inside;

    /// <summary>Runs the scans; the results are in their order.</summary>
    public async Task<IReadOnlyList<ScanResult>> RunAsync(IReadOnlyList<PendingScan> scans)
    {
        if (rules.Limit is not null)
        {
            // People inside are counted over all nodes: whoever holds this row counts and writes, the others wait.
            await db.Events.Where(e => e.Id == rules.Id).ExecuteUpdateAsync(set => set.SetProperty(e => e.Capacity, e => e.Capacity));
        }

        await LoadAsync(scans);
        var outcomes = scans.Select(Decide).ToList();

        // Closing first: the database admits one open record a participant at any moment.
        if (db.ChangeTracker.HasChanges())
        {
            await db.SaveChangesAsync();
        }

        // The log by itself, so that its ids are in the order in which the scans came.
        db.CheckIns.AddRange(added);
        await db.SaveChangesAsync();
        db.Scans.AddRange(scans.Select((scan, i) => LogEntry(scan, outcomes[i])));
        await db.SaveChangesAsync();
        return outcomes.ConvertAll(outcome => outcome.ToResult(rules));
    }

    private async Task LoadAsync(IReadOnlyList<PendingScan> scans)
    {
        var ids = scans.Where(s => s.Request.ParticipantId is not null).Select(s => s.Request.ParticipantId!.Value).Distinct().ToList();
        var badges = scans.Where(s => s.Request.ParticipantId is null).Select(s => s.Request.BadgeNumber!).Distinct().ToList();
        if (ids.Count > 0)
        {
            await LoadAsync(db.Participants.Where(p => ids.Contains(p.Id)));
        }

        if (badges.Count > 0)
        {
            await LoadAsync(db.Participants.Where(p => badges.Contains(p.BadgeNumber!)));
        }

        if (rules.ReEntry is ReEntry.Never or ReEntry.OncePerDay && byId.Count > 0)
        {
            foreach (var stay in await db.CheckIns.Where(c => byId.Keys.Contains(c.ParticipantId)).OrderBy(c => c.CheckedInAt).ToListAsync())
            {
                byId[stay.ParticipantId].Stays.Add(stay);
            }
        }
    }

    private async Task LoadAsync(IQueryable<Participant> which)
    {
        var limited = rules.Limit is not null;
        var found = await (
            from p in which.Where(p => p.EventId == rules.Id)
            from open in db.CheckIns.Where(c => c.ParticipantId == p.Id && c.CheckedOutAt == null).DefaultIfEmpty()
            select new
            {
                Person = new Person(
                    p.Id, p.BadgeNumber, p.IsConfirmed, p.Category!.Title,
                    new CheckInContact(p.Contact!.Id, p.Contact.CustomerNumber, p.Contact.CompanyName, p.Contact.FirstName, p.Contact.LastName)),
                Open = open,
                Inside = limited ? db.CheckIns.Where(c => c.EventId == rules.Id && c.CheckedOutAt == null).Sum(c => c.Quantity) : 0,
            }).ToListAsync();
        foreach (var row in found)
        {
            row.Person.Open = row.Open;
            inside = row.Inside;
            if (byId.TryAdd(row.Person.Id, row.Person) && row.Person.BadgeNumber is { } badge)
            {
                byBadge[badge] = row.Person;
            }
        }
    }

    private Outcome Decide(PendingScan scan)
    {
        var request = scan.Request;
        var person = request.ParticipantId is { } id ? byId.GetValueOrDefault(id) : byBadge.GetValueOrDefault(request.BadgeNumber!);
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

    private Outcome CheckOut(Person person, PendingScan scan)
    {
        if (person.Open is not { } open)
        {
            return new Outcome(person, null, Refusal.NotCheckedIn);
        }

        var at = At(scan);
        Close(person, open, at < open.CheckedInAt ? open.CheckedInAt : at);
        open.Notes = scan.Request.Notes.Or(open.Notes);
        return new Outcome(person, open, null);
    }

    private Outcome CheckIn(Person person, PendingScan scan)
    {
        var request = scan.Request;
        var field = request.ParticipantId is null ? "badge_number" : "participant_id";
        if (rules.RequireConfirmation && !person.IsConfirmed)
        {
            return new Outcome(person, null, Refusal.NotConfirmed with { Field = field });
        }

        var at = At(scan);
        var day = rules.Zone.Day(at);
        if (Blocking(person, day) is { } blocking)
        {
            return new Outcome(person, blocking, Refusal.AlreadyCheckedIn with { Field = field });
        }

        if (rules.Limit is { } limit && inside - (person.Open?.Quantity ?? 0) + request.Quantity > limit)
        {
            return new Outcome(person, null, Refusal.EventFull with { Field = field });
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
            Notes = request.Notes.Value,
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
                return new Outcome(person, row, null);
            }
        }

        person.Open = row;
        inside += row.Quantity;
        return new Outcome(person, row, null);
    }

    /// <summary>The record that forbids a check-in on that day of the event, or null.</summary>
    private CheckIn? Blocking(Person person, DateOnly day) => rules.ReEntry switch
    {
        ReEntry.Always => null,
        ReEntry.Never => person.Open ?? person.Stays.LastOrDefault(),
        _ when person.Open is { } open && rules.Zone.Day(open.CheckedInAt) >= day => open,
        ReEntry.OncePerDay => person.Stays.LastOrDefault(stay => rules.Zone.Day(stay.CheckedInAt) == day),
        _ => null,
    };

    private void Close(Person person, CheckIn open, DateTime at)
    {
        open.CloseAt(at);
        person.Open = null;
        inside -= open.Quantity;
    }

    private static DateTime At(PendingScan scan) => scan.Request.OccurredAt is { } at ? Clock.Cut(at) : scan.ReceivedAt;

    private Scan LogEntry(PendingScan scan, Outcome outcome) => new()
    {
        EventId = rules.Id,
        At = At(scan),
        ReceivedAt = scan.ReceivedAt,
        Action = scan.Request.Action,
        Type = scan.Request.Type,
        Code = outcome.Refusal?.Code,
        BadgeNumber = scan.Request.BadgeNumber ?? outcome.Person?.BadgeNumber,
        ParticipantId = outcome.Person?.Id,
        CheckIn = outcome.Row,
        Station = scan.Request.Station,
        ActorKind = scan.Actor.Kind,
        ActorId = scan.Actor.Id,
        ActorName = scan.Actor.Name,
    };

    private sealed record Person(long Id, string? BadgeNumber, bool IsConfirmed, string? CategoryTitle, CheckInContact Contact)
    {
        public CheckIn? Open { get; set; }

        public List<CheckIn> Stays { get; } = [];
    }

    /// <summary>Keeps the row as it was at its own moment: a later scan of the batch may close it.</summary>
    private sealed record Outcome(Person? Person, CheckIn? Row, Problem? Refusal)
    {
        private readonly DateTime? checkedOutAt = Row?.CheckedOutAt;

        private readonly string? notes = Row?.Notes;

        public ScanResult ToResult(EventRules rules) => new(
            Row is null ? null : new CheckInRecord(
                Row.Id, Row.ParticipantId, rules.Id, rules.Title, rules.EventKey, Person!.Contact, Row.Type, Row.BadgeNumber, Row.Station,
                Row.CheckedInAt, checkedOutAt, Row.CheckedInBy, notes, Row.Quantity, Row.ReceivedAt, Person.CategoryTitle),
            Refusal is null ? [] : [Refusal]);
    }
}
