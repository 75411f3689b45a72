using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;

namespace AdminPortal.Web.Imports;

/// <summary>What was chosen for an import.</summary>
/// <param name="Mapping">Column header to field.</param>
/// <param name="Mode">What may be done with a row, where there is a choice.</param>
/// <param name="Partial">Imports the good rows although others are refused.</param>
/// <param name="DryRun">Judges every row and writes nothing.</param>
public sealed record ImportChoices(IReadOnlyDictionary<string, string> Mapping, ImportMode Mode, bool Partial, bool DryRun);

/// <summary>Judges a file or imports it, on behalf of whoever opened the page.</summary>
public delegate Task<Result<ImportResult>> ImportWork(ImportChoices choices, ImportFile file, IProgress<ImportProgress> progress,
    CancellationToken cancellationToken);

/// <summary>What an <see cref="ImportWizard"/> imports.</summary>
public sealed record ImportPlan
{
    /// <summary>Tells the runs of one person apart; a run is found again by it.</summary>
    public required string Key { get; init; }

    /// <summary>What is imported.</summary>
    public required ImportKind Kind { get; init; }

    /// <summary>The event whose participants are imported; null for what belongs to none.</summary>
    public string? EventKey { get; init; }

    /// <summary>Name of the sample file.</summary>
    public required string SampleName { get; init; }

    /// <summary>Rows of the sample file, separated by <c>\n</c> as two characters.</summary>
    public required string Sample { get; init; }

    /// <summary>Where to go afterwards.</summary>
    public required string List { get; init; }

    /// <summary>The words for that.</summary>
    public required string ListText { get; init; }

    /// <summary>Does the work.</summary>
    public ImportWork Work(Actor actor) => (choices, file, progress, cancellationToken) =>
        Kind.RunAsync(actor, Request(choices), file, progress, cancellationToken);

    /// <summary>What is asked of the import.</summary>
    public ImportRequest Request(ImportChoices choices) =>
        new() { EventKey = EventKey, Mapping = choices.Mapping, Mode = choices.Mode, Partial = choices.Partial, DryRun = choices.DryRun };

    /// <summary>An import of records of the tenant.</summary>
    /// <param name="kind">Its key is the list's address, and the name of the sample.</param>
    /// <param name="sample">Rows of the sample file.</param>
    /// <param name="listText">The words for going to the list.</param>
    public static ImportPlan Of(ImportKind kind, string sample, string listText) => new()
    {
        Key = kind.Key,
        Kind = kind,
        SampleName = $"{kind.Key}.csv",
        Sample = sample,
        List = kind.Key,
        ListText = listText,
    };
}
