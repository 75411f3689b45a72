using AdminPortal.Domain.Tenants;

namespace AdminPortal.Domain.Webhooks;

/// <summary>What the portal is configured with.</summary>
public sealed record WebhookSettings
{
    /// <summary>
    /// Endpoints may lie in networks that are not public, and be asked without encryption: for an installation whose receivers stand in the
    /// same house, and for tests.
    /// </summary>
    public bool AllowPrivate { get; init; }

    /// <summary>Endpoints may be asked without encryption.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>How long an endpoint has to answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>What an endpoint is made from.</summary>
/// <param name="Name">At most 100 characters.</param>
/// <param name="Url">Where messages are posted to.</param>
/// <param name="Types">Out of <see cref="WebhookTypes.All"/>, at least one.</param>
/// <param name="EventKeys">Keys of the events it is limited to; empty for all.</param>
public sealed record WebhookDraft(string Name, string Url, IReadOnlyCollection<string> Types, IReadOnlyCollection<string> EventKeys);

/// <summary>A secret, the only time its text is known.</summary>
/// <param name="Id">The endpoint.</param>
/// <param name="Secret">Signs messages from now on.</param>
public sealed record NewWebhookSecret(long Id, string Secret);

/// <summary>How an endpoint does.</summary>
public enum WebhookHealth
{
    /// <summary>Messages arrive, or none was sent yet.</summary>
    Working,

    /// <summary>The last attempt failed.</summary>
    Failing,

    /// <summary>Everything failed; it is only tried now and then.</summary>
    Broken,

    /// <summary>Somebody paused it.</summary>
    Paused,
}

/// <summary>A row of the list of endpoints; times are UTC.</summary>
/// <param name="Waiting">Messages that wait.</param>
/// <param name="GivenUp">Messages that were given up.</param>
/// <param name="LastAt">When it was tried last; null when never.</param>
public sealed record WebhookRow(long Id, string Name, string Url, IReadOnlyList<string> Types, IReadOnlyList<string> EventKeys,
    WebhookHealth Health, int Waiting, int GivenUp, DateTime? LastAt, DateTime CreatedAt);

/// <summary>A whole endpoint; times are UTC.</summary>
/// <param name="OldSecretUntil">Until when the secret before it signs too; null when it does not.</param>
/// <param name="BrokenAt">Since when it is only tried now and then.</param>
/// <param name="ProbeAt">When it is tried next then.</param>
public sealed record WebhookDetail(WebhookRow Row, DateTime SecretMadeAt, DateTime? OldSecretUntil, DateTime? BrokenAt, DateTime? ProbeAt,
    int Version)
{
    /// <summary>What a form shows.</summary>
    public WebhookDraft Draft => new(Row.Name, Row.Url, Row.Types, Row.EventKeys);
}

/// <summary>Which endpoints; everything that is set must hold.</summary>
public sealed record WebhookFilter
{
    /// <summary>Words that must all occur in the name or the address.</summary>
    public string? Search { get; init; }

    public WebhookHealth? Health { get; init; }
}

/// <summary>Which deliveries of an endpoint; everything that is set must hold.</summary>
public sealed record WebhookDeliveryFilter(long EndpointId)
{
    public WebhookDeliveryState? State { get; init; }

    /// <summary>Out of <see cref="WebhookTypes"/>.</summary>
    public string? Type { get; init; }

    /// <summary>An id for receivers, or the key of an event.</summary>
    public string? Search { get; init; }

    /// <summary>Happened at this UTC time or later.</summary>
    public DateTime? From { get; init; }

    /// <summary>Happened before this UTC time.</summary>
    public DateTime? Until { get; init; }
}

/// <summary>A row of the log of an endpoint; times are UTC.</summary>
public sealed record WebhookDeliveryRow(long Id, string Key, string Type, string EventKey, DateTime At, WebhookDeliveryState State,
    int Tries, int? Status, string? Failure, DateTime? NextAttemptAt, DateTime? FinishedAt);

/// <summary>One attempt, as the log shows it; the time is UTC.</summary>
public sealed record WebhookAttemptRow(long Id, DateTime At, int Milliseconds, int? Status, string? Failure, string? Answer);

/// <summary>A delivery with what was sent and what came back, the newest attempt first.</summary>
public sealed record WebhookDeliveryDetail(long EndpointId, WebhookDeliveryRow Row, string Body,
    IReadOnlyList<WebhookAttemptRow> Attempts);

/// <summary>Whom messages are collected for.</summary>
internal sealed record WebhookSubscriber(long Id, long TenantId, IReadOnlySet<string> Types, IReadOnlySet<long> Events, DateTime Since)
{
    /// <summary>Plans that have webhooks: those with the API.</summary>
    public static bool Allows(Plan plan) => plan is Plan.Business or Plan.Enterprise;
}
