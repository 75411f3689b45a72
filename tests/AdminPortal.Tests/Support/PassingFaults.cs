using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace AdminPortal.Tests.Support;

/// <summary>What a connection that breaks looks like.</summary>
public sealed class PassingFault() : DbException("The connection was broken by a test.");

/// <summary>Where a commit is broken.</summary>
public enum CommitFault
{
    /// <summary>Before the database heard of it.</summary>
    Lost,

    /// <summary>After it was done: only its answer is lost.</summary>
    AnswerLost,
}

/// <summary>Breaks the connection at the next commits, on a database whose passing faults are answered by running the work again.</summary>
public sealed class PassingFaults : DbTransactionInterceptor
{
    private readonly Queue<CommitFault> next = new();

    /// <summary>Commits that were asked for.</summary>
    public int Commits { get; private set; }

    /// <summary>The next commits break, one after the other.</summary>
    public void Break(params CommitFault[] faults)
    {
        Commits = 0;
        foreach (var fault in faults)
        {
            next.Enqueue(fault);
        }
    }

    /// <summary>For <see cref="TestPortal.StartAsync"/>. SQL Server retries by itself, but not this fault.</summary>
    public void Use(DbContextOptionsBuilder options)
    {
        options.AddInterceptors(this);
        if (options.Options.Extensions.OfType<RelationalOptionsExtension>().Single().GetType()
            .Name.StartsWith("Sqlite", StringComparison.Ordinal))
        {
            new SqliteDbContextOptionsBuilder(options).ExecutionStrategy(dependencies => new Again(dependencies));
        }
        else
        {
            new SqlServerDbContextOptionsBuilder(options).ExecutionStrategy(dependencies => new Again(dependencies));
        }
    }

    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction,
        TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Commits++;
        if (!next.TryDequeue(out var fault))
        {
            return result;
        }

        await (fault == CommitFault.AnswerLost ? transaction.CommitAsync(cancellationToken) : transaction.RollbackAsync(cancellationToken));
        throw new PassingFault();
    }

    private sealed class Again(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, 5, TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is PassingFault;
    }
}
