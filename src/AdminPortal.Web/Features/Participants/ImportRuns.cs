using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Participants.Import;

namespace AdminPortal.Web.Features.Participants;

/// <summary>The imports under way and those whose result nobody has seen yet. They belong to the process, so that a page can be left, or lose its connection, meanwhile.</summary>
public sealed class ImportRuns(ParticipantImport import) : IDisposable
{
    private readonly Dictionary<(long Tenant, long? Person, string Event), ImportRun> runs = [];

    /// <summary>The actor's run in an event, or null.</summary>
    public ImportRun? Find(Actor actor, string eventKey)
    {
        lock (runs)
        {
            return runs.GetValueOrDefault((actor.TenantId, actor.Id, eventKey));
        }
    }

    /// <summary>Starts a run, which takes the file over; a run of the actor in the event that is under way is answered instead.</summary>
    public async Task<ImportRun> StartAsync(Actor actor, ImportRequest request, ImportFile file)
    {
        ImportRun? underWay;
        lock (runs)
        {
            var key = (actor.TenantId, actor.Id, request.EventKey ?? "");
            if (!runs.TryGetValue(key, out underWay) || underWay.Finished)
            {
                underWay?.Dispose();
                return runs[key] = new ImportRun(import, actor, request, file);
            }
        }

        await file.DisposeAsync();
        return underWay;
    }

    /// <summary>Forgets a run whose result was seen.</summary>
    public void Forget(Actor actor, string eventKey)
    {
        lock (runs)
        {
            if (runs.Remove((actor.TenantId, actor.Id, eventKey), out var run))
            {
                run.Dispose();
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (runs)
        {
            foreach (var run in runs.Values)
            {
                run.Cancel();
            }
        }
    }
}
