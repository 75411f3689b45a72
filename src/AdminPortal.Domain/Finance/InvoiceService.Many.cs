using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Finance;

/// <summary>Many invoices in one step, all or none; what does not need the change is left alone.</summary>
public sealed partial class InvoiceService
{
    private const int Portion = 500;

    /// <summary>Issues those that are drafts, in the order of their dates, so that the numbers follow the dates. The ids that changed; it cannot be undone.</summary>
    public Task<Result<IReadOnlyList<long>>> IssueManyAsync(Actor actor, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default) =>
        ChangeManyAsync(actor, ids, i => i.Status == InvoiceStatus.Draft, (db, i) => NumberAsync(db, i, cancellationToken), cancellationToken);

    /// <summary>Notes that those that are issued went to their contacts, or takes the note back. The ids that changed.</summary>
    public Task<Result<IReadOnlyList<long>>> MarkSentManyAsync(Actor actor, IReadOnlyCollection<long> ids, bool sent, CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        return ChangeManyAsync(actor, ids, i => i.Status == InvoiceStatus.Issued && i.SentAt is null == sent, (_, i) =>
        {
            i.SentAt = sent ? now : null;
            return Task.FromResult<Problem?>(null);
        }, cancellationToken);
    }

    /// <summary>Deletes those that are drafts or cancelled. The ids that went, for <see cref="RestoreManyAsync"/>.</summary>
    public Task<Result<IReadOnlyList<long>>> DeleteManyAsync(Actor actor, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
    {
        var stamp = time.UtcNow();
        return ChangeManyAsync(actor, ids, i => i.Status != InvoiceStatus.Issued, (_, i) =>
        {
            i.DeletedAt = stamp;
            return Task.FromResult<Problem?>(null);
        }, cancellationToken);
    }

    /// <summary>Undoes deletions. Refused: <c>not_found</c> when one of the contacts is gone.</summary>
    public Task<Result<IReadOnlyList<long>>> RestoreManyAsync(Actor actor, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default) => ChangeManyAsync(
        actor, ids, _ => true, async (db, i) =>
        {
            i.DeletedAt = null;
            return await db.Contacts.AnyAsync(c => c.Id == i.ContactId, cancellationToken) ? null : Problem.NotFound();
        }, cancellationToken, dead: true);

    private async Task<Result<IReadOnlyList<long>>> ChangeManyAsync(Actor actor, IReadOnlyCollection<long> ids, Func<Invoice, bool> wanted, Func<PortalDb, Invoice, Task<Problem?>> change, CancellationToken cancellationToken, bool dead = false)
    {
        actor.Require(Permission.ManageFinance);
        return await databases.WriteAsync<IReadOnlyList<long>>(actor, async db =>
        {
            var invoices = new List<Invoice>();
            foreach (var some in ids.Distinct().Chunk(Portion))
            {
                var which = dead ? db.Invoices.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(i => i.DeletedAt != null) : db.Invoices;
                invoices.AddRange((await which.Where(i => some.Contains(i.Id)).ToListAsync(cancellationToken)).Where(wanted));
            }

            invoices = [.. invoices.OrderBy(i => i.InvoiceDate).ThenBy(i => i.Id)];
            foreach (var portion in invoices.Chunk(Portion))
            {
                foreach (var invoice in portion)
                {
                    if (await change(db, invoice) is { } problem)
                    {
                        return problem;
                    }

                    invoice.UpdatedAt = time.UtcNow();
                }

                await db.SaveChangesAsync(cancellationToken);
            }

            return invoices.ConvertAll(i => i.Id);
        }, cancellationToken);
    }
}
