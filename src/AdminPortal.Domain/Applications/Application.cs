using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Applications;

/// <summary>What became of an application.</summary>
public enum ApplicationStatus
{
    /// <summary>Nobody has decided yet.</summary>
    Open,

    /// <summary>Admitted to at least one of its events.</summary>
    Approved,

    /// <summary>Turned down.</summary>
    Rejected,
}

/// <summary>One contact's wish to take part in one or more events.</summary>
public sealed class Application : ITenantOwned, IAudited, ISoftDeleted
{
    /// <summary>Longest message of the applicant.</summary>
    public const int MessageLimit = 2000;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long ContactId { get; init; }

    public Contact? Contact { get; init; }

    /// <summary>Key of the category applied for; each event may have a category of that key.</summary>
    public string? CategoryKey { get; set; }

    public ApplicationStatus Status { get; set; }

    /// <summary>1 to 5; null while nobody has rated it.</summary>
    public int? Rating { get; set; }

    /// <summary>What the applicant wrote.</summary>
    public string? Message { get; set; }

    /// <summary>The events applied for, at least one.</summary>
    public List<ApplicationEvent> Events { get; init; } = [];

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; set; }

    /// <summary>UTC; null while it is open.</summary>
    public DateTime? DecidedAt { get; set; }

    /// <summary>Name of who decided; null while it is open.</summary>
    public string? DecidedBy { get; set; }

    public DateTime? DeletedAt { get; set; }

    public int Version { get; set; }
}

/// <summary>One event an application is for.</summary>
public sealed class ApplicationEvent : ITenantOwned, IOfEvent
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public long ApplicationId { get; init; }

    public Application? Application { get; init; }

    public required long EventId { get; init; }

    public Event? Event { get; init; }

    /// <summary>Whether the application was approved for this event.</summary>
    public bool IsApproved { get; set; }

    /// <summary>The participation that came of it.</summary>
    public long? ParticipantId { get; set; }

    public Participant? Participant { get; set; }

    /// <summary>Whether the approval made that participation, so that undoing it takes it away; false where it was there already.</summary>
    public bool MadeParticipant { get; set; }
}

internal sealed class ApplicationMap : IEntityTypeConfiguration<Application>, IEntityTypeConfiguration<ApplicationEvent>
{
    public void Configure(EntityTypeBuilder<Application> application)
    {
        application.Property(a => a.CategoryKey).HasMaxLength(EventService.KeyLimit).IsExact();
        application.Property(a => a.Message).HasMaxLength(Application.MessageLimit);
        application.HasOne(a => a.Contact).WithMany().HasForeignKey(a => a.ContactId);
        application.HasIndex(a => new { a.TenantId, a.CreatedAt });
        application.HasIndex(a => new { a.ContactId, a.TenantId });
    }

    public void Configure(EntityTypeBuilder<ApplicationEvent> row)
    {
        row.HasOne(e => e.Application).WithMany(a => a.Events).HasForeignKey(e => e.ApplicationId);
        row.HasOne(e => e.Event).WithMany().HasForeignKey(e => e.EventId);
        row.HasOne(e => e.Participant).WithMany().HasForeignKey(e => e.ParticipantId);
        row.HasIndex(e => new { e.TenantId, e.ApplicationId, e.EventId }).IsUnique();
        row.HasIndex(e => new { e.TenantId, e.EventId, e.ApplicationId });
        row.HasIndex(e => e.ApplicationId);
        row.HasIndex(e => e.ParticipantId).HasFilter("[ParticipantId] IS NOT NULL");
    }
}
