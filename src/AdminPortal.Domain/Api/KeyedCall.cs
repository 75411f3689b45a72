namespace AdminPortal.Domain.Api;

/// <summary>What a call was answered with.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="RequestId">Its request id, which the body may repeat.</param>
/// <param name="Location">Where the new record is, or null.</param>
/// <param name="Body">The bytes that were sent.</param>
public sealed record CallAnswer(int Status, string RequestId, string? Location, byte[] Body);

/// <summary>
/// A call with an idempotency key while it runs. It travels with the actor: the service that does what the call asks for stores the answer
/// in the transaction of the effect, so that a process that dies leaves both or neither.
/// </summary>
public sealed class KeyedCall
{
    private readonly DateTime startedAt;

    private Func<object, CallAnswer>? answer;

    internal KeyedCall(long apiKeyId, string keyHash, string requestHash, DateTime startedAt) =>
        (ApiKeyId, KeyHash, RequestHash, this.startedAt) = (apiKeyId, keyHash, requestHash, startedAt);

    /// <summary>The answer that was stored with the effect; null while there is none.</summary>
    public CallAnswer? Stored { get; private set; }

    internal long ApiKeyId { get; }

    internal string KeyHash { get; }

    internal string RequestHash { get; }

    /// <summary>
    /// Says how a result of that kind is answered, before the service is asked for it. It is called inside the transaction and does nothing
    /// but write bytes.
    /// </summary>
    public void AnswerWith<T>(Func<T, CallAnswer> write)
        where T : notnull => answer = result => write((T)result);

    /// <summary>Another attempt begins: what an earlier one stored was rolled back.</summary>
    internal void Begin() => Stored = null;

    /// <summary>The row to save with the effect.</summary>
    internal RememberedCall Remember(object result) =>
        Row(Stored = (answer ?? throw new InvalidOperationException("Nobody said how this call is answered."))(result));

    internal RememberedCall Row(CallAnswer given) => new()
    {
        ApiKeyId = ApiKeyId,
        KeyHash = KeyHash,
        RequestHash = RequestHash,
        StartedAt = startedAt,
        Status = given.Status,
        RequestId = given.RequestId,
        Location = given.Location,
        Body = given.Body,
    };
}

/// <summary>
/// Another process has answered this very call meanwhile; nothing was done here. Whoever asks for it again gets that answer.
/// </summary>
public sealed class CallAnsweredException() : Exception("Another process has answered this call meanwhile.");
