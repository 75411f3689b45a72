using AdminPortal.Domain.Common;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Domain.Imports;

/// <summary>Brings imports to an end whose process has died, so that all of one is to be seen or nothing.</summary>
public sealed partial class ImportRecovery(ImportLog log, ImportUndo undo, TimeProvider time, ILogger<ImportRecovery> logger)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);

    /// <summary>Ends all that nobody works on. Call it before anything is served.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken = default)
    {
        while (await log.TakeOverAsync(cancellationToken) is { } import)
        {
            LogTaken(logger, import.Id);
            await undo.ResumeAsync(import);
        }
    }

    /// <summary>Looks every quarter of a minute, until it is stopped, and forgets what is old.</summary>
    public Task RunAsync(CancellationToken stopping) => Pacing.EachAsync(
        Pace,
        async () =>
        {
            await RecoverAsync(stopping);
            await log.ForgetAsync(stopping);
        },
        error => LogLater(logger, error), time, stopping, atOnce: false);

    [LoggerMessage(LogLevel.Warning, "The process that worked on import {Id} has died; the import is taken back")]
    private static partial void LogTaken(ILogger logger, long id);

    [LoggerMessage(LogLevel.Warning, "Imports whose process has died could not be taken back; it is tried again")]
    private static partial void LogLater(ILogger logger, Exception error);
}
