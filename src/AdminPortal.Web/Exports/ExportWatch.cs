using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Exports;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Messages;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Exports;

/// <summary>
/// The exports that a person waits for, shown by <see cref="ExportTray"/> on whatever page they are. One for each circuit; it asks only
/// while something is on its way. A small file is saved by itself as soon as it is there.
/// </summary>
public sealed partial class ExportWatch(ExportService exports, ExportSettings settings, ProofRequests proofs, PortalBrowser browser,
    Toasts toasts, IStringLocalizer<ExportTexts> texts, TimeProvider time, ILogger<ExportWatch> logger) : IDisposable
{
    private const int MostResumed = 200;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

    private readonly Lock gate = new();

    private readonly HashSet<long> hasty = [];

    private readonly CancellationTokenSource gone = new();

    private List<ExportRow> shown = [];

    private Actor? actor;

    private bool asking;

    /// <summary>What is on its way or has just ended, oldest first.</summary>
    public IReadOnlyList<ExportRow> Shown => shown;

    /// <summary>Raised on each change, from any thread.</summary>
    public event Action? Changed;

    /// <summary>Shows what that person ordered earlier and is still on its way.</summary>
    public async Task ResumeAsync(Actor person)
    {
        actor = person;
        var rows = (await exports.ListAsync(person, new ExportFilter { IsActive = true }, new PageRequest(Size: MostResumed))).Items;
        Change(list => [.. rows.Where(row => row.ScheduleId is null && list.All(known => known.Id != row.Id)).Reverse(), .. list]);
    }

    /// <summary>Orders a file and shows it. Refused as <see cref="ExportService.OrderAsync"/> says.</summary>
    public Task<Result<long>> OrderAsync(Actor person, ExportOrder order) =>
        AddAsync(person, proofs.TryAsync(person, () => exports.OrderAsync(person, order)));

    /// <summary>Orders the same file once more and shows it. Refused as <see cref="ExportService.RepeatAsync"/> says.</summary>
    public Task<Result<long>> RepeatAsync(Actor person, long id) =>
        AddAsync(person, proofs.TryAsync(person, () => exports.RepeatAsync(person, id)));

    /// <summary>Stops one; it goes from sight.</summary>
    public async Task CancelAsync(ExportRow row)
    {
        if (actor is not null)
        {
            await exports.CancelAsync(actor, row.Id);
            Dismiss(row);
        }
    }

    /// <summary>Takes one from sight; it stays in the list of files.</summary>
    public void Dismiss(ExportRow row) => Change(list => [.. list.Where(known => known.Id != row.Id)]);

    /// <inheritdoc />
    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }

    private async Task<Result<long>> AddAsync(Actor person, Task<Result<long>> order)
    {
        actor = person;
        var ordered = await order;
        if (ordered.Ok && await exports.FindAsync(person, ordered.Value) is { } row)
        {
            lock (gate)
            {
                hasty.Add(row.Id);
            }

            Change(list => [.. list, row]);
        }

        return ordered;
    }

    private void Change(Func<List<ExportRow>, List<ExportRow>> change)
    {
        var start = false;
        lock (gate)
        {
            shown = change(shown);
            if (!asking && !gone.IsCancellationRequested && shown.Any(row => row.IsActive))
            {
                start = asking = true;
            }
        }

        if (start)
        {
            _ = AskAsync(gone.Token);
        }

        Changed?.Invoke();
    }

    /// <summary>Looks after what is on its way until nothing is.</summary>
    private async Task AskAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (!await LookAsync(cancellationToken))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The circuit is gone.
        }
    }

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var known in shown.Where(row => row.IsActive).ToList())
            {
                var row = await exports.FindAsync(actor!, known.Id, cancellationToken);
                if (row == known)
                {
                    continue;
                }

                // Cancelled or deleted elsewhere: there is nothing to show.
                Change(list => row is null or { State: ExportState.Cancelled }
                    ? [.. list.Where(other => other.Id != known.Id)]
                    : [.. list.Select(other => other.Id == row.Id ? row : other)]);
                await SaveAsync(row);
            }
        }
#pragma warning disable CA1031 // nobody waits for this task; the next look may succeed
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogLater(logger, error);
        }

        lock (gate)
        {
            asking = shown.Any(row => row.IsActive);
            return asking;
        }
    }

    private async Task SaveAsync(ExportRow? row)
    {
        if (row is { State: ExportState.Done, FileName: { } name } && row.FinishedAt - row.CreatedAt <= settings.AtOnce)
        {
            lock (gate)
            {
                if (!hasty.Remove(row.Id))
                {
                    return;
                }
            }

            await browser.SaveAsync(row.Address());
            toasts.Show(texts["Saved", name]);
            Dismiss(row);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The state of an export could not be read; it is tried again")]
    private static partial void LogLater(ILogger logger, Exception error);
}
