using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>A participant that was found by name or badge.</summary>
public sealed record ParticipantHit(
    long Id, string? BadgeNumber, string? FirstName, string? LastName, string? CompanyName, string? CategoryTitle, bool IsInside)
{
    /// <summary>As it is shown.</summary>
    public string Name => Contacts.Contact.DisplayName(FirstName, LastName, CompanyName);
}

public sealed partial class ParticipantQueries
{
    /// <summary>Shortest part of a badge number that is looked for.</summary>
    public const int BadgePart = 2;

    /// <summary>
    /// Participants of an event: first the one with that badge, then those whose badge has the text in it, letter by letter, then those
    /// whose name (or, for who may see contact data, company, customer number or e-mail) has every word of it. Four commands at most, all
    /// over one event; parts of badges are looked for in the index of its badges.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ViewParticipants"/>.</param>
    /// <param name="eventKey">The event.</param>
    /// <param name="text">What was typed; names also as lists write them, with a comma.</param>
    /// <param name="most">How many are returned at most.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<ParticipantHit>> SearchAsync(
        Actor actor, string eventKey, string text, int most, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewParticipants);
        await using var db = databases.Read(actor);
        var typed = text.Trim();
        var found = new List<ParticipantHit>();
        var one = db.Events.Where(e => e.EventKey == eventKey).Select(e => (long?)e.Id);
        if (typed.Length is >= BadgePart and <= Participant.BadgeLimit && await one.SingleOrDefaultAsync(cancellationToken) is { } eventId)
        {
            var badges = db.Participants.Where(p => p.EventId == eventId && p.BadgeNumber != null);
            var parts = badges.Where(p => p.BadgeNumber!.Contains(typed)).OrderBy(p => p.BadgeNumber);
            found.AddRange(await HitsAsync(db, actor, parts, most, cancellationToken));
            if (found.Count == most && found.TrueForAll(hit => hit.BadgeNumber != typed))
            {
                found.InsertRange(0, await HitsAsync(db, actor, badges.Where(p => p.BadgeNumber == typed), 1, cancellationToken));
            }
        }

        if (found.Count < most)
        {
            var named = Apply(db, actor, new ParticipantFilter { EventKey = eventKey, Search = text });
            found.AddRange(await HitsAsync(db, actor, Sorts.Apply(db, named, "name", false), most, cancellationToken));
        }

        return [.. found.DistinctBy(hit => hit.Id).OrderBy(hit => hit.BadgeNumber == typed ? 0 : 1).Take(most)];
    }

    private static Task<List<ParticipantHit>> HitsAsync(
        PortalDb db, Actor actor, IQueryable<Participant> participants, int most, CancellationToken cancellationToken)
    {
        var contacts = actor.May(Permission.ViewContacts);
        return participants.Take(most).Select(p => new ParticipantHit(
            p.Id, p.BadgeNumber, p.Contact!.FirstName, p.Contact.LastName, contacts ? p.Contact.CompanyName : null, p.Category!.Title,
            db.CheckIns.Any(c => c.ParticipantId == p.Id && c.CheckedOutAt == null))).ToListAsync(cancellationToken);
    }
}
