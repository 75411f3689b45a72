using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Invoices;

namespace AdminPortal.Web.Features.Finance;

/// <summary>What is typed into a line.</summary>
public sealed class InvoiceLineForm
{
    public string? Description { get; set; }

    public string? Quantity { get; set; }

    public string? Price { get; set; }

    public string? Vat { get; set; }

    /// <summary>A line as it is.</summary>
    public static InvoiceLineForm Of(InvoiceLineDraft line, string currency) => new()
    {
        Description = line.Description,
        Quantity = Decimals(line.QuantityThousandths / 1000m),
        Price = Amounts.Plain(line.UnitPriceMinor, currency),
        Vat = Decimals(line.VatHundredths / 100m),
    };

    /// <summary>What the service takes; what cannot be read becomes what it refuses.</summary>
    public InvoiceLineDraft ToDraft(string currency) => new(
        Description?.Trim() ?? "", Amounts.Fixed(Quantity, 3) ?? 0, Amounts.Minor(Price, currency) ?? -1,
        Amounts.Fixed(Vat?.TrimEnd('%', ' '), 2) is { } rate and >= 0 and <= InvoiceLineDraft.MostVat ? (int)rate : -1);

    /// <summary>A line with the same texts.</summary>
    public InvoiceLineForm Copy() => new() { Description = Description, Quantity = Quantity, Price = Price, Vat = Vat };

    /// <summary>The texts, for comparing.</summary>
    internal (string Description, string Quantity, string Price, string Vat) Texts =>
        (Description ?? "", Quantity ?? "", Price ?? "", Vat ?? "");

    private static string Decimals(decimal number) => number.ToString("0.###", CultureInfo.CurrentCulture);
}

/// <summary>The lines of a form; equal when the same is typed into them.</summary>
public sealed class InvoiceLineForms : IEquatable<InvoiceLineForms>
{
    /// <summary>The fields of all lines that may be, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields =
    [
        "lines", .. Enumerable.Range(0, InvoiceLine.Most)
            .SelectMany(at => new[] { "description", "quantity", "unit_price", "vat" }.Select(name => InvoiceLineDraft.Field(at, name))),
    ];

    /// <summary>In their order.</summary>
    public List<InvoiceLineForm> All { get; } = [];

    /// <summary>Lines with the same texts.</summary>
    public InvoiceLineForms Copy()
    {
        var copy = new InvoiceLineForms();
        copy.All.AddRange(All.Select(line => line.Copy()));
        return copy;
    }

    /// <summary>What the lines that can be read come to; null where there is none.</summary>
    public InvoiceTotals? Totals(string currency) =>
        All.Select(line => line.ToDraft(currency)).Where(line => line.Counts).ToList() is { Count: > 0 } lines
            ? InvoiceTotals.Of(lines)
            : null;

    /// <inheritdoc />
    public bool Equals(InvoiceLineForms? other) =>
        other is not null && All.Select(line => line.Texts).SequenceEqual(other.All.Select(line => line.Texts));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as InvoiceLineForms);

    /// <inheritdoc />
    public override int GetHashCode() => All.Count;
}
