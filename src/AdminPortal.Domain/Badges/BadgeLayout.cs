using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdminPortal.Domain.Badges;

/// <summary>What badges are printed on.</summary>
public enum BadgeStock
{
    /// <summary>A4 upright with rows and columns of badges.</summary>
    Sheet,

    /// <summary>One badge a page: A6, a label, or any size.</summary>
    Label,
}

/// <summary>What an element of a badge shows.</summary>
public enum BadgePart
{
    FirstName,
    LastName,
    FullName,
    Company,
    Category,
    BadgeNumber,
    EventTitle,
    Organisation,

    /// <summary><see cref="BadgeElement.Text"/>.</summary>
    FreeText,

    /// <summary>The signed code; empty for who has no badge number.</summary>
    QrCode,

    /// <summary>A filled line, as thick as it is high or wide.</summary>
    Line,

    /// <summary>A filled box.</summary>
    Box,

    /// <summary>The border of a box.</summary>
    Frame,

    /// <summary>A box in the colour of the participant's category; nothing for who has none.</summary>
    CategoryBar,
}

/// <summary>How a text stands in its place.</summary>
public enum BadgeAlign
{
    Left,
    Centre,
    Right,
}

/// <summary>The colours there are: those of the portal's theme that print well.</summary>
public enum BadgeColour
{
    Dark,
    Grey,
    Light,
    White,
    Indigo,
    Blue,
    Amber,
    Teal,
    Pink,
    Violet,
}

/// <summary>One thing on a badge; millimetres from its upper left corner.</summary>
/// <param name="Part">What it shows.</param>
/// <param name="X">Its left end.</param>
/// <param name="Y">Its upper end.</param>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height; a text is centred in it.</param>
public sealed record BadgeElement(BadgePart Part, double X, double Y, double Width, double Height)
{
    /// <summary>Points; a text that is too wide gets smaller.</summary>
    public double Size { get; init; }

    /// <summary>Points; a text that is too wide at this size goes on in a second line. No text is cut.</summary>
    public double Smallest { get; init; }

    /// <summary>The text keeps its size and goes on in a second line.</summary>
    public bool KeepsSize { get; init; }

    public bool Bold { get; init; }

    public BadgeAlign Align { get; init; }

    public BadgeColour Colour { get; init; }

    /// <summary>Of a <see cref="BadgePart.FreeText"/>.</summary>
    public string? Text { get; init; }

    /// <summary>Whether it is a text.</summary>
    [JsonIgnore]
    public bool IsText => Part <= BadgePart.FreeText;
}

/// <summary>How badges look and lie on the paper; millimetres.</summary>
/// <param name="Stock">What they are printed on.</param>
/// <param name="Width">Of a badge.</param>
/// <param name="Height">Of a badge.</param>
/// <param name="Elements">What is on it, the lowest first.</param>
public sealed record BadgeLayout(BadgeStock Stock, double Width, double Height, IReadOnlyList<BadgeElement> Elements)
{
    /// <summary>A4 upright.</summary>
    public const double SheetWidth = 210, SheetHeight = 297;

    /// <summary>Longest layout as text.</summary>
    public const int Limit = 4000;

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Badges side by side on a sheet.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>Badges one below the other on a sheet.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>From the sheet's left edge to the first column.</summary>
    public double MarginLeft { get; init; }

    /// <summary>From the sheet's upper edge to the first row.</summary>
    public double MarginTop { get; init; }

    /// <summary>Between two columns.</summary>
    public double GapX { get; init; }

    /// <summary>Between two rows.</summary>
    public double GapY { get; init; }

    /// <summary>Whether a sheet shows at its edges where to cut.</summary>
    public bool CropMarks { get; init; }

    /// <summary>Of the paper.</summary>
    [JsonIgnore]
    public double PaperWidth => Stock == BadgeStock.Sheet ? SheetWidth : Width;

    /// <summary>Of the paper.</summary>
    [JsonIgnore]
    public double PaperHeight => Stock == BadgeStock.Sheet ? SheetHeight : Height;

    /// <summary>The upper left corners of the badges on a paper, row by row.</summary>
    [JsonIgnore]
    public IReadOnlyList<(double X, double Y)> Places => Stock == BadgeStock.Label
        ? [(0, 0)]
        : [.. from row in Enumerable.Range(0, Rows)
              from column in Enumerable.Range(0, Columns)
              select (MarginLeft + (column * (Width + GapX)), MarginTop + (row * (Height + GapY)))];

    /// <summary>As it is kept.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static BadgeLayout Read(string text) => JsonSerializer.Deserialize<BadgeLayout>(text, Json) ?? throw new JsonException();
}
