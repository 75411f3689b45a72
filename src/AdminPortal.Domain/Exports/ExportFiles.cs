using System.Text.RegularExpressions;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Exports;

/// <summary>How exports are set up.</summary>
/// <param name="Directory">Where the files lie; a folder of its own, which all nodes see.</param>
/// <param name="Language">How reports read in a language, by its name.</param>
public sealed record ExportSettings(string Directory, Func<string, ReportLanguage> Language)
{
    /// <summary>A file that is there so soon after its order is saved by the window that waits for it, without another click.</summary>
    public TimeSpan AtOnce { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>
/// The files of exports on the disk. They hold personal data: nobody but the portal's own account may read them. No name comes from a
/// person.
/// </summary>
public sealed partial class ExportFiles(ExportSettings settings)
{
    private const string Unfinished = ".part";

    /// <summary>Begins a file.</summary>
    public FileStream Create(string owner)
    {
        PrivateFiles.CreateDirectory(settings.Directory);
        var options = new FileStreamOptions
        { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Delete, BufferSize = 1 << 16 };
        return PrivateFiles.Open(PathOf(owner, Unfinished), options);
    }

    /// <summary>Says that a file is whole: from now on it can be opened.</summary>
    public void Finish(string owner) => File.Move(PathOf(owner, Unfinished), PathOf(owner), true);

    /// <summary>A whole file for reading, or null when it is not there.</summary>
    public FileStream? Open(string owner)
    {
        try
        {
            return new FileStream(PathOf(owner),
                new FileStreamOptions
                {
                    Share = FileShare.Read | FileShare.Delete,
                    BufferSize = 1 << 16,
                    Options = FileOptions.Asynchronous | FileOptions.SequentialScan
                });
        }
        catch (IOException error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Takes a file away, finished or not. One that somebody holds open is left to the next round of cleaning.</summary>
    public void Delete(string owner)
    {
        foreach (var path in new[] { PathOf(owner), PathOf(owner, Unfinished) })
        {
            try
            {
                File.Delete(path);
            }
            catch (IOException)
            {
                // Windows, while it is being downloaded.
            }
        }
    }

    /// <summary>The owners of all files that are there, finished or not; what else lies in the folder is left alone.</summary>
    public IReadOnlyList<string> Owners() => !Directory.Exists(settings.Directory) ? [] :
        [.. Directory.EnumerateFiles(settings.Directory).Select(path => OwnName().Match(Path.GetFileName(path)))
            .Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct()];

    private string PathOf(string owner, string end = "") => OwnName().IsMatch(owner)
        ? Path.Combine(settings.Directory, owner + end)
        : throw new ArgumentException("This names no file.", nameof(owner));

    [GeneratedRegex(@"^([0-9a-f]{32})(\.part)?\z")]
    private static partial Regex OwnName();
}
