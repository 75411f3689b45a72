using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Audit;

/// <summary>Marks entities whose changes are written to the audit log with the change itself, in one transaction.</summary>
public interface IAudited : IHasId;

/// <summary>An audited record with parts in a table of their own, whose changes are told as the record's.</summary>
public interface IAuditedParts : IAudited
{
    /// <summary>Parts that are about to be saved: name to <c>[old, new]</c>.</summary>
    IReadOnlyDictionary<string, object?[]> PartChanges { get; }
}

/// <summary>A property whose value is never shown in the audit log: a secret, or derived from others.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAuditedAttribute : Attribute;

/// <summary>What was done to a record.</summary>
public enum AuditAction
{
    /// <summary>It was created.</summary>
    Created,

    /// <summary>Some of its values changed.</summary>
    Changed,

    /// <summary>It was deleted; it can still be restored.</summary>
    Deleted,

    /// <summary>A deletion was undone.</summary>
    Restored,

    /// <summary>Its file was taken away; the record itself stays as it is.</summary>
    Downloaded,

    /// <summary>It was deleted long ago, and the portal erased it for good.</summary>
    Erased,
}

/// <summary>One change: by whom, when, from where, and the old and new values.</summary>
public sealed class AuditEntry : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    public required ActorKind ActorKind { get; init; }

    public long? ActorId { get; init; }

    public required string ActorName { get; init; }

    public string? Address { get; init; }

    public required AuditAction Action { get; init; }

    /// <summary>Name of the entity, for example <c>Participant</c>.</summary>
    public required string Entity { get; init; }

    public long EntityId { get; init; }

    /// <summary>The event the record belongs to, where it belongs to one.</summary>
    public long? EventId { get; init; }

    /// <summary>JSON object: property to <c>[old, new]</c>.</summary>
    public required string Changes { get; set; }

    /// <summary>The operation it is a row of; set when it is saved.</summary>
    public long OperationId { get; internal set; }

    /// <summary>What the record was called then; null when it had no name. It stays when the record is erased.</summary>
    public string? Title { get; internal set; }

    /// <summary>The name of the person it concerns, folded, for searching and sorting; null when it concerns nobody.</summary>
    public string? Person { get; internal set; }
}

internal sealed class AuditEntryMap : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.Property(e => e.Entity).HasMaxLength(50);
        entry.Property(e => e.Address).HasMaxLength(64);
        entry.Property(e => e.Changes).IsUnbounded();
        entry.HasIndex(e => new { e.TenantId, e.At });
        entry.HasIndex(e => new { e.TenantId, e.Entity, e.EntityId });
        entry.Property(e => e.Person).IsExact();
        entry.HasOne<AuditOperation>().WithMany().HasForeignKey(e => e.OperationId);

        // An operation is read in the order of its people, and a search for a person walks this index alone.
        entry.HasIndex(e => new { e.TenantId, e.OperationId, e.Person });
    }
}
