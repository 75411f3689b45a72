using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Invoices;

/// <summary>Gives numbers to invoices, without gaps.</summary>
internal static class InvoiceNumbers
{
    /// <summary>
    /// The next number of that kind and year. Raising the counter locks its row until the transaction ends, so that numbers are given one
    /// after the other and a refused or broken transaction gives its number back.
    /// </summary>
    /// <param name="db">Inside the write that uses the number.</param>
    /// <param name="kind">Invoices and credit notes count apart.</param>
    /// <param name="date">UTC; the year is that of the tenant's zone.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<string> NextAsync(PortalDb db, InvoiceKind kind, DateTime date, CancellationToken cancellationToken)
    {
        var zone = await db.TenantZoneAsync(cancellationToken);
        var year = zone.Day(date).Year;
        var counter = db.InvoiceCounters.Where(c => c.Kind == kind && c.Year == year);
        while (true)
        {
            if (await counter.ExecuteUpdateAsync(set => set.SetProperty(c => c.Last, c => c.Last + 1), cancellationToken) == 0)
            {
                // The unique index tells the second of two first ones to begin again.
                var first = new InvoiceCounter { Kind = kind, Year = year, Last = 1 };
                db.InvoiceCounters.Add(first);
                await db.SaveChangesAsync(cancellationToken);
                db.Entry(first).State = EntityState.Detached;
            }

            var last = await counter.Select(c => c.Last).SingleAsync(cancellationToken);
            var number = Write(kind, year, last);

            // An imported invoice may have it already: then the row of numbers goes on behind it.
            if (!await db.Invoices.IgnoreQueryFilters([PortalDb.AliveFilter]).AnyAsync(i => i.Number == number, cancellationToken))
            {
                return number;
            }
        }
    }

    /// <summary>How the numbers of a kind and year begin.</summary>
    public static string Head(InvoiceKind kind, int year) =>
        string.Create(CultureInfo.InvariantCulture, $"{(kind == InvoiceKind.Invoice ? 'R' : 'G')}{year}-");

    /// <summary>A number as it stands on the invoice.</summary>
    public static string Write(InvoiceKind kind, int year, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{Head(kind, year)}{count:D4}");
}
