namespace AdminPortal.Domain.Webhooks;

/// <summary>What an endpoint can be told of.</summary>
public static class WebhookTypes
{
    /// <summary>Somebody takes part in an event, or does so again.</summary>
    public const string ParticipantAdded = "participant.added";

    /// <summary>A participation was changed.</summary>
    public const string ParticipantChanged = "participant.changed";

    /// <summary>A participation was removed; it can be restored.</summary>
    public const string ParticipantRemoved = "participant.removed";

    /// <summary>Somebody came in.</summary>
    public const string CheckInCreated = "check_in.created";

    /// <summary>Somebody went out, or a rule ended the stay.</summary>
    public const string CheckInClosed = "check_in.closed";

    /// <summary>A check-in was removed, restored or opened again.</summary>
    public const string CheckInCorrected = "check_in.corrected";

    /// <summary>A scan was refused.</summary>
    public const string CheckInRefused = "check_in.refused";

    /// <summary>An application was approved or rejected.</summary>
    public const string ApplicationDecided = "application.decided";

    /// <summary>An invoice or a credit note got its number.</summary>
    public const string InvoiceIssued = "invoice.issued";

    /// <summary>Nothing of an invoice is open any more.</summary>
    public const string InvoicePaid = "invoice.paid";

    /// <summary>Something is wrong that people should know of.</summary>
    public const string AlarmRaised = "alarm.raised";

    /// <summary>An alarm is over.</summary>
    public const string AlarmEnded = "alarm.ended";

    /// <summary>What the test button sends; every endpoint gets it.</summary>
    public const string Ping = "ping";

    /// <summary>All that can be chosen, in the order shown.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ParticipantAdded, ParticipantChanged, ParticipantRemoved, CheckInCreated, CheckInClosed, CheckInCorrected, CheckInRefused,
        ApplicationDecided, InvoiceIssued, InvoicePaid, AlarmRaised, AlarmEnded,
    ];
}

/// <summary>Why an attempt had no answer.</summary>
public static class WebhookFailures
{
    /// <summary>The name of the host is not known.</summary>
    public const string UnknownHost = "unknown_host";

    /// <summary>The host's addresses are of a network that is not public.</summary>
    public const string PrivateAddress = "private_address";

    /// <summary>Nobody listens there, or the connection broke.</summary>
    public const string NoConnection = "no_connection";

    /// <summary>The certificate is not valid, or encryption failed otherwise.</summary>
    public const string Encryption = "encryption";

    /// <summary>No answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The answer was no HTTP.</summary>
    public const string NoHttp = "no_http";

    /// <summary>The keys that the secret was encrypted with are gone: a new secret is needed.</summary>
    public const string SecretLost = "secret_lost";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [UnknownHost, PrivateAddress, NoConnection, Encryption, Timeout, NoHttp, SecretLost];
}
