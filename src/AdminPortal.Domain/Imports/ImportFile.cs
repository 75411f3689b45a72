using System.IO.Compression;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Imports;

/// <summary>A file to import, kept in a temporary file until it is disposed, so that it can be inspected, judged and written without being sent again.</summary>
public sealed class ImportFile : IAsyncDisposable
{
    /// <summary>Largest file, in bytes, as it is sent.</summary>
    public const long Largest = 50L * 1024 * 1024;

    /// <summary>Largest content after unpacking, in bytes; a small packed file may hold any amount of nothing.</summary>
    public const long LargestUnpacked = 400L * 1024 * 1024;

    private ImportFile(string fileName, string path, ImportFormat format) => (FileName, FilePath, Format) = (fileName, path, format);

    /// <summary>As it was given.</summary>
    public string FileName { get; }

    /// <summary>What kind of file it is.</summary>
    public ImportFormat Format { get; }

    internal string FilePath { get; }

    /// <summary>Rows below the header, once they were counted.</summary>
    internal int? Rows { get; set; }

    /// <summary>Takes a file over from a stream. Refused: <c>file_empty</c>, <c>file_too_large</c>, and what is plainly no table.</summary>
    /// <param name="stream">The file; read once, from where it stands.</param>
    /// <param name="fileName">Shown only; what kind of file it is is found by looking into it.</param>
    /// <param name="allowGzip">Whether a gzip-packed file is unpacked; only the command line does so.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<Result<ImportFile>> TakeAsync(Stream stream, string fileName, bool allowGzip = false, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(Path.GetTempPath(), $"adminportal-import-{Guid.NewGuid():N}");
        var kept = false;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // it holds personal data
            }

            await using var file = new FileStream(path, options);
            if (!await CopyAsync(stream, file, Largest, cancellationToken))
            {
                return ImportProblems.TooLarge(Largest);
            }

            if (allowGzip && Start(file) is [0x1F, 0x8B, ..] && await UnpackAsync(file, cancellationToken) is { } problem)
            {
                return problem;
            }

            var format = Sniff(Start(file));
            kept = format.Ok;
            return format.Ok ? new ImportFile(fileName, path, format.Value) : format.Refused<ImportFile>();
        }
        finally
        {
            if (!kept)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Opens the kept file from its beginning.</summary>
    internal FileStream Open() => new(FilePath, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);

    /// <summary>Deletes the kept file.</summary>
    public ValueTask DisposeAsync()
    {
        File.Delete(FilePath);
        return ValueTask.CompletedTask;
    }

    private static Result<ImportFormat> Sniff(byte[] start) => start switch
    {
        [] => ImportProblems.Empty,
        [0x50, 0x4B, 0x03, 0x04, ..] => ImportFormat.Xlsx,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => ImportProblems.OldExcel,
        [0x1F, 0x8B, ..] => ImportProblems.Packed,
        [0x25, 0x50, 0x44, 0x46, ..] => ImportProblems.NotText,
        _ => ImportFormat.Csv,
    };

    private static byte[] Start(FileStream file)
    {
        var start = new byte[4];
        file.Position = 0;
        var read = file.ReadAtLeast(start, start.Length, false);
        file.Position = 0;
        return start[..read];
    }

    private static async Task<Problem?> UnpackAsync(FileStream file, CancellationToken cancellationToken)
    {
        var path = file.Name + "-unpacked";
        try
        {
            await using (var unpacked = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose }))
            await using (var gzip = new GZipStream(file, CompressionMode.Decompress, true))
            {
                if (!await CopyAsync(gzip, unpacked, LargestUnpacked, cancellationToken))
                {
                    return ImportProblems.TooLarge(LargestUnpacked);
                }

                file.SetLength(0);
                unpacked.Position = 0;
                await unpacked.CopyToAsync(file, cancellationToken);
            }

            return null;
        }
        catch (InvalidDataException)
        {
            return ImportProblems.Damaged;
        }
    }

    private static async Task<bool> CopyAsync(Stream from, Stream to, long most, CancellationToken cancellationToken)
    {
        var buffer = new byte[81_920];
        for (var total = 0L; ;)
        {
            var read = await from.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                await to.FlushAsync(cancellationToken);
                return true;
            }

            total += read;
            if (total > most)
            {
                return false;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
