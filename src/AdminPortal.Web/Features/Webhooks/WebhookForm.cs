using AdminPortal.Domain.Webhooks;

namespace AdminPortal.Web.Features.Webhooks;

/// <summary>What is typed into the form of an endpoint. Equal forms hold the same texts.</summary>
public sealed record WebhookForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields = ["name", "url", "types", "events"];

    public string? Name { get; set; }

    public string? Url { get; set; }

    /// <summary>Chosen types, in the order of <see cref="WebhookTypes.All"/>, with commas between.</summary>
    public string Types { get; set; } = "";

    /// <summary>Keys of events, separated by lines, commas or blanks.</summary>
    public string? Events { get; set; }

    /// <summary>An endpoint as it is.</summary>
    public static WebhookForm Of(WebhookDraft draft) => new()
    {
        Name = draft.Name,
        Url = draft.Url,
        Types = string.Join(',', WebhookTypes.All.Where(draft.Types.Contains)),
        Events = draft.EventKeys.Count == 0 ? null : string.Join('\n', draft.EventKeys),
    };

    /// <summary>Whether a type is chosen.</summary>
    public bool Has(string type) => Types.Split(',').Contains(type);

    /// <summary>Chooses a type, or not.</summary>
    public void Set(string type, bool chosen) =>
        Types = string.Join(',', WebhookTypes.All.Where(one => one == type ? chosen : Has(one)));

    /// <summary>The draft.</summary>
    public WebhookDraft ToDraft() => new(Name ?? "", Url ?? "", Types.Split(',', StringSplitOptions.RemoveEmptyEntries),
        (Events ?? "").Split(['\n', '\r', ',', ';', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
