using System.Diagnostics.CodeAnalysis;

namespace AdminPortal.Domain.Common;

/// <summary>The outcome of an operation that may be refused: a value, or the problems that stand against it.</summary>
public sealed class Result<T>
{
    private Result(T? value, IReadOnlyList<Problem> problems) => (Value, Problems) = (value, problems);

    /// <summary>The value when <see cref="Ok"/>.</summary>
    public T? Value { get; }

    /// <summary>Why it was refused; empty when <see cref="Ok"/>.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>Whether it was done.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Ok => Problems.Count == 0;

    /// <summary>Wraps a value.</summary>
    public static implicit operator Result<T>(T value) => new(value, []);

    /// <summary>Wraps one problem.</summary>
    public static implicit operator Result<T>(Problem problem) => new(default, [problem]);

    /// <summary>Wraps problems; there must be at least one.</summary>
    public static implicit operator Result<T>(List<Problem> problems) =>
        new(default, problems.Count > 0 ? problems : throw new ArgumentException("A refusal needs a problem.", nameof(problems)));

    /// <summary>The value, or an exception naming the problems: for callers that know it cannot be refused.</summary>
    public T Required() => Ok
        ? Value
        : throw new InvalidOperationException(string.Join(" ", Problems.Select(p => $"{p.Field}: {p.Message}")));

    /// <summary>Carries the problems on to another kind of result.</summary>
    public Result<TOther> Refused<TOther>() => Problems.ToList();
}

/// <summary>The value of an operation that answers nothing but "done".</summary>
public readonly record struct Done
{
    /// <summary>The one value.</summary>
    public static readonly Done It;
}
