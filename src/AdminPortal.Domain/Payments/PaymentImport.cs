using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Payments;

/// <summary>Imports payments, as a gateway or a bank exports them. The same reference of the same gateway is the same payment.</summary>
public sealed class PaymentImport(ImportEngine engine, TimeProvider time) : RecordImport(engine, time)
{
    /// <inheritdoc />
    public override string Key => "payments";

    /// <inheritdoc />
    protected override IReadOnlyDictionary<string, string[]> Names { get; } = new Dictionary<string, string[]>
    {
        ["invoice_number"] = ["invoicenumber", "invoice", "rechnung", "rechnungsnummer", "rechnungsnr"],
        ["customer_number"] = ["customernumber", "customerno", "kundennummer", "kundennr"],
        ["event_key"] = ["eventkey", "event", "veranstaltung"],
        ["gateway"] = ["gateway", "method", "zahlweg", "zahlart"],
        ["status"] = ["status"],
        ["currency"] = ["currency", "wahrung", "waehrung"],
        ["gross"] = ["gross", "amount", "betrag", "brutto"],
        ["fee"] = ["fee", "fees", "gebuhr", "gebuehr"],
        ["paid_at"] = ["paidat", "date", "datum", "paidon", "bezahltam", "zahlungsdatum"],
        ["reference"] = ["reference", "referenz", "transaction", "transactionid"],
    };

    internal override RecordJudge Begin(RecordScope scope) => new Judging(scope);

    private sealed class Judging(RecordScope scope) : RecordJudge(scope)
    {
        private readonly Dictionary<(string Gateway, string Reference), (string Currency, long Gross)> known = [];

        private Dictionary<string, (long Id, long ContactId, long? EventId)> invoices = [];

        protected override async Task PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
        {
            await base.PrepareAsync(rows, cancellationToken);
            var numbers = rows.Select(row => row["invoice_number"]).OfType<string>().Distinct().ToList();
            invoices = await Scope.Db.Invoices.Where(i => numbers.Contains(i.Number!) && i.Kind == InvoiceKind.Invoice
                && i.Status == InvoiceStatus.Issued)
                .Select(i => new { i.Number, i.Id, i.ContactId, i.EventId })
                .ToDictionaryAsync(i => i.Number!, i => (i.Id, i.ContactId, i.EventId), StringComparer.Ordinal, cancellationToken);
            var references = rows.Select(row => row["reference"]).OfType<string>().Distinct().ToList();
            foreach (var payment in await Scope.Db.Payments.Where(p => references.Contains(p.Reference!))
                .Select(p => new { p.Gateway, p.Reference, p.Currency, p.GrossMinor }).ToListAsync(cancellationToken))
            {
                known[(payment.Gateway, payment.Reference!)] = (payment.Currency, payment.GrossMinor);
            }
        }

        protected override object? Judge(ImportRow row)
        {
            var currency = row["currency"] ?? Scope.Currency;
            var gross = row.Amount("gross", currency, InvoiceService.InvalidAmount);
            var fee = row.Amount("fee", currency, Problem.Invalid("fee", "From zero to the amount paid.") with { Code = "invalid_fee" });
            var paidAt = row.Date("paid_at", Scope.Zone, TimeSpan.Zero);
            var draft = new PaymentDraft(row["invoice_number"], row["customer_number"], row["event_key"], row["gateway"]
                ?? "", currency, gross, fee, paidAt ?? Scope.Now, row["reference"], row.Choice("status", PaymentStatus.Completed));
            var contact = Contact(row);
            var where = Event(row);
            (long Id, long ContactId, long? EventId)? invoice = draft.InvoiceNumber is { } number
                && invoices.TryGetValue(number, out var found) ? found : null;
            row.Problems.AddRange(PaymentService.CheckTexts(draft, Scope.Now)
                .Problems.Where(problem => !row.Problems.Exists(other => other.Field == problem.Field)));
            row.Problems.AddRange(new Check()
                .That(row["paid_at"] is not null, Problem.Required("paid_at"))
                .That(draft.InvoiceNumber is null || invoice is not null, Problem.Unknown("invoice_number", draft.InvoiceNumber)).Problems);
            if (row.Problems.Count > 0)
            {
                return null;
            }

            if (draft.Reference is { } reference && !known.TryAdd((draft.Gateway, reference), (currency, gross)))
            {
                row.Problems.AddRange(new Check()
                    .That(known[(draft.Gateway, reference)] == (currency, gross), Problem.Taken("reference", reference)).Problems);
                return null;
            }

            return PaymentService.Make(draft, invoice?.Id, contact ?? invoice!.Value.ContactId, where ?? invoice?.EventId, Scope.Now);
        }
    }
}
