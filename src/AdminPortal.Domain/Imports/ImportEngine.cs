using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Imports files of every kind, for the portal and the command line. First all rows are judged without a transaction, so that a file with a bad row never makes
/// anybody wait. Then they are judged again and written in portions, each a transaction of a few hundredths of a second with a note of what it did
/// (<see cref="ImportPortion"/>). What cannot be ended is taken back by these notes: by this process, or after a crash by the next one (<see cref="ImportRecovery"/>).
/// </summary>
public sealed class ImportEngine(IDbContextFactory<PortalDb> databases, ImportLog log, ImportUndo undo, TimeProvider time)
{
    /// <summary>Most rows below the header.</summary>
    public const int MostRows = 200_000;

    /// <summary>Most rows that one transaction writes.</summary>
    public const int MostInPortion = 250;

    private const int FewestInPortion = 5;

    private const int FirstPortion = 20;

    /// <summary>Progress is told after so many written rows.</summary>
    private const int Told = 1_000;

    private const int RefusalsTogether = 500;

    /// <summary>What a file holds, for choosing the mapping. Refused: what cannot be read, and <c>too_many_rows</c>.</summary>
    internal static Task<Result<ImportPreview>> InspectAsync(ImportFile file, CancellationToken cancellationToken) =>
        // On the pool: reading is work for the processor, and a page's own thread must stay free.
        Task.Run<Result<ImportPreview>>(() =>
        {
            try
            {
                var table = ImportTable.Open(file, cancellationToken);
                var first = new List<ImportPreviewRow>();
                var count = 0;
                foreach (var row in table.Rows())
                {
                    if (++count > MostRows)
                    {
                        return ImportProblems.TooManyRows(MostRows);
                    }

                    if (first.Count < 10)
                    {
                        first.Add(ImportPreviewRow.Of(row, table.Headers.Count));
                    }
                }

                file.Rows = count;
                return new ImportPreview(file.FileName, file.Format, table.Headers, ImportFields.Guess(table.Headers), first, count, table.Separator, table.Encoding?.WebName);
            }
            catch (UnreadableFileException error)
            {
                return error.Problem;
            }
        }, cancellationToken);

    /// <summary>See <see cref="ImportKind.RunAsync(Actor, ImportRequest, ImportFile, IProgress{ImportProgress}?, CancellationToken)"/>.</summary>
    internal Task<Result<ImportResult>> RunAsync(
        ImportKind kind, Actor actor, ImportRequest request, ImportFile file, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        ImportKind.Require(actor, kind.Key);
        return Task.Run(async () =>
        {
            try
            {
                var table = ImportTable.Open(file, cancellationToken);
                var columns = kind.Columns(table.Headers, request.Mapping);
                return columns.Ok
                    ? await RunAsync(new Walk(kind, request, file, table, new ImportScope(actor, request, columns.Value), progress), cancellationToken)
                    : columns.Refused<ImportResult>();
            }
            catch (UnreadableFileException error)
            {
                return error.Problem;
            }
        }, cancellationToken);
    }

    /// <summary>Judges every row and answers the refused ones with their cells.</summary>
    internal Task<Result<IReadOnlyList<RefusedCells>>> RefusedAsync(ImportKind kind, Actor actor, ImportRequest request, ImportFile file, CancellationToken cancellationToken)
    {
        ImportKind.Require(actor, kind.Key);
        return Task.Run(async () =>
        {
            try
            {
                var table = ImportTable.Open(file, cancellationToken);
                var columns = kind.Columns(table.Headers, request.Mapping);
                if (!columns.Ok)
                {
                    return columns.Refused<IReadOnlyList<RefusedCells>>();
                }

                var walk = new Walk(kind, request, file, table, new ImportScope(actor, request, columns.Value), null);
                var judged = await CheckAsync(walk, cancellationToken);
                return judged.Ok ? (Result<IReadOnlyList<RefusedCells>>)walk.RefusedCells().ToArray() : judged.Refused<IReadOnlyList<RefusedCells>>();
            }
            catch (UnreadableFileException error)
            {
                return error.Problem;
            }
        }, cancellationToken);
    }

    private async Task<Result<ImportResult>> RunAsync(Walk walk, CancellationToken cancellationToken)
    {
        var checkedRows = await CheckAsync(walk, cancellationToken);
        if (!checkedRows.Ok)
        {
            return checkedRows.Refused<ImportResult>();
        }

        var tally = checkedRows.Value;
        if (walk.Request.DryRun)
        {
            return tally.Result(false);
        }

        var begun = await log.BeginAsync(walk.Scope.Actor, walk.Kind, walk.Request, walk.File.FileName, walk.Table.Headers, tally.Rows, cancellationToken);
        if (!begun.Ok)
        {
            return begun.Refused<ImportResult>();
        }

        var import = begun.Value;
        try
        {
            await KeepRefusalsAsync(walk, import, cancellationToken);
            var stopped = tally.Refused > 0 && !walk.Request.Partial;
            if (stopped || tally.Changes == 0)
            {
                await log.MoveAsync(import, stopped ? ImportState.Refused : ImportState.Done, Counts(tally));
                return tally.Result(false, import.Id);
            }

            var written = await WriteAsync(walk, import, cancellationToken);
            if (written.Ok)
            {
                await log.MoveAsync(import, ImportState.Done, Counts(written.Value));
                return written.Value.Result(true, import.Id);
            }

            await undo.TakeBackAsync(import);
            return walk.Late is { Refused: > 0 } late ? late.Result(false, import.Id) : written.Refused<ImportResult>();
        }
        catch (Exception error) when (error is not ImportLostException)
        {
            // Whatever it was, nothing half done may stay; what fails here too is taken back when the lease has lapsed.
            await undo.TakeBackAsync(import);
            throw;
        }
    }

    /// <summary>Judges all rows without a transaction.</summary>
    private async Task<Result<ImportTally>> CheckAsync(Walk walk, CancellationToken cancellationToken)
    {
        var tally = new ImportTally(walk.Request.RefusedLimit, walk.Request.DryRun);
        await using var db = databases.Read(walk.Scope.Actor);
        var judge = await walk.Kind.BeginAsync(db, walk.Scope, cancellationToken);
        if (!judge.Ok)
        {
            return judge.Refused<ImportTally>();
        }

        foreach (var rows in walk.Rows().Chunk(walk.Kind.Batch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var judged = await judge.Value.JudgeAsync(rows, cancellationToken);
            tally.Add(judged);
            foreach (var row in judged.Where(row => row.Verdict == ImportVerdict.Refused))
            {
                walk.Refused[row.Number] = row;
            }

            if (tally.Rows > MostRows)
            {
                return ImportProblems.TooManyRows(MostRows);
            }

            walk.Progress?.Report(new ImportProgress(ImportStage.Checking, tally.Rows, walk.File.Rows));
        }

        walk.File.Rows = tally.Rows;
        return tally;
    }

    /// <summary>Writes the good rows in portions; refused when one of them is not good any more and the others are not to be imported alone.</summary>
    private async Task<Result<ImportTally>> WriteAsync(Walk walk, Import import, CancellationToken cancellationToken)
    {
        var tally = new ImportTally(walk.Request.RefusedLimit, false);
        var pace = new ImportPace(walk.Request.Hold, FirstPortion, FewestInPortion, MostInPortion, time);
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

    private async Task<Result<Written>> WritePortionAsync(Walk walk, Import import, List<FileRow> rows, Place place, ImportPace pace, CancellationToken cancellationToken)
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
                db.Add(ImportLog.Refusals(import, late.ConvertAll(row => Cells(row, cells[row.Number]))));
            }

            var journal = new ImportJournal(db);
            await judge.Value.WriteAsync([.. judged.Where(row => row.Verdict is ImportVerdict.Create or ImportVerdict.Update)], cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            var changes = journal.Changes;
            if (changes.Count > 0)
            {
                db.Add(new ImportPortion { ImportId = import.Id, Number = place.Number, First = place.First, Count = changes.Count, Changes = ImportJournal.Write(changes) });
                await db.SaveChangesAsync(cancellationToken);
            }

            await log.KeepAsync(db, import, place.Seen, cancellationToken);
            return new Written(judged, changes.Count);
        }, cancellationToken);
        pace.End(rows.Count);
        return written;
    }

    /// <summary>Keeps the rows that were refused before anything is written.</summary>
    private async Task KeepRefusalsAsync(Walk walk, Import import, CancellationToken cancellationToken)
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

    private static Actor Writer(Walk walk, Import import)
    {
        var operation = new Operation(OperationKind.Import, import.FileName, import.Id) { Key = import.OperationKey };
        return walk.Scope.Actor.In(operation) with { Priority = WritePriority.Bulk };
    }

    private static RefusedCells Cells(JudgedRow row, string[] cells) =>
        new(row.Number, cells, row.Text, [.. row.Problems.Select(p => new RefusedProblem(p.Code, p.Message, p.Field, [.. p.Args.Select(arg => arg?.ToString())]))]);

    private static Action<Import> Counts(ImportTally tally) => import =>
        (import.Created, import.Updated, import.Unchanged, import.Refused, import.Progress) = (tally.Created, tally.Updated, tally.Unchanged, tally.Refused, tally.Rows);

    /// <summary>One run over one file.</summary>
    private sealed record Walk(ImportKind Kind, ImportRequest Request, ImportFile File, ImportTable Table, ImportScope Scope, IProgress<ImportProgress>? Progress)
    {
        /// <summary>The rows as they are meant: a file that the portal has written keeps spreadsheets from running its cells.</summary>
        public IEnumerable<FileRow> Rows() => Table.Rows().Select(row => row with { Cells = Array.ConvertAll(row.Cells, RefusedRowsFile.Plain) });

        /// <summary>The rows that were refused when all were judged.</summary>
        public Dictionary<int, JudgedRow> Refused { get; } = [];

        /// <summary>These rows with their cells, in the order of the file.</summary>
        public IEnumerable<RefusedCells> RefusedCells() =>
            Refused.Count == 0 ? [] : Rows().Where(row => Refused.ContainsKey(row.Number)).Select(row => Cells(Refused[row.Number], row.Cells));

        /// <summary>The portion in which a row was refused that had been good.</summary>
        public ImportTally? Late { get; set; }
    }

    /// <summary>Where a portion stands: rows of the file until its end, its number, the changes before it.</summary>
    private sealed record Place(int Seen, int Number, int First);

    private sealed record Written(IReadOnlyList<JudgedRow> Judged, int Changes);
}
