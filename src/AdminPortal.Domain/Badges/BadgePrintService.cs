using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Exports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Badges;

/// <summary>Draws badges and notes each in the log.</summary>
public sealed class BadgePrintService(
    IDbContextFactory<PortalDb> databases, BadgeKeyService keys, BadgePrintLog log, ExportSettings settings)
{
    /// <summary>
    /// The badge of a participant as PDF in the event's default design, for a device at a door or a person. It is noted as printed.
    /// Refused: <c>not_found</c>, and as <see cref="BadgeKeyService.SignerAsync"/>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.RecordCheckIns"/>; the badge shows what its design says, the company too.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="participantId">A participant of it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<byte[]>> OneAsync(Actor actor, long eventId, long participantId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.RecordCheckIns);
        return DrawAsync(actor, eventId, participantId, null, null, cancellationToken);
    }

    /// <summary>The same in a design, with a reason where it is a reprint.</summary>
    /// <param name="actor">Needs <see cref="Permission.ManageParticipants"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="participantId">A participant of it.</param>
    /// <param name="designId">A design of the event; null for its default.</param>
    /// <param name="reason">Why it is printed again; a longer one than <see cref="BadgePrint.ReasonLimit"/> is refused.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<byte[]>> OneAsync(Actor actor, long eventId, long participantId, long? designId, string? reason,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageParticipants);
        var check = new Check().Length("reason", reason, BadgePrint.ReasonLimit);
        return check.Ok ? await DrawAsync(actor, eventId, participantId, designId, reason, cancellationToken) : check.Problems;
    }

    /// <summary>
    /// One paper of a design with made-up people, to try the printer; nothing is noted, and its codes are of no use. Refused:
    /// <c>not_found</c>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageEvents"/> or <see cref="Permission.ManageParticipants"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="designId">A design of it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<byte[]>> TestAsync(Actor actor, long eventId, long designId, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageEvents))
        {
            actor.Require(Permission.ManageParticipants);
        }

        if (await OpenAsync(actor, eventId, designId, cancellationToken) is not var (design, facts, language))
        {
            return Problem.NotFound();
        }

        var people = BadgeSample.People.ToList();
        var all = Enumerable.Range(0, design.Layout.Places.Count).Select(at => people[at % people.Count]).ToAsyncEnumerable();
        return await DrawAsync(design, facts, language, all, cancellationToken);
    }

    /// <summary>Design and facts; null when the event or the design is not there.</summary>
    internal async Task<(BadgeDesignDraft Design, BadgeFacts Facts, string Language)?> OpenAsync(
        Actor actor, long eventId, long? designId, CancellationToken cancellationToken)
    {
        await using var db = databases.Read(actor);
        var title = await db.Events.Where(e => e.Id == eventId).Select(e => e.Title).SingleOrDefaultAsync(cancellationToken);
        if (title is null || await BadgeDesignService.FindAsync(db, eventId, designId, cancellationToken) is not { } design)
        {
            return null;
        }

        var tenant = await db.Tenants.Where(t => t.Id == db.TenantId).Select(t => new { t.Name, t.Language })
            .SingleAsync(cancellationToken);
        return (design, new BadgeFacts(title, tenant.Name), tenant.Language);
    }

    private async Task<Result<byte[]>> DrawAsync(
        Actor actor, long eventId, long participantId, long? designId, string? reason, CancellationToken cancellationToken)
    {
        var people = new BadgePeople(databases, actor, eventId);
        if (await OpenAsync(actor, eventId, designId, cancellationToken) is not var (design, facts, language)
            || await people.IdsAsync(new BadgeOrder { Ids = [participantId] }, cancellationToken) is not { Count: 1 } ids)
        {
            return Problem.NotFound();
        }

        var signer = await keys.SignerAsync(actor, eventId, cancellationToken);
        if (!signer.Ok)
        {
            return signer.Refused<byte[]>();
        }

        using var key = signer.Value;
        var drawn = await DrawAsync(design, facts, language, people.ReadAsync(ids, key, null, cancellationToken), cancellationToken);
        await log.NoteAsync(actor, eventId, ids, design.Name, reason, null, cancellationToken);
        return drawn;
    }

    private async Task<byte[]> DrawAsync(BadgeDesignDraft design, BadgeFacts facts, string language, IAsyncEnumerable<BadgePerson> people,
        CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var title = settings.Language(language).Kind(BadgeOrder.Kind);
        await new BadgePdf(design.Layout, facts, title, language).WriteAsync(people, output, null, cancellationToken);
        return output.ToArray();
    }
}
