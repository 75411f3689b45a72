using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Imports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>
/// One removal that can be taken back: by whom, when, and what went along. It goes when everything of it is restored or erased.
/// </summary>
public sealed class RemovalEntry : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>UTC; the stamp of every record that went, unique in the tenant.</summary>
    public required DateTime At { get; init; }

    public required ActorKind ActorKind { get; init; }

    public long? ActorId { get; init; }

    public required string ActorName { get; init; }

    /// <summary>What was chosen, for example <c>Participant</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>How many were chosen.</summary>
    public int Chosen { get; set; }

    /// <summary>Participants that went along, without the chosen ones.</summary>
    public int Participants { get; set; }

    /// <summary>Check-ins that went along, without the chosen ones.</summary>
    public int CheckIns { get; set; }

    /// <summary>Other records that went along.</summary>
    public int Others { get; set; }

    /// <summary>The import whose undoing it is, which removes in many transactions; null for every other removal.</summary>
    public long? ImportId { get; init; }

    /// <summary>The file of that import.</summary>
    public string? ImportFile { get; init; }

    /// <summary>
    /// UTC; set while its records go or come back in portions: until then it belongs to whoever moves them, afterwards to whoever takes it
    /// over.
    /// </summary>
    public DateTime? WorkedUntil { get; set; }

    /// <summary>The operation of the audit log that the portions belong to.</summary>
    public Guid? OperationKey { get; set; }
}

/// <summary>
/// One record that somebody chose to remove, as the page of removed records lists it. It goes when the record is restored or erased.
/// </summary>
public sealed class RemovedRecord : ITenantOwned
{
    /// <summary>Longest title: first and last name with what is between them.</summary>
    public const int TitleLimit = 410;

    /// <summary>Longest text that is searched.</summary>
    public const int SearchLimit = 400;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long RemovalId { get; init; }

    public RemovalEntry? Removal { get; init; }

    /// <summary>Kind of the record, for example <c>Participant</c>.</summary>
    public required string Entity { get; init; }

    public required long EntityId { get; init; }

    /// <summary>The event it belongs to, or is; null where it belongs to none.</summary>
    public long? EventId { get; init; }

    /// <summary>As it was shown when it went.</summary>
    public required string Title { get; init; }

    /// <summary>Its badge, key or number.</summary>
    public string? Detail { get; init; }

    /// <summary>Title and detail, folded.</summary>
    public required string SearchText { get; init; }
}

internal sealed class RemovalEntryMap : IEntityTypeConfiguration<RemovalEntry>, IEntityTypeConfiguration<RemovedRecord>
{
    public void Configure(EntityTypeBuilder<RemovalEntry> removal)
    {
        removal.Property(r => r.Entity).HasMaxLength(50);
        removal.Property(r => r.ImportFile).HasMaxLength(Import.FileNameLimit);
        removal.HasIndex(r => new { r.TenantId, r.At }).IsUnique();
        removal.HasIndex(r => new { r.TenantId, r.ImportId }).IsUnique().HasFilter("[ImportId] IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<RemovedRecord> record)
    {
        record.Property(r => r.Entity).HasMaxLength(50).IsExact();
        record.Property(r => r.Title).HasMaxLength(RemovedRecord.TitleLimit);
        record.Property(r => r.SearchText).HasMaxLength(RemovedRecord.SearchLimit).IsExact();
        record.HasOne(r => r.Removal).WithMany().HasForeignKey(r => r.RemovalId);
        record.HasIndex(r => new { r.TenantId, r.Entity, r.EntityId }).IsUnique();
        record.HasIndex(r => new { r.TenantId, r.EventId, r.Id });
        record.HasIndex(r => new { r.TenantId, r.RemovalId });
    }
}
