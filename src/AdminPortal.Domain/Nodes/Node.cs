using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Nodes;

/// <summary>
/// A process that serves this database, as it last told of itself. It belongs to no tenant. A process that stops takes its row away; the
/// row of one that died goes after <see cref="NodeService.Forgotten"/>.
/// </summary>
public sealed class Node
{
    /// <summary>Longest <see cref="Name"/> and <see cref="Build"/>.</summary>
    public const int NameLimit = 100;

    /// <summary>Random; another one at each start.</summary>
    public required Guid Id { get; init; }

    /// <summary>The machine's.</summary>
    public required string Name { get; init; }

    /// <summary>The build that runs.</summary>
    public required string Build { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>UTC; when it last told of itself.</summary>
    public required DateTime SeenAt { get; init; }

    /// <summary>Windows that are open on it.</summary>
    public required int Circuits { get; init; }

    /// <summary>Windows that may be.</summary>
    public required int MostCircuits { get; init; }

    /// <summary>Wall displays that are connected to it.</summary>
    public required int Streams { get; init; }

    /// <summary>Wall displays that may be.</summary>
    public required int MostStreams { get; init; }

    /// <summary>What its process holds of the machine's memory.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>What the machine, or its container, lets it have.</summary>
    public required long MemoryLimitBytes { get; init; }

    /// <summary>What is free on the drive of its data directory; null where that cannot be told.</summary>
    public long? DiskFreeBytes { get; init; }

    /// <summary>The size of that drive.</summary>
    public long? DiskBytes { get; init; }
}

internal sealed class NodeMap : IEntityTypeConfiguration<Node>
{
    public void Configure(EntityTypeBuilder<Node> node)
    {
        node.Property(n => n.Id).ValueGeneratedNever();
        node.Property(n => n.Name).HasMaxLength(Node.NameLimit);
        node.Property(n => n.Build).HasMaxLength(Node.NameLimit);
    }
}
