using System.Text.Json.Nodes;

namespace AdminPortal.Domain.Audit;

/// <summary>The changes that all rows of an operation share; see <see cref="AuditOperation.Common"/>.</summary>
internal static class AuditCommon
{
    /// <summary>What rows that share nothing share.</summary>
    public const string Nothing = "{}";

    /// <summary>What all of the entries share, and what was shared before them.</summary>
    /// <param name="before">Null when there was no row before.</param>
    /// <param name="entries">At least one.</param>
    public static string Of(string? before, IEnumerable<AuditEntry> entries)
    {
        var common = before;
        foreach (var changes in entries.Select(entry => entry.Changes))
        {
            if (common == Nothing)
            {
                break;
            }

            common = common is null || common == changes ? changes : Both(common, changes);
        }

        return common ?? Nothing;
    }

    private static string Both(string one, string other)
    {
        var (common, changes) = (JsonNode.Parse(one)!.AsObject(), JsonNode.Parse(other)!.AsObject());
        foreach (var (name, values) in common.ToList())
        {
            var pair = values!.AsArray();
            if (changes[name]?.AsArray() is not { } others || !JsonNode.DeepEquals(pair[^1], others[^1]))
            {
                common.Remove(name);
            }
            else if (pair.Count > 1 && !JsonNode.DeepEquals(pair[0], others[0]))
            {
                pair.RemoveAt(0);
            }
        }

        return common.ToJsonString(AuditRecorder.Json);
    }
}
