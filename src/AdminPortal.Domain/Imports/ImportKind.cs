using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// One kind of record that is imported: its fields, and what a row does. All the rest is the same for all kinds
/// (<see cref="ImportEngine"/>).
/// </summary>
public abstract class ImportKind(ImportEngine engine)
{
    /// <summary>Its name, for example <c>participants</c>: of the verb, of the page's address, of <see cref="Import.Kind"/>.</summary>
    public abstract string Key { get; }

    /// <summary>What the import needs, and whoever looks at its record or undoes it.</summary>
    public IReadOnlyList<Permission> Needs => NeedsOf(Key);

    /// <summary>The fields, each with the folded names by which its column is recognised.</summary>
    protected abstract IReadOnlyDictionary<string, string[]> Names { get; }

    /// <summary>Every field, in the order a form shows them.</summary>
    public IReadOnlyList<string> Fields => [.. Names.Keys];

    /// <summary>Whether <see cref="ImportRequest.Mode"/> is heeded.</summary>
    public virtual bool HasModes => false;

    /// <summary>Most rows that are judged with the same few queries.</summary>
    internal virtual int Batch => 500;

    /// <summary>What a kind needs, by its key.</summary>
    public static IReadOnlyList<Permission> NeedsOf(string key) => key switch
    {
        "participants" => [Permission.ManageParticipants, Permission.ManageContacts],
        "contacts" => [Permission.ManageContacts],
        "applications" => [Permission.ManageApplications, Permission.ManageContacts],
        _ => [Permission.ManageFinance],
    };

    /// <summary>Asks for what a kind needs.</summary>
    /// <exception cref="PermissionDeniedException">The actor does not have it.</exception>
    internal static void Require(Actor actor, string key)
    {
        foreach (var permission in NeedsOf(key))
        {
            actor.Require(permission);
        }
    }

    /// <summary>
    /// Guesses the field of each column by its English or German name; every field is given to one column only, the first.
    /// </summary>
    public IReadOnlyDictionary<string, string> Guess(IReadOnlyList<string> headers) => ImportFields.GuessBy(headers, Names);

#pragma warning disable CA1822 // called on the kind, as everything else of it
    /// <summary>What a file holds, for choosing the mapping. Refused: what cannot be read, and <c>too_many_rows</c>.</summary>
    public Task<Result<ImportPreview>> InspectAsync(ImportFile file, CancellationToken cancellationToken = default) =>
        ImportEngine.InspectAsync(file, cancellationToken);

    /// <summary>As the other one, for callers that need the file once.</summary>
    public async Task<Result<ImportPreview>> InspectAsync(Stream stream, string fileName, CancellationToken cancellationToken = default)
    {
        var taken = await ImportFile.TakeAsync(stream, fileName, cancellationToken: cancellationToken);
        if (!taken.Ok)
        {
            return taken.Refused<ImportPreview>();
        }

        await using var file = taken.Value;
        return await ImportEngine.InspectAsync(file, cancellationToken);
    }
#pragma warning restore CA1822

    /// <summary>
    /// Judges every row and then, unless it is a dry run or a refused row stops them all, writes them in short transactions that are taken
    /// back as one when they cannot be ended. Each change has its audit entry; when nothing changes nothing is written. Refused as a whole:
    /// unknown event, a mapping that does not fit the file, a file that cannot be read, <c>import_running</c> while another import of the
    /// tenant is written.
    /// </summary>
    /// <param name="actor">Needs <see cref="Needs"/>.</param>
    /// <param name="request">What to import and how.</param>
    /// <param name="file">The file; stays open for another run.</param>
    /// <param name="progress">Told after each batch of rows that was judged, and after each thousand that was written.</param>
    /// <param name="cancellationToken">Stops the work; then all that was written is taken back.</param>
    public Task<Result<ImportResult>> RunAsync(
        Actor actor, ImportRequest request, ImportFile file, IProgress<ImportProgress>? progress = null,
            CancellationToken cancellationToken = default) =>
        engine.RunAsync(this, actor, request, file, progress, cancellationToken);

    /// <summary>As the other one, for callers that need the file once.</summary>
    public async Task<Result<ImportResult>> RunAsync(
        Actor actor, ImportRequest request, Stream stream, IProgress<ImportProgress>? progress = null,
            CancellationToken cancellationToken = default)
    {
        var taken = await ImportFile.TakeAsync(stream, "", cancellationToken: cancellationToken);
        if (!taken.Ok)
        {
            return taken.Refused<ImportResult>();
        }

        await using var file = taken.Value;
        return await RunAsync(actor, request, file, progress, cancellationToken);
    }

    /// <summary>
    /// Judges every row; returns the refused ones with their cells. Refused as a whole as
    /// <see cref="RunAsync(Actor, ImportRequest, ImportFile, IProgress{ImportProgress}?, CancellationToken)"/>.
    /// </summary>
    public Task<Result<IReadOnlyList<RefusedCells>>> RefusedAsync(Actor actor, ImportRequest request, ImportFile file,
        CancellationToken cancellationToken = default) =>
        engine.RefusedAsync(this, actor, request, file, cancellationToken);

    /// <summary>Field to index of its column. Refused: columns and fields that do not exist, a field twice.</summary>
    internal virtual Result<Dictionary<string, int>> Columns(IReadOnlyList<string> headers, IReadOnlyDictionary<string, string>? mapping) =>
        ImportFields.Columns(headers, mapping ?? Guess(headers), Names.Keys);

    /// <summary>Begins to judge rows against what the context sees. Refused: an event that does not exist.</summary>
    internal abstract Task<Result<RowJudge>> BeginAsync(PortalDb db, ImportScope scope, CancellationToken cancellationToken);
}

/// <summary>What is the same over all transactions of one import.</summary>
internal sealed record ImportScope(Actor Actor, ImportRequest Request, IReadOnlyDictionary<string, int> Columns)
{
    /// <summary>Customer numbers that rows of the file name themselves.</summary>
    public HashSet<string> ReservedNumbers { get; } = new(StringComparer.Ordinal);

    /// <summary>Contact of each e-mail address, in lower case; null until somebody asks.</summary>
    public Dictionary<string, long>? ContactOfEmail { get; set; }

    /// <summary>The contact of each row that has one, as all were judged before anything was written.</summary>
    public Dictionary<int, long> ContactOfRow { get; } = [];

    /// <summary>The next customer number to try; 0 until somebody asks.</summary>
    public long NextNumber { get; set; }
}

/// <summary>
/// Judges rows of one file against what the database holds and what the rows before them do, and writes them. Judging a file one judge sees
/// all of it; writing, each transaction has its own, because the rows before are in the database by then.
/// </summary>
internal abstract class RowJudge
{
    /// <summary>Judges rows in the order of the file; the number of queries does not depend on theirs.</summary>
    public abstract Task<IReadOnlyList<JudgedRow>> JudgeAsync(IReadOnlyList<FileRow> rows, CancellationToken cancellationToken);

    /// <summary>Adds to the context what rows do that were judged to create or change something; the caller saves.</summary>
    public abstract Task WriteAsync(IReadOnlyList<JudgedRow> rows, CancellationToken cancellationToken);
}

/// <summary>What was decided about a row.</summary>
internal record JudgedRow(int Number, string Text, IReadOnlyList<Problem> Problems, ImportVerdict Verdict)
{
    /// <summary>By what to recognise the row; of a long text the beginning.</summary>
    public string Text { get; } = ImportProblems.Short(Text);
}
