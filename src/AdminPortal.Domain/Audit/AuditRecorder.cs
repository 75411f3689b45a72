using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AdminPortal.Domain.Audit;

/// <summary>Turns what a context is about to save into audit entries.</summary>
internal static class AuditRecorder
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>An import asks for the same few properties tens of thousands of times.</summary>
    private static readonly ConcurrentDictionary<IProperty, bool> Shown = new();

    /// <summary>
    /// Reads the audited changes before they are saved; ids of new records are filled in by <see cref="Pending.ToEntry"/>.
    /// </summary>
    public static List<Pending> Collect(ChangeTracker tracker)
    {
        var pending = new List<Pending>();
        foreach (var entry in tracker.Entries<IAudited>())
        {
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && Read(entry) is { } change)
            {
                pending.Add(change);
            }
        }

        return pending;
    }

    /// <summary>Whether the log tells changes of the property.</summary>
    internal static bool IsShown(IProperty property) =>
        property.Name is not ("Id" or "TenantId" or "Version" or "UpdatedAt" or "CreatedAt") && !property.IsShadowProperty()
            && property.PropertyInfo?.GetCustomAttribute<NotAuditedAttribute>() is null;

    private static Pending? Read(EntityEntry<IAudited> entry)
    {
        var changes = new Dictionary<string, object?[]>();
        foreach (var property in entry.Properties)
        {
            if (!Shown.GetOrAdd(property.Metadata, IsShown))
            {
                continue;
            }

            var before = entry.State == EntityState.Added ? null : property.OriginalValue;
            var after = entry.State == EntityState.Deleted ? null : property.CurrentValue;
            if (!Equals(before, after))
            {
                changes[property.Metadata.Name] = [before, after];
            }
        }

        foreach (var (name, values) in (entry.Entity as IAuditedParts)?.PartChanges ?? new Dictionary<string, object?[]>())
        {
            changes[name] = values;
        }

        if (changes.Count == 0 && entry.State == EntityState.Modified)
        {
            return null;
        }

        var action = entry.State switch
        {
            EntityState.Added => AuditAction.Created,
            EntityState.Deleted => AuditAction.Deleted,
            _ when changes.Remove(nameof(ISoftDeleted.DeletedAt), out var deleted) =>
                deleted[1] is null ? AuditAction.Restored : AuditAction.Deleted,
            _ => AuditAction.Changed,
        };
        return new Pending(entry.Entity, action, changes);
    }

    /// <summary>A change that is about to be saved.</summary>
    internal sealed record Pending(IAudited Entity, AuditAction Action, Dictionary<string, object?[]> Changes)
    {
        /// <summary>The entry, once the record has its id.</summary>
        public AuditEntry ToEntry(Actor actor, DateTime at, long id) =>
            Entry(actor, at, Action, Entity.GetType().Name, id, (Entity as IOfEvent)?.EventId, Changes);
    }

    /// <summary>Makes an entry by hand, for changes that the database makes in one statement over many rows.</summary>
    public static AuditEntry Entry(Actor actor, DateTime at, AuditAction action, string entity, long id, long? eventId,
        Dictionary<string, object?[]> changes) => new()
        {
            TenantId = actor.TenantId,
            At = at,
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actor.Name,
            Address = actor.Address,
            Action = action,
            Entity = entity,
            EntityId = id,
            EventId = eventId,
            Changes = JsonSerializer.Serialize(changes, Json),
        };
}
