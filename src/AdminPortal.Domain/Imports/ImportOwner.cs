using System.Diagnostics;
using System.Globalization;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Names the process that works on an import, so that the next process of the same machine sees at once when that one has died.
/// </summary>
internal static class ImportOwner
{
    /// <summary>A new name for one piece of work of this process.</summary>
    public static string New()
    {
        using var process = Process.GetCurrentProcess();
        var started = process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        return $"{Machine}|{Environment.ProcessId}|{started}|{Guid.NewGuid():N}"[..^20];
    }

    /// <summary>
    /// Whether that process ran on this machine and does not any more. False when it cannot be known: then its lease lapses.
    /// </summary>
    public static bool HasDied(string? owner)
    {
        if (owner?.Split('|') is not [var machine, var id, var started, _] || machine != Machine
            || !int.TryParse(id, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(number);
            return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture) != started;
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
