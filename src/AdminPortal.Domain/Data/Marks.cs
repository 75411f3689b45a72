using AdminPortal.Domain.Data.Removals;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Data;

/// <summary>A record of one tenant: it gets a query filter, and its tenant is set when it is saved.</summary>
public interface ITenantOwned
{
    /// <summary>The tenant; set by the context.</summary>
    long TenantId { get; }
}

/// <summary>A record of one event.</summary>
public interface IOfEvent
{
    /// <summary>The event.</summary>
    long EventId { get; }
}

/// <summary>A record that others name by a number.</summary>
public interface IHasId
{
    /// <summary>The record's id.</summary>
    long Id { get; }
}

/// <summary>
/// A record whose deletion can be undone: it stays, and a query filter hides it. Only <see cref="Removal"/> writes the mark.
/// </summary>
public interface ISoftDeleted : IHasId
{
    /// <summary>
    /// UTC stamp of the removal; everything removed in one step has the same, and no other step of the tenant has it. Null while it lives.
    /// </summary>
    DateTime? DeletedAt { get; set; }
}

/// <summary>Marks on columns that the Data projects read.</summary>
public static class ColumnMarks
{
    /// <summary>Annotation of columns compared letter by letter; SQL Server needs a binary collation for them.</summary>
    public const string Exact = "Portal:Exact";

    /// <summary>Index filter of records that live. Brackets, because both databases take them.</summary>
    public const string Alive = "[DeletedAt] IS NULL";

    /// <summary>The column is compared letter by letter: case and accents count.</summary>
    public static PropertyBuilder<T> IsExact<T>(this PropertyBuilder<T> property) => property.HasAnnotation(Exact, true);

    /// <summary>The column holds text of any length; it cannot be part of an index.</summary>
    public static PropertyBuilder<T> IsUnbounded<T>(this PropertyBuilder<T> property) => property.HasMaxLength(-1);
}
