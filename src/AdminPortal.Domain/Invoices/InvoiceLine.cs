using System.Text.Json.Serialization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Invoices;

/// <summary>
/// One line of an invoice or a credit note. It is written and removed while the invoice is a draft, and stays as it is from then on.
/// </summary>
public sealed class InvoiceLine : ITenantOwned
{
    /// <summary>Longest description.</summary>
    public const int DescriptionLimit = 500;

    /// <summary>Most lines of one invoice.</summary>
    public const int Most = 100;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public long InvoiceId { get; init; }

    public Invoice? Invoice { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public required int Position { get; set; }

    public required string Description { get; set; }

    /// <summary>Thousandths of the unit; negative in a line that takes something off.</summary>
    public required long QuantityThousandths { get; set; }

    /// <summary>Net price of one unit in minor units of the invoice's currency.</summary>
    public required long UnitPriceMinor { get; set; }

    /// <summary>VAT rate in hundredths of a percent: 1900 is 19 %.</summary>
    public required int VatHundredths { get; set; }

    /// <summary>What it is made of.</summary>
    internal InvoiceLineDraft Draft() => new(Description, QuantityThousandths, UnitPriceMinor, VatHundredths);

    /// <summary>Takes over what it is made of.</summary>
    internal static InvoiceLine Of(InvoiceLineDraft draft, int position) => new()
    {
        Position = position,
        Description = draft.Description.Trim(),
        QuantityThousandths = draft.QuantityThousandths,
        UnitPriceMinor = draft.UnitPriceMinor,
        VatHundredths = draft.VatHundredths,
    };
}

/// <summary>What a line is made of.</summary>
/// <param name="Description">At most 500 characters.</param>
/// <param name="QuantityThousandths">Thousandths of the unit, not zero, at most a million units; negative takes something off.</param>
/// <param name="UnitPriceMinor">Net price of one unit in minor units, not negative.</param>
/// <param name="VatHundredths">VAT rate in hundredths of a percent, from 0 to 100 %.</param>
public sealed record InvoiceLineDraft(string Description, long QuantityThousandths, long UnitPriceMinor, int VatHundredths)
{
    /// <summary>Largest quantity, in thousandths.</summary>
    public const long MostThousandths = 1_000_000_000;

    /// <summary>The highest rate, in hundredths of a percent.</summary>
    public const int MostVat = 10_000;

    /// <summary>Quantity by price in minor units, rounded half away from zero.</summary>
    [JsonIgnore]
    public long NetMinor => InvoiceTotals.Round((decimal)QuantityThousandths * UnitPriceMinor / 1000);

    /// <summary>Whether it has an amount that can be part of a sum, also while it is typed and has no description yet.</summary>
    [JsonIgnore]
    public bool Counts => HasQuantity && HasPrice && HasVat && Math.Abs(NetMinor) <= Money.Most;

    private bool HasQuantity => QuantityThousandths is not 0 and >= -MostThousandths and <= MostThousandths;

    private bool HasPrice => UnitPriceMinor is >= 0 and <= Money.Most;

    private bool HasVat => VatHundredths is >= 0 and <= MostVat;

    /// <summary>The name of a field of the line with that index, as problems name it: <c>lines.0.quantity</c>.</summary>
    public static string Field(int at, string name) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"lines.{at}.{name}");

    /// <summary>What is wrong with the line of that index.</summary>
    internal Check Check(int at)
    {
        var (quantity, price, vat) = (Field(at, "quantity"), Field(at, "unit_price"), Field(at, "vat"));
        return new Check()
            .Text(Field(at, "description"), Description, InvoiceLine.DescriptionLimit)
            .That(HasQuantity, new Problem(
                "invalid_quantity", "A quantity other than zero with at most three decimals is needed, at most a million.", quantity))
            .That(HasPrice, new Problem(
                "invalid_price", "A price is needed, with no more decimals than the currency has; zero is allowed.", price))
            .That(HasVat, new Problem("invalid_vat", "A rate from 0 to 100 with at most two decimals is needed.", vat))
            .That(Counts || !HasQuantity || !HasPrice || !HasVat, new Problem(
                "line_too_large", "The amount of this line is too large.", price));
    }
}

internal sealed class InvoiceLineMap : IEntityTypeConfiguration<InvoiceLine>
{
    public void Configure(EntityTypeBuilder<InvoiceLine> line)
    {
        line.Property(l => l.Description).HasMaxLength(InvoiceLine.DescriptionLimit);
        line.HasOne(l => l.Invoice).WithMany(i => i.Lines).HasForeignKey(l => l.InvoiceId);
        line.HasIndex(l => new { l.TenantId, l.InvoiceId, l.Position }).IsUnique();

        // Erasing invoices looks for their lines by the invoice alone.
        line.HasIndex(l => l.InvoiceId);
    }
}
