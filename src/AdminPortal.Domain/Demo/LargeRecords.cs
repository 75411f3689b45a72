using System.Globalization;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;

namespace AdminPortal.Domain.Demo;

/// <summary>The large tenant's applications, invoices and payments.</summary>
internal sealed class LargeRecords(Random random, DateTime now)
{
    private static readonly string[] Gateways = ["stripe", "paypal", "bank", "cash"];

#pragma warning disable CA5394 // a tenant that is the same every time needs a random sequence that is
    /// <summary>Most are for one event; each approved one is the reason of a participation that exists.</summary>
    public IEnumerable<Application> Applications(long tenantId, int count, List<Participant> people, List<Event> events)
    {
        for (var i = 0; i < count; i++)
        {
            var person = Any(people);
            var status = random.Next(10) switch
            { < 5 => ApplicationStatus.Approved, < 7 => ApplicationStatus.Rejected, _ => ApplicationStatus.Open };
            var approved = status == ApplicationStatus.Approved;
            var decided = status == ApplicationStatus.Open ? (DateTime?)null : person.CreatedAt;
            var others = events.Where(e => e.Id != person.EventId && random.Next(9) == 0)
                .Select(e => new ApplicationEvent { TenantId = tenantId, EventId = e.Id });
            yield return new Application
            {
                ContactId = person.ContactId,
                CategoryKey = random.Next(5) switch { 0 => "exhibitor", 1 => "speaker", 2 => null, _ => "visitor" },
                Status = status,
                Rating = random.Next(4) == 0 ? null : 1 + random.Next(5),
                Events = [new ApplicationEvent { TenantId = tenantId, EventId = person.EventId, IsApproved = approved,
                    ParticipantId = approved ? person.Id : null, MadeParticipant = approved }, .. others],
                CreatedAt = Clock.Cut(person.CreatedAt.AddDays(-14 * random.NextDouble())),
                UpdatedAt = person.CreatedAt,
                DecidedAt = decided,
                DecidedBy = decided is null ? null : "Olivia Sander",
            };
        }
    }

    /// <summary>Over thirteen months, three of four for an event.</summary>
    public IEnumerable<Invoice> Invoices(int count, List<Contact> contacts, List<Event> events)
    {
        for (var i = 0; i < count; i++)
        {
            var date = Clock.Cut(now.AddDays(-400 * random.NextDouble()));
            var status = random.Next(100) switch
            { < 92 => InvoiceStatus.Issued, < 96 => InvoiceStatus.Draft, _ => InvoiceStatus.Cancelled };
            var currency = random.Next(100) switch { < 68 => "EUR", < 88 => "CHF", < 98 => "JPY", _ => "KWD" };
            yield return new Invoice
            {
                Number = status == InvoiceStatus.Issued ? Number("L", i) : null,
                Status = status,
                ContactId = Any(contacts).Id,
                EventId = random.Next(4) == 0 ? null : Any(events).Id,
                Currency = currency,
                GrossMinor = 1 + random.Next(250_000),
                InvoiceDate = date,
                DueDate = date.AddDays(14),
                SentAt = status == InvoiceStatus.Issued ? date : null,
                CreatedAt = date,
                UpdatedAt = date,
            };
        }
    }

    /// <summary>Whole invoices or a part of one.</summary>
    public IEnumerable<Invoice> Credits(int count, List<Invoice> invoices)
    {
        var issued = invoices.Where(i => i.Status == InvoiceStatus.Issued).ToList();
        var step = Math.Max(1, issued.Count / Math.Max(1, count));
        for (var i = 0; i < count && i * step < issued.Count; i++)
        {
            var of = issued[i * step];
            var date = Clock.Cut(of.InvoiceDate.AddTicks((long)((now - of.InvoiceDate).Ticks * random.NextDouble())));
            yield return new Invoice
            {
                Number = Number("LG", i),
                Kind = InvoiceKind.CreditNote,
                Status = InvoiceStatus.Issued,
                ContactId = of.ContactId,
                EventId = of.EventId,
                Currency = of.Currency,
                GrossMinor = random.Next(3) == 0 ? of.GrossMinor : Math.Max(1, of.GrossMinor / 3),
                InvoiceDate = date,
                CreditOfId = of.Id,
                CreatedAt = date,
                UpdatedAt = date,
            };
        }
    }

    /// <summary>
    /// Of each issued invoice what people do with one: pay it, in parts, too much, late or never, see it fail or come back. The rest is for
    /// no invoice.
    /// </summary>
    public IEnumerable<Payment> Payments(int count, List<Invoice> invoices, List<Contact> contacts, List<Event> events)
    {
        var made = 0;
        foreach (var invoice in invoices.Where(i => i is { Kind: InvoiceKind.Invoice, Status: InvoiceStatus.Issued }))
        {
            var gross = invoice.GrossMinor;
            (long Gross, PaymentStatus Status)[] parts = random.Next(20) switch
            {
                < 8 => [(gross, PaymentStatus.Completed)],
                < 12 => [(gross - (gross / 2), PaymentStatus.Completed), (gross / 2, PaymentStatus.Completed)],
                < 14 => [(gross - (gross / 3), PaymentStatus.Completed)],
                14 => [(gross + 100, PaymentStatus.Completed)],
                15 => [(gross, PaymentStatus.Refunded)],
                16 => [(gross, PaymentStatus.Pending)],
                17 => [(gross, PaymentStatus.Failed), (gross, PaymentStatus.Failed), (gross, PaymentStatus.Completed)],
                _ => [],
            };
            foreach (var (part, status) in parts.Where(part => part.Gross > 0 && made < count))
            {
                yield return Payment(++made, invoice.Id, invoice.ContactId, null, invoice.Currency, part, status,
                    invoice.InvoiceDate.AddDays(30 * random.NextDouble()));
            }
        }

        while (made < count)
        {
            var currency = random.Next(3) == 0 ? "CHF" : "EUR";
            yield return Payment(++made, null, Any(contacts).Id, random.Next(3) == 0 ? null : Any(events).Id, currency, 100
                + random.Next(40_000), random.Next(15) == 0 ? PaymentStatus.Pending : PaymentStatus.Completed,
                    now.AddDays(-400 * random.NextDouble()));
        }
    }

    private static string Number(string series, int number) => string.Create(CultureInfo.InvariantCulture, $"{series}-{number + 1:D6}");

    private Payment Payment(int number, long? invoiceId, long contactId, long? eventId, string currency, long gross, PaymentStatus status,
        DateTime at)
    {
        var gateway = Any(Gateways);
        at = Clock.Cut(at < now ? at : now);
        return new Payment
        {
            InvoiceId = invoiceId,
            ContactId = contactId,
            EventId = eventId,
            Gateway = gateway,
            Status = status,
            Currency = currency,
            GrossMinor = gross,
            FeeMinor = gateway is "stripe" or "paypal" && status == PaymentStatus.Completed ? gross * 14 / 1000 : 0,
            PaidAt = at,
            Reference = gateway is "cash" ? null : Number(gateway, number),
            CreatedAt = at,
            UpdatedAt = at,
        };
    }

    private T Any<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
#pragma warning restore CA5394
}
