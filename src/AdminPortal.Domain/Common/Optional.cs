namespace AdminPortal.Domain.Common;

/// <summary>A value that may have been sent (perhaps as null) or not sent at all, as partial updates need.</summary>
public readonly record struct Optional<T>(bool Sent, T? Value)
{
    /// <summary>A sent value.</summary>
    public static implicit operator Optional<T>(T? value) => new(true, value);

    /// <summary>The sent value, or what is there now.</summary>
    public T? Or(T? current) => Sent ? Value : current;
}
