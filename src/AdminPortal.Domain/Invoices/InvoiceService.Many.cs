using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Invoices;

/// <summary>Many invoices in one step, all or none; what does not need the change is left alone.</summary>
public sealed partial class InvoiceService
{
    private const int Portion = 500;

    /// <summary>
    /// Issues those that are drafts, in the order of their dates, so that the numbers follow the dates. The ids that changed; it cannot be
    /// undone.
    /// </summary>
    public Task<Result<IReadOnlyList<long>>> IssueManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default) =>
        ChangeManyAsync(actor, ids, i => i.Status == InvoiceStatus.Draft, (db, i) => NumberAsync(db, i, cancellationToken),
            cancellationToken);

    /// <summary>Notes that those that are issued went to their contacts, or takes the note back. The ids that changed.</summary>
    public Task<Result<IReadOnlyList<long>>> MarkSentManyAsync(Actor actor, IReadOnlyCollection<long> ids, bool sent,
        CancellationToken cancellationToken = default)
    {
        var now = Now;
        return ChangeManyAsync(actor, ids, i => i.Status == InvoiceStatus.Issued && i.SentAt is null == sent, (_, i) =>
        {
            i.SentAt = sent ? now : null;
            return Task.FromResult<Problem?>(null);
        }, cancellationToken);
    }

    /// <summary>
    /// Removes those that are drafts or cancelled. The ids that went, for <see cref="RecordService{T}.RestoreManyAsync"/>.
    /// </summary>
    public override async Task<Result<IReadOnlyList<long>>> DeleteManyAsync(Actor actor, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken = default)
    {
        return Removed.Gone(await WriteAsync(actor, async db =>
        {
            var drafts = new List<long>();
            foreach (var some in ids.Distinct().Chunk(Portion))
            {
                drafts.AddRange(await db.Invoices.Where(i => some.Contains(i.Id) && i.Status != InvoiceStatus.Issued).Select(i => i.Id)
                    .ToListAsync(cancellationToken));
            }

            return await Removal.DeleteAsync<Invoice>(db, drafts, cancellationToken);
        }, cancellationToken));
    }

    private async Task<Result<IReadOnlyList<long>>> ChangeManyAsync(Actor actor, IReadOnlyCollection<long> ids, Func<Invoice, bool> wanted,
        Func<PortalDb, Invoice, Task<Problem?>> change, CancellationToken cancellationToken)
    {
        return await WriteAsync<IReadOnlyList<long>>(actor, async db =>
        {
            var invoices = new List<Invoice>();
            foreach (var some in ids.Distinct().Chunk(Portion))
            {
                invoices.AddRange((await db.Invoices.Where(i => some.Contains(i.Id)).ToListAsync(cancellationToken)).Where(wanted));
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

                    invoice.UpdatedAt = Now;
                }

                await db.SaveChangesAsync(cancellationToken);
            }

            return invoices.ConvertAll(i => i.Id);
        }, cancellationToken);
    }
}
