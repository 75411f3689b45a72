using System.IO.Compression;
using System.Security.Cryptography;
using AdminPortal.Domain.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// A file to import, kept in a temporary file without a name until it is disposed or the process ends, so that it can be inspected, judged
/// and written without being sent again.
/// </summary>
public sealed partial class ImportFile : IAsyncDisposable
{
    /// <summary>Largest file, in bytes, as it is sent.</summary>
    public const long Largest = 50L * 1024 * 1024;

    /// <summary>Largest content after unpacking, in bytes; a small packed file may hold any amount of nothing.</summary>
    public const long LargestUnpacked = 400L * 1024 * 1024;

    private readonly FileStream kept;
    private readonly ILogger log;

    private ImportFile(string fileName, FileStream kept, ImportFormat format, ILogger log) =>
        (FileName, this.kept, Format, this.log) = (fileName, kept, format, log);

    /// <summary>As it was given.</summary>
    public string FileName { get; }

    /// <summary>What kind of file it is.</summary>
    public ImportFormat Format { get; }

    /// <summary>Rows below the header, once they were counted.</summary>
    internal int? Rows { get; set; }

    /// <summary>
    /// Takes a file over from a stream. Refused: <c>file_empty</c>, <c>file_too_large</c>, what is plainly no table, and
    /// <c>file_not_taken</c> when it does not arrive whole.
    /// </summary>
    /// <param name="stream">The file; read once, from where it stands.</param>
    /// <param name="fileName">Shown only; what kind of file it is is found by looking into it.</param>
    /// <param name="allowGzip">Whether a gzip-packed file is unpacked; only the command line does so.</param>
    /// <param name="log">Told the cause of what nobody foresaw, here and when the file is read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<Result<ImportFile>> TakeAsync(Stream stream, string fileName, bool allowGzip = false, ILogger? log = null,
        CancellationToken cancellationToken = default)
    {
        log ??= NullLogger.Instance;
        FileStream? file = null;
        try
        {
            file = TemporaryFile.Create();
            if (!await CopyAsync(stream, file, Largest, cancellationToken))
            {
                return ImportProblems.TooLarge(Largest);
            }

            if (allowGzip && Start(file) is [0x1F, 0x8B, ..])
            {
                var packed = file;
                file = TemporaryFile.Create();
                await using (packed)
                await using (var gzip = new GZipStream(packed, CompressionMode.Decompress))
                {
                    if (!await CopyAsync(gzip, file, LargestUnpacked, cancellationToken))
                    {
                        return ImportProblems.TooLarge(LargestUnpacked);
                    }
                }
            }

            var format = Sniff(Start(file));
            if (!format.Ok)
            {
                return format.Refused<ImportFile>();
            }

            var taken = new ImportFile(fileName, file, format.Value, log);
            file = null;
            return taken;
        }
        catch (InvalidDataException)
        {
            return ImportProblems.Damaged(0);
        }
        // a full disk, a connection that breaks or a page that was closed: the person who sends the file gets a sentence
#pragma warning disable CA1031
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var reference = NewReference();
            LogNotTaken(log, error, reference);
            return ImportProblems.NotTaken(reference);
        }
        finally
        {
            if (file is not null)
            {
                await file.DisposeAsync();
            }
        }
    }

    /// <summary>The kept file from its beginning; several may be open.</summary>
    internal Stream Open() => new KeptStream(kept.SafeFileHandle);

    /// <summary>Deletes the kept file.</summary>
    public ValueTask DisposeAsync() => kept.DisposeAsync();

    /// <summary>Logs what nobody foresaw while reading the file.</summary>
    /// <returns>What the person who chose it is told.</returns>
    internal Problem Unforeseen(Exception error)
    {
        var reference = NewReference();
        LogUnforeseen(log, error, reference);
        return ImportProblems.Unreadable(reference);
    }

    private static string NewReference() => Convert.ToHexString(RandomNumberGenerator.GetBytes(4));

    private static Result<ImportFormat> Sniff(byte[] start) => start switch
    {
        [] => ImportProblems.Empty,
        [0x50, 0x4B, 0x03, 0x04, ..] => ImportFormat.Xlsx,
        [0x50, 0x4B, 0x05, 0x06, ..] or [0x50, 0x4B, 0x07, 0x08, ..] => ImportProblems.NoWorkbook,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => ImportProblems.OldExcel,
        [0x1F, 0x8B, ..] => ImportProblems.Packed,
        [0x25, 0x50, 0x44, 0x46, ..] or [0x89, 0x50, 0x4E, 0x47, ..] or [0xFF, 0xD8, 0xFF, ..] => ImportProblems.NotText, // PDF, pictures
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

    private static async Task<bool> CopyAsync(Stream from, FileStream to, long most, CancellationToken cancellationToken)
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

    [LoggerMessage(LogLevel.Warning, "A file to import did not arrive whole ({Reference})")]
    private static partial void LogNotTaken(ILogger logger, Exception error, string reference);

    [LoggerMessage(LogLevel.Error, "A file to import could not be read ({Reference})")]
    private static partial void LogUnforeseen(ILogger logger, Exception error, string reference);

    /// <summary>Reads a file that has no name any more, at a position of its own.</summary>
    private sealed class KeptStream(SafeFileHandle handle) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => RandomAccess.GetLength(handle);

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var read = RandomAccess.Read(handle, buffer, Position);
            Position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin)
        {
            var to = offset + (origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length });
            return Position = to >= 0 ? to : throw new IOException("A file begins at its beginning.");
        }

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
