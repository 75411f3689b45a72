using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// When the person of a session last showed who they are: by signing in, or asked again since. What opens much (keys, other people's
/// accounts, files of everybody, erasing for good) asks for one that is not older than <see cref="Age"/>. One object is shared by all
/// actors of a window, so that what is shown in a dialog holds for the whole window at once.
/// </summary>
/// <param name="at">UTC.</param>
public sealed class Proof(DateTime at)
{
    /// <summary>How long showing it once is enough.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    private long ticks = at.Ticks;

    /// <summary>
    /// Never old: for what a person has ordered earlier and the portal does in their name later, and for people that tests make up.
    /// </summary>
    internal static Proof Standing { get; } = new(DateTime.MaxValue);

    /// <summary>UTC.</summary>
    public DateTime At => new(Interlocked.Read(ref ticks), DateTimeKind.Utc);

    /// <summary>Shown again.</summary>
    /// <param name="now">UTC.</param>
    public void Renew(DateTime now) => Interlocked.Exchange(ref ticks, now.Ticks);
}

/// <summary>Asks for a recent proof.</summary>
public static class Proofs
{
    /// <summary>The code of <see cref="Needed"/>.</summary>
    public const string Code = "proof_needed";

    /// <summary>What is answered to somebody who showed too long ago who they are.</summary>
    public static Problem Needed { get; } = new(Code, "Show again who you are: this needs your password or second factor.");

    /// <summary>
    /// <see cref="Needed"/> when the actor is a person without a proof of the last ten minutes; null for the portal itself and for keys,
    /// which show with each call who they are.
    /// </summary>
    public static Problem? Missing(this Actor actor, TimeProvider time) =>
        actor.Kind != ActorKind.User || (actor.Proof is { } proof && time.UtcNow() - proof.At <= Proof.Age) ? null : Needed;
}
