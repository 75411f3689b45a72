using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Invoices;

/// <summary>
/// Imports invoices and credit notes that were issued elsewhere, with their numbers; a row without a number becomes a draft. A credit note
/// stands below its invoice.
/// </summary>
public sealed class InvoiceImport(ImportEngine engine, TimeProvider time) : RecordImport(engine, time)
{
    /// <inheritdoc />
    public override string Key => "invoices";

    /// <inheritdoc />
    protected override IReadOnlyDictionary<string, string[]> Names { get; } = new Dictionary<string, string[]>
    {
        ["number"] = ["number", "invoicenumber", "invoiceno", "nummer", "rechnungsnummer", "rechnungsnr", "belegnummer"],
        ["kind"] = ["kind", "type", "art"],
        ["status"] = ["status"],
        ["customer_number"] = ["customernumber", "customerno", "kundennummer", "kundennr"],
        ["event_key"] = ["eventkey", "event", "veranstaltung"],
        ["currency"] = ["currency", "wahrung", "waehrung"],
        ["gross"] = ["gross", "amount", "total", "betrag", "brutto", "bruttobetrag"],
        ["invoice_date"] = ["invoicedate", "date", "datum", "rechnungsdatum"],
        ["due_date"] = ["duedate", "due", "fallig", "faellig", "falligam", "faelligkeit"],
        ["credit_of"] = ["creditof", "gutschriftzu"],
        ["notes"] = ["notes", "note", "notizen", "bemerkung"],
    };

    internal override RecordJudge Begin(RecordScope scope) => new Judging(scope);

    private sealed class Judging(RecordScope scope) : RecordJudge(scope)
    {
        private readonly Dictionary<string, Invoice> known = new(StringComparer.Ordinal);

        private readonly Dictionary<string, long> credited = new(StringComparer.Ordinal);

        protected override async Task PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
        {
            await base.PrepareAsync(rows, cancellationToken);
            var numbers = rows.SelectMany(row => new[] { row["number"], row["credit_of"] }).OfType<string>().Distinct()
                .Where(number => !known.ContainsKey(number)).ToList();
            foreach (var invoice in await Scope.Db.Invoices.AsNoTracking().Where(i => numbers.Contains(i.Number!))
                .ToListAsync(cancellationToken))
            {
                known[invoice.Number!] = invoice;
            }

            foreach (var sum in await Scope.Db.Invoices.Where(c => c.Status == InvoiceStatus.Issued
                && numbers.Contains(c.CreditOf!.Number!)).GroupBy(c => c.CreditOf!.Number!)
                    .Select(g => new { g.Key, Sum = g.Sum(c => c.GrossMinor) }).ToListAsync(cancellationToken))
            {
                credited[sum.Key] = sum.Sum;
            }
        }

        protected override object? Judge(ImportRow row)
        {
            var number = row["number"];
            var currency = row["currency"] ?? Scope.Currency;
            var gross = row.Amount("gross", currency, InvoiceService.InvalidAmount);
            var kind = row.Choice("kind", InvoiceKind.Invoice);
            var status = row.Choice("status", number is null ? InvoiceStatus.Draft : InvoiceStatus.Issued);
            var date = row.Date("invoice_date", Scope.Zone, TimeSpan.FromHours(12));
            var due = row.Date("due_date", Scope.Zone, new TimeSpan(23, 59, 59));
            var contact = Contact(row);
            var where = Event(row);
            var draft = new InvoiceDraft(row["customer_number"] ?? "", row["event_key"], currency, gross, date
                ?? Scope.Now, due, row["notes"]);
            row.Problems.AddRange(InvoiceService.CheckTexts(draft)
                .Problems.Where(problem => !row.Problems.Exists(other => other.Field == problem.Field)));
            row.Problems.AddRange(new Check()
                .That(row["invoice_date"] is not null, Problem.Required("invoice_date"))
                .That((number is null) == (status != InvoiceStatus.Issued),
                    new Problem("number_when_issued", "An issued invoice has a number, and no other has one.", "number"))
                .Length("number", number, Invoice.NumberLimit)
                .That(kind == InvoiceKind.Invoice || status == InvoiceStatus.Issued,
                    new Problem("credit_note_issued", "A credit note is always issued.", "status"))
                .That(kind == InvoiceKind.Invoice == (row["credit_of"] is null),
                    new Problem("credit_of_needed", "A credit note, and only that, names its invoice.", "credit_of")).Problems);
            if (number is not null && known.TryGetValue(number, out var there))
            {
                if (row.Problems.Count == 0 && (there.ContactId, there.Currency, there.GrossMinor, there.Kind) != (contact!.Value, currency,
                    gross, kind))
                {
                    row.Problems.Add(Problem.Taken("number", number));
                }

                return null;
            }

            var of = row["credit_of"] is { } credit ? known.GetValueOrDefault(credit) : null;
            if (row["credit_of"] is { } wanted && row.Problems.Count == 0)
            {
                var rest = of is { Kind: InvoiceKind.Invoice, Status: InvoiceStatus.Issued }
                    ? of.GrossMinor - credited.GetValueOrDefault(wanted)
                    : 0;
                row.Problems.AddRange(new Check()
                    .That(of is { Kind: InvoiceKind.Invoice, Status: InvoiceStatus.Issued }, Problem.Unknown("credit_of", wanted))
                    .That(of is null || (of.Currency, of.ContactId) == (currency, contact!.Value),
                        new Problem("credit_of_differs", "Contact and currency must be those of the invoice.", "credit_of"))
                    .That(of is null || gross <= rest,
                        new Problem("above_rest", $"At most {Money.Major(rest, currency)} {currency} can still be credited.", "gross",
                            Money.Major(rest, currency), currency)).Problems);
            }

            if (row.Problems.Count > 0)
            {
                return null;
            }

            var invoice = new Invoice
            {
                Number = number,
                Kind = kind,
                Status = status,
                ContactId = contact!.Value,
                EventId = where ?? of?.EventId,
                Currency = currency,
                GrossMinor = gross,
                InvoiceDate = date!.Value,
                DueDate = due,
                CreditOfId = of is { Id: > 0 } ? of.Id : null,
                CreditOf = of is { Id: 0 } ? of : null,
                Notes = row["notes"],
                CreatedAt = Scope.Now,
                UpdatedAt = Scope.Now,
            };
            if (number is not null)
            {
                known[number] = invoice;
            }

            if (of is not null)
            {
                credited[of.Number!] = credited.GetValueOrDefault(of.Number!) + gross;
            }

            return invoice;
        }
    }
}
