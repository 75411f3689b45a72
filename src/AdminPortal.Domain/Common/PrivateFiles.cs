namespace AdminPortal.Domain.Common;

/// <summary>
/// Files and folders that nobody but the portal's own account may read: they hold personal data and keys. On Windows the folder's own
/// rights hold.
/// </summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder (0700) where there is none; one that is there already is left as it is.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnFolder);
        }
    }

    /// <summary>Opens a file; one that is made by it is the account's own (0600).</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="options">How it is opened.</param>
    public static FileStream Open(string path, FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows() && options.Mode is not (FileMode.Open or FileMode.Truncate))
        {
            options.UnixCreateMode = OwnFile;
        }

        return new FileStream(path, options);
    }

    /// <summary>
    /// Takes a file of the portal's away from all other accounts; false when it belongs to somebody else and stays as it is.
    /// </summary>
    public static bool Close(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && IsOpen(path))
            {
                File.SetUnixFileMode(path, OwnFile);
            }

            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether other accounts have any right on a file or folder.</summary>
    public static bool IsOpen(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnFolder) != 0;
}
