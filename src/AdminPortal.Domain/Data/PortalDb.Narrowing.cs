using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Views;
using AdminPortal.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AdminPortal.Domain.Data;

/// <summary>
/// The second filter beside the tenant's: a context of an actor with <see cref="EventLimits"/> sees what belongs to their events. It is a
/// model of its own, so that the statements of everybody else stay as they are.
/// </summary>
public sealed partial class PortalDb
{
    /// <summary>
    /// Name of the query filter that keeps a context inside the events of its actor; there only where the actor has limits.
    /// </summary>
    public const string EventFilter = "events";

    private bool? isNarrow;

    /// <summary>
    /// Records of a tenant that are not narrowed, each because a permission that limited actors never have stands before it, because it is
    /// the actor's own, or because it says nothing of anybody.
    /// </summary>
    internal static IReadOnlySet<Type> NotNarrowed { get; } = new HashSet<Type>
    {
        typeof(AuditEntry), typeof(AuditOperation), typeof(AuditPart), // ViewAudit; the figures look into it as well
        typeof(ApiKey), typeof(KeyHour), typeof(KeyMinute), typeof(RememberedCall), typeof(Invitation), // ManageKeys, ManageUsers
        typeof(WebhookEndpoint), typeof(WebhookMessage), typeof(WebhookDelivery), typeof(WebhookAttempt), // ManageKeys
        typeof(AccountLink), typeof(Passkey), // ManageUsers, and one's own
        typeof(Team), // ManageUsers
        typeof(TenantProfile), typeof(InvoiceCounter), // ManageTenant, ManageFinance
        typeof(ImportPortion), typeof(ImportRefusals), // no import of a limited actor
        typeof(SavedView), typeof(ReportColumnChoice), // one's own
        typeof(RemovalEntry), // without its records it says when something went
    };

    /// <summary>Whether the model of this context is the narrowed one; once asked, it stays.</summary>
    internal bool IsNarrow => isNarrow ??= Actor?.Limits is not null;

    /// <summary>The events of the actor; none unless the model is narrowed.</summary>
    private long[] SeenEvents => [.. Actor?.Limits?.Events ?? []];

    private long Person => Actor is { Kind: ActorKind.User, Id: { } id } ? id : 0;

    private DateTime SeenSince => Actor?.Limits?.Since ?? default;

    private Actor? Suits(Actor? actor) => isNarrow is { } narrow && narrow != (actor?.Limits is not null)
        ? throw new InvalidOperationException("A context that was used goes on with the limits it had.")
        : actor;

    /// <summary>What is saved must be of an event that exists for the actor; a new event is none of them.</summary>
    private void RequireEvent(IOfEvent record)
    {
        if (Actor is { Limits: not null } actor && !actor.Sees(record.EventId))
        {
            throw new PermissionDeniedException(Permission.ManageEvents);
        }
    }

    private void Narrow(ModelBuilder builder)
    {
        foreach (var type in builder.Model.GetEntityTypes().Select(type => type.ClrType)
            .Where(type => typeof(ITenantOwned).IsAssignableFrom(type) && !NotNarrowed.Contains(type)).ToList())
        {
            if (type.GetProperty("EventId") is { } property)
            {
                var record = Expression.Parameter(type, "record");
                Expression value = Expression.Property(record, property);
                value = value.Type == typeof(long) ? value : Expression.Property(value, "Value");
                builder.Entity(type).HasQueryFilter(EventFilter, Expression.Lambda(Expression.Call(typeof(Enumerable),
                    nameof(Enumerable.Contains), [typeof(long)],
                    Expression.Property(Expression.Constant(this), nameof(SeenEvents)), value), record));
            }
        }

        builder.Entity<Event>().HasQueryFilter(EventFilter, e => SeenEvents.Contains(e.Id));
        builder.Entity<Contact>().HasQueryFilter(EventFilter, c =>
            Participants.Any(p => p.ContactId == c.Id) || ApplicationEvents.Any(a => a.Application!.ContactId == c.Id));
        builder.Entity<Application>().HasQueryFilter(EventFilter, a => ApplicationEvents.Any(e => e.ApplicationId == a.Id));
        builder.Entity<InvoiceLine>().HasQueryFilter(EventFilter, l => Invoices.Any(i => i.Id == l.InvoiceId));
        builder.Entity<InvoiceParties>().HasQueryFilter(EventFilter, p => Invoices.Any(i => i.Id == p.InvoiceId));

        // A schedule over all events is one's own, and so are files; those ordered before hold more than may be seen now.
        builder.Entity<ReportSchedule>().HasQueryFilter(EventFilter, s =>
            s.EventId == null ? s.OwnerId == Person : SeenEvents.Contains(s.EventId.Value));
        builder.Entity<ScheduleRun>().HasQueryFilter(EventFilter, r => ReportSchedules.Any(s => s.Id == r.ScheduleId));
        builder.Entity<ReportExport>().HasQueryFilter(EventFilter, e => e.UserId == Person && e.CreatedAt >= SeenSince);
    }
}

/// <summary>Chooses between the model of everybody and that of actors with limits.</summary>
public sealed class NarrowedModel : IModelCacheKeyFactory
{
    /// <inheritdoc />
    public object Create(DbContext context, bool designTime) =>
        (context.GetType(), designTime, context is PortalDb { IsNarrow: true });
}
