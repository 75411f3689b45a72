using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Audit;

/// <summary>What an operation was for, where its rows alone do not say it.</summary>
public enum OperationKind
{
    /// <summary>A change of one record or of many.</summary>
    Change,

    /// <summary>A file was imported.</summary>
    Import,

    /// <summary>An import was taken back.</summary>
    ImportUndone,

    /// <summary>Records were removed, with what went along.</summary>
    Removal,

    /// <summary>Removed records came back.</summary>
    Restoration,

    /// <summary>Removed records were erased for good.</summary>
    Erasure,
}

/// <summary>
/// Something that is done in several transactions and told as one: pass <c>actor.In(operation)</c> to everything that writes for it.
/// One transaction is one operation by itself and needs this only to say what it was for.
/// </summary>
/// <param name="Kind">What it is for.</param>
/// <param name="About">What people know it by, such as the name of a file; at most 200 characters are kept.</param>
/// <param name="AboutId">Id of the record that says more: of the import, of the removal.</param>
public sealed record Operation(OperationKind Kind, string? About = null, long? AboutId = null)
{
    /// <summary>The same for all transactions; keep it to go on in another process.</summary>
    public Guid Key { get; init; } = Guid.NewGuid();
}

/// <summary>
/// One line of the audit log: who did something when and from where, and how many records it touched. Its rows are
/// the <see cref="AuditEntry"/>s.
/// </summary>
public sealed class AuditOperation : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>The <see cref="Operation.Key"/> by which later transactions find it; null when it was one.</summary>
    public Guid? Key { get; init; }

    /// <summary>UTC; when it began.</summary>
    public required DateTime At { get; init; }

    public required ActorKind ActorKind { get; init; }

    public long? ActorId { get; init; }

    public required string ActorName { get; init; }

    /// <summary>The actor's name, folded, for searching.</summary>
    public required string ActorSearch { get; init; }

    public string? Address { get; init; }

    public OperationKind Kind { get; init; }

    /// <summary>What people know it by, such as the name of a file.</summary>
    public string? About { get; init; }

    /// <summary>Id of the record that says more.</summary>
    public long? AboutId { get; init; }

    /// <summary>How many entries it has.</summary>
    public int Rows { get; set; }

    /// <summary>
    /// JSON object of the changes that all rows share: property to <c>[old, new]</c>, or to <c>[new]</c> where the old values differ.
    /// Null while it is one
    /// row of one transaction, which says it itself.
    /// </summary>
    public string? Common { get; set; }
}

/// <summary>How many records of one kind and one event an operation did the same to.</summary>
public sealed class AuditPart : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public long OperationId { get; init; }

    /// <summary>Name of the entity.</summary>
    public required string Entity { get; init; }

    public required AuditAction Action { get; init; }

    public long? EventId { get; init; }

    public int Rows { get; set; }
}

internal sealed class AuditOperationMap : IEntityTypeConfiguration<AuditOperation>, IEntityTypeConfiguration<AuditPart>
{
    public void Configure(EntityTypeBuilder<AuditOperation> operation)
    {
        operation.Property(o => o.ActorSearch).IsExact();
        operation.Property(o => o.Address).HasMaxLength(64);
        operation.Property(o => o.Common).IsUnbounded();
        operation.HasIndex(o => new { o.TenantId, o.At });
        operation.HasIndex(o => new { o.TenantId, o.Key }).IsUnique().HasFilter("[Key] IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<AuditPart> part)
    {
        part.Property(p => p.Entity).HasMaxLength(50);
        part.HasOne<AuditOperation>().WithMany().HasForeignKey(p => p.OperationId);

        // Holds all that a filter asks.
        part.HasIndex(p => new { p.TenantId, p.OperationId, p.Entity, p.Action, p.EventId });
    }
}
