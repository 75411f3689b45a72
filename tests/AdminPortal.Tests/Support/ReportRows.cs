using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Support;

/// <summary>Puts records with dates of any time into a tenant, past the services, and takes them out again.</summary>
public sealed class ReportRows(IDbContextFactory<PortalDb> databases, Actor owner)
{
    private static readonly DateTime Then = At("2025-01-01T00:00Z");

    private int number;

    public static DateTime At(string iso) => DateTimeOffset.Parse(iso, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;

    /// <summary>Changes the tenant's time zone.</summary>
    public async Task ZoneAsync(string zone)
    {
        await using var db = Open();
        (await db.Tenants.SingleAsync(t => t.Id == owner.TenantId)).TimeZone = zone;
        await db.SaveChangesAsync();
    }

    public Task<long> ContactAsync() =>
        AddAsync(new Contact { CustomerNumber = $"C{++number}", LastName = "Muster", CreatedAt = Then, UpdatedAt = Then }, c => c.Id);

    /// <summary>An event of two days; its title is its key in capitals.</summary>
    public Task<long> EventAsync(string key, string starts) => AddAsync(
        new Event
        {
            EventKey = key,
            Title = key.ToUpperInvariant(),
            StartsAt = At(starts),
            EndsAt = At(starts)
            .AddDays(2),
            TimeZone = "Asia/Tokyo",
            CreatedAt = Then,
            UpdatedAt = Then
        }, e => e.Id);

    public Task<long> CategoryAsync(long eventId, string key, string title) =>
        AddAsync(new Category { EventId = eventId, CategoryKey = key, Title = title }, c => c.Id);

    public Task<long> ParticipantAsync(long eventId, long contactId, string created, bool confirmed = false, long? categoryId = null) =>
        AddAsync(
        new Participant
        {
            EventId = eventId,
            ContactId = contactId,
            CategoryId = categoryId,
            IsConfirmed = confirmed,
            CreatedAt = At(created),
            UpdatedAt = At(created)
        }, p => p.Id);

    public Task<long> CheckInAsync(long eventId, long participantId, string at, string? outAt = null, int quantity = 1,
        string? station = null, CheckInType type = CheckInType.Scan)
    {
        var row = new CheckIn
        {
            EventId = eventId,
            ParticipantId = participantId,
            Type = type,
            Station = station,
            Quantity = quantity,
            CheckedInAt = At(at),
            ReceivedAt = At(at),
            InMinute = Clock.Minute(At(at)),
            CheckedInBy = "Door"
        };
        row.CloseAt(outAt is null ? null : At(outAt));
        return AddAsync(row, c => c.Id);
    }

    public async Task<long> ApplicationAsync(string created, ApplicationStatus status, int? rating, string? category,
        params (long EventId, bool Approved)[] events) => await AddAsync(
        new Application
        {
            ContactId = await ContactAsync(),
            Status = status,
            Rating = rating,
            CategoryKey = category,
            CreatedAt = At(created),
            UpdatedAt = At(created),
            Events = events.Select(e => new ApplicationEvent { TenantId = owner.TenantId, EventId = e.EventId, IsApproved = e.Approved })
                .ToList(),
        },
        a => a.Id);

    public async Task<long> InvoiceAsync(long minor, string currency, string date, long? eventId = null,
        InvoiceKind kind = InvoiceKind.Invoice, InvoiceStatus status = InvoiceStatus.Issued, long? creditOf = null) => await AddAsync(
        new Invoice
        {
            Number = $"R{++number}",
            Kind = kind,
            Status = status,
            ContactId = await ContactAsync(),
            EventId = eventId,
            Currency = currency,
            GrossMinor = minor,
            InvoiceDate = At(date),
            CreditOfId = creditOf,
            CreatedAt = Then,
            UpdatedAt = Then,
        },
        i => i.Id);

    public async Task<long> PaymentAsync(long minor, string currency, string date, long fee = 0, string gateway = "bank",
        PaymentStatus status = PaymentStatus.Completed, long? invoiceId = null, long? eventId = null) => await AddAsync(
        new Payment
        {
            InvoiceId = invoiceId,
            ContactId = await ContactAsync(),
            EventId = eventId,
            Gateway = gateway,
            Status = status,
            Currency = currency,
            GrossMinor = minor,
            FeeMinor = fee,
            PaidAt = At(date),
            CreatedAt = Then,
            UpdatedAt = Then,
        },
        p => p.Id);

    /// <summary>Adds many at once.</summary>
    public async Task AddAsync(IEnumerable<object> rows)
    {
        await using var db = Open();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }

    /// <summary>Deletes one record as the portal does: it stays, and is hidden.</summary>
    public async Task DeleteAsync<T>(long id)
        where T : class, ISoftDeleted
    {
        await using var db = Open();
        (await db.FindAsync<T>(id))!.DeletedAt = Then;
        await db.SaveChangesAsync();
    }

    /// <summary>Every living record of the tenant.</summary>
    public async Task<List<T>> AllAsync<T>()
        where T : class
    {
        await using var db = databases.Read(owner);
        return await db.Set<T>().ToListAsync();
    }

    private async Task<long> AddAsync<T>(T row, Func<T, long> id)
        where T : class
    {
        await AddAsync([row]);
        return id(row);
    }

    private PortalDb Open()
    {
        var db = databases.CreateDbContext();
        db.Actor = owner;
        return db;
    }
}
