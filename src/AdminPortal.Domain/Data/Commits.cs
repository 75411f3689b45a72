using System.Collections.Immutable;

namespace AdminPortal.Domain.Data;

/// <summary>What a commit touched, for those who keep something of it in memory.</summary>
/// <param name="Events">Events of which something was written.</param>
/// <param name="RulesOf">Tenants of whose events the rules may have changed: an event itself, its windows, its categories.</param>
public sealed record Commit(IReadOnlySet<long> Events, IReadOnlySet<long> RulesOf);

/// <summary>Tells of every commit of this process after it is durable, never of one that was rolled back.</summary>
public sealed class Commits
{
    private ImmutableArray<Action<Commit>> listeners = [];

    /// <summary>Listens until the answer is disposed. A listener only takes note: it does no work and does not fail.</summary>
    public IDisposable Listen(Action<Commit> listener)
    {
        ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Add(one), listener);
        return new Listening(() => ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Remove(one), listener));
    }

    internal void Tell(Commit commit)
    {
        foreach (var listener in listeners)
        {
            listener(commit);
        }
    }

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
