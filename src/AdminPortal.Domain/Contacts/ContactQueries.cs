using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Contacts;

/// <summary>A row of the list of contacts.</summary>
public sealed record ContactRow(long Id, string CustomerNumber, string? CompanyName, string? FirstName, string? LastName, string? Email,
    string? City, string? Country, int Participations)
{
    public string? Phone { get; init; }

    /// <summary>UTC.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>As it is shown.</summary>
    public string Name => Contact.DisplayName(FirstName, LastName, CompanyName);
}

/// <summary>Which contacts; everything that is set must hold.</summary>
public sealed record ContactFilter
{
    /// <summary>Words that must all occur in name, company, customer number or e-mail.</summary>
    public string? Search { get; init; }

    /// <summary>Added at this UTC time or later.</summary>
    public DateTime? From { get; init; }

    /// <summary>Added before this UTC time.</summary>
    public DateTime? Until { get; init; }
}

/// <summary>A whole contact for its form.</summary>
public sealed record ContactDetail(long Id, ContactDraft Draft, int Version, IReadOnlyList<ContactParticipation> Participations);

/// <summary>One event a contact takes part in.</summary>
public sealed record ContactParticipation(long ParticipantId, string EventKey, string EventTitle, bool IsConfirmed, string? BadgeNumber);

/// <summary>Reads contacts.</summary>
public sealed class ContactQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>What the list can be sorted by.</summary>
    public static Sorts<Contact> Sorts { get; } = new Sorts<Contact>(c => c.Id)
        .By("name", c => c.SortName)
        .By("company", c => c.SortCompany)
        .By("customer_number", c => c.CustomerNumber)
        .By("email", c => Fold.Ordinal(c.Email));

    /// <summary>
    /// One page of contacts whose name, company, customer number or e-mail contains every typed word; sortable by <see cref="Sorts"/>.
    /// </summary>
    public Task<Page<ContactRow>> ListAsync(Actor actor, string? search, PageRequest page, CancellationToken cancellationToken = default) =>
        ListAsync(actor, new ContactFilter { Search = search }, page, cancellationToken);

    /// <summary>One page in two commands; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<ContactRow>> ListAsync(Actor actor, ContactFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewContacts);
        await using var db = databases.Read(actor);
        var contacts = Apply(db, filter);
        var total = await contacts.CountAsync(cancellationToken);
        var rows = await Sorts.Apply(db, contacts, page.Sort, page.Descending).Skip((int)Math.Min(int.MaxValue, page.Skip)).Take(page.Size)
            .Select(c => new ContactRow(c.Id, c.CustomerNumber, c.CompanyName, c.FirstName, c.LastName, c.Email, c.City, c.Country,
                db.Participants.Count(p => p.ContactId == c.Id))
            { Phone = c.Phone, CreatedAt = c.CreatedAt })
            .ToListAsync(cancellationToken);
        return new Page<ContactRow>(rows, total, page.Number, page.Size);
    }

    /// <summary>One contact with the events it takes part in, or null.</summary>
    public async Task<ContactDetail?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewContacts);
        await using var db = databases.Read(actor);
        var contact = await db.Contacts.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (contact is null)
        {
            return null;
        }

        var participations = await db.Participants.Where(p => p.ContactId == id).OrderByDescending(p => p.Event!.StartsAt)
            .Select(p => new ContactParticipation(p.Id, p.Event!.EventKey, p.Event.Title, p.IsConfirmed, p.BadgeNumber))
            .ToListAsync(cancellationToken);
        return new ContactDetail(id, ContactDraft.Of(contact), contact.Version, participations);
    }

    /// <summary>The contacts a filter means.</summary>
    internal static IQueryable<Contact> Apply(PortalDb db, ContactFilter filter)
    {
        var contacts = db.Contacts.AsQueryable();
        contacts = filter.From is { } from ? contacts.Where(c => c.CreatedAt >= from) : contacts;
        contacts = filter.Until is { } until ? contacts.Where(c => c.CreatedAt < until) : contacts;
        foreach (var word in Fold.Words(filter.Search))
        {
            contacts = contacts.Where(c => c.SearchText.Contains(word));
        }

        return contacts;
    }
}
