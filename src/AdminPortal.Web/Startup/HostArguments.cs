namespace AdminPortal.Web.Startup;

/// <summary>Tells a verb and its options from the settings that may stand among the arguments.</summary>
internal static class HostArguments
{
    /// <summary>The verb that serves, as no verb does; everything behind it is a setting.</summary>
    public const string RunVerb = "run";

    /// <summary>Names that the host reads itself; every name with a colon is a setting too.</summary>
    private static readonly string[] Names =
        ["environment", "contentRoot", "applicationName", "webRoot", "urls", "http_ports", "https_ports"];

    /// <summary>
    /// The settings, and the verb with what belongs to it; without a verb all arguments are settings. They must be told apart before the
    /// host reads them, because it would take a path behind an option without a value for the name of a setting.
    /// </summary>
    public static (string[] Settings, List<string> Verb) Split(string[] args)
    {
        var (settings, verb) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Length; i++)
        {
            var option = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i] : "";
            var name = option.Split('=')[0].TrimStart('-');
            var ofHost = name.Contains(':') || Names.Contains(name, StringComparer.OrdinalIgnoreCase)
                || (verb is [] or [RunVerb] && name is not ("" or "help" or "version"));
            if (!ofHost)
            {
                verb.Add(args[i]);
            }
            else if (option.Contains('=') || i + 1 == args.Length || args[i + 1].StartsWith('-'))
            {
                settings.Add(option);
            }
            else
            {
                settings.Add($"{option}={args[++i]}");
            }
        }

        return verb.Count == 0 ? (args, verb) : ([.. settings], verb);
    }
}
