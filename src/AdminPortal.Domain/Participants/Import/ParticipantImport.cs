using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Participants.Import;

/// <summary>Imports participants and their contacts from CSV and XLSX files; one implementation for the portal and the command line.</summary>
public sealed class ParticipantImport
{
    /// <summary>Largest file, in bytes.</summary>
    public const long LargestFile = 50L * 1024 * 1024;

    /// <summary>Most rows below the header.</summary>
    public const int MostRows = 200_000;

    /// <summary>What a file holds. Refused: a file that cannot be read or is too large.</summary>
    public Task<Result<ImportPreview>> InspectAsync(ImportFile file, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>What a file holds; for callers that need it once.</summary>
    public Task<Result<ImportPreview>> InspectAsync(Stream stream, string fileName, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// Judges every row and then, unless it is a dry run or a refused row stops it, writes them all in one transaction.
    /// </summary>
    public Task<Result<ImportResult>> RunAsync(Actor actor, ImportRequest request, ImportFile file, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>As the other one, for callers that need the file once.</summary>
    public Task<Result<ImportResult>> RunAsync(Actor actor, ImportRequest request, Stream stream, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
