using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Invoices;

/// <summary>An invoice or credit note that was found by its number.</summary>
public sealed record InvoiceHit(long Id, string Number, string Name);

public sealed partial class InvoiceQueries
{
    /// <summary>
    /// Invoices and credit notes whose number begins with the text, capitals or not, and those that have it as their running number in any
    /// year: <c>r2026-00</c> and <c>17</c> find <c>R2026-0017</c>. In the order of their numbers. At most four commands, each over an index
    /// or the few rows of the counters.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ViewFinance"/>.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="most">How many are returned at most.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<InvoiceHit>> ByNumberAsync(
        Actor actor, string text, int most, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewFinance);
        var head = text.Trim();
        if (head.Length is < 2 or > Invoice.NumberLimit)
        {
            return [];
        }

        await using var db = Open(actor);
        var found = new List<InvoiceHit>();
        foreach (var begin in new[] { head, head.ToUpperInvariant() }.Distinct())
        {
            var end = begin + '\uffff';
#pragma warning disable CA1309, CA1310 // runs in the database, letter by letter
            var numbers = db.Invoices.Where(i => string.Compare(i.Number, begin) >= 0 && string.Compare(i.Number, end) < 0);
#pragma warning restore CA1309, CA1310
            found.AddRange(await HitsAsync(numbers, most, cancellationToken));
        }

        if (int.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            var counters = await db.InvoiceCounters.Where(c => c.Last >= count)
                .Select(c => new { c.Kind, c.Year }).ToListAsync(cancellationToken);
            var numbers = counters.ConvertAll(c => InvoiceNumbers.Write(c.Kind, c.Year, count));
            found.AddRange(await HitsAsync(db.Invoices.Where(i => numbers.Contains(i.Number!)), most, cancellationToken));
        }

        return [.. found.DistinctBy(hit => hit.Id).OrderBy(hit => hit.Number, StringComparer.Ordinal).Take(most)];
    }

    private static async Task<List<InvoiceHit>> HitsAsync(IQueryable<Invoice> invoices, int most, CancellationToken cancellationToken)
    {
        var rows = await invoices.OrderBy(i => i.Number).Take(most)
            .Select(i => new { i.Id, i.Number, i.Contact!.FirstName, i.Contact.LastName, i.Contact.CompanyName })
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(i => new InvoiceHit(i.Id, i.Number!, Contact.DisplayName(i.FirstName, i.LastName, i.CompanyName)));
    }
}
