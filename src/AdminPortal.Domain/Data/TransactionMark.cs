using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Data;

/// <summary>
/// Written in a transaction where a passing fault is answered by running it again: when the connection breaks during the commit, this row
/// tells whether the commit succeeded. Nothing writes one where nothing is repeated (SQLite).
/// </summary>
public sealed class TransactionMark
{
    /// <summary>How long one is kept: far longer than any repetition takes.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }
}

/// <summary>Cleans up behind <see cref="TransactionMark"/>.</summary>
public sealed class TransactionMarks(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>Deletes marks that nobody asks for any more, in portions that hold nobody up.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken = default)
    {
        var old = time.UtcNow() - TransactionMark.Kept;
        await databases.DeleteInTurnAsync(db => db.TransactionMarks.Where(m => m.At <= old), m => m.At, cancellationToken);
    }
}

internal sealed class TransactionMarkMap : IEntityTypeConfiguration<TransactionMark>
{
    public void Configure(EntityTypeBuilder<TransactionMark> mark)
    {
        mark.Property(m => m.Id).ValueGeneratedNever();
        mark.HasIndex(m => m.At);
    }
}
