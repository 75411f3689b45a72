using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;

namespace AdminPortal.Web.Shared.Imports;

/// <summary>What was chosen for an import.</summary>
/// <param name="Mapping">Column header to field.</param>
/// <param name="Mode">What may be done with a row, where there is a choice.</param>
/// <param name="Partial">Imports the good rows although others are refused.</param>
/// <param name="DryRun">Judges every row and writes nothing.</param>
public sealed record ImportChoices(IReadOnlyDictionary<string, string> Mapping, ImportMode Mode, bool Partial, bool DryRun);

/// <summary>Judges a file or imports it, on behalf of whoever opened the page.</summary>
public delegate Task<Result<ImportResult>> ImportWork(ImportChoices choices, ImportFile file, IProgress<ImportProgress> progress, CancellationToken cancellationToken);

/// <summary>What an <see cref="ImportWizard"/> imports.</summary>
public sealed record ImportPlan
{
    /// <summary>Tells the runs of one person apart; a run is found again by it.</summary>
    public required string Key { get; init; }

    /// <summary>The fields a column can become; their names are <c>Field_…</c> in the texts.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>Guesses the field of each column.</summary>
    public required Func<IReadOnlyList<string>, IReadOnlyDictionary<string, string>> Guess { get; init; }

    /// <summary>Does the work.</summary>
    public required ImportWork Work { get; init; }

    /// <summary>Takes an import back that made these records; null where that cannot be. The answer is how many went.</summary>
    public Func<IReadOnlyList<long>, Task<Result<int>>>? Undo { get; init; }

    /// <summary>Whether there is a choice of what may be done with a row.</summary>
    public bool HasModes { get; init; }

    /// <summary>Name of the sample file.</summary>
    public required string SampleName { get; init; }

    /// <summary>Rows of the sample file, separated by <c>\n</c> as two characters.</summary>
    public required string Sample { get; init; }

    /// <summary>Where to go afterwards.</summary>
    public required string List { get; init; }

    /// <summary>The words for that.</summary>
    public required string ListText { get; init; }

    /// <summary>An import of records of the tenant.</summary>
    /// <param name="import">Of one kind.</param>
    /// <param name="actor">On whose behalf.</param>
    /// <param name="list">The list's address, also the name of the sample.</param>
    /// <param name="sample">Rows of the sample file.</param>
    /// <param name="listText">The words for going to the list.</param>
    public static ImportPlan Of(RecordImport import, Actor actor, string list, string sample, string listText) => new()
    {
        Key = list,
        Fields = [.. import.Fields],
        Guess = import.Guess,
        Work = (choices, file, progress, cancellationToken) => import.RunAsync(
            actor, new RecordImportRequest { Mapping = choices.Mapping, Partial = choices.Partial, DryRun = choices.DryRun }, file, progress, cancellationToken),
        Undo = import.CanUndo ? made => import.UndoAsync(actor, made) : null,
        SampleName = $"{list}.csv",
        Sample = sample,
        List = list,
        ListText = listText,
    };
}
