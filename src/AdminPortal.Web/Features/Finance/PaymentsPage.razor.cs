using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Finance;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Finance;

/// <summary>The payments of the tenant, and what those that are found come to.</summary>
public sealed partial class PaymentsPage
{
    private IReadOnlyList<FilterOption> gateways = [];
    private IReadOnlyList<FilterOption> currencies = [];
    private IReadOnlyList<PaymentTotal> totals = [];

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = "status")]
    public string? StatusText { get; set; }

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = "gateway")]
    public string? GatewayText { get; set; }

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = "currency")]
    public string? CurrencyText { get; set; }

    [Inject]
    private PaymentQueries Payments { get; set; } = null!;

    private bool MayChange => Actor.May(Permission.ManageFinance);

    private IReadOnlyList<FilterOption> Statuses => [.. Enum.GetNames<PaymentStatus>().Select(name => new FilterOption(name.ToLowerInvariant(), L[$"Payment_{name}"]))];

    private PaymentFilter Asked => new()
    {
        Search = Search,
        Status = Enum.TryParse<PaymentStatus>(StatusText, true, out var status) && Enum.IsDefined(status) ? status : null,
        Gateway = GatewayText,
        Currency = CurrencyText,
        EventId = EventId,
        From = From,
        Until = Until,
    };

    /// <summary>The filters in words, for the list of files.</summary>
    private IEnumerable<string?> Words => [TextOf(Statuses, StatusText), Event?.Text, GatewayText, CurrencyText];

    /// <inheritdoc />
    protected override IReadOnlyList<string> Sorts => PaymentQueries.Sorts.Names;

    /// <inheritdoc />
    protected override IReadOnlyDictionary<string, string?> Filters => new Dictionary<string, string?>
    {
        ["status"] = StatusText,
        ["gateway"] = GatewayText,
        ["currency"] = CurrencyText,
        [EventPart] = EventText,
        [FromPart] = FromText,
        [UntilPart] = UntilText,
    };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        gateways = [.. (await Payments.GatewaysAsync(Actor)).Select(name => new FilterOption(name, name))];
        currencies = [.. (await Payments.CurrenciesAsync(Actor)).Select(code => new FilterOption(code, code))];
    }

    /// <inheritdoc />
    protected override async Task<Page<PaymentRow>> ReadAsync(PageRequest page)
    {
        var asked = Asked;
        var found = await Payments.ListAsync(Actor, asked, page);
        totals = await Payments.TotalsAsync(Actor, asked);
        return found;
    }

    private static string Href(PaymentRow row) => $"payments/{ListAddress.Text(row.Id)}";
}
