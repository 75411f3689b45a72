using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Finance;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Finance;

/// <summary>One invoice or credit note: issued, sent, credited; what was paid and what is open.</summary>
public sealed partial class InvoicePage
{
    private InvoiceDetail? found;
    private IReadOnlyList<Problem> problems = [];
    private TimeZoneInfo zone = TimeZoneInfo.Utc;
    private string? credit;
    private DateTime now;
    private bool missing;
    private long shown;

    /// <summary>From the address.</summary>
    [Parameter]
    public long Id { get; set; }

    [CascadingParameter]
    private Actor Actor { get; set; } = null!;

    [Inject]
    private InvoiceQueries Invoices { get; set; } = null!;

    [Inject]
    private InvoiceService Service { get; set; } = null!;

    [Inject]
    private TenantService Tenants { get; set; } = null!;

    [Inject]
    private Confirmations Confirmations { get; set; } = null!;

    [Inject]
    private UndoOffers Undo { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private InvoiceRow Row => found!.Row;

    private bool MayChange => Actor.May(Permission.ManageFinance);

    private bool MayCredit => MayChange && Row.NetMinor > 0;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (shown != Id)
        {
            shown = Id;
            zone = Zone.Find((await Tenants.OwnAsync(Actor)).TimeZone);
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        now = Time.UtcNow();
        found = await Invoices.FindAsync(Actor, Id);
        missing = found is null;
        (problems, credit) = ([], null);
    }

    private Task ReloadAsync() => InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    /// <summary>Cannot be undone: a number is given once.</summary>
    private async Task IssueAsync()
    {
        if (await Confirmations.AskAsync(new Confirmation(L["IssueQuestion"], L["IssueGoes", Row.Name, Amounts.Text(Row.GrossMinor, Row.Currency)], L["Issue"])))
        {
            var result = await Service.IssueAsync(Actor, Id);
            await LoadAsync();
            Tell(result, result.Ok ? L["Issued", found?.Row.Number ?? ""] : "");
        }
    }

    private async Task SendAsync()
    {
        var sent = Row.SentAt is null;
        var result = await Service.MarkSentAsync(Actor, Id, sent);
        if (result.Ok)
        {
            Undo.Offer(L[sent ? "MarkedSent" : "MarkedNotSent"], () => Service.MarkSentAsync(Actor, Id, !sent), ReloadAsync);
        }
        else
        {
            Undo.Refused(result.Problems);
        }

        await LoadAsync();
    }

    private async Task CancelAsync()
    {
        var result = await Service.CancelAsync(Actor, Id);
        if (result.Ok)
        {
            Undo.Offer(L["DraftCancelled"], () => Service.ReviveAsync(Actor, Id), ReloadAsync);
        }
        else
        {
            Undo.Refused(result.Problems);
        }

        await LoadAsync();
    }

    private async Task ReviveAsync()
    {
        Tell(await Service.ReviveAsync(Actor, Id), S["Saved"]);
        await LoadAsync();
    }

    private async Task CreditAsync()
    {
        var amount = decimal.TryParse(credit, NumberStyles.Number, CultureInfo.CurrentCulture, out var major) ? Money.Minor(major, Row.Currency) ?? 0 : 0;
        var result = await Service.CreditAsync(Actor, Id, amount);
        problems = result.Problems;
        if (result.Ok)
        {
            await LoadAsync();
            Toasts.Show(L["CreditWritten", Row.Number ?? ""]);
        }
    }

    private async Task DeleteAsync()
    {
        var id = Id;
        var result = await Service.DeleteAsync(Actor, id);
        if (!result.Ok)
        {
            Undo.Refused(result.Problems);
            return;
        }

        Undo.Offer(L["DraftDeleted"], () => Service.RestoreAsync(Actor, id), () =>
        {
            Address.NavigateTo($"invoices/{ListAddress.Text(id)}");
            return Task.CompletedTask;
        });
        Address.NavigateTo("invoices");
    }

    private void Tell(Result<Done> result, string text)
    {
        if (result.Ok)
        {
            Toasts.Show(text);
        }
        else
        {
            Undo.Refused(result.Problems);
        }
    }
}
