namespace AdminPortal.Web.Kit;

/// <summary>Ids for elements that have to name each other.</summary>
public static class ElementIds
{
    private static long last;

    /// <summary>An id that no other element of this process has.</summary>
    public static string New(string prefix) => $"{prefix}-{Interlocked.Increment(ref last):x}";
}
