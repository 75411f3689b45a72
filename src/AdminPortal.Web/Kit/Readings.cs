namespace AdminPortal.Web.Kit;

/// <summary>
/// The readings of a page whose address may name another record before the first one is read: of several the last one counts, and what
/// comes late is left out. It would stand there while the buttons do what they do to the record of the address.
/// </summary>
/// <example><c>var last = readings.Begin(); var found = await …; if (last()) { show it }</c></example>
public sealed class Readings
{
    private object? newest;

    /// <summary>Begins one.</summary>
    /// <returns>Whether no other one began since.</returns>
    public Func<bool> Begin()
    {
        var mine = new object();
        newest = mine;
        return () => ReferenceEquals(mine, newest);
    }
}
