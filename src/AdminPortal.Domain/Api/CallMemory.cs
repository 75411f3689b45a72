using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Api;

/// <summary>
/// What came of presenting an idempotency key. With neither <see cref="Answer"/> nor <see cref="Reused"/> the caller runs
/// <see cref="Call"/>. Disposing it lets those go on who wait in this process.
/// </summary>
public sealed class CallTurn : IDisposable
{
    private readonly Action<CallAnswer?>? end;

    internal CallTurn(Action<CallAnswer?>? end = null) => this.end = end;

    /// <summary>What was kept of a call that ran.</summary>
    public static CallTurn Of(CallAnswer given) => new() { Given = given };

    /// <summary>The answer of the first call; null when there was none.</summary>
    public CallAnswer? Answer { get; init; }

    /// <summary>The key was used for another call.</summary>
    public bool Reused { get; init; }

    /// <summary>The call to run; null when there is nothing to run.</summary>
    public KeyedCall? Call { get; init; }

    /// <summary>What the call was answered with, where that is kept; those who wait get it.</summary>
    public CallAnswer? Given { get; set; }

    /// <summary>Ends the turn.</summary>
    public void Dispose() => end?.Invoke(Given);
}

/// <summary>
/// Remembers calls by their idempotency key, so that a repeated one is answered like the first and does nothing. The answer is stored in
/// the transaction of the effect under a unique index: of twins in several processes one commits, the others are rolled back and get its
/// answer. Nothing is written before, so there is nothing that a process which dies or a client which leaves could block.
/// </summary>
public sealed class CallMemory(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(72);

    private readonly ConcurrentDictionary<(long ApiKeyId, string KeyHash), Running> running = new();

    /// <summary>Finds the answer of an earlier call, waiting for a twin that runs in this process; or lets the caller run it.</summary>
    /// <param name="actor">An API key, or whoever acts by one.</param>
    /// <param name="key">The idempotency key.</param>
    /// <param name="requestHash">SHA-256 of method, path and body, in hexadecimal.</param>
    /// <param name="apiKeyId">The API key of a device that a person holds; null where it is the actor.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<CallTurn> BeginAsync(Actor actor, string key, string requestHash, long? apiKeyId = null,
        CancellationToken cancellationToken = default)
    {
        var name = (
            ApiKeyId: apiKeyId ?? actor.Id ?? throw new ArgumentException("Only calls with an API key are remembered.", nameof(actor)),
            KeyHash: Secret.HashOf(key));
        while (true)
        {
            var mine = new Running(requestHash);
            var twin = running.GetOrAdd(name, mine);
            if (twin != mine)
            {
                var answer = await twin.Ended.Task.WaitAsync(cancellationToken);
                if (answer is not null && twin.RequestHash == requestHash)
                {
                    return new CallTurn { Answer = answer };
                }

                continue;
            }

            var call = new KeyedCall(name.ApiKeyId, name.KeyHash, requestHash, time.UtcNow());
            CallTurn? found = null;
            try
            {
                found = await FindAsync(actor, call, cancellationToken);
                return found ?? (found = new CallTurn(End) { Call = call });
            }
            finally
            {
                if (found?.Call is null)
                {
                    End(found?.Answer);
                }
            }

            void End(CallAnswer? answer)
            {
                running.TryRemove(new(name, mine));
                mine.Ended.TrySetResult(answer);
            }
        }
    }

    /// <summary>Stores the answer of a call that changed nothing: a refusal.</summary>
    /// <returns>That it was stored, or what another process answered meanwhile.</returns>
    public async Task<CallTurn> KeepAsync(Actor actor, KeyedCall call, CallAnswer answer)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = databases.For(actor);
            db.RememberedCalls.Add(call.Row(answer));
            try
            {
                await db.SaveChangesAsync(CancellationToken.None);
                return CallTurn.Of(answer);
            }
            catch (DbUpdateException error) when (attempt < 5 && db.Faults.Of(error) == DatabaseFault.Conflict)
            {
                if (await FindAsync(actor, call, CancellationToken.None) is { } other)
                {
                    return other;
                }
            }
        }
    }

    /// <summary>Deletes what was kept long enough.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken = default)
    {
        var old = time.UtcNow() - Kept;
        await databases.DeleteInTurnAsync(db => db.RememberedCalls.IgnoreQueryFilters().Where(c => c.StartedAt <= old), cancellationToken);
    }

    /// <summary>
    /// Stores the answer of a call inside the transaction of its effect, which is rolled back when another process has answered it.
    /// </summary>
    /// <exception cref="CallAnsweredException">Another process has.</exception>
    internal static async Task StoreAsync(PortalDb db, KeyedCall call, object result)
    {
        if ((await AnsweredAsync(db, [call])).Count > 0)
        {
            throw new CallAnsweredException();
        }

        db.RememberedCalls.Add(call.Remember(result));
        await db.SaveChangesAsync();
    }

    /// <summary>
    /// Which of these calls another process has answered: by the hashes of their keys, inside the transaction that would do them.
    /// </summary>
    internal static async Task<HashSet<(long ApiKeyId, string KeyHash)>> AnsweredAsync(PortalDb db, IReadOnlyCollection<KeyedCall> calls)
    {
        var named = calls.Select(call => (call.ApiKeyId, call.KeyHash)).ToHashSet();
        if (db.Door() is { } door)
        {
            return [.. door.Answered(db, named)];
        }

        // The keys too: their index begins with them.
        var (keys, hashes) = (named.Select(call => call.ApiKeyId).Distinct().ToList(), named.Select(call => call.KeyHash).ToList());
        var found = (await db.RememberedCalls.Where(c => keys.Contains(c.ApiKeyId) && hashes.Contains(c.KeyHash))
            .Select(c => new { c.ApiKeyId, c.KeyHash }).ToListAsync())
            .Select(c => (c.ApiKeyId, c.KeyHash)).ToHashSet();
        found.IntersectWith(named);
        return found;
    }

    private async Task<CallTurn?> FindAsync(Actor actor, KeyedCall call, CancellationToken cancellationToken)
    {
        await using var db = databases.Read(actor);
        if (db.Door() is { } door)
        {
            // Nearly every call is new, and this is asked before each: without a query for it where the database can.
            await db.Database.OpenConnectionAsync(cancellationToken);
            if (door.Answered(db, [(call.ApiKeyId, call.KeyHash)]).Count == 0)
            {
                return null;
            }
        }

        var found = await db.RememberedCalls.SingleOrDefaultAsync(c => c.ApiKeyId == call.ApiKeyId && c.KeyHash == call.KeyHash,
            cancellationToken);
        if (found is not null && found.StartedAt <= time.UtcNow() - Kept)
        {
            await db.RememberedCalls.Where(c => c.Id == found.Id).ExecuteDeleteAsync(cancellationToken);
            return null;
        }

        return found is null ? null
            : found.RequestHash != call.RequestHash ? new CallTurn { Reused = true }
            : new CallTurn { Answer = new CallAnswer(found.Status, found.RequestId, found.Location, found.Body) };
    }

    private sealed class Running(string requestHash)
    {
        public string RequestHash => requestHash;

        public TaskCompletionSource<CallAnswer?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
