using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Kit.Texts;

/// <summary>What a browser calls itself, in words such as <c>Firefox, Windows</c>. A guess for people to know their devices by.</summary>
public static class DeviceName
{
    /// <summary>The first that fits is it: most browsers claim to be several others too.</summary>
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
        ("HeadlessChrome", "Chrome"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
        ("Macintosh", "macOS"), ("Linux", "Linux"),
    ];

    /// <summary>Browser and system; words for what is not known.</summary>
    public static string Of(string device, IStringLocalizer<SharedTexts> texts)
    {
        var parts = new[] { Find(Browsers, device), Find(Systems, device) }.OfType<string>().ToList();
        return parts.Count == 0 ? texts["UnknownDevice"] : string.Join(", ", parts);
    }

    /// <summary>Whether it is a phone or a tablet.</summary>
    public static bool IsPhone(string device) => Find(Systems, device) is "iPhone" or "iPad" or "Android";

    private static string? Find((string Mark, string Name)[] known, string device) =>
        Array.Find(known, one => device.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
