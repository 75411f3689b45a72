using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Imports files of every kind, for the portal and the command line. First all rows are judged without a transaction, so that a file with a
/// bad row never makes anybody wait. Then they are judged again and written in portions, each a transaction of a few hundredths of a second
/// with a note of what it did (<see cref="ImportPortion"/>). What cannot be ended is taken back by these notes: by this process, or after a
/// crash by the next one (<see cref="ImportRecovery"/>).
/// </summary>
public sealed class ImportEngine(IDbContextFactory<PortalDb> databases, ImportLog log, ImportUndo undo, TimeProvider time)
{
    private readonly ImportWriter writer = new(databases, log, time);

    /// <summary>Most rows below the header.</summary>
    public const int MostRows = 200_000;

    /// <summary>Most rows that one transaction writes.</summary>
    public const int MostInPortion = 250;

    /// <summary>
    /// What a file holds, for choosing the mapping. Refused: what cannot be read, <c>file_no_rows</c> and <c>too_many_rows</c>.
    /// </summary>
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
                if (count == 0)
                {
                    return ImportProblems.NoRows;
                }

                return new ImportPreview(file.FileName, file.Format, table.Headers, ImportFields.Guess(table.Headers), first, count,
                    table.Separator, table.Encoding?.WebName);
            }
            catch (UnreadableFileException error)
            {
                return error.Problem;
            }
        }, cancellationToken);

    /// <summary>
    /// See <see cref="ImportKind.RunAsync(Actor, ImportRequest, ImportFile, IProgress{ImportProgress}?, CancellationToken)"/>.
    /// </summary>
    internal Task<Result<ImportResult>> RunAsync(
        ImportKind kind, Actor actor, ImportRequest request, ImportFile file, IProgress<ImportProgress>? progress,
            CancellationToken cancellationToken)
    {
        ImportKind.Require(actor, kind.Key);
        return Task.Run(async () =>
        {
            try
            {
                var table = ImportTable.Open(file, cancellationToken);
                var columns = kind.Columns(table.Headers, request.Mapping);
                return columns.Ok
                    ? await RunAsync(new ImportWalk(kind, request, file, table, new ImportScope(actor, request, columns.Value), progress),
                        cancellationToken)
                    : columns.Refused<ImportResult>();
            }
            catch (UnreadableFileException error)
            {
                return error.Problem;
            }
        }, cancellationToken);
    }

    /// <summary>Judges every row; returns the refused ones with their cells.</summary>
    internal Task<Result<IReadOnlyList<RefusedCells>>> RefusedAsync(ImportKind kind, Actor actor, ImportRequest request, ImportFile file,
        CancellationToken cancellationToken)
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

                var walk = new ImportWalk(kind, request, file, table, new ImportScope(actor, request, columns.Value), null);
                var judged = await CheckAsync(walk, cancellationToken);
                return judged.Ok
                    ? (Result<IReadOnlyList<RefusedCells>>)walk.RefusedCells().ToArray()
                    : judged.Refused<IReadOnlyList<RefusedCells>>();
            }
            catch (UnreadableFileException error)
            {
                return error.Problem;
            }
        }, cancellationToken);
    }

    private async Task<Result<ImportResult>> RunAsync(ImportWalk walk, CancellationToken cancellationToken)
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

        var begun = await log.BeginAsync(walk.Scope.Actor, walk.Kind, walk.Request, walk.File.FileName, walk.Table.Headers, tally.Rows,
            cancellationToken);
        if (!begun.Ok)
        {
            return begun.Refused<ImportResult>();
        }

        var import = begun.Value;
        try
        {
            await writer.KeepRefusalsAsync(walk, import, cancellationToken);
            var stopped = tally.Refused > 0 && !walk.Request.Partial;
            if (stopped || tally.Changes == 0)
            {
                await log.MoveAsync(import, stopped ? ImportState.Refused : ImportState.Done, Counts(tally));
                return tally.Result(false, import.Id);
            }

            var written = await writer.WriteAsync(walk, import, cancellationToken);
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
    private async Task<Result<ImportTally>> CheckAsync(ImportWalk walk, CancellationToken cancellationToken)
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
        if (tally.Rows == 0)
        {
            return ImportProblems.NoRows;
        }

        return tally;
    }

    private static Action<Import> Counts(ImportTally tally) => import =>
        (import.Created, import.Updated, import.Unchanged, import.Refused, import.Progress) =
            (tally.Created, tally.Updated, tally.Unchanged, tally.Refused, tally.Rows);
}
