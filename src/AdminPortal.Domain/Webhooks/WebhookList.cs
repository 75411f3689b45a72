using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Webhooks;

/// <summary>Endpoints and their log as pages show them.</summary>
public static class WebhookList
{
    /// <summary>The tenant's endpoints.</summary>
    public static ListOf<WebhookRow, WebhookFilter> Page { get; } = new(
        "webhook_list",
        Permission.ManageKeys,
        [
            new ReportCell<WebhookRow>("name", CellKind.Text, row => row.Name).SortedBy("name"),
            new("url", CellKind.Text, row => row.Url),
            new(RecordWords.Column<WebhookHealth>("health"), row => row.Health.Word()),
            new("waiting", CellKind.Count, row => row.Waiting),
            new("given_up", CellKind.Count, row => row.GivenUp),
            new("last_at", CellKind.Time, row => row.LastAt),
            new("types", CellKind.Text, row => string.Join(", ", row.Types)),
            new("event_keys", CellKind.Text, row => string.Join(", ", row.EventKeys)),
            new ReportCell<WebhookRow>("made_at", CellKind.Time, row => row.CreatedAt).SortedBy("created"),
        ],
        new FilterParts<WebhookFilter>()
            .Search((filter, words) => filter with { Search = words })
            .Choice<WebhookHealth>("health", (filter, health) => filter with { Health = health }),
        WebhookQueries.Sorts.Names)
    {
        Usual = ["name", "url", "health", "waiting", "given_up", "last_at"],
    };

    /// <summary>The log of one endpoint.</summary>
    public static ListOf<WebhookDeliveryRow, WebhookDeliveryFilter> Log { get; } = new(
        "webhook_log",
        Permission.ManageKeys,
        [
            new ReportCell<WebhookDeliveryRow>("happened_at", CellKind.Time, row => row.At).SortedBy("id"),
            new("type", CellKind.Text, row => row.Type),
            new("event_key", CellKind.Text, row => row.EventKey),
            new(RecordWords.Column<WebhookDeliveryState>("state"), row => row.State.Word()),
            new("http_status", CellKind.Text, row => row.Status?.ToString(CultureInfo.InvariantCulture) ?? row.Failure),
            new("tries", CellKind.Count, row => row.Tries),
            new("next_attempt_at", CellKind.Time, row => row.NextAttemptAt),
            new("message_id", CellKind.Text, row => row.Key),
        ],
        new FilterParts<WebhookDeliveryFilter>()
            .Search((filter, words) => filter with { Search = words })
            .Choice<WebhookDeliveryState>("state", (filter, state) => filter with { State = state })
            .Text("type", (filter, type) => filter with { Type = type })
            .Days("happened_at", (filter, from, until) => filter with { From = from, Until = until }),
        WebhookQueries.DeliverySorts.Names)
    {
        Usual = ["happened_at", "type", "event_key", "state", "http_status", "tries"],
        Descending = true,
    };
}
