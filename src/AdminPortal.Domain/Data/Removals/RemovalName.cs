using AdminPortal.Domain.Contacts;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>What a record is called where it is removed or in the way of one that comes back.</summary>
/// <param name="Id">Of the record.</param>
/// <param name="Text">Its title; null where a person's name is.</param>
/// <param name="FirstName">Of the person.</param>
/// <param name="LastName">Of the person.</param>
/// <param name="Company">Shown where there is no name.</param>
/// <param name="Detail">Its key, badge or number.</param>
internal sealed record RemovalName(long Id, string? Text, string? FirstName, string? LastName, string? Company, string? Detail)
{
    /// <summary>As it is shown.</summary>
    public string Title => Text ?? Contact.DisplayName(FirstName, LastName, Company);
}

/// <summary>A removed record that cannot come back because another one is removed too.</summary>
internal sealed record Orphan
{
    /// <summary>The record.</summary>
    public required long Id { get; init; }

    /// <summary>What it needs.</summary>
    public required long Parent { get; init; }

    /// <summary>The stamp of that one's removal.</summary>
    public required DateTime DeletedAt { get; init; }
}
