using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// People who are limited to the same events and doors. Its limits also stand on the account of each of its people, where they are read:
/// <see cref="TeamService"/> writes both in one transaction.
/// </summary>
public sealed class Team : ITenantOwned, IAudited, ISoftDeleted
{
    /// <summary>Longest name.</summary>
    public const int NameLimit = 100;

    public long Id { get; init; }

    public long TenantId { get; init; }

    /// <summary>Unique among the teams of the tenant that are not removed.</summary>
    public required string Name { get; set; }

    /// <summary>As <see cref="PortalUser.LimitedEvents"/>.</summary>
    public List<long>? LimitedEvents { get; set; }

    /// <summary>As <see cref="PortalUser.LimitedDoors"/>.</summary>
    public List<long> LimitedDoors { get; set; } = [];

    /// <summary>Both as they are chosen.</summary>
    internal LimitDraft Limits => new(LimitedEvents, LimitedDoors);

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; set; }

    public DateTime? DeletedAt { get; set; }

    public int Version { get; set; }
}

/// <summary>A team as it is to be.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Limits">Where the rights of its people end.</param>
/// <param name="People">Ids of its people.</param>
public sealed record TeamDraft(string Name, LimitDraft Limits, IReadOnlyList<long> People);

internal sealed class TeamMap : IEntityTypeConfiguration<Team>
{
    public void Configure(EntityTypeBuilder<Team> team)
    {
        team.Property(t => t.Name).HasMaxLength(Team.NameLimit).IsExact();
        team.Ignore(t => t.Limits);
        team.PrimitiveCollection(t => t.LimitedEvents).HasMaxLength(Chosen.Limit);
        team.PrimitiveCollection(t => t.LimitedDoors).HasMaxLength(Chosen.Limit);
        team.HasIndex(t => new { t.TenantId, t.Name }).IsUnique().HasFilter(ColumnMarks.Alive);
    }
}
