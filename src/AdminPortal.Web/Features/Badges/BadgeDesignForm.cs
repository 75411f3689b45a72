using System.Globalization;
using AdminPortal.Domain.Badges;

namespace AdminPortal.Web.Features.Badges;

/// <summary>What a design is printed on, as people choose it.</summary>
public enum BadgePaperChoice
{
    Sheet,
    A6,
    Label62,
    Label89,
    Free,
}

/// <summary>What is typed into the form of a design; numbers are millimetres. Equal forms hold the same texts.</summary>
public sealed record BadgeDesignForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields =
    [
        "name", "width", "height", "columns", "rows", "elements", .. Enumerable.Range(0, BadgeLayoutCheck.MostElements + 1)
            .SelectMany(at => new[] { "x", "y", "width", "size", "text" }.Select(name => FieldOf(at, name))),
    ];

    private static readonly Dictionary<BadgePaperChoice, (double Width, double Height)> Sizes = new()
    {
        [BadgePaperChoice.A6] = (105, 148),
        [BadgePaperChoice.Label62] = (62, 100),
        [BadgePaperChoice.Label89] = (89, 36),
    };

    public string? Name { get; set; }

    public BadgePaperChoice Paper { get; set; }

    public string? Width { get; set; }

    public string? Height { get; set; }

    public string? Columns { get; set; }

    public string? Rows { get; set; }

    public string? MarginLeft { get; set; }

    public string? MarginTop { get; set; }

    public string? GapX { get; set; }

    public string? GapY { get; set; }

    public bool CropMarks { get; set; }

    public BadgeElementForms Elements { get; init; } = new();

    /// <summary>Whether the size of a badge is typed.</summary>
    public bool HasSize => Paper is BadgePaperChoice.Sheet or BadgePaperChoice.Free;

    /// <summary>A field of an element as problems name it.</summary>
    public static string FieldOf(int at, string name) => string.Create(CultureInfo.InvariantCulture, $"elements.{at}.{name}");

    /// <summary>A design as it is.</summary>
    public static BadgeDesignForm Of(BadgeDesignDraft draft)
    {
        var layout = draft.Layout;
        var form = new BadgeDesignForm
        {
            Name = draft.Name,
            Paper = layout.Stock == BadgeStock.Sheet ? BadgePaperChoice.Sheet
                : Sizes.Where(size => size.Value == (layout.Width, layout.Height)).Select(size => (BadgePaperChoice?)size.Key)
                    .FirstOrDefault() ?? BadgePaperChoice.Free,
            Width = Text(layout.Width),
            Height = Text(layout.Height),
            Columns = Text(layout.Columns),
            Rows = Text(layout.Rows),
            MarginLeft = Text(layout.MarginLeft),
            MarginTop = Text(layout.MarginTop),
            GapX = Text(layout.GapX),
            GapY = Text(layout.GapY),
            CropMarks = layout.CropMarks,
        };
        form.Elements.All.AddRange(layout.Elements.Select(BadgeElementForm.Of));
        return form;
    }

    /// <summary>The same texts, in a form of its own.</summary>
    public BadgeDesignForm Copy()
    {
        var copy = this with { Elements = new BadgeElementForms() };
        copy.Elements.All.AddRange(Elements.All.Select(element => element with { }));
        return copy;
    }

    /// <summary>What the service takes; what cannot be read becomes what it refuses.</summary>
    public BadgeDesignDraft ToDraft()
    {
        var size = Sizes.TryGetValue(Paper, out var known) ? known : (Width: Number(Width), Height: Number(Height));
        return new BadgeDesignDraft(Name ?? "",
            new BadgeLayout(Paper == BadgePaperChoice.Sheet ? BadgeStock.Sheet : BadgeStock.Label, size.Width, size.Height,
                [.. Elements.All.Select(element => element.ToElement())])
            {
                Columns = Count(Columns),
                Rows = Count(Rows),
                MarginLeft = Number(MarginLeft),
                MarginTop = Number(MarginTop),
                GapX = Number(GapX),
                GapY = Number(GapY),
                CropMarks = CropMarks,
            });
    }

    /// <summary>A number as it is typed.</summary>
    internal static string Text(double number) => number.ToString("0.##", CultureInfo.CurrentCulture);

    /// <summary>A number with a point or a comma; of anything else one that is refused.</summary>
    internal static double Number(string? typed) => string.IsNullOrWhiteSpace(typed) ? 0
        : double.TryParse(typed.Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) < 10_000
            ? Math.Round(number, 2)
            : -1;

    private static int Count(string? typed) => int.TryParse(typed, NumberStyles.Integer, CultureInfo.InvariantCulture, out var count)
        ? count
        : 0;
}

/// <summary>What is typed into an element.</summary>
public sealed record BadgeElementForm
{
    public BadgePart Part { get; set; }

    public string? X { get; set; }

    public string? Y { get; set; }

    public string? Width { get; set; }

    public string? Height { get; set; }

    /// <summary>Points.</summary>
    public string? Size { get; set; }

    /// <summary>Points.</summary>
    public string? Smallest { get; set; }

    public bool KeepsSize { get; set; }

    public bool Bold { get; set; }

    public BadgeAlign Align { get; set; }

    public BadgeColour Colour { get; set; }

    public string? Text { get; set; }

    /// <summary>An element as it is.</summary>
    public static BadgeElementForm Of(BadgeElement element) => new()
    {
        Part = element.Part,
        X = BadgeDesignForm.Text(element.X),
        Y = BadgeDesignForm.Text(element.Y),
        Width = BadgeDesignForm.Text(element.Width),
        Height = BadgeDesignForm.Text(element.Height),
        Size = BadgeDesignForm.Text(element.IsText ? element.Size : 12),
        Smallest = BadgeDesignForm.Text(element.IsText ? element.Smallest : 7),
        KeepsSize = element.KeepsSize,
        Bold = element.Bold,
        Align = element.Align,
        Colour = element.Colour,
        Text = element.Text,
    };

    /// <summary>What the service takes.</summary>
    public BadgeElement ToElement()
    {
        var element = new BadgeElement(Part, BadgeDesignForm.Number(X), BadgeDesignForm.Number(Y), BadgeDesignForm.Number(Width),
            BadgeDesignForm.Number(Height))
        { Colour = Colour };
        return !element.IsText ? element : element with
        {
            Size = BadgeDesignForm.Number(Size),
            Smallest = BadgeDesignForm.Number(Smallest),
            KeepsSize = KeepsSize,
            Bold = Bold,
            Align = Align,
            Text = Part == BadgePart.FreeText ? Text?.Trim() : null,
        };
    }

    /// <summary>Moves it by millimetres; a place that cannot be read stays.</summary>
    public void Move(double right, double down) => (X, Y) = (
        BadgeDesignForm.Text(Math.Max(0, BadgeDesignForm.Number(X) + right)),
        BadgeDesignForm.Text(Math.Max(0, BadgeDesignForm.Number(Y) + down)));
}

/// <summary>The elements of a form, the lowest first; equal when the same is typed into them.</summary>
public sealed class BadgeElementForms : IEquatable<BadgeElementForms>
{
    /// <summary>In their order.</summary>
    public List<BadgeElementForm> All { get; } = [];

    /// <inheritdoc />
    public bool Equals(BadgeElementForms? other) => other is not null && All.SequenceEqual(other.All);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as BadgeElementForms);

    /// <inheritdoc />
    public override int GetHashCode() => All.Count;
}
