using System.Collections.Frozen;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Data;

namespace AdminPortal.Domain.Accounts;

/// <summary>Where an actor comes from.</summary>
public enum ActorKind
{
    /// <summary>The portal itself: the command line, a start-up step.</summary>
    System,

    /// <summary>A signed-in person.</summary>
    User,

    /// <summary>A program with an API key.</summary>
    ApiKey,
}

/// <summary>
/// Who does something: the first argument of every service method, which asks it for permission and works inside its tenant only.
/// </summary>
/// <param name="TenantId">The only tenant whose records exist for this actor.</param>
/// <param name="Kind">Person, key or the portal itself.</param>
/// <param name="Id">Id of the user or key; null for the portal itself.</param>
/// <param name="Name">As it is shown in check-ins and in the audit log.</param>
/// <param name="Permissions">What it may do.</param>
/// <param name="Address">Network address it came from, where known.</param>
public sealed record Actor(long TenantId, ActorKind Kind, long? Id, string Name, IReadOnlySet<Permission> Permissions,
    string? Address = null)
{
    private static readonly FrozenSet<Permission> All = Enum.GetValues<Permission>().ToFrozenSet();

    /// <summary>The portal itself inside a tenant, with every permission.</summary>
    /// <param name="tenantId">The tenant to work in; 0 for what belongs to none.</param>
    /// <param name="name">What the audit log shows, for example <c>command line</c>.</param>
    public static Actor System(long tenantId, string name) => new(tenantId, ActorKind.System, null, name, All);

    /// <summary>Who writes first where the database takes one writer at a time.</summary>
    public WritePriority Priority { get; init; }

    /// <summary>What everything that this actor writes belongs to, over several transactions; null when each is told by itself.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The actor within an operation: the audit log tells all it writes as one. An operation that runs already goes on.</summary>
    public Actor In(Operation operation) => Operation is null ? this with { Operation = operation } : this;

    /// <summary>The session a person acts in; null for who has none.</summary>
    public Guid? Session { get; init; }

    /// <summary>When the person of the session last showed who they are; see <see cref="Proofs.Missing"/>.</summary>
    public Proof? Proof { get; init; }

    /// <summary>
    /// The call with an idempotency key on whose behalf it acts: what does its effect stores its answer with it. Null for all others.
    /// </summary>
    public KeyedCall? Call { get; init; }

    /// <summary>Where its rights end; null for an actor of the whole tenant.</summary>
    public EventLimits? Limits { get; init; }

    /// <summary>Whether an event of the tenant exists for the actor.</summary>
    public bool Sees(long eventId) => Limits is null || Limits.Events.Contains(eventId);

    /// <summary>The actor without its limits, for reading what is kept in memory for everybody; whoever answers from it asks
    /// <see cref="Sees"/>.</summary>
    internal Actor Everywhere() => Limits is null ? this : this with { Limits = null };

    /// <summary>Whether the actor has a permission.</summary>
    public bool May(Permission permission) => Permissions.Contains(permission);

    /// <summary>The id of the person who acts, for what is one's own.</summary>
    /// <exception cref="PermissionDeniedException">A key or the portal itself acts: neither has anything of its own.</exception>
    public long Person() => this is { Kind: ActorKind.User, Id: { } id } ? id : throw new PermissionDeniedException();

    /// <summary>Asks for a permission.</summary>
    /// <exception cref="PermissionDeniedException">The actor does not have it.</exception>
    public void Require(Permission permission)
    {
        if (!May(permission))
        {
            throw new PermissionDeniedException(permission);
        }
    }
}

/// <summary>
/// Somebody asked for what they may not do. Pages and the API hide what is not allowed, so this is seen only when they are bypassed.
/// </summary>
public sealed class PermissionDeniedException : Exception
{
    /// <summary>A permission is missing.</summary>
    public PermissionDeniedException(Permission permission) : base($"The permission {permission} is needed for this.") =>
        Permission = permission;

    /// <summary>No permission helps: it is for people.</summary>
    public PermissionDeniedException() : base("Only a person can do this.")
    {
    }

    /// <summary>The permission that is missing; null where none helps.</summary>
    public Permission? Permission { get; }
}
