using AdminPortal.Domain.Common;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Kit.Texts;

/// <summary>Marks the resource files with one text for each code of a <see cref="Problem"/>; placeholders take its arguments.</summary>
public sealed class ProblemTexts;

/// <summary>Problems in the viewer's language.</summary>
public static class ProblemText
{
    /// <summary>The translated sentence; the English one where a code has no text.</summary>
    public static string Of(this IStringLocalizer<ProblemTexts> texts, Problem problem)
    {
        var key = problem is { Code: "taken", Args: [_, string] } ? "taken_by" : problem.Code;
        var text = texts[key, problem.Args.Select(arg => arg ?? "").ToArray()];
        return text.ResourceNotFound ? problem.Message : text.Value;
    }

    /// <summary>The sentences about one field, or null; for <see cref="Kit.Fields.FormField.Error"/>.</summary>
    public static string? For(this IStringLocalizer<ProblemTexts> texts, IEnumerable<Problem> problems, string field) =>
        string.Join(" ", problems.Where(p => p.Field == field).Select(texts.Of)) is { Length: > 0 } text ? text : null;
}
