using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Contacts;

/// <summary>A row of the list of contacts.</summary>
public sealed record ContactRow(long Id, string CustomerNumber, string? CompanyName, string? FirstName, string? LastName, string? Email,
    string? City, string? Country, int Participations) : IHasId
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
public sealed class ContactQueries(IDbContextFactory<PortalDb> databases, TimeProvider time)
    : ListQueries<Contact, ContactRow, ContactFilter>(
        ContactList.Instance, databases, time, new(databases, time, ContactList.Instance.Sorts))
{
    /// <summary>
    /// One page of contacts whose name, company, customer number or e-mail contains every typed word; sortable by the list's orders.
    /// </summary>
    public Task<Page<ContactRow>> ListAsync(Actor actor, string? search, PageRequest page, CancellationToken cancellationToken = default) =>
        ListAsync(actor, new ContactFilter { Search = search }, page, cancellationToken);

    /// <summary>One contact with the events it takes part in, or null.</summary>
    public async Task<ContactDetail?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        await using var db = Open(actor);
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
}
