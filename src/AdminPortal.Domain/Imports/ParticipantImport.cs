using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Imports participants and their contacts from CSV and XLSX files; one implementation for the portal and the command line. A row's contact is found by its
/// customer number, else by its e-mail, else by its exact name without regard to case and accents. Cells that are empty leave what is there.
/// </summary>
public sealed class ParticipantImport(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>Most rows below the header.</summary>
    public const int MostRows = 200_000;

    private const int Batch = 1_000;

    private static readonly string[] Identity = [ImportFields.CustomerNumber, ImportFields.Email, ImportFields.FirstName, ImportFields.LastName, ImportFields.CompanyName];

    /// <summary>What a file holds, for choosing the mapping. Refused: what cannot be read, and <c>too_many_rows</c>.</summary>
#pragma warning disable CA1822 // called on the service, as everything else of it
    public Task<Result<ImportPreview>> InspectAsync(ImportFile file, CancellationToken cancellationToken = default) =>
#pragma warning restore CA1822
        // On the pool: reading is work for the processor, and a page's own thread must stay free.
        Task.Run<Result<ImportPreview>>(() =>
        {
            try
            {
                var table = ImportTable.Open(file);
                var first = new List<ImportPreviewRow>();
                var count = 0;
                foreach (var row in table.Rows())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (++count > MostRows)
                    {
                        return ImportProblems.TooManyRows(MostRows);
                    }

                    if (first.Count < 10)
                    {
                        first.Add(new ImportPreviewRow(row.Number, Enumerable.Range(0, table.Headers.Count).Select(i => i < row.Cells.Length ? row.Cells[i] : "").ToList()));
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

    /// <summary>As the other one, for callers that need the file once.</summary>
    public async Task<Result<ImportPreview>> InspectAsync(Stream stream, string fileName, CancellationToken cancellationToken = default)
    {
        var taken = await ImportFile.TakeAsync(stream, fileName, false, cancellationToken);
        if (!taken.Ok)
        {
            return taken.Refused<ImportPreview>();
        }

        await using var file = taken.Value;
        return await InspectAsync(file, cancellationToken);
    }

    /// <summary>
    /// Judges every row and then, unless it is a dry run or a refused row stops them all, writes them in one transaction, each change with its audit entry.
    /// When nothing changes nothing is written. Refused as a whole: unknown event, a mapping that does not fit the file, a file that cannot be read.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageParticipants"/> (with an event) and <see cref="Permission.ManageContacts"/>.</param>
    /// <param name="request">What to import and how.</param>
    /// <param name="file">The file; stays open for another run.</param>
    /// <param name="progress">Told after each thousand rows.</param>
    /// <param name="cancellationToken">Stops the work; then nothing is written.</param>
    public Task<Result<ImportResult>> RunAsync(Actor actor, ImportRequest request, ImportFile file, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (request.EventKey is not null)
        {
            actor.Require(Permission.ManageParticipants);
        }

        actor.Require(Permission.ManageContacts);
        return Task.Run(async () =>
        {
            try
            {
                return await RunOnPoolAsync(actor, request, file, progress, cancellationToken);
            }
            catch (UnreadableFileException error)
            {
                return error.Problem;
            }
        }, cancellationToken);
    }

    /// <summary>As the other one, for callers that need the file once.</summary>
    public async Task<Result<ImportResult>> RunAsync(Actor actor, ImportRequest request, Stream stream, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var taken = await ImportFile.TakeAsync(stream, "", false, cancellationToken);
        if (!taken.Ok)
        {
            return taken.Refused<ImportResult>();
        }

        await using var file = taken.Value;
        return await RunAsync(actor, request, file, progress, cancellationToken);
    }

    private async Task<Result<ImportResult>> RunOnPoolAsync(Actor actor, ImportRequest request, ImportFile file, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var table = ImportTable.Open(file);
        var fields = request.EventKey is null ? ImportFields.OfContact : ImportFields.All;
        var columns = Columns(table, request.Mapping ?? ImportFields.Guess(table.Headers).Where(pair => fields.Contains(pair.Value)).ToDictionary(), fields);
        if (!columns.Ok)
        {
            return columns.Refused<ImportResult>();
        }

        // Judging first and without a transaction: a file with a bad row, or one that changes nothing, never makes the doors wait.
        var judged = new ImportTally(request.RefusedLimit, request.DryRun);
        HashSet<string> numbers;
        await using (var db = databases.Read(actor))
        {
            if (await FindTargetAsync(db, request, cancellationToken) is not { } target)
            {
                return Problem.Unknown("event_key", request.EventKey);
            }

            var judge = new ImportJudge(db, target);
            foreach (var rows in table.Rows().Select(row => ImportRow.Read(row, columns.Value)).Chunk(Batch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                judged.Add(await judge.JudgeAsync([.. rows], cancellationToken));
                if (judged.Rows > MostRows)
                {
                    return ImportProblems.TooManyRows(MostRows);
                }

                progress?.Report(new ImportProgress(ImportStage.Checking, judged.Rows, file.Rows));
            }

            numbers = judge.Numbers.ToHashSet(StringComparer.Ordinal);
        }

        file.Rows = judged.Rows;
        if (request.DryRun || (judged.Refused > 0 && !request.Partial) || judged.Changes == 0)
        {
            return judged.Result(false);
        }

        var written = await databases.WriteAsync<ImportTally>(actor, async db =>
        {
            judged = new ImportTally(request.RefusedLimit, false);
            if (await FindTargetAsync(db, request, cancellationToken) is not { } target)
            {
                return Problem.Unknown("event_key", request.EventKey);
            }

            var judge = new ImportJudge(db, target);
            var writer = new ImportWriter(db, target.EventId, numbers, time.UtcNow());
            foreach (var rows in table.Rows().Select(row => ImportRow.Read(row, columns.Value)).Chunk(Batch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var verdicts = await judge.JudgeAsync([.. rows], cancellationToken);
                judged.Add(verdicts);
                if (judged.Refused == 0 || request.Partial)
                {
                    await writer.WriteAsync(verdicts, cancellationToken);
                }

                progress?.Report(new ImportProgress(ImportStage.Writing, judged.Rows, file.Rows));
            }

            return judged.Refused == 0 || request.Partial ? judged : Problem.ChangedMeanwhile();
        }, cancellationToken);
        return written.Ok ? judged.Result(true) : judged.Refused > 0 ? judged.Result(false) : written.Refused<ImportResult>();
    }

    private static async Task<ImportTarget?> FindTargetAsync(PortalDb db, ImportRequest request, CancellationToken cancellationToken)
    {
        if (request.EventKey is null)
        {
            return new ImportTarget(ImportTarget.NoEvent, "", [], request.Mode);
        }

        var where = await db.Events.Where(e => e.EventKey == request.EventKey).Select(e => new { e.Id }).SingleOrDefaultAsync(cancellationToken);
        if (where is null)
        {
            return null;
        }

        var categories = await db.Categories.Where(c => c.EventId == where.Id).OrderBy(c => c.Position).Select(c => new { c.Id, c.CategoryKey, c.Title }).ToListAsync(cancellationToken);
        return new ImportTarget(where.Id, request.EventKey, categories.ConvertAll(c => (c.Id, c.CategoryKey, c.Title)), request.Mode);
    }

    private static Result<Dictionary<string, int>> Columns(ImportTable table, IReadOnlyDictionary<string, string> mapping, IReadOnlyList<string> fields)
    {
        var columns = ImportFields.Columns(table.Headers, mapping, fields);
        return columns.Ok && !Identity.Any(columns.Value.ContainsKey) ? ImportProblems.NoIdentity : columns;
    }
}
