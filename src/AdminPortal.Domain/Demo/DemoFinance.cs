using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Tenants;

namespace AdminPortal.Domain.Demo;

/// <summary>
/// The demo's applications, invoices and payments, through the same services that people use; always the same, relative to now.
/// </summary>
public sealed class DemoFinance(
    ApplicationService applications, InvoiceService invoices, InvoiceQueries queries, PaymentService payments, ApplicationQueries found,
    TenantProfileService profiles)
{
    private const int Count = 54;

    private static readonly TenantProfileDraft Profile = new(
        "Hafenforum Veranstaltungs-GmbH", "Am Musterkai 1\n20457 Hamburg", "22/000/00000", "DE000000000", null, "DE89370400440532013000",
            "COBADEFFXXX");

    private static readonly string?[] Messages =
    [
        "Wir zeigen auf der Hafenfläche zwei Exponate und brauchen Strom.", null,
        "Ich würde gern einen Vortrag über autonome Hafenlogistik halten.", "We came last year and would love to be back.", null,
        "Gern auch nur für einen Tag.",
    ];

    /// <summary>Fills the tenant.</summary>
    /// <param name="actor">Of the demo's tenant.</param>
    /// <param name="now">UTC; everything lies before it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task RunAsync(Actor actor, DateTime now, CancellationToken cancellationToken = default)
    {
        await ApplyAsync(actor, now, cancellationToken);
        (await profiles.UpdateAsync(actor, Profile, 0, cancellationToken)).Required();
        for (var i = 0; i < Count; i++)
        {
            await InvoiceAsync(actor, i, now.AddDays(-2.2 * (Count - i)), now, cancellationToken);
        }
    }

    private static string Customer(int person) => $"D{10_001 + (person % 460)}";

    private async Task ApplyAsync(Actor actor, DateTime now, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 48; i++)
        {
            // Every third comes from somebody who takes part already: approving links them.
            var category = (i % 4) switch { 0 => "exhibitor", 1 => "speaker", 2 => "visitor", _ => null };
            int? rating = i % 5 == 4 ? null : 5 - (i * 3 % 4);
            var draft = new ApplicationDraft(Customer(i % 3 == 0 ? 340 + i : i * 6), [DemoSeed.RunningKey], category,
                Messages[i % Messages.Length], rating, now.AddHours(-31 * (48 - i)));
            var id = (await applications.CreateAsync(actor, draft, cancellationToken)).Required();
            if (i % 3 == 0 && i < 40)
            {
                var wanted = (await found.FindAsync(actor, id, cancellationToken))!.Row.Events[0];
                (await applications.ApproveAsync(actor, id, [wanted.EventId], cancellationToken)).Required();
            }
            else if (i % 7 == 1)
            {
                (await applications.RejectAsync(actor, id, cancellationToken)).Required();
            }
        }
    }

    private async Task InvoiceAsync(Actor actor, int i, DateTime date, DateTime now, CancellationToken cancellationToken)
    {
        var currency = i % 6 == 5 ? "CHF" : "EUR";
        var gross = (11_900L * (1 + (i % 5))) + (i % 3 * 4_950);
        var eventKey = i % 4 == 3 ? null : i % 2 == 0 ? DemoSeed.RunningKey : DemoSeed.PastKey;
        var draft = new InvoiceDraft(
            Customer(13 + (i * 17)), eventKey, currency, gross, date, date.AddDays(14), i % 9 == 0 ? "Mit Stromanschluss" : null)
        {
            Lines = Lines(i),
        };
        var id = (await invoices.CreateAsync(actor, draft, cancellationToken)).Required();
        if (i >= Count - 3)
        {
            return;
        }

        if (i % 17 == 11)
        {
            (await invoices.CancelAsync(actor, id, cancellationToken)).Required();
            return;
        }

        (await invoices.IssueAsync(actor, id, cancellationToken: cancellationToken)).Required();
        (await invoices.MarkSentAsync(actor, id, i % 10 != 9, cancellationToken)).Required();
        if (i % 9 == 4)
        {
            (await invoices.CreditAsync(actor, id, i % 18 == 4 ? gross : gross / 4, null, date.AddDays(1) < now ? date.AddDays(1) : now,
                cancellationToken)).Required();
        }

        await PayAsync(actor, id, i, gross, currency, date.AddDays(1 + (i % 12)), now, cancellationToken);
    }

    /// <summary>They come to the gross amount: 119 each with tax, and 49.50 each.</summary>
    private static InvoiceLineDraft[] Lines(int i)
    {
        InvoiceLineDraft[] stand = [new("Standfläche, je 4 m²", 1_000 * (1 + (i % 5)), 10_000, 1_900)];
        return i % 3 == 0 ? stand : [.. stand, new("Verpflegung, je Tag und Person", 1_000 * (i % 3), 4_626, 700)];
    }

    private async Task PayAsync(Actor actor, long id, int i, long gross, string currency, DateTime at, DateTime now,
        CancellationToken cancellationToken)
    {
        var number = (await queries.FindAsync(actor, id, cancellationToken))!.Row.Number;
        at = at < now ? at : now;
        switch (i % 8)
        {
            case 0 or 5:
                await RecordAsync("stripe", gross, (gross * 15 / 1000) + 25, PaymentStatus.Completed);
                break;
            case 1 or 6:
                await RecordAsync("bank", gross, 0, PaymentStatus.Completed);
                break;
            case 2:
                await RecordAsync("paypal", gross / 2, (gross / 2 * 249 / 10_000) + 35, PaymentStatus.Completed);
                break;
            case 3:
                await RecordAsync("stripe", gross, 0, PaymentStatus.Failed);
                await RecordAsync("paypal", gross, (gross * 249 / 10_000)
                    + 35, i % 16 == 3 ? PaymentStatus.Refunded : PaymentStatus.Completed);
                break;
            case 4:
                await RecordAsync("bank", gross, 0, PaymentStatus.Pending);
                break;
        }

        if (i % 13 == 6)
        {
            await RecordAsync("cash", 2_000, 0, PaymentStatus.Completed);
        }

        async Task RecordAsync(string gateway, long amount, long fee, PaymentStatus status) => (await payments.RecordAsync(
            actor, new PaymentDraft(number, null, null, gateway, currency, amount, fee, at,
                gateway == "cash" ? null : $"{gateway}-{i + 1:D4}-{status}".ToLowerInvariant(), status), cancellationToken)).Required();
    }
}
