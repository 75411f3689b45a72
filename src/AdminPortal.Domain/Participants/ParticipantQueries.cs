using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>Reads participants.</summary>
public sealed partial class ParticipantQueries(IDbContextFactory<PortalDb> databases, EventTallies tallies)
{
    /// <summary>What the API shows of a participant, in one join.</summary>
    public static Expression<Func<Participant, ParticipantRecord>> Record { get; } = p => new ParticipantRecord(
        p.Id, p.EventId, p.ContactId, p.IsConfirmed, p.BadgeNumber, p.CreatedAt, p.UpdatedAt,
        new ContactPart(p.Contact!.Id, p.Contact.CustomerNumber, p.Contact.CompanyName, p.Contact.FirstName, p.Contact.LastName,
            p.Contact.Email),
        new EventPart(p.Event!.Id, p.Event.EventKey, p.Event.Title, p.Event.StartsAt, p.Event.EndsAt),
        p.Category == null ? null : new CategoryPart(p.Category.Id, p.Category.CategoryKey, p.Category.Title))
    { Version = p.Version };

    /// <summary>The order of the portal's list by the titles of categories.</summary>
    internal const string ByCategory = "category";

    /// <summary>The orders that other tables have; where the tally is kept, so are they.</summary>
    private static readonly HashSet<string> Kept = ["name", "company", "customer_number", "email", ByCategory];

    /// <summary>What the portal's list can be sorted by; <c>time</c> is that of the newest check-in.</summary>
    public static Sorts<Participant> Sorts { get; } = new Sorts<Participant>(p => p.Id)
        .By("name", p => p.Contact!.SortName)
        .By("badge", p => p.BadgeNumber)
        .By("company", p => p.Contact!.SortCompany)
        .By("customer_number", p => p.Contact!.CustomerNumber)
        .By("email", p => Fold.Ordinal(p.Contact!.Email))
        .By(ByCategory, p => Fold.Ordinal(p.Category!.Title))
        .By("confirmed", p => p.IsConfirmed)
        .By<int>("presence", db => p => db.CheckIns.Any(c => c.ParticipantId == p.Id && c.CheckedOutAt == null)
            ? 2
            : db.CheckIns.Any(c => c.ParticipantId == p.Id)
            ? 1
            : 0)
        .By<DateTime?>("time", db => p => db.CheckIns.Where(c => c.ParticipantId == p.Id).Max(c => (DateTime?)c.CheckedInAt))
        .By("created_at", p => p.CreatedAt);

    /// <summary>What the API's list can be sorted by.</summary>
    private static Sorts<Participant> RecordSorts { get; } = new Sorts<Participant>(p => p.Id)
        .By("id", p => p.Id)
        .By("created_at", p => p.CreatedAt)
        .By("updated_at", p => p.UpdatedAt);

    /// <summary>One page for the API in three commands; sortable by <c>id</c> (default), <c>created_at</c>, <c>updated_at</c>.</summary>
    public async Task<Page<ParticipantRecord>> RecordsAsync(Actor actor, ParticipantFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewParticipants);
        var known = await KnownAsync(actor, filter, page.Sort is null or "id" ? page : null, cancellationToken);
        await using var db = databases.Read(actor);
        var (total, ids) = await db.PageOfIdsAsync(known, () =>
        {
            var participants = Apply(db, actor, filter);

            // Every id is above 0: of all participants SQLite then counts the entries of the narrow index in the order of ids.
            return (participants, filter == new ParticipantFilter() ? participants.Where(p => p.Id > 0) : participants);
        }, RecordSorts, page, false, cancellationToken);
        await PrepareAsync(actor, filter, known, total, cancellationToken);
        return new Page<ParticipantRecord>(await db.RowsAsync(ids, Record, p => p.Id, cancellationToken), total, page.Number, page.Size);
    }

    /// <summary>One participant, or null; company, customer number and e-mail only for who may see contact data.</summary>
    public async Task<ParticipantRecord?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewParticipants);
        await using var db = databases.Read(actor);
        return await RecordAsync(db, actor, id, cancellationToken);
    }

    /// <summary>The same inside a write.</summary>
    internal static async Task<ParticipantRecord?> RecordAsync(PortalDb db, Actor actor, long id, CancellationToken cancellationToken)
    {
        var record = await db.Participants.Where(p => p.Id == id).Select(Record).SingleOrDefaultAsync(cancellationToken);
        return record is null || actor.May(Permission.ViewContacts)
            ? record
            : record with { Contact = record.Contact with { CompanyName = null, CustomerNumber = "", Email = null } };
    }

    /// <summary>The ids of all participants a filter means, in no order.</summary>
    public async Task<IReadOnlyList<long>> IdsAsync(Actor actor, ParticipantFilter filter, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewParticipants);
        await using var db = databases.Read(actor);
        return await Apply(db, actor, filter).Select(p => p.Id).ToListAsync(cancellationToken);
    }

    /// <summary>One page for the portal in four commands; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<ParticipantRow>> ListAsync(Actor actor, ParticipantFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewParticipants);
        var sorted = page with { Sort = Sorts.Meant(page.Sort) };
        var known = await KnownAsync(actor, filter, Kept.Contains(sorted.Sort) || sorted.Sort is "presence" or "time" ? sorted : null,
            cancellationToken);
        await using var db = databases.Read(actor);
        var (total, ids) = await db.PageOfIdsAsync(known, () =>
        {
            var participants = Apply(db, actor, filter);
            return (participants, participants);
        }, Sorts, page, filter.CategoryId is not null, cancellationToken);
        await PrepareAsync(actor, filter, known, total, cancellationToken);
        var contacts = actor.May(Permission.ViewContacts);
        var rows = await db.RowsAsync<Participant, ParticipantRow>(ids,
            p => new(p.Id, p.ContactId, p.BadgeNumber, p.Contact!.FirstName, p.Contact.LastName, contacts ? p.Contact.CompanyName : null,
                contacts ? p.Contact.CustomerNumber : null, contacts ? p.Contact.Email : null, p.CategoryId, p.Category!.Title,
                p.IsConfirmed, p.CreatedAt),
            row => row.Id, cancellationToken);
        var stays = await db.CheckIns.Where(c => EF.Parameter(ids).Contains(c.ParticipantId)
            && !db.CheckIns.Any(later => later.ParticipantId == c.ParticipantId
                && (later.CheckedInAt > c.CheckedInAt || (later.CheckedInAt == c.CheckedInAt && later.Id > c.Id))))
            .Select(c => new { c.ParticipantId, c.CheckedInAt, c.CheckedOutAt, c.Station })
            .ToDictionaryAsync(c => c.ParticipantId, cancellationToken);
        var items = rows.ConvertAll(row => stays.TryGetValue(row.Id, out var stay)
            ? row with
            {
                Presence = stay.CheckedOutAt is null ? Presence.Inside : Presence.Out,
                CheckedInAt = stay.CheckedInAt,
                CheckedOutAt = stay.CheckedOutAt,
                Station = stay.Station
            }
            : row);
        return new Page<ParticipantRow>(items, total, page.Number, page.Size);
    }

    /// <summary>
    /// What the tally knows of a list of an event: how many there are of all, of a category, of those confirmed or not, and the page of
    /// them in the order of their ids (of all only), of where they are, of when they came, or in one that is kept. Null where the list is
    /// narrowed by something else.
    /// </summary>
    private async Task<KnownPage?> KnownAsync(Actor actor, ParticipantFilter filter, PageRequest? page,
        CancellationToken cancellationToken) => IsSimple(filter)
            ? await tallies.AskAsync(actor, filter.EventId, filter.EventKey, Kept.Contains(page?.Sort ?? "") ? page!.Sort : null,
                (tally, order) =>
                {
                    var all = filter is { CategoryId: null, Confirmed: null };
                    Func<long, bool>? only = all ? null : id => tally.Is(id, filter.CategoryId, filter.Confirmed);
                    var ids = page is null ? null : order?.Page(page, only) ?? tally.PageBy(page.Sort, page, only)
                        ?? (all ? tally.Participants.Page(page.Skip, page.Size, page.Descending) : null);
                    return new KnownPage(filter switch
                    {
                        { CategoryId: { } category } => tally.Categories.GetValueOrDefault(category).Total,
                        { Confirmed: true } => tally.Confirmed,
                        { Confirmed: false } => tally.Total - tally.Confirmed,
                        _ => tally.Total,
                    }, ids);
                }, cancellationToken)
            : null;

    /// <summary>Whether a tally knows how many they are.</summary>
    private static bool IsSimple(ParticipantFilter filter)
    {
        var all = new ParticipantFilter { EventId = filter.EventId, EventKey = filter.EventKey };
        return (filter.EventId is null) != (filter.EventKey is null) && filter.CategoryId != 0
            && (filter == all with { CategoryId = filter.CategoryId } || filter == all with { Confirmed = filter.Confirmed });
    }

    private Task PrepareAsync(Actor actor, ParticipantFilter filter, KnownPage? known, int total, CancellationToken cancellationToken) =>
        known is null && total > EventTallies.Long && IsSimple(filter)
            ? tallies.PrepareAsync(actor, filter.EventId, filter.EventKey, cancellationToken)
            : Task.CompletedTask;

    /// <summary>How many participants an event has.</summary>
    public async Task<int> CountAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewEvents);
        await using var db = databases.Read(actor);
        return await db.Participants.CountAsync(p => p.EventId == eventId, cancellationToken);
    }

    /// <summary>The participants a filter means; who may not see contact data searches names and badges only.</summary>
    internal static IQueryable<Participant> Apply(PortalDb db, Actor actor, ParticipantFilter filter)
    {
        var participants = db.Participants.AsQueryable();
        participants = filter.EventId is { } eventId ? participants.Where(p => p.EventId == eventId) : participants;
        participants = filter.EventKey is { } eventKey ? participants
            .Where(p => p.EventId == db.Events.Where(e => e.EventKey == eventKey).Select(e => (long?)e.Id).FirstOrDefault()) : participants;
        participants = filter.CustomerNumber is { } number ? participants.Where(p => p.Contact!.CustomerNumber == number) : participants;
        participants = filter.Confirmed is { } confirmed ? participants.Where(p => p.IsConfirmed == confirmed) : participants;
        participants = filter.CategoryId switch
        {
            null => participants,
            0 => participants.Where(p => p.Category == null),
            { } categoryId => participants.Where(p => p.CategoryId == categoryId),
        };
        participants = filter.Presence switch
        {
            Presence.Never => participants.Where(p => !db.CheckIns.Any(c => c.ParticipantId == p.Id)),
            Presence.Inside => participants.Where(p => db.CheckIns.Any(c => c.ParticipantId == p.Id && c.CheckedOutAt == null)),
            Presence.Out => participants.Where(p => db.CheckIns.Any(c => c.ParticipantId == p.Id)
                && !db.CheckIns.Any(c => c.ParticipantId == p.Id && c.CheckedOutAt == null)),
            _ => participants,
        };
        participants = filter.Printed switch
        {
            true => participants.Where(p => db.BadgePrints.Any(b => b.ParticipantId == p.Id)),
            false => participants.Where(p => !db.BadgePrints.Any(b => b.ParticipantId == p.Id)),
            null => participants,
        };
        var typed = filter.Search?.Trim();
        foreach (var word in Fold.Words(typed))
        {
            participants = actor.May(Permission.ViewContacts)
                ? participants.Where(p => p.Contact!.SearchText.Contains(word) || p.BadgeNumber == typed || p.BadgeNumber == word)
                : participants.Where(p => p.Contact!.SortName.Contains(word) || p.BadgeNumber == typed || p.BadgeNumber == word);
        }

        return participants;
    }
}
