using AdminPortal.Domain.Accounts;

namespace AdminPortal.Web.Features.Users;

/// <summary>A team as it is typed.</summary>
public sealed record TeamForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields = ["name", "events", "doors", "people"];

    public string? Name { get; set; }

    public LimitForm Limits { get; init; } = new() { Events = [] };

    /// <summary>Ids of its people.</summary>
    public IReadOnlyList<long> People { get; set; } = [];

    /// <summary>A team as it is.</summary>
    public static TeamForm Of(TeamDraft draft) =>
        new() { Name = draft.Name, Limits = LimitForm.Of(draft.Limits), People = draft.People };

    /// <summary>The draft.</summary>
    public TeamDraft ToDraft() => new(Name ?? "", Limits.Draft(), People);
}
