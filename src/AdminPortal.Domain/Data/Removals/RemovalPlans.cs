using System.Collections.Frozen;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Removals;

/// <summary>
/// What each kind of record takes along when it is removed, what forbids it, and what must hold when it comes back. Every
/// <see cref="ISoftDeleted"/> stands here once.
/// </summary>
internal static class RemovalPlans
{
    /// <summary>All of them, parents before their children.</summary>
    public static readonly IReadOnlyList<RemovalPlan> All =
    [
        new RemovalPlan<Event>(Permission.ManageEvents, e => new RemovalName(e.Id, e.Title, null, null, null, e.EventKey))
            { Held = Locks.EventAsync }
            .With<Category>(c => c.EventId).With<CheckInWindow>(w => w.EventId).With<ReportSchedule>(s => s.EventId)
            .With<Participant>(p => p.EventId).With<CheckIn>(c => c.EventId)
            .Unique("event_key", e => e.EventKey, e => e.EventKey)
            .KeptBy<Invoice>(i => i.EventId).KeptBy<Payment>(p => p.EventId).KeptBy<ApplicationEvent>(a => a.EventId)
            .KeptBy<ApiKey>(k => k.EventId).KeptBy<Import>(i => i.EventId)
            .KeptBy<Category>(c => c.EventId).KeptBy<CheckInWindow>(w => w.EventId).KeptBy<ReportSchedule>(s => s.EventId)
            .KeptBy<Participant>(p => p.EventId).KeptBy<CheckIn>(c => c.EventId)
            .Drops<Scan>(s => s.EventId).Drops<Wall>(w => w.EventId).Drops<Station>(s => s.EventId)
            .Drops<BadgePrint>(p => p.EventId).Drops<BadgeDesign>(d => d.EventId).Drops<BadgeKey>(k => k.EventId)
            .Drops<AlarmLetter>(l => l.EventId).Drops<Alarm>(a => a.EventId).Clears<Event>(e => e.EarlierEventId),
        new RemovalPlan<Category>(Permission.ManageEvents, c => new RemovalName(c.Id, c.Title, null, null, null, c.CategoryKey))
            { Held = Locks.CategoryAsync }
            .Needs<Event>(c => c.EventId)
            .Unique("category_key", c => new { c.EventId, c.CategoryKey }, c => c.CategoryKey)
            .KeptBy<CheckInWindow>(w => w.CategoryId).Clears<Participant>(p => p.CategoryId),
        new RemovalPlan<CheckInWindow>(Permission.ManageEvents, w => new RemovalName(w.Id, w.Name, null, null, null, null))
            .Needs<Event>(w => w.EventId)
            .Guarded(CheckInWindowService.OverlapAsync),
        new RemovalPlan<ReportSchedule>(Permission.Export, s => new RemovalName(s.Id, s.Name, null, null, null, null))
            { Revived = ScheduleService.DueAgainAsync }
            .Needs<Event>(s => s.EventId)
            .Drops<ScheduleRun>(r => r.ScheduleId),
        new RemovalPlan<WebhookEndpoint>(Permission.ManageKeys, e => new RemovalName(e.Id, e.Name, null, null, null, null))
            .Drops<WebhookAttempt>(a => a.EndpointId).Drops<WebhookDelivery>(d => d.EndpointId),
        new RemovalPlan<Team>(Permission.ManageUsers, t => new RemovalName(t.Id, t.Name, null, null, null, null)) { Held = Locks.TeamAsync }
            .Blocked(TeamService.HasPeopleAsync)
            .Unique("name", t => t.Name, t => t.Name)
            .KeptBy<PortalUser>(u => u.TeamId),
        new RemovalPlan<Contact>(Permission.ManageContacts, c =>
            new RemovalName(c.Id, null, c.FirstName, c.LastName, c.CompanyName, c.CustomerNumber)) { Held = Locks.ContactAsync }
            .With<Participant>(p => p.ContactId).With<Participant, CheckIn>(p => p.ContactId, c => c.ParticipantId)
            .With<Application>(a => a.ContactId)
            .Blocked(HasFinanceAsync)
            .Unique("customer_number", c => c.CustomerNumber, c => c.CustomerNumber)
            .KeptBy<Participant>(p => p.ContactId).KeptBy<Application>(a => a.ContactId).KeptBy<Invoice>(i => i.ContactId)
            .KeptBy<Payment>(p => p.ContactId),
        new RemovalPlan<Participant>(Permission.ManageParticipants, p =>
            new RemovalName(p.Id, null, p.Contact!.FirstName, p.Contact.LastName, p.Contact.CompanyName, p.BadgeNumber))
            .With<CheckIn>(c => c.ParticipantId)
            .Needs<Event>(p => p.EventId).Needs<Contact>(p => p.ContactId)
            .Unique("badge_number", p => new { p.EventId, p.BadgeNumber }, p => p.BadgeNumber, p => p.BadgeNumber != null)
            .Unique("contact", p => new { p.EventId, p.ContactId }, _ => null, problem: ParticipantService.AlreadyParticipant)
            .KeptBy<CheckIn>(c => c.ParticipantId).Clears<Scan>(s => s.ParticipantId).Clears<ApplicationEvent>(a => a.ParticipantId)
            .Drops<BadgePrint>(p => p.ParticipantId),
        new RemovalPlan<CheckIn>(Permission.CorrectCheckIns,
            c => new RemovalName(c.Id, null, c.Participant!.Contact!.FirstName, c.Participant.Contact.LastName,
                c.Participant.Contact.CompanyName, c.BadgeNumber)) { Facts = c => c.AuditFacts() }
            .Needs<Participant>(c => c.ParticipantId)
            .Unique("action", c => c.ParticipantId, _ => null, c => c.CheckedOutAt == null, Refusal.AlreadyCheckedIn)
            .Clears<Scan>(s => s.CheckInId),
        new RemovalPlan<Application>(Permission.ManageApplications, a =>
            new RemovalName(a.Id, null, a.Contact!.FirstName, a.Contact.LastName, a.Contact.CompanyName, null))
            .Needs<Contact>(a => a.ContactId)
            .Blocked(ApplicationService.OfOthersAsync)
            .Drops<ApplicationEvent>(e => e.ApplicationId),
        new RemovalPlan<Invoice>(Permission.ManageFinance, i =>
            new RemovalName(i.Id, null, i.Contact!.FirstName, i.Contact.LastName, i.Contact.CompanyName, i.Number))
            .Needs<Contact>(i => i.ContactId).Needs<Invoice>(i => i.CreditOfId)
            .Blocked(async (db, ids, cancellationToken) => await db.Invoices.AnyAsync(i => ids.Contains(i.Id)
                && i.Status == InvoiceStatus.Issued, cancellationToken) ? InvoiceService.IssuedStays : null)
            .Unique("number", i => i.Number, i => i.Number, i => i.Number != null)
            .KeptBy<Payment>(p => p.InvoiceId).KeptBy<Invoice>(i => i.CreditOfId)
            .Drops<InvoiceLine>(l => l.InvoiceId).Drops<InvoiceParties>(p => p.InvoiceId),
        new RemovalPlan<Payment>(Permission.ManageFinance, p =>
            new RemovalName(p.Id, null, p.Contact!.FirstName, p.Contact.LastName, p.Contact.CompanyName, p.Reference))
            .Needs<Contact>(p => p.ContactId).Needs<Invoice>(p => p.InvoiceId)
            .Unique("reference", p => new { p.Gateway, p.Reference }, p => p.Reference, p => p.Reference != null),
    ];

    private static readonly FrozenDictionary<string, RemovalPlan> ByEntity = All.ToFrozenDictionary(plan => plan.Entity);

    /// <summary>The plan of a kind.</summary>
    public static RemovalPlan<T> Of<T>()
        where T : class, ISoftDeleted => (RemovalPlan<T>)ByEntity[typeof(T).Name];

    /// <summary>The plan of a kind by its name, or null.</summary>
    public static RemovalPlan? Find(string entity) => ByEntity.GetValueOrDefault(entity);

    private static async Task<Problem?> HasFinanceAsync(PortalDb db, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        await db.Invoices.AnyAsync(i => ids.Contains(i.ContactId), cancellationToken)
            || await db.Payments.AnyAsync(p => ids.Contains(p.ContactId), cancellationToken)
            ? new Problem("has_finance", "This contact has invoices or payments and stays.")
            : null;
}
