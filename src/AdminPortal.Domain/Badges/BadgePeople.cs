using System.Runtime.CompilerServices;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Badges;

/// <summary>Reads the people whose badges are printed: their ids at once, what stands on the badges in portions.</summary>
/// <param name="databases">Opens the database.</param>
/// <param name="actor">Who prints.</param>
/// <param name="eventId">Their event.</param>
internal sealed class BadgePeople(IDbContextFactory<PortalDb> databases, Actor actor, long eventId)
{
    private const int Portion = 500;

    /// <summary>The ids of an order, as they are printed.</summary>
    public async Task<List<long>> IdsAsync(BadgeOrder order, CancellationToken cancellationToken)
    {
        await using var db = databases.Read(actor);
        var found = new List<(long Id, string Name, long? Category)>();
        if (order.Ids is null)
        {
            await AddAsync(ParticipantQueries.Apply(db, actor, order.Filter with { EventId = eventId }));
        }
        else
        {
            foreach (var some in order.Ids.Distinct().Chunk(Portion))
            {
                await AddAsync(db.OfIds<Participant>(some).Where(p => p.EventId == eventId));
            }
        }

        var places = order.Sort == BadgeSort.Category ? await PlacesAsync(db, cancellationToken) : [];
        return [.. found.OrderBy(p => p.Category is { } id ? places.GetValueOrDefault(id, int.MaxValue) : int.MaxValue)
            .ThenBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Id).Select(p => p.Id)];

        async Task AddAsync(IQueryable<Participant> which)
        {
            var rows = await which.Select(p => new { p.Id, p.Contact!.SortName, p.CategoryId }).ToListAsync(cancellationToken);
            found.AddRange(rows.Select(p => (p.Id, p.SortName, p.CategoryId)));
        }
    }

    /// <summary>What stands on the badges, in the order of the ids; who is gone by now is left out.</summary>
    /// <param name="ids">Whose.</param>
    /// <param name="signer">Signs their numbers.</param>
    /// <param name="read">Is told whose badge comes.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<BadgePerson> ReadAsync(
        IReadOnlyList<long> ids, BadgeSigner signer, Action<long>? read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<long, int> places;
        await using (var db = databases.Read(actor))
        {
            places = await PlacesAsync(db, cancellationToken);
        }

        foreach (var some in ids.Chunk(Portion))
        {
            await using var db = databases.Read(actor);
            var rows = await db.RowsAsync<Participant, Row>(some,
                p => new(p.Id, p.Contact!.FirstName, p.Contact.LastName, p.Contact.CompanyName, p.CategoryId, p.Category!.Title,
                    p.BadgeNumber),
                row => row.Id, cancellationToken);
            foreach (var row in rows)
            {
                read?.Invoke(row.Id);
                yield return new BadgePerson(row.FirstName, row.LastName, row.Company, row.Category,
                    row.CategoryId is { } id ? places.GetValueOrDefault(id) : 0, row.BadgeNumber,
                    row.BadgeNumber is { } badge ? signer.Code(badge) : null);
            }
        }
    }

    /// <summary>The places of the categories in their event.</summary>
    private async Task<Dictionary<long, int>> PlacesAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var ids = await db.Categories.Where(c => c.EventId == eventId).OrderBy(c => c.Position).ThenBy(c => c.Id).Select(c => c.Id)
            .ToListAsync(cancellationToken);
        return ids.Select((id, at) => (id, at)).ToDictionary(pair => pair.id, pair => pair.at);
    }

    private sealed record Row(
        long Id, string? FirstName, string? LastName, string? Company, long? CategoryId, string? Category, string? BadgeNumber);
}
