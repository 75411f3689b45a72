using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>Writes the rows of one import in portions, each a short transaction with a note of what it did.</summary>
internal sealed class ImportWriter(IDbContextFactory<PortalDb> databases, ImportLog log, TimeProvider time)
{
    private const int FewestInPortion = 5;

    private const int FirstPortion = 20;

    /// <summary>Progress is told after so many written rows.</summary>
    private const int Told = 1_000;

    private const int RefusalsTogether = 500;

    /// <summary>
    /// Writes the good rows in portions; refused when one of them is not good any more and the others are not to be imported alone.
    /// </summary>
    public async Task<Result<ImportTally>> WriteAsync(ImportWalk walk, Import import, CancellationToken cancellationToken)
    {
        var tally = new ImportTally(walk.Request.RefusedLimit, false);
        var pace = new ImportPace(walk.Request.Hold, FirstPortion, FewestInPortion, ImportEngine.MostInPortion, time);
        var (seen, number, first) = (0, 0, 0);
        using var rows = walk.Rows().GetEnumerator();
        for (var more = true; more;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var portion = new List<FileRow>();
            do
            {
                more = rows.MoveNext();
                if (more)
                {
                    seen++;
                    if (walk.Refused.TryGetValue(rows.Current.Number, out var refused))
                    {
                        tally.Add([refused]);
                    }
                    else
                    {
                        portion.Add(rows.Current);
                    }
                }
            }
            while (more && portion.Count < pace.Rows && seen % Told != 0);

            if (portion.Count > 0)
            {
                var written = await WritePortionAsync(walk, import, portion, new Place(seen, number, first), pace, cancellationToken);
                if (!written.Ok)
                {
                    return written.Refused<ImportTally>();
                }

                tally.Add(written.Value.Judged);
                (number, first) = written.Value.Changes == 0 ? (number, first) : (number + 1, first + written.Value.Changes);
            }

            if (more && seen % Told == 0)
            {
                walk.Progress?.Report(new ImportProgress(ImportStage.Writing, seen, walk.File.Rows));
            }

            await Task.Delay(pace.Rest(walk.Request.Pause), cancellationToken);
        }

        return tally;
    }

    private async Task<Result<Written>> WritePortionAsync(
        ImportWalk walk, Import import, List<FileRow> rows, Place place, ImportPace pace, CancellationToken cancellationToken)
    {
        var written = await databases.WriteAsync<Written>(Writer(walk, import), async db =>
        {
            pace.Begin();
            var judge = await walk.Kind.BeginAsync(db, walk.Scope, cancellationToken);
            if (!judge.Ok)
            {
                return judge.Refused<Written>();
            }

            var judged = await judge.Value.JudgeAsync(rows, cancellationToken);
            var late = judged.Where(row => row.Verdict == ImportVerdict.Refused).ToList();
            if (late.Count > 0)
            {
                if (!walk.Request.Partial)
                {
                    walk.Late = new ImportTally(walk.Request.RefusedLimit, false);
                    walk.Late.Add(judged);
                    return Problem.ChangedMeanwhile();
                }

                var cells = rows.ToDictionary(row => row.Number, row => row.Cells);
                db.Add(ImportLog.Refusals(import, late.ConvertAll(row => ImportWalk.Cells(row, cells[row.Number]))));
            }

            var journal = new ImportJournal(db);
            var good = judged.Where(row => row.Verdict is ImportVerdict.Create or ImportVerdict.Update).ToList();
            await judge.Value.WriteAsync(good, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            var changes = journal.Changes;
            if (changes.Count > 0)
            {
                var note = ImportJournal.Write(changes);
                db.Add(new ImportPortion
                { ImportId = import.Id, Number = place.Number, First = place.First, Count = changes.Count, Changes = note });
                await db.SaveChangesAsync(cancellationToken);
            }

            await log.KeepAsync(db, import, place.Seen, cancellationToken);
            return new Written(judged, changes.Count);
        }, cancellationToken);
        pace.End(rows.Count);
        return written;
    }

    /// <summary>Keeps the rows that were refused before anything is written.</summary>
    public async Task KeepRefusalsAsync(ImportWalk walk, Import import, CancellationToken cancellationToken)
    {
        foreach (var some in walk.RefusedCells().Chunk(RefusalsTogether))
        {
            await databases.WriteAsync<Done>(Writer(walk, import), async db =>
            {
                db.Add(ImportLog.Refusals(import, some));
                await db.SaveChangesAsync(cancellationToken);
                await log.KeepAsync(db, import, 0, cancellationToken);
                return Done.It;
            }, cancellationToken);
            await Task.Delay(walk.Request.Pause, cancellationToken);
        }
    }

    private static Actor Writer(ImportWalk walk, Import import)
    {
        var operation = new Operation(OperationKind.Import, import.FileName, import.Id) { Key = import.OperationKey };
        return walk.Scope.Actor.In(operation) with { Priority = WritePriority.Bulk };
    }

    /// <summary>Where a portion stands: rows of the file until its end, its number, the changes before it.</summary>
    private sealed record Place(int Seen, int Number, int First);

    private sealed record Written(IReadOnlyList<JudgedRow> Judged, int Changes);
}
