namespace AdminPortal.Web.Kit.Lists;

/// <summary>One choice of a <see cref="FilterMenu"/>.</summary>
/// <param name="Value">As it stands in the address.</param>
/// <param name="Text">As it is shown.</param>
public sealed record FilterOption(string Value, string Text)
{
    /// <summary>All values of an enumeration, spelled as in addresses.</summary>
    /// <param name="text">What people read.</param>
    public static IReadOnlyList<FilterOption> All<T>(Func<T, string> text)
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(value => new FilterOption(value.ToString().ToLowerInvariant(), text(value)))];
}
