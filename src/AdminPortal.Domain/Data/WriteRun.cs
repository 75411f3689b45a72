using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AdminPortal.Domain.Data;

/// <summary>
/// One write, in one transaction. Where the execution strategy repeats after a passing fault, it first asks whether a commit whose answer
/// was lost succeeded; then the first result stands and nothing is done twice.
/// </summary>
internal sealed class WriteRun<T>(IDbContextFactory<PortalDb> factory, Actor actor, Func<PortalDb, Task<Result<T>>> work)
{
    /// <summary>Set while it is not known how a commit ended.</summary>
    private (TransactionMark Mark, Result<T> Result, Commit Touched)? undecided;

    /// <summary>Runs it to its end.</summary>
    public async Task<Result<T>> RunAsync(CancellationToken cancellationToken)
    {
        await using var outer = factory.For(actor);
        var strategy = outer.Database.CreateExecutionStrategy();
        if (!strategy.RetriesOnFailure)
        {
            return await AttemptAsync(outer, false, cancellationToken); // one attempt needs one context
        }

        return await strategy.ExecuteAsync(
            outer,
            async (_, _, token) =>
            {
                await using var db = factory.For(actor);
                return await AttemptAsync(db, true, token);
            },
            (_, db, _) => VerifyAsync(db),
            cancellationToken);
    }

    private async Task<Result<T>> AttemptAsync(PortalDb db, bool mayRepeat, CancellationToken cancellationToken)
    {
        undecided = null;
        actor.Call?.Begin();
        db.Database.AutoSavepointsEnabled = false; // what fails inside is run from the beginning, never from its middle
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var mark = mayRepeat ? db.BeginMark() : null;
        var result = await work(db);
        if (!result.Ok)
        {
            return result;
        }

        var touched = db.TakeTouched();
        if (mark is not null)
        {
            await db.SaveMarkAsync(cancellationToken);
            undecided = (mark, result, touched); // not the context: it may be somebody else's by then
        }

        // Whoever goes away now would not know how it ended.
        await transaction.CommitAsync(CancellationToken.None);
        undecided = null;
        db.Tell(touched);
        return result;
    }

    private async Task<ExecutionResult<Result<T>>> VerifyAsync(PortalDb outer)
    {
        if (undecided is not { } commit || !await outer.IsMarkedAsync(commit.Mark))
        {
            return new(false, null!);
        }

        outer.Tell(commit.Touched);
        return new(true, commit.Result);
    }
}
