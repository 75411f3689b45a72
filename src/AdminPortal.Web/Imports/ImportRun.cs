using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;

namespace AdminPortal.Web.Imports;

/// <summary>One import under way. Its temporary file is deleted when it ends, however it ends.</summary>
public sealed class ImportRun : IProgress<ImportProgress>, IDisposable
{
    private readonly CancellationTokenSource stop = new();

    /// <summary>Starts at once.</summary>
    public ImportRun(ImportWork work, ImportChoices choices, ImportFile file)
    {
        (FileName, Partial) = (file.FileName, choices.Partial);
        Done = RunAsync(work, choices, file);
    }

    /// <summary>The file's name as it was given.</summary>
    public string FileName { get; }

    /// <summary>Whether good rows are imported although others are refused.</summary>
    public bool Partial { get; }

    /// <summary>How far it is; null until the first rows are judged.</summary>
    public ImportProgress? Progress { get; private set; }

    /// <summary>How it ended; null while it runs and when it was stopped.</summary>
    public Result<ImportResult>? Result { get; private set; }

    /// <summary>Stopped by somebody; what was written was taken back.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Whether it ended.</summary>
    public bool Finished { get; private set; }

    /// <summary>Ends with the run, and carries its failure, if it failed.</summary>
    public Task Done { get; }

    /// <summary>Raised on progress and at the end, from any thread.</summary>
    public event Action? Changed;

    /// <summary>Stops it; nothing is written then. One that ended meanwhile stays as it is.</summary>
    public void Cancel()
    {
        if (!Finished)
        {
            stop.Cancel();
        }
    }

    /// <inheritdoc />
    public void Dispose() => stop.Dispose();

    /// <inheritdoc />
    public void Report(ImportProgress value)
    {
        Progress = value;
        Changed?.Invoke();
    }

    private async Task RunAsync(ImportWork work, ImportChoices choices, ImportFile file)
    {
        try
        {
            Result = await work(choices, file, this, stop.Token);
        }
        catch (OperationCanceledException)
        {
            Stopped = true;
        }
        finally
        {
            Finished = true;
            await file.DisposeAsync();
            Changed?.Invoke();
        }
    }
}
