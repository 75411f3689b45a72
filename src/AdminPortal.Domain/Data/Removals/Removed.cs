using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>What was removed or restored in one step.</summary>
/// <param name="Ids">The chosen records that really went or came back; what went along is not among them.</param>
/// <param name="Along">How many others went along.</param>
/// <param name="Events">The events whose figures changed.</param>
public sealed record Removed(IReadOnlyList<long> Ids, int Along, IReadOnlyCollection<long> Events)
{
    /// <summary>
    /// Why some stayed as they were, of an undone import or of very many; of others all are changed or none.
    /// </summary>
    public IReadOnlyList<Problem> Kept { get; init; } = [];

    /// <summary>The entry of a removal.</summary>
    internal long EntryId { get; init; }

    /// <summary>What several transactions did together; the first refusal where none of them did anything.</summary>
    internal static Result<Removed> Sum(List<Removed> done, List<Problem> kept) => done.Count == 0
        ? kept.Count > 0 ? kept[0] : Problem.NotFound()
        : new Removed([.. done.SelectMany(one => one.Ids)], done.Sum(one => one.Along),
            [.. done.SelectMany(one => one.Events).Distinct()])
        { Kept = kept };

    /// <summary>Only the chosen records of a result; none where none was there.</summary>
    internal static Result<IReadOnlyList<long>> Gone(Result<Removed> result) => result.Problems is [{ Code: "not_found" }]
        ? new List<long>()
        : Back(result);

    /// <summary>Only the chosen records of a result.</summary>
    internal static Result<IReadOnlyList<long>> Back(Result<Removed> result) => result.Ok
        ? result.Value.Ids.ToList()
        : result.Refused<IReadOnlyList<long>>();
}
