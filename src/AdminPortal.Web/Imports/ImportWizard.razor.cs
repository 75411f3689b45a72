using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;
using AdminPortal.Web.Kit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace AdminPortal.Web.Imports;

/// <summary>
/// Imports a file in four steps: file, mapping, dry run, run. The run goes on when the page is left, and is found again when it is opened.
/// The steps say where one is and are no way to go: MudBlazor's stepper draws them as tabs, which are read out and pressed as if they were
/// one, brings buttons of its own that know nothing of a dry run, and does not shrink to the current step on a phone.
/// </summary>
public sealed partial class ImportWizard : IProgress<ImportProgress>, IAsyncDisposable
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

    /// <summary>What is imported.</summary>
    [Parameter]
    [EditorRequired]
    public ImportPlan Plan { get; set; } = null!;

    /// <summary>A run ended.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    [CascadingParameter]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private ImportRuns Runs { get; set; } = null!;

    [Inject]
    private ILogger<ImportWizard> Log { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (shown != Plan.Key)
        {
            shown = Plan.Key;
            await StartOverAsync(forget: false);
            if (Runs.Find(Actor, Plan.Key) is { } known)
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
            Runs.Forget(Actor, Plan.Key);
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
        if (busy)
        {
            return; // a second click on a slow line
        }

        (busy, problems, reading) = (true, [], chosen.Name);
        ImportFile? taken = null;
        try
        {
            if (chosen.Size > ImportFile.Largest)
            {
                problems = [new Problem("file_too_large", "The file is too large.", "file", ImportFile.Largest / 1024 / 1024)];
                return;
            }

            await using var stream = chosen.OpenReadStream(ImportFile.Largest, leaving.Token);
            var arrived = await ImportFile.TakeAsync(stream, chosen.Name, log: Log, cancellationToken: leaving.Token);
            problems = arrived.Problems;
            if (!arrived.Ok)
            {
                return;
            }

            taken = arrived.Value;
            var seen = await Plan.Kind.InspectAsync(taken, leaving.Token);
            problems = seen.Problems;
            if (seen.Ok)
            {
                (preview, mapping, at) = (seen.Value, new Dictionary<string, string>(Plan.Kind.Guess(seen.Value.Headers)), Step.Mapping);
                (file, taken) = (taken, null);
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The page was left while the file was on its way.
        }
        finally
        {
            (busy, reading) = (false, null);
            if (taken is not null)
            {
                await taken.DisposeAsync();
            }
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
        if (busy || file is not { } taken)
        {
            return;
        }

        (busy, progress, problems) = (true, null, []);
        try
        {
            var result = await Plan.Work(Actor)(Choices(dryRun: true), taken, this, leaving.Token);
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

    private async Task RefusedAsync()
    {
        if (busy || file is not { } taken)
        {
            return;
        }

        (busy, problems) = (true, []);
        try
        {
            var refused = await Plan.Kind.RefusedAsync(Actor, Plan.Request(Choices(dryRun: true)), taken, leaving.Token);
            problems = refused.Problems;
            if (refused.Ok)
            {
                await Browser.DownloadRefusedAsync(preview!.FileName, preview.Headers, refused.Value.ToAsyncEnumerable(), L, P);
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The page was left.
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
        if (!busy && file is { } taken)
        {
            file = null;
            Watch(await Runs.StartAsync(Actor, Plan.Key, Plan.Work(Actor), Choices(dryRun: false), taken));
        }
    }

    private ImportChoices Choices(bool dryRun) => new(new Dictionary<string, string>(mapping), mode, partial, dryRun);

    private void Watch(ImportRun known)
    {
        Unwatch();
        (run, at) = (known, Step.Run);
        known.Changed += RunChanged;
        if (known.Finished)
        {
            Runs.Forget(Actor, Plan.Key);
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
            Runs.Forget(Actor, Plan.Key);
            await OnDone.InvokeAsync();
        }

        StateHasChanged();
    });

    void IProgress<ImportProgress>.Report(ImportProgress value) => _ = InvokeAsync(() =>
    {
        progress = value;
        StateHasChanged();
    });

    private Task SampleAsync() => Browser.DownloadAsync(Plan.SampleName, "text/csv;charset=utf-8", "\uFEFF"
        + Plan.Sample.Replace("\\n", "\r\n", StringComparison.Ordinal));

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
