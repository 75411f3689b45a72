namespace AdminPortal.Web.Features.Stations;

/// <summary>What a supervisor writes to settle a conflict.</summary>
internal sealed record ConflictForm
{
    /// <summary>The fields that can be refused.</summary>
    public static readonly string[] Fields = ["note"];

    /// <summary>Why.</summary>
    public string? Note { get; set; }
}
