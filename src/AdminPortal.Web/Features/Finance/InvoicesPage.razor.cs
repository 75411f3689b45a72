using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Finance;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Finance;

/// <summary>Invoices and credit notes; selected ones are issued, marked as sent and deleted together.</summary>
public sealed partial class InvoicesPage
{
    private IReadOnlyList<FilterOption> currencies = [];
    private DateTime now;

    /// <summary>Rows can be selected.</summary>
    public InvoicesPage() => Selection = new RowSelection<InvoiceRow>(row => row.Id, row => row.Number ?? row.Name);

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = "kind")]
    public string? KindText { get; set; }

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = "status")]
    public string? StatusText { get; set; }

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = "settlement")]
    public string? SettlementText { get; set; }

    /// <summary>From the address.</summary>
    [SupplyParameterFromQuery(Name = "currency")]
    public string? CurrencyText { get; set; }

    [Inject]
    private InvoiceQueries Invoices { get; set; } = null!;

    [Inject]
    private InvoiceService Service { get; set; } = null!;

    [Inject]
    private Confirmations Confirmations { get; set; } = null!;

    [Inject]
    private UndoOffers Undo { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private bool MayChange => Actor.May(Permission.ManageFinance);

    private IReadOnlyList<FilterOption> Kinds => [.. Enum.GetNames<InvoiceKind>().Select(name => new FilterOption(name.ToLowerInvariant(), L[$"Kind_{name}"]))];

    private IReadOnlyList<FilterOption> Statuses => [.. Enum.GetNames<InvoiceStatus>().Select(name => new FilterOption(name.ToLowerInvariant(), L[$"Status_{name}"]))];

    private IReadOnlyList<FilterOption> Settlements => [.. Enum.GetNames<Settlement>().Select(name => new FilterOption(name.ToLowerInvariant(), L[$"Settlement_{name}"]))];

    private InvoiceFilter Asked => new()
    {
        Search = Search,
        Kind = Enum.TryParse<InvoiceKind>(KindText, true, out var kind) && Enum.IsDefined(kind) ? kind : null,
        Status = Enum.TryParse<InvoiceStatus>(StatusText, true, out var status) && Enum.IsDefined(status) ? status : null,
        Settlement = Enum.TryParse<Settlement>(SettlementText, true, out var settlement) && Enum.IsDefined(settlement) ? settlement : null,
        Currency = CurrencyText,
        EventId = EventId,
        From = From,
        Until = Until,
    };

    /// <summary>The filters in words, for the list of files.</summary>
    private IEnumerable<string?> Words => [TextOf(Kinds, KindText), TextOf(Statuses, StatusText), TextOf(Settlements, SettlementText), Event?.Text, CurrencyText];

    /// <inheritdoc />
    protected override IReadOnlyList<string> Sorts => InvoiceQueries.Sorts.Names;

    /// <inheritdoc />
    protected override IReadOnlyDictionary<string, string?> Filters => new Dictionary<string, string?>
    {
        ["kind"] = KindText,
        ["status"] = StatusText,
        ["settlement"] = SettlementText,
        ["currency"] = CurrencyText,
        [EventPart] = EventText,
        [FromPart] = FromText,
        [UntilPart] = UntilText,
    };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        currencies = [.. (await Invoices.CurrenciesAsync(Actor)).Select(code => new FilterOption(code, code))];
    }

    /// <inheritdoc />
    protected override Task<Page<InvoiceRow>> ReadAsync(PageRequest page)
    {
        now = Time.UtcNow();
        return Invoices.ListAsync(Actor, Asked, page);
    }

    private static string Href(InvoiceRow row) => $"invoices/{ListAddress.Text(row.Id)}";

    private async Task SelectAllAsync() => Selection!.Set(await Invoices.IdsAsync(Actor, Asked));

    /// <summary>Cannot be undone: numbers are given once.</summary>
    private async Task IssueAsync()
    {
        if (!await Confirmations.AskAsync(new Confirmation(L["IssueManyQuestion"], L["IssueManyGoes", Selection!.Ids.Count], L["Issue"])))
        {
            return;
        }

        var result = await Service.IssueManyAsync(Actor, Selection.Ids);
        if (await ChangedAsync(result))
        {
            Toasts.Show(L["IssuedMany", result.Value!.Count]);
        }
    }

    private async Task SendAsync()
    {
        var result = await Service.MarkSentManyAsync(Actor, Selection!.Ids, true);
        if (await ChangedAsync(result))
        {
            Undo.Offer(L["SentMany", result.Value!.Count], () => Service.MarkSentManyAsync(Actor, result.Value!, false), ReloadAsync);
        }
    }

    private async Task DeleteAsync()
    {
        var result = await Service.DeleteManyAsync(Actor, Selection!.Ids);
        if (await ChangedAsync(result))
        {
            Undo.Offer(L["DeletedMany", result.Value!.Count], () => Service.RestoreManyAsync(Actor, result.Value!), ReloadAsync);
        }
    }

    /// <summary>Shows the result; false, and said why, when nothing changed.</summary>
    private async Task<bool> ChangedAsync(Result<IReadOnlyList<long>> result)
    {
        if (!result.Ok)
        {
            Undo.Refused(result.Problems);
            return false;
        }

        if (result.Value.Count == 0)
        {
            Toasts.Show(L["NothingChanged"], Tone.Info);
            return false;
        }

        Selection!.Set([]);
        await LoadAsync();
        return true;
    }
}
