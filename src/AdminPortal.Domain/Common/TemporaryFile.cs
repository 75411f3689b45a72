namespace AdminPortal.Domain.Common;

/// <summary>Temporary files that nobody but this process can open and that never stay behind.</summary>
internal static class TemporaryFile
{
    /// <summary>
    /// An empty file for reading and writing, gone when it is closed and when the process dies. It has no name any more: a Unix file lives
    /// as long as it is open, Windows deletes one that was opened so together with its last handle.
    /// </summary>
    /// <exception cref="IOException">The temporary folder is full or cannot be written.</exception>
    public static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"adminportal-{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 1 << 16,
            Options = FileOptions.Asynchronous,
        };
        if (OperatingSystem.IsWindows())
        {
            options.Options |= FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // it holds personal data
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
