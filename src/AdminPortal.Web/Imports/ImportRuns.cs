using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Imports;

namespace AdminPortal.Web.Imports;

/// <summary>
/// The imports under way and those whose result nobody has seen yet. They belong to the process, so that a page can be left, or lose its
/// connection, meanwhile.
/// </summary>
public sealed class ImportRuns : IDisposable
{
    private readonly Dictionary<(long Tenant, long? Person, string Key), ImportRun> runs = [];

    /// <summary>The actor's run of that key, or null.</summary>
    public ImportRun? Find(Actor actor, string key)
    {
        lock (runs)
        {
            return runs.GetValueOrDefault((actor.TenantId, actor.Id, key));
        }
    }

    /// <summary>Starts a run, which takes the file over; a run of the actor with that key that is under way is answered instead.</summary>
    public async Task<ImportRun> StartAsync(Actor actor, string key, ImportWork work, ImportChoices choices, ImportFile file)
    {
        ImportRun? underWay;
        lock (runs)
        {
            var mine = (actor.TenantId, actor.Id, key);
            if (!runs.TryGetValue(mine, out underWay) || underWay.Finished)
            {
                underWay?.Dispose();
                return runs[mine] = new ImportRun(work, choices, file);
            }
        }

        await file.DisposeAsync();
        return underWay;
    }

    /// <summary>Forgets a run whose result was seen.</summary>
    public void Forget(Actor actor, string key)
    {
        lock (runs)
        {
            if (runs.Remove((actor.TenantId, actor.Id, key), out var run))
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
