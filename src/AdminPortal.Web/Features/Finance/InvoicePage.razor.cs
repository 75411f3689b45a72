using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using AdminPortal.Web.Kit.Messages;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Finance;

/// <summary>One invoice or credit note: issued, sent, credited; what was paid and what is open.</summary>
public sealed partial class InvoicePage
{
    private IReadOnlyList<Problem> problems = [];
    private string? credit;
    private DateTime now;
    private bool sending;
    private bool crediting;

    [Inject]
    private InvoiceQueries Invoices { get; set; } = null!;

    [Inject]
    private InvoiceService Service { get; set; } = null!;

    [Inject]
    private InvoiceMail Mail { get; set; } = null!;

    [Inject]
    private Confirmations Confirmations { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private InvoiceRow Row => Found!.Row;

    private bool MayChange => Actor.May(Permission.ManageFinance);

    private bool MayCredit => MayChange && Row.NetMinor > 0;

    /// <summary>Currencies of money that is there and does not count here.</summary>
    private string OtherCurrencies => string.Join(", ",
        Found!.Payments.Where(p => p.Status == PaymentStatus.Completed && p.Currency != Row.Currency).Select(p => p.Currency).Distinct());

    /// <inheritdoc />
    protected override Task<InvoiceDetail?> FindAsync()
    {
        now = Time.UtcNow();
        (problems, credit) = ([], null);
        return Invoices.FindAsync(Actor, Id);
    }

    /// <summary>Cannot be undone: a number is given once, so it is for what was shown when it was asked for.</summary>
    private async Task IssueAsync()
    {
        var seen = Found!.Version;
        if (await Confirmations.AskAsync(
            new Confirmation(L["IssueQuestion"], L["IssueGoes", Row.Name, Amounts.Text(Row.GrossMinor, Row.Currency)], L["Issue"])))
        {
            var result = await Service.IssueAsync(Actor, Id, seen);
            await LoadAsync();
            Tell(result.Problems, L["Issued", Found?.Row.Number ?? ""]);
        }
    }

    private async Task SendAsync()
    {
        var (id, before) = (Id, Row.SentAt);
        await TellAsync(await Service.MarkSentAsync(Actor, id, before is null), L[before is null ? "MarkedSent" : "MarkedNotSent"], () =>
            Service.MarkSentAsync(Actor, id, before));
    }

    /// <summary>Cannot be undone: a mail is gone once it is sent.</summary>
    private async Task MailAsync()
    {
        if (!sending && await Confirmations.AskAsync(new Confirmation(
            L["SendQuestion", Row.Number ?? ""], L["SendGoes", Found!.Email ?? ""], L["Send"])))
        {
            sending = true;
            try
            {
                var result = await Mail.SendAsync(Actor, Id);
                await LoadAsync();
                Tell(result.Problems, L["MailSent", result.Ok ? result.Value : ""]);
            }
            finally
            {
                sending = false;
            }
        }
    }

    private async Task CancelAsync()
    {
        var id = Id;
        await TellAsync(await Service.CancelAsync(Actor, id), L["DraftCancelled"], () => Service.ReviveAsync(Actor, id));
    }

    private async Task ReviveAsync() => await TellAsync(await Service.ReviveAsync(Actor, Id), S["Saved"]);

    /// <summary>A second click while the first one is on its way writes no second credit note, whose number would be for ever.</summary>
    private async Task CreditAsync()
    {
        if (crediting)
        {
            return;
        }

        crediting = true;
        try
        {
            var result = await Service.CreditAsync(Actor, Id, Amounts.Minor(credit, Row.Currency) ?? 0);
            problems = result.Problems;
            if (result.Ok)
            {
                await LoadAsync();
                Toasts.Show(L["CreditWritten", Row.Number ?? ""]);
            }
        }
        finally
        {
            crediting = false;
        }
    }

    /// <summary>Cannot be undone: a credit note has its number for ever.</summary>
    private async Task CreditAllAsync()
    {
        var rest = Row.NetMinor;
        if (await Confirmations.AskAsync(new Confirmation(L["CancelQuestion", Row.Number ?? ""],
            L["CancelGoes", Amounts.Text(rest, Row.Currency)], L["CancelInvoice"])
        { Danger = true }))
        {
            var result = await Service.CreditAsync(Actor, Id, rest);
            await LoadAsync();
            Tell(result.Problems, L["InvoiceCancelled", Found?.Row.Number ?? ""]);
        }
    }

    private Task DeleteAsync() => DeleteAsync(Service, L["DraftDeleted"], "invoices");

    private void Tell(IReadOnlyList<Problem> refusal, string done)
    {
        if (refusal.Count == 0)
        {
            Toasts.Show(done);
        }
        else
        {
            Undo.Refused(refusal);
        }
    }
}
