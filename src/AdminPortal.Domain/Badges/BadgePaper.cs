using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Badges;

/// <summary>
/// The badges of many as one file. They are read in portions and each page is packed as soon as it is full; they are noted as printed when
/// the file is whole.
/// </summary>
public sealed class BadgePaper(
    IDbContextFactory<PortalDb> databases, EventRulesCache events, BadgePrintService prints, BadgeKeyService keys, BadgePrintLog log,
    TimeProvider time)
    : PaperKind(BadgeOrder.Kind, Permission.ManageParticipants)
{
    /// <inheritdoc />
    public override List<Problem> Problems(ReportRequest request) =>
        new Check().Length("reason", BadgeOrder.Of(request).Reason, BadgePrint.ReasonLimit).Problems;

    /// <inheritdoc />
    public override async Task<Result<Paper>> OpenAsync(Actor actor, long exportId, ReportRequest request, ReportLanguage language,
        CancellationToken cancellationToken)
    {
        actor.Require(Permission);
        var order = BadgeOrder.Of(request);
        if (await events.FindAsync(actor, request.Filter.EventKey ?? "", cancellationToken) is not { } where
            || await prints.OpenAsync(actor, where.Id, order.DesignId, cancellationToken) is not var (design, facts, _))
        {
            return Problem.NotFound();
        }

        // What an attempt before has noted would make all of them reprints, and those without a badge none.
        await log.ForgetAsync(actor, exportId, cancellationToken);
        var people = new BadgePeople(databases, actor, where.Id);
        var ids = await people.IdsAsync(order, cancellationToken);
        if (ids.Count == 0)
        {
            return new Problem("nothing_to_print", "Nobody is left whose badge could be printed.");
        }

        var title = language.Kind(BadgeOrder.Kind);
        var day = where.Zone.Day(time.UtcNow()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new Paper([title, where.EventKey, day], "pdf", ids.Count, async (output, progress, stop) =>
        {
            var signer = await keys.SignerAsync(actor, where.Id, stop);
            using var key = signer.Required();
            var printed = new List<long>(ids.Count);
            await new BadgePdf(design.Layout, facts, $"{title} · {facts.EventTitle}", language.Culture.TwoLetterISOLanguageName)
                .WriteAsync(people.ReadAsync(ids, key, printed.Add, stop), output, progress, stop);
            try
            {
                await log.NoteAsync(actor, where.Id, printed, design.Name, order.Reason, exportId, stop);
            }
            catch (OperationCanceledException)
            {
                await log.ForgetAsync(actor, exportId, CancellationToken.None);
                throw;
            }
        });
    }
}
