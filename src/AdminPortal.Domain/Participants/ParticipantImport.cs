using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Participants;

/// <summary>Imports the participants of an event and their contacts.</summary>
public sealed class ParticipantImport(ImportEngine engine, TimeProvider time) : PeopleImport(engine, time)
{
    /// <inheritdoc />
    public override string Key => "participants";

    /// <inheritdoc />
    protected override IReadOnlyDictionary<string, string[]> Names => ImportFields.Names;

    private protected override async Task<ImportTarget?> FindTargetAsync(PortalDb db, ImportRequest request,
        CancellationToken cancellationToken)
    {
        var where = await db.Events.Where(e => e.EventKey == request.EventKey).Select(e => new { e.Id, e.EventKey })
            .SingleOrDefaultAsync(cancellationToken);
        if (where is null || where.EventKey != request.EventKey)
        {
            return null;
        }

        var categories = await db.Categories.Where(c => c.EventId == where.Id).OrderBy(c => c.Position)
            .Select(c => new { c.Id, c.CategoryKey, c.Title }).ToListAsync(cancellationToken);
        return new ImportTarget(where.Id, where.EventKey, categories.ConvertAll(c => (c.Id, c.CategoryKey, c.Title)), request.Mode);
    }
}

/// <summary>Imports contacts alone.</summary>
public sealed class ContactImport(ImportEngine engine, TimeProvider time) : PeopleImport(engine, time)
{
    /// <inheritdoc />
    public override string Key => "contacts";

    /// <inheritdoc />
    protected override IReadOnlyDictionary<string, string[]> Names { get; } =
        ImportFields.Names.Where(pair => ImportFields.OfContact.Contains(pair.Key)).ToDictionary();

    private protected override Task<ImportTarget?> FindTargetAsync(PortalDb db, ImportRequest request,
        CancellationToken cancellationToken) =>
        Task.FromResult<ImportTarget?>(new ImportTarget(ImportTarget.NoEvent, "", [], request.Mode));
}

/// <summary>
/// Imports people. A row's contact is found by its customer number, else by its e-mail, else by its exact name without regard to case and
/// accents. Cells that are empty leave what is there.
/// </summary>
public abstract class PeopleImport(ImportEngine engine, TimeProvider time) : ImportKind(engine)
{
    private static readonly string[] Identity =
        [ImportFields.CustomerNumber, ImportFields.Email, ImportFields.FirstName, ImportFields.LastName, ImportFields.CompanyName];

    /// <inheritdoc />
    public override bool HasModes => true;

    internal override int Batch => 1_000;

    internal override Result<Dictionary<string, int>> Columns(IReadOnlyList<string> headers, IReadOnlyDictionary<string, string>? mapping)
    {
        var columns = base.Columns(headers, mapping);
        return columns.Ok && !Identity.Any(columns.Value.ContainsKey) ? ImportProblems.NoIdentity : columns;
    }

    internal sealed override async Task<Result<RowJudge>> BeginAsync(PortalDb db, ImportScope scope, CancellationToken cancellationToken) =>
        await FindTargetAsync(db, scope.Request, cancellationToken) is { } target && await HoldAsync(db, target, cancellationToken)
            ? new ParticipantJudge(db, scope, target, time.UtcNow())
            : Problem.Unknown("event_key", scope.Request.EventKey);

    /// <summary>While rows are written their event stays; false when it does not.</summary>
    private static async Task<bool> HoldAsync(PortalDb db, ImportTarget target, CancellationToken cancellationToken) =>
        db.Database.CurrentTransaction is null || target.EventId == ImportTarget.NoEvent
            || await Locks.EventAsync(db, target.EventId, cancellationToken);

    /// <summary>What the import works on; null where the event does not exist.</summary>
    private protected abstract Task<ImportTarget?> FindTargetAsync(PortalDb db, ImportRequest request, CancellationToken cancellationToken);
}
