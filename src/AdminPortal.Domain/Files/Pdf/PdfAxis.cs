
namespace AdminPortal.Domain.Files.Pdf;

/// <summary>The values beside a chart: from zero or below to above the largest, in steps that are easy to read.</summary>
internal sealed record PdfAxis(double Least, double Most, double Step)
{
    private const int Steps = 4;

    /// <summary>The values that get a line.</summary>
    public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round((Most - Least) / Step) + 1).Select(at => Least + (at * Step));

    /// <summary>An axis for those values.</summary>
    /// <param name="values">What is drawn.</param>
    /// <param name="isWhole">Whether there is nothing between whole numbers.</param>
    public static PdfAxis Of(IEnumerable<double> values, bool isWhole)
    {
        var (least, most) = values.Aggregate((Least: 0.0, Most: 0.0), (ends, value) =>
            (Math.Min(ends.Least, value), Math.Max(ends.Most, value)));
        var raw = Math.Max(most - least, 1e-9) / Steps;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double[] nice = isWhole ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
        var step = nice.First(factor => factor * power >= raw * 0.999) * power;
        step = isWhole ? Math.Max(1, step) : step;
        return new PdfAxis(Math.Floor(least / step) * step, Math.Max(step, Math.Ceiling(most / step * 0.9999) * step), step);
    }

    /// <summary>How far a value is along the axis, from 0 to 1.</summary>
    public double Share(double value) => (value - Least) / (Most - Least);
}
