using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Exports;

/// <summary>Remembers which columns a person wants in files of a kind, and in which order.</summary>
public sealed class ReportColumnChoices(IDbContextFactory<PortalDb> databases)
{
    /// <summary>The chosen columns in their order; empty for the usual ones. Columns that are gone are left out.</summary>
    /// <exception cref="PermissionDeniedException">The actor may not see the kind.</exception>
    public async Task<IReadOnlyList<string>> FindAsync(Actor actor, ReportKind kind, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        kind.Require(actor);
        await using var db = databases.Read(actor);
        var kept = await Own(db, actor, kind).Select(c => c.Columns).SingleOrDefaultAsync(cancellationToken);
        return [.. (kept ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Where(Keys(kind).Contains)];
    }

    /// <summary>
    /// Remembers a choice; an empty one means the usual columns. Refused: <c>unknown</c> on <c>columns</c> for one that the kind has not.
    /// </summary>
    /// <exception cref="PermissionDeniedException">The actor may not see the kind.</exception>
    public Task<Result<Done>> KeepAsync(Actor actor, ReportKind kind, IReadOnlyList<string> columns,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(columns);
        kind.Require(actor);
        var known = Keys(kind);
        if (actor is not { Kind: ActorKind.User, Id: { } user } || columns.FirstOrDefault(column => !known.Contains(column)) is not null)
        {
            return Task.FromResult<Result<Done>>(Problem.Unknown("columns", columns.FirstOrDefault(column => !known.Contains(column))));
        }

        var text = string.Join(',', columns.Distinct());
        return databases.WriteAsync<Done>(actor, async db =>
        {
            if (await Own(db, actor, kind).SingleOrDefaultAsync(cancellationToken) is { } choice)
            {
                choice.Columns = text;
            }
            else
            {
                db.ReportColumnChoices.Add(new ReportColumnChoice { UserId = user, Kind = kind.Key, Columns = text });
            }

            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    private static HashSet<string> Keys(ReportKind kind) => [.. kind.Shape.SelectMany(table => table.Columns).Select(column => column.Key)];

    private static IQueryable<ReportColumnChoice> Own(PortalDb db, Actor actor, ReportKind kind)
    {
        var (user, key) = (actor.Kind == ActorKind.User ? actor.Id ?? 0 : 0, kind.Key);
        return db.ReportColumnChoices.Where(c => c.UserId == user && c.Kind == key);
    }
}
