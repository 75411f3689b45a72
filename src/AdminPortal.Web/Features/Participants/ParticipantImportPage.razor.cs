using AdminPortal.Domain.Common;
using AdminPortal.Domain.Participants.Import;
using AdminPortal.Web.Components.Layout;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace AdminPortal.Web.Features.Participants;

/// <summary>Imports participants in four steps: file, mapping, dry run, run. The run goes on when the page is left, and is found again when it is opened.</summary>
public sealed partial class ParticipantImportPage : IProgress<ImportProgress>
{
    private readonly CancellationTokenSource leaving = new();
    private Step at;
    private ImportFile? file;
    private ImportPreview? preview;
    private Dictionary<string, string> mapping = [];
    private ImportMode mode = ImportMode.Upsert;
    private bool partial;
    private ImportResult? verdict;
    private ImportProgress? progress;
    private ImportRun? run;
    private IReadOnlyList<Problem> problems = [];
    private string? reading;
    private bool busy;
    private string? shown;

    private enum Step
    {
        File,
        Mapping,
        Check,
        Run,
    }

    [Inject]
    private ParticipantImport Import { get; set; } = null!;

    [Inject]
    private ImportRuns Runs { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    private string List => Navigation.OfEvent("participants")(EventKey)!;

    /// <inheritdoc />
    protected override async Task OnEventAsync()
    {
        if (shown != EventKey)
        {
            shown = EventKey;
            await StartOverAsync(forget: false);
            if (Runs.Find(Actor, EventKey) is { } known)
            {
                Watch(known);
            }
        }
    }

    private Task StartOverAsync() => StartOverAsync(forget: true);

    private async Task StartOverAsync(bool forget)
    {
        if (forget && run is { Finished: true })
        {
            Runs.Forget(Actor, EventKey);
        }

        Unwatch();
        if (file is not null)
        {
            await file.DisposeAsync();
        }

        (at, file, preview, verdict, problems, reading) = (Step.File, null, null, null, [], null);
    }

    private async Task TakeAsync(IBrowserFile chosen)
    {
        (busy, problems, reading) = (true, [], chosen.Name);
        try
        {
            if (chosen.Size > ImportFile.Largest)
            {
                problems = [new Problem("file_too_large", "The file is too large.", "file", ImportFile.Largest / 1024 / 1024)];
                return;
            }

            await using var stream = chosen.OpenReadStream(ImportFile.Largest, leaving.Token);
            var taken = await ImportFile.TakeAsync(stream, chosen.Name, cancellationToken: leaving.Token);
            if (!taken.Ok)
            {
                problems = taken.Problems;
                return;
            }

            var seen = await Import.InspectAsync(taken.Value, leaving.Token);
            if (!seen.Ok)
            {
                problems = seen.Problems;
                await taken.Value.DisposeAsync();
                return;
            }

            (file, preview, mapping, at) = (taken.Value, seen.Value, new Dictionary<string, string>(seen.Value.Mapping), Step.Mapping);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The page was left while the file was on its way.
        }
        finally
        {
            (busy, reading) = (false, null);
        }
    }

    private void Map((string Header, string? Field) choice)
    {
        mapping.Remove(choice.Header);
        if (choice.Field is not null)
        {
            mapping[choice.Header] = choice.Field;
        }
    }

    private async Task CheckAsync()
    {
        (busy, progress, problems) = (true, null, []);
        try
        {
            var result = await Import.RunAsync(Actor, Request(dryRun: true), file!, this, leaving.Token);
            problems = result.Problems;
            if (result.Ok)
            {
                (verdict, at) = (result.Value, Step.Check);
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The page was left; a dry run has written nothing.
        }
        finally
        {
            busy = false;
        }
    }

    private Task RunPartialAsync()
    {
        partial = true;
        return RunAsync();
    }

    private async Task RunAsync()
    {
        if (file is { } taken)
        {
            file = null;
            Watch(await Runs.StartAsync(Actor, Request(dryRun: false), taken));
        }
    }

    private ImportRequest Request(bool dryRun) => new() { EventKey = EventKey, Mapping = mapping, Mode = mode, Partial = partial, DryRun = dryRun };

    private void Watch(ImportRun known)
    {
        Unwatch();
        (run, at) = (known, Step.Run);
        known.Changed += RunChanged;
        if (known.Finished)
        {
            Runs.Forget(Actor, EventKey);
        }
    }

    private void Unwatch()
    {
        if (run is not null)
        {
            run.Changed -= RunChanged;
        }

        run = null;
    }

    private void RunChanged() => _ = InvokeAsync(async () =>
    {
        if (run is { Finished: true })
        {
            Runs.Forget(Actor, EventKey);
            await ReloadEventAsync();
        }

        StateHasChanged();
    });

    void IProgress<ImportProgress>.Report(ImportProgress value) => _ = InvokeAsync(() =>
    {
        progress = value;
        StateHasChanged();
    });

    private Task SampleAsync() => Browser.DownloadAsync("participants.csv", "text/csv;charset=utf-8", "\uFEFF" + L["SampleFile"].Value.Replace("\\n", "\r\n", StringComparison.Ordinal));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        Unwatch();
        if (file is not null)
        {
            await file.DisposeAsync();
        }

        leaving.Dispose();
    }
}
