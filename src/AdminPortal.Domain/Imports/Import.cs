using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Where an import stands. While it is <see cref="Running"/>, <see cref="TakingBack"/> or <see cref="Undoing"/> it has a lease, and is the
/// only one of its tenant.
/// </summary>
public enum ImportState
{
    /// <summary>Its rows are being written.</summary>
    Running,

    /// <summary>All that it was to do is done.</summary>
    Done,

    /// <summary>Rows were refused, so nothing was written.</summary>
    Refused,

    /// <summary>It could not be ended and what it wrote is being taken back.</summary>
    TakingBack,

    /// <summary>It could not be ended and what it wrote was taken back.</summary>
    Stopped,

    /// <summary>Somebody undoes it.</summary>
    Undoing,

    /// <summary>It was undone, as far as nobody had changed what it wrote.</summary>
    Undone,
}

/// <summary>One import of a file, with what it did: see <see cref="ImportPortion"/> and <see cref="ImportRefusals"/>.</summary>
public sealed class Import : ITenantOwned
{
    /// <summary>Longest file name that is kept.</summary>
    public const int FileNameLimit = 200;

    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>What was imported: <see cref="ImportKind.Key"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The event whose participants were imported; null for what belongs to none.</summary>
    public long? EventId { get; init; }

    public Event? Event { get; init; }

    /// <summary>As it was given.</summary>
    public required string FileName { get; init; }

    public ImportMode Mode { get; init; }

    /// <summary>Whether good rows were imported although others were refused.</summary>
    public bool Partial { get; init; }

    public ActorKind ActorKind { get; init; }

    public long? ActorId { get; init; }

    public required string ActorName { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>UTC; null while it runs.</summary>
    public DateTime? FinishedAt { get; set; }

    public ImportState State { get; set; }

    /// <summary>Rows of the file.</summary>
    public int Rows { get; init; }

    /// <summary>Rows done: of the file while it runs, of its portions while it is taken back.</summary>
    public int Progress { get; set; }

    public int Created { get; set; }

    public int Updated { get; set; }

    public int Unchanged { get; set; }

    public int Refused { get; set; }

    /// <summary>The process that works on it; null when nobody does.</summary>
    public string? Owner { get; set; }

    /// <summary>UTC; who does not renew it in time has died.</summary>
    public DateTime? LeaseUntil { get; set; }

    /// <summary>JSON array of the columns of the file.</summary>
    public required string Headers { get; init; }

    /// <summary>The audit log tells all it wrote as one operation of this key.</summary>
    public Guid OperationKey { get; init; } = Guid.NewGuid();

    /// <summary>The same for taking it back.</summary>
    public Guid UndoKey { get; init; } = Guid.NewGuid();

    /// <summary>Who undid it.</summary>
    public string? UndoneBy { get; set; }

    /// <summary>UTC.</summary>
    public DateTime? UndoneAt { get; set; }

    /// <summary>Records that were not taken back, because somebody had used or changed them.</summary>
    public int Kept { get; set; }
}

/// <summary>What one transaction of an import wrote. Taken back as one, the last first.</summary>
public sealed class ImportPortion : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long ImportId { get; init; }

    /// <summary>From 0, without a gap.</summary>
    public required int Number { get; init; }

    /// <summary>How many changes the portions before it have.</summary>
    public required int First { get; init; }

    /// <summary>How many changes it has.</summary>
    public required int Count { get; init; }

    /// <summary>JSON array of <see cref="ImportChange"/>.</summary>
    public required string Changes { get; init; }

    /// <summary>UTC; null while it stands.</summary>
    public DateTime? UndoneAt { get; set; }

    /// <summary>JSON array of <see cref="KeptRecord"/>; null while it stands and when all was taken back.</summary>
    public string? Kept { get; set; }
}

/// <summary>Some refused rows of an import.</summary>
public sealed class ImportRefusals : ITenantOwned
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long ImportId { get; init; }

    /// <summary>How many rows it has.</summary>
    public required int Count { get; init; }

    /// <summary>JSON array of <see cref="RefusedCells"/>.</summary>
    public required string Rows { get; init; }
}

internal sealed class ImportMap : IEntityTypeConfiguration<Import>, IEntityTypeConfiguration<ImportPortion>,
    IEntityTypeConfiguration<ImportRefusals>
{
    public void Configure(EntityTypeBuilder<Import> import)
    {
        import.Property(i => i.Kind).HasMaxLength(20);
        import.Property(i => i.FileName).HasMaxLength(Import.FileNameLimit);
        import.Property(i => i.Owner).HasMaxLength(100);
        import.Property(i => i.Headers).IsUnbounded();
        import.HasOne(i => i.Event).WithMany().HasForeignKey(i => i.EventId);
        import.HasIndex(i => new { i.TenantId, i.StartedAt });

        // One at a time: two that write the same people at once could not be taken back one by one.
        import.HasIndex(i => i.TenantId).IsUnique().HasFilter("[LeaseUntil] IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<ImportPortion> portion)
    {
        portion.Property(p => p.Changes).IsUnbounded();
        portion.Property(p => p.Kept).IsUnbounded();
        portion.HasOne<Import>().WithMany().HasForeignKey(p => p.ImportId);
        portion.HasIndex(p => new { p.TenantId, p.ImportId, p.Number }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<ImportRefusals> refusals)
    {
        refusals.Property(r => r.Rows).IsUnbounded();
        refusals.HasOne<Import>().WithMany().HasForeignKey(r => r.ImportId);
        refusals.HasIndex(r => new { r.TenantId, r.ImportId, r.Id });
    }
}
