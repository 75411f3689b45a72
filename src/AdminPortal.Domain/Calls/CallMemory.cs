using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Calls;

/// <summary>What a call was answered with.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="RequestId">Its request id, which the body may repeat.</param>
/// <param name="Location">Where the new record is, or null.</param>
/// <param name="Body">The bytes that were sent.</param>
public sealed record CallAnswer(int Status, string RequestId, string? Location, byte[] Body);

/// <summary>What came of presenting an idempotency key. With neither <see cref="Answer"/> nor <see cref="Reused"/> the caller runs the call and must end it.</summary>
public sealed class CallClaim
{
    /// <summary>The answer of the first call; null when there was none.</summary>
    public CallAnswer? Answer { get; init; }

    /// <summary>The key was used for another call.</summary>
    public bool Reused { get; init; }

    internal long Id { get; init; }

    internal string Owner { get; init; } = "";

    internal Action<CallAnswer?>? Ended { get; init; }
}

/// <summary>
/// Remembers calls by their idempotency key, so that a repeated one is answered like the first and does nothing. Of twins one runs and the others wait,
/// inside this process for its end, and for other processes by looking again. A claim whose process died lapses.
/// </summary>
public sealed class CallMemory(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(25);

    /// <summary>How long a claim holds without an answer: far longer than any call takes.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<(long ApiKeyId, string KeyHash), Turn> turns = new();

    /// <summary>Claims a key for a call, or waits for the answer of its twin.</summary>
    /// <param name="actor">An API key.</param>
    /// <param name="key">The idempotency key.</param>
    /// <param name="requestHash">SHA-256 of method, path and body, in hexadecimal.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<CallClaim> BeginAsync(Actor actor, string key, string requestHash, CancellationToken cancellationToken = default)
    {
        var name = (ApiKeyId: actor.Id ?? throw new ArgumentException("Only calls with an API key are remembered.", nameof(actor)), KeyHash: Secret.HashOf(key));
        while (true)
        {
            var mine = new Turn(requestHash);
            var turn = turns.GetOrAdd(name, mine);
            if (turn != mine)
            {
                var answer = await turn.Ended.Task.WaitAsync(cancellationToken);
                if (answer is not null && turn.RequestHash == requestHash)
                {
                    return new CallClaim { Answer = answer };
                }

                continue;
            }

            void End(CallAnswer? answer)
            {
                turns.TryRemove(new(name, mine));
                mine.Ended.TrySetResult(answer);
            }

            CallClaim? claim = null;
            try
            {
                claim = await ClaimAsync(actor, name.ApiKeyId, name.KeyHash, requestHash, End, cancellationToken);
                return claim;
            }
            finally
            {
                if (claim?.Ended is null)
                {
                    End(claim?.Answer);
                }
            }
        }
    }

    /// <summary>Ends a claimed call: keeps its answer, or forgets the call when there is none worth keeping.</summary>
    public async Task EndAsync(CallClaim claim, CallAnswer? answer)
    {
        try
        {
            await using var db = databases.CreateDbContext();
            var own = db.RememberedCalls.IgnoreQueryFilters().Where(c => c.Id == claim.Id && c.Owner == claim.Owner);
            _ = answer is null
                ? await own.ExecuteDeleteAsync()
                : await own.ExecuteUpdateAsync(set => set
                    .SetProperty(c => c.Status, answer.Status)
                    .SetProperty(c => c.RequestId, answer.RequestId)
                    .SetProperty(c => c.Location, answer.Location)
                    .SetProperty(c => c.Body, answer.Body));
        }
        finally
        {
            claim.Ended?.Invoke(answer);
        }
    }

    /// <summary>Deletes what was kept long enough.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken = default)
    {
        var old = time.UtcNow() - Kept;
        await using var db = databases.CreateDbContext();
        await db.RememberedCalls.IgnoreQueryFilters().Where(c => c.StartedAt <= old).DeleteInPortionsAsync(cancellationToken);
    }

    private async Task<CallClaim> ClaimAsync(Actor actor, long apiKeyId, string keyHash, string requestHash, Action<CallAnswer?> end, CancellationToken cancellationToken)
    {
        var owner = Guid.NewGuid().ToString("N");
        await using var db = databases.Read(actor);
        for (var conflicts = 0; ;)
        {
            var now = time.UtcNow();
            var found = await db.RememberedCalls.SingleOrDefaultAsync(c => c.ApiKeyId == apiKeyId && c.KeyHash == keyHash, cancellationToken);
            if (found is null)
            {
                var call = new RememberedCall { ApiKeyId = apiKeyId, KeyHash = keyHash, RequestHash = requestHash, StartedAt = now, Owner = owner, LeaseUntil = now + Lease };
                if (await TryAddAsync(actor, call, ++conflicts < 5, cancellationToken))
                {
                    return new CallClaim { Id = call.Id, Owner = owner, Ended = end };
                }

                continue;
            }

            if (found.StartedAt <= now - Kept)
            {
                await db.RememberedCalls.Where(c => c.Id == found.Id).ExecuteDeleteAsync(cancellationToken);
                continue;
            }

            if (found.RequestHash != requestHash)
            {
                return new CallClaim { Reused = true };
            }

            if (found.Status is { } status)
            {
                return new CallClaim { Answer = new CallAnswer(status, found.RequestId!, found.Location, found.Body!) };
            }

            // Its own name stands there when the connection broke right after the claim was written.
            if (found.Owner == owner || (found.LeaseUntil <= now && await TryTakeOverAsync(db, found, owner, now, cancellationToken)))
            {
                return new CallClaim { Id = found.Id, Owner = owner, Ended = end };
            }

            await Task.Delay(Pace, time, cancellationToken);
        }
    }

    private async Task<bool> TryAddAsync(Actor actor, RememberedCall call, bool mayFail, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        db.Actor = actor;
        db.RememberedCalls.Add(call);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException) when (mayFail)
        {
            return false; // somebody else was faster: look again
        }
    }

    private static async Task<bool> TryTakeOverAsync(PortalDb db, RememberedCall found, string owner, DateTime now, CancellationToken cancellationToken)
    {
        var until = now + Lease;
        return await db.RememberedCalls.Where(c => c.Id == found.Id && c.Owner == found.Owner && c.Status == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Owner, owner).SetProperty(c => c.LeaseUntil, until), cancellationToken) == 1;
    }

    private sealed class Turn(string requestHash)
    {
        public string RequestHash => requestHash;

        public TaskCompletionSource<CallAnswer?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
