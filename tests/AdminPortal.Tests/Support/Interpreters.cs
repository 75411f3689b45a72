using AdminPortal.Web.Features.Keys;

namespace AdminPortal.Tests.Support;

/// <summary>What runs the programs of the examples, as far as this machine has it.</summary>
internal static class Interpreters
{
    /// <summary>The program that runs a language.</summary>
    public static string Of(ExampleLanguage language) => language switch
    {
        ExampleLanguage.Curl => "bash",
        ExampleLanguage.JavaScript => "node",
        ExampleLanguage.Python => "python3",
        ExampleLanguage.Php => "php",
        _ => "dotnet",
    };

    /// <summary>Whether the machine has it.</summary>
    public static bool AreThere(ExampleLanguage language) => Find(Of(language)) && (language != ExampleLanguage.Curl || Find("curl"));

    private static bool Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));
}
