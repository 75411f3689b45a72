using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AdminPortal.Tests.Support;

/// <summary>Does something at one of the next commits, such as dying before it or writing beside it afterwards.</summary>
public sealed class CommitHook : DbTransactionInterceptor
{
    private int before = -1;

    private int after = -1;

    private Func<Task>? work;

    private int count;

    /// <summary>Commits so far.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>
    /// The commit of that number from now on, counted from 1, does not happen, and what wanted it ends with <see cref="DiedException"/>.
    /// </summary>
    public void DieAt(int commit) => before = commit;

    /// <summary>After the commit of that number from now on, counted from 1, something else happens.</summary>
    public void After(int commit, Func<Task> what) => (after, work) = (commit, what);

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken = default) =>
        --before == 0 ? throw new DiedException() : new(result);

    public override async Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData,
        CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref count);
        if (--after == 0)
        {
            await work!();
        }
    }
}

/// <summary>The process is no more.</summary>
public sealed class DiedException() : Exception("A test ended the work here.");
