using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Domain.Exports;

/// <summary>
/// Writes what is ordered, a few files at a time, as rows come out of the database, so that memory does not grow with their number. When
/// the process stops, its work is handed back and begins again with the next start; when it dies, its claims lapse and whoever runs takes
/// them up.
/// </summary>
public sealed partial class ExportRunner(ExportQueue queue, ExportFiles files, ReportQueries reports, IEnumerable<PaperKind> papers,
    UserService users, ExportSettings settings, PortalMeter meter, Outages outages, TimeProvider time, ILogger<ExportRunner> logger)
{
    /// <summary>The code of an export that was given up after its last attempt.</summary>
    public const string Failed = "export_failed";

    /// <summary>The code of an export whose person may not have it any more.</summary>
    public const string Denied = "export_denied";

    /// <summary>How many files one process writes at once.</summary>
    public const int AtOnce = 2;

    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Works until it is stopped. Looks for work when something is ordered, when a claim may have lapsed, and once a minute.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var working = new List<Task>();
        var woken = queue.WokenAsync(stopping);
        while (!stopping.IsCancellationRequested)
        {
            var pause = await TakeAsync(working, stopping);
            using var waited = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny([woken, Task.Delay(pause, time, waited.Token), .. working]);
            await waited.CancelAsync();
            working.RemoveAll(work => work.IsCompleted);
            woken = woken.IsCompleted ? queue.WokenAsync(stopping) : woken;
        }

        await Task.WhenAll(working);
    }

    /// <summary>Writes the next file to its end, in whatever way it ends. False when nothing waits.</summary>
    public async Task<bool> RunNextAsync(CancellationToken stopping = default)
    {
        if (await queue.ClaimAsync(stopping) is not { } claim)
        {
            return false;
        }

        await WorkAsync(claim, stopping);
        return true;
    }

    /// <summary>Begins as much as there is room for; returns the delay to the next look.</summary>
    private async Task<TimeSpan> TakeAsync(List<Task> working, CancellationToken stopping)
    {
        try
        {
            while (working.Count < AtOnce && await queue.ClaimAsync(stopping) is { } claim)
            {
                working.Add(Task.Run(() => WorkAsync(claim, stopping), CancellationToken.None));
            }

            var lapse = await queue.NextLapseAsync(stopping) - time.UtcNow() ?? Pause;
            return lapse < Pulse ? Pulse : lapse < Pause ? lapse : Pause;
        }
#pragma warning disable CA1031 // a pump: an outage of the database must not end it
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            if (!outages.Is(error))
            {
                LogLater(logger, error);
            }

            return Pause;
        }
        catch (OperationCanceledException)
        {
            return Pause;
        }
    }

    private async Task WorkAsync(ExportClaim claim, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var progress = new Counter();
        var pulse = PulseAsync(claim, progress, stop);
        try
        {
            await WriteAsync(claim, progress, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Cancelled, deleted, taken up by another, or the process stops.
        }
        catch (PermissionDeniedException)
        {
            await EndAsync(() => queue.FailAsync(claim, Denied, CancellationToken.None));
        }
#pragma warning disable CA1031 // a pump: whatever goes wrong with one file must not end the others
        catch (Exception error)
#pragma warning restore CA1031
        {
            // Before the last attempt the claim is left to lapse, which is also the pause before the next one.
            LogFailure(logger, error, claim.Id, claim.Attempt);
            if (claim.Attempt >= ExportQueue.MostAttempts)
            {
                await EndAsync(() => queue.FailAsync(claim, Failed, CancellationToken.None));
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pulse;
            meter.Export(claim.Format.ToString().ToLowerInvariant(), progress.IsWhole ? "done" : "not_done");
            if (!progress.IsWhole)
            {
                files.Delete(claim.Owner);
            }

            if (stopping.IsCancellationRequested)
            {
                await EndAsync(() => queue.ReleaseAsync(claim, CancellationToken.None));
            }
        }
    }

    private async Task WriteAsync(ExportClaim claim, Counter progress, CancellationToken cancellationToken)
    {
        // What the person may see is read anew: they may have lost it since they ordered.
        var actor = await users.ActorAsync(claim.UserId, null, cancellationToken);
        if (actor is null || actor.TenantId != claim.TenantId)
        {
            await queue.FailAsync(claim, Denied, cancellationToken);
            return;
        }

        var opened = await OpenAsync(actor, claim, cancellationToken);
        if (!opened.Ok)
        {
            await queue.FailAsync(claim, opened.Problems[0].Code, cancellationToken);
            return;
        }

        var paper = opened.Value;
        progress.Expected = paper.Expected;
        long bytes;
        await using (var output = files.Create(claim.Owner))
        {
            await paper.WriteAsync(output, progress, cancellationToken);
            await output.FlushAsync(cancellationToken);
            output.Flush(flushToDisk: true);
            bytes = output.Length;
        }

        files.Finish(claim.Owner);
        progress.IsWhole = true;
        progress.IsWhole = await queue.DoneAsync(claim, Name(paper), progress.Rows, bytes, CancellationToken.None);
    }

    /// <summary>What is ordered, as a file that can be written.</summary>
    private async Task<Result<Paper>> OpenAsync(Actor actor, ExportClaim claim, CancellationToken cancellationToken)
    {
        var language = settings.Language(claim.Language);
        if (papers.FirstOrDefault(paper => paper.Key == claim.Request.Kind) is { } drawn)
        {
            return await drawn.OpenAsync(actor, claim.Id, claim.Request, language, cancellationToken);
        }

        var opened = await reports.OpenAsync(actor, claim.Request, cancellationToken);
        if (!opened.Ok)
        {
            return opened.Refused<Paper>();
        }

        var (document, file) = (opened.Value, ReportFile.Of(claim.Format));
        var day = document.Zone.Day(document.GeneratedAt).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new Paper([language.Kind(document.Kind), document.Filter.EventKey, day], file.Extension,
            document.Tables.All(table => table.Expected is not null) ? document.Tables.Sum(table => table.Expected) : null,
            (output, progress, stop) => file.WriteAsync(document, language, output, progress, stop));
    }

    /// <summary>Renews the claim and stops the work when it is lost.</summary>
    private async Task PulseAsync(ExportClaim claim, Counter progress, CancellationTokenSource stop)
    {
        var until = time.UtcNow() + ExportQueue.Lease;
        using var timer = new PeriodicTimer(Pulse, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                try
                {
                    var asked = time.UtcNow();
                    if (!await queue.KeepAsync(claim, progress.Rows, progress.Expected, stop.Token))
                    {
                        await stop.CancelAsync();
                        return;
                    }

                    until = asked + ExportQueue.Lease;
                }
#pragma warning disable CA1031 // a database that does not answer for a moment costs nothing while the claim holds
                catch (Exception error) when (error is not OperationCanceledException && time.UtcNow() < until)
#pragma warning restore CA1031
                {
                    LogLater(logger, error);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The work has ended.
        }
#pragma warning disable CA1031 // the claim has lapsed; the work ends with it
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogLater(logger, error);
            await stop.CancelAsync();
        }
    }

    private async Task EndAsync(Func<Task> end)
    {
        try
        {
            await end();
        }
#pragma warning disable CA1031 // the claim lapses by itself
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogLater(logger, error);
        }
    }

    /// <summary>Such as <c>Teilnehmer hafenforum 2026-10-03.csv</c>.</summary>
    private static string Name(Paper paper)
    {
        var name = string.Join(' ', paper.Names.Where(part => !string.IsNullOrEmpty(part)));
        var safe = string.Concat(name.Select(c => char.IsControl(c) || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>'
            or '|' ? '-' : c));
        var limit = ReportExport.FileNameLimit - paper.Extension.Length - 1;
        return $"{(safe.Length > limit ? safe[..limit] : safe)}.{paper.Extension}";
    }

    [LoggerMessage(LogLevel.Warning, "The export {Id} failed in its attempt {Attempt}")]
    private static partial void LogFailure(ILogger logger, Exception error, long id, int attempt);

    [LoggerMessage(LogLevel.Warning, "The database did not answer to the exports; it is asked again")]
    private static partial void LogLater(ILogger logger, Exception error);

    private sealed class Counter : IProgress<long>
    {
        private long rows;

        public long Rows => Interlocked.Read(ref rows);

        public long? Expected { get; set; }

        /// <summary>The file is finished and wanted. Where the database does not answer whether it is, the cleaner finds out.</summary>
        public bool IsWhole { get; set; }

        public void Report(long value) => Interlocked.Exchange(ref rows, value);
    }
}
