using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Accounts;

/// <summary>A code that stands once for the second factor of somebody who does not have it at hand.</summary>
public sealed class RecoveryCode
{
    public long Id { get; init; }

    public required long UserId { get; init; }

    /// <summary>SHA-256 of the person's id and the code, in hexadecimal.</summary>
    public required string CodeHash { get; init; }

    /// <summary>UTC; null while it is good.</summary>
    public DateTime? UsedAt { get; set; }
}

internal sealed class RecoveryCodeMap : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.Property(c => c.CodeHash).HasMaxLength(64).IsExact();
        code.HasOne<PortalUser>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.NoAction);
        code.HasIndex(c => c.CodeHash).IsUnique();
        code.HasIndex(c => c.UserId);
    }
}
