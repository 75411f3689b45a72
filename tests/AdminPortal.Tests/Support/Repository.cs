
namespace AdminPortal.Tests.Support;

/// <summary>The sources that the tests belong to.</summary>
internal static class Repository
{
    private static readonly string[] NotSources = ["bin", "obj", "node_modules", "dist", "wwwroot", ".git", "artifacts", "TestResults"];

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Web.Startup.PortalHost.SolutionRoot()
        ?? throw new InvalidOperationException("The tests run inside the repository.");

    /// <summary>All source files below a folder with one of the endings, as paths from the root with forward slashes.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings)
    {
        var start = new DirectoryInfo(Path.Combine(Root, folder));
        return start.Exists ? Walk(start)
            .Where(file => endings.Length == 0 || endings.Any(end => file.EndsWith(end, StringComparison.Ordinal))) : [];
    }

    /// <summary>The text of a file.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Concat(folder.EnumerateDirectories().Where(child => !NotSources.Contains(child.Name)).SelectMany(Walk));
}
