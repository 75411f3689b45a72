namespace AdminPortal.Web.Features.Participants;

/// <summary>A column of the participants page.</summary>
/// <param name="Key">Its name in the address; the text is <c>Column_{Key}</c>.</param>
/// <param name="Width">CSS width; null shares what is left.</param>
/// <param name="ContactData">Shown only to who may see contact data.</param>
/// <param name="Shown">Shown until the viewer chooses otherwise.</param>
public sealed record ParticipantColumn(string Key, string? Width = null, bool ContactData = false, bool Shown = true)
{
    /// <summary>All columns in their order.</summary>
    public static readonly IReadOnlyList<ParticipantColumn> All =
    [
        new("badge", "80px"),
        new("name"),
        new("company", null, ContactData: true),
        new("customer_number", "112px", ContactData: true),
        new("email", null, ContactData: true, Shown: false),
        new("category", "116px"),
        new("confirmed", "130px"),
        new("presence", "112px"),
        new("time", "190px"),
    ];

    /// <summary>The column that is always there.</summary>
    public const string Name = "name";
}
