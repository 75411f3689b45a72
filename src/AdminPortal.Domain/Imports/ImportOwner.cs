using System.Diagnostics;
using System.Globalization;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Names the process that works on an import, so that the next process of the same machine sees at once when that one has died.
/// </summary>
internal static class ImportOwner
{
    /// <summary>
    /// Two processes tell the start of one a little differently, for each reckons it from the clock of its own start; a process that has
    /// got the number of another one began later than this.
    /// </summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    /// <summary>A new name for one piece of work of this process.</summary>
    public static string New()
    {
        using var process = Process.GetCurrentProcess();
        return Of(Environment.ProcessId, process.StartTime.ToUniversalTime());
    }

    /// <summary>A name for a piece of work of a process of this machine that began at that time, UTC.</summary>
    internal static string Of(int process, DateTime started) =>
        string.Create(CultureInfo.InvariantCulture, $"{Machine}|{process}|{started.Ticks}|{Guid.NewGuid():N}")[..^20];

    /// <summary>
    /// Whether that process ran on this machine and does not any more. False when it cannot be known: then its lease lapses.
    /// </summary>
    public static bool HasDied(string? owner)
    {
        if (owner?.Split('|') is not [var machine, var id, var started, _] || machine != Machine
            || !int.TryParse(id, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(started, CultureInfo.InvariantCulture, out var ticks))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(number);
            return (process.StartTime.ToUniversalTime() - new DateTime(ticks, DateTimeKind.Utc)).Duration() > Slack;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private static string Machine => Environment.MachineName is { Length: > 30 } name ? name[..30] : Environment.MachineName;
}
