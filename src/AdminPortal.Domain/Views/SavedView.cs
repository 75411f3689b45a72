using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Views;

/// <summary>A list as somebody narrowed, sorted and laid it out, kept under a name.</summary>
public sealed class SavedView : ITenantOwned
{
    /// <summary>Longest name.</summary>
    public const int NameLimit = 80;

    /// <summary>Longest <see cref="Query"/>, and longest <see cref="Columns"/>.</summary>
    public const int Limit = 1000;

    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>Whose it is.</summary>
    public required long UserId { get; init; }

    /// <summary>The list: its <see cref="Lists.ListOf.Key"/>.</summary>
    public required string List { get; init; }

    /// <summary>Unique among a person's views of a list, compared letter by letter.</summary>
    public required string Name { get; init; }

    /// <summary>Search, filters, days, order and page size, as in an address, without the question mark.</summary>
    public required string Query { get; set; }

    /// <summary>The keys of the columns that are shown, separated by commas.</summary>
    public required string Columns { get; set; }

    /// <summary>Whether everybody of the tenant who may see the list has it too.</summary>
    public bool IsShared { get; set; }

    public int Version { get; set; }
}

internal sealed class SavedViewMap : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> view)
    {
        view.Property(v => v.List).HasMaxLength(64).IsExact();
        view.Property(v => v.Name).HasMaxLength(SavedView.NameLimit).IsExact();
        view.Property(v => v.Query).HasMaxLength(SavedView.Limit);
        view.Property(v => v.Columns).HasMaxLength(SavedView.Limit);
        view.HasIndex(v => new { v.TenantId, v.List, v.UserId, v.Name }).IsUnique();
    }
}
