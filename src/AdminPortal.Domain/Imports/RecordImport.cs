using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>What to import and how, for records of the tenant.</summary>
public sealed record RecordImportRequest
{
    /// <summary>Column header to field; columns that are not named are left out. Null to guess.</summary>
    public IReadOnlyDictionary<string, string>? Mapping { get; init; }

    /// <summary>Judges every row and writes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Imports the good rows although others are refused; otherwise one refused row stops them all.</summary>
    public bool Partial { get; init; }
}

/// <summary>
/// Imports records of one kind from CSV and XLSX files: judges every row, then writes all in one transaction, each with its audit entry. A row whose record is there
/// already and says the same is left alone, so that a file can be imported again; one that says something else is refused.
/// </summary>
public abstract class RecordImport(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    private const int Batch = 500;

    /// <summary>What the import needs.</summary>
    protected abstract Permission Permission { get; }

    /// <summary>The fields, each with the folded names by which its column is recognised.</summary>
    protected abstract IReadOnlyDictionary<string, string[]> Names { get; }

    /// <summary>Every field.</summary>
    public IEnumerable<string> Fields => Names.Keys;

    /// <summary>Whether an import of this kind can be taken back; what has a number for ever cannot.</summary>
    public virtual bool CanUndo => true;

    /// <summary>Guesses the field of each column.</summary>
    public IReadOnlyDictionary<string, string> Guess(IReadOnlyList<string> headers) => ImportFields.GuessBy(headers, Names);

    /// <summary>Runs the import. Refused as a whole: a mapping that does not fit the file, a file that cannot be read, <c>too_many_rows</c>.</summary>
    public Task<Result<ImportResult>> RunAsync(Actor actor, RecordImportRequest request, ImportFile file, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission);

        // On the pool: reading is work for the processor, and a page's own thread must stay free.
        return Task.Run(() => RunOnPoolAsync(actor, request, file, progress, cancellationToken), cancellationToken);
    }

    private async Task<Result<ImportResult>> RunOnPoolAsync(Actor actor, RecordImportRequest request, ImportFile file, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var table = ImportTable.Open(file);
            var columns = ImportFields.Columns(table.Headers, request.Mapping ?? Guess(table.Headers), Names.Keys);
            if (!columns.Ok)
            {
                return columns.Refused<ImportResult>();
            }

            var made = new List<long>();

            // Judging first and without a transaction, as every import here: a file with a bad row never makes the doors wait.
            await using var reading = databases.Read(actor);
            var judged = await WalkAsync(reading, ImportStage.Checking, null);
            if (judged.Rows > ParticipantImport.MostRows)
            {
                return ImportProblems.TooManyRows(ParticipantImport.MostRows);
            }

            file.Rows = judged.Rows;
            if (request.DryRun || (judged.Refused > 0 && !request.Partial) || judged.Changes == 0)
            {
                return judged.Result(false);
            }

            var written = await databases.WriteAsync<ImportTally>(actor, async db =>
            {
                made.Clear();
                judged = await WalkAsync(db, ImportStage.Writing, entity => AddAsync(db, entity, cancellationToken));
                return judged.Refused == 0 || request.Partial ? judged : Problem.ChangedMeanwhile();
            }, cancellationToken);
            return written.Ok ? judged.Result(true) with { Made = made } : judged.Refused > 0 ? judged.Result(false) : written.Refused<ImportResult>();

            async Task<ImportTally> WalkAsync(PortalDb db, ImportStage stage, Func<object, Task>? add)
            {
                var tally = new ImportTally(int.MaxValue, request.DryRun);
                var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == actor.TenantId, cancellationToken);
                var scope = Begin(new ImportScope(db, actor, Zone.Find(tenant.TimeZone), tenant.Currency, time.UtcNow()));
                foreach (var chunk in table.Rows().Take(ParticipantImport.MostRows + 1).Select(row => new RecordRow(row, columns.Value)).Chunk(Batch))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await scope.PrepareAsync(chunk, cancellationToken);
                    var added = new List<IAudited>();
                    foreach (var row in chunk)
                    {
                        var entity = scope.Judge(row);
                        var verdict = row.Problems.Count > 0 ? ImportVerdict.Refused : entity is null ? ImportVerdict.Unchanged : ImportVerdict.Create;
                        tally.Add(row.Number, row.Text, row.Problems, verdict);
                        if (add is not null && verdict == ImportVerdict.Create)
                        {
                            await add(entity!);
                            added.Add((IAudited)entity!);
                        }
                    }

                    if (add is not null)
                    {
                        await db.SaveChangesAsync(cancellationToken);
                        made.AddRange(added.Select(entity => entity.Id));
                        db.ChangeTracker.Clear();
                    }

                    progress?.Report(new ImportProgress(stage, tally.Rows, file.Rows));
                }

                return tally;
            }
        }
        catch (UnreadableFileException error)
        {
            return error.Problem;
        }
    }

    /// <summary>Takes an import back: what it made and is still there is deleted, all or none. Refused as the deletion of a single one. The answer is how many went.</summary>
    /// <param name="actor">As for the import.</param>
    /// <param name="made">From <see cref="ImportResult.Made"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<int>> UndoAsync(Actor actor, IReadOnlyCollection<long> made, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission);
        if (!CanUndo)
        {
            throw new NotSupportedException("What this import makes stays.");
        }

        var gone = await DeleteAsync(actor, made, cancellationToken);
        return gone.Ok ? gone.Value.Count : gone.Refused<int>();
    }

    /// <summary>Deletes what an import made.</summary>
    private protected virtual Task<Result<IReadOnlyList<long>>> DeleteAsync(Actor actor, IReadOnlyCollection<long> made, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Begins a walk over the file.</summary>
    internal abstract RecordJudge Begin(ImportScope scope);

    /// <summary>Adds a judged record.</summary>
    internal virtual Task AddAsync(PortalDb db, object entity, CancellationToken cancellationToken)
    {
        db.Add(entity);
        return Task.CompletedTask;
    }
}

/// <summary>What the judging of one walk works with.</summary>
internal sealed record ImportScope(PortalDb Db, Actor Actor, TimeZoneInfo Zone, string Currency, DateTime Now);

/// <summary>Judges the rows of one walk over a file, with what the rows before them did in mind.</summary>
internal abstract class RecordJudge(ImportScope scope)
{
    protected ImportScope Scope { get; } = scope;

    protected Dictionary<string, long> Contacts { get; private set; } = [];

    protected Dictionary<string, long> Events { get; private set; } = [];

    /// <summary>Reads what a batch needs; the number of queries does not depend on its size.</summary>
    public virtual async Task PrepareAsync(IReadOnlyList<RecordRow> rows, CancellationToken cancellationToken)
    {
        var numbers = rows.Select(row => row["customer_number"]).OfType<string>().Distinct().ToList();
        Contacts = await Scope.Db.Contacts.Where(c => numbers.Contains(c.CustomerNumber)).Select(c => new { c.CustomerNumber, c.Id }).ToDictionaryAsync(c => c.CustomerNumber, c => c.Id, StringComparer.Ordinal, cancellationToken);
        if (Events.Count == 0)
        {
            Events = await Scope.Db.Events.Select(e => new { e.EventKey, e.Id }).ToDictionaryAsync(e => e.EventKey, e => e.Id, StringComparer.Ordinal, cancellationToken);
        }
    }

    /// <summary>The record that the row makes; null when it is there already, or when the row now has problems.</summary>
    public abstract object? Judge(RecordRow row);

    protected long? Contact(RecordRow row) => Find(row, "customer_number", Contacts);

    protected long? Event(RecordRow row) => Find(row, "event_key", Events);

    private static long? Find(RecordRow row, string field, Dictionary<string, long> known)
    {
        if (row[field] is not { } key)
        {
            return null;
        }

        if (known.TryGetValue(key, out var id))
        {
            return id;
        }

        row.Problems.Add(Problem.Unknown(field, key));
        return null;
    }
}
