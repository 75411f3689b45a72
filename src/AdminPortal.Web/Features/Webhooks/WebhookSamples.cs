namespace AdminPortal.Web.Features.Webhooks;

/// <summary>Code that checks a signature, as the guide shows it; a test runs what it can of it.</summary>
public static class WebhookSamples
{
    /// <summary>Languages in the order shown, with their names.</summary>
    public static readonly IReadOnlyList<(string Key, string Name)> Languages =
        [("csharp", "C#"), ("python", "Python"), ("javascript", "JavaScript"), ("php", "PHP")];

    /// <summary>The code in one of the languages.</summary>
    public static string Of(string key)
    {
        using var stream = typeof(WebhookSamples).Assembly.GetManifestResourceStream($"webhook.{key}.txt")
            ?? throw new ArgumentException($"There is no sample in {key}.", nameof(key));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }
}
