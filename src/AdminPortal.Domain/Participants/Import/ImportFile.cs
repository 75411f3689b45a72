using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Participants.Import;

/// <summary>A file to import, kept in a temporary file until it is disposed, so that it can be inspected, judged and written without being sent again.</summary>
public sealed class ImportFile : IAsyncDisposable
{
    private ImportFile(string fileName, string path) => (FileName, Path) = (fileName, path);

    /// <summary>As it was given.</summary>
    public string FileName { get; }

    internal string Path { get; }

    /// <summary>Takes a file over from a stream. Refused: <c>file_too_large</c>, <c>file_empty</c>, <c>file_unreadable</c>.</summary>
    /// <param name="stream">The file; read once, from where it stands.</param>
    /// <param name="fileName">Shown only; what kind of file it is is found by looking into it.</param>
    /// <param name="allowGzip">Whether a gzip-packed file is unpacked; only the command line does so.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Task<Result<ImportFile>> TakeAsync(Stream stream, string fileName, bool allowGzip = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
