namespace AdminPortal.Web.Kit;

/// <summary>
/// Where a signed-in person checks in: the station of their own, which is a page outside the portal's circuit. A link to it is an ordinary
/// one; code goes there with <c>forceLoad</c>.
/// </summary>
public static class StationLink
{
    private const string Path = "station/open";

    /// <summary>The address below the portal's own.</summary>
    /// <param name="eventKey">The event.</param>
    public static string Of(string eventKey) => $"{Path}?event={Uri.EscapeDataString(eventKey)}";

    /// <summary>Whether an address leads there.</summary>
    public static bool Is(string address) => address.TrimStart('/').StartsWith(Path + "?", StringComparison.Ordinal);
}
