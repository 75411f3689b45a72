using System.Text.Json;
using System.Text.Json.Serialization;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>A tenant with thousands of generated records: each report must show what a plain walk over all records gives.</summary>
public sealed class ReportGeneratedTests
{
    private static readonly string[] Currencies = ["EUR", "USD", "JPY", "KWD"];

    private static readonly JsonSerializerOptions Plain = new() { Converters = { new WithoutZerosAtTheEnd() } };

    public static TheoryData<Provider, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<Provider, int, string>();
            foreach (var row in (IEnumerable<object[]>)new Providers())
            {
                cases.Add((Provider)row[0], 1, "Europe/Berlin");
                cases.Add((Provider)row[0], 2, "America/St_Johns");
                cases.Add((Provider)row[0], 3, "Asia/Kathmandu");
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Every_report_equals_a_walk_over_all_records(Provider provider, int seed, string zone)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = new ReportRows(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
        await rows.ZoneAsync(zone);
        var random = new Random(seed);
        await GenerateAsync(rows, random, portal.Owner.TenantId);
        var walk = await ReportWalk.OfAsync(rows, TimeZoneInfo.FindSystemTimeZoneById(zone), portal.Time.UtcNow());
        Assert.True(walk.Rows > 3_000, $"{walk.Rows} records");
        var reports = portal.Get<ReportQueries>();
        for (var i = 0; i < 24; i++)
        {
            var filter = new ReportFilter(i % 3 == 0 ? null : i % 11 == 10 ? "none" : $"event-{random.Next(10)}", Bound(random, i),
                Bound(random, i / 3));
            if (!(await reports.ReadAsync(portal.Owner, PaymentsReport.Kind, filter)).Ok)
            {
                filter = filter with { From = filter.To, To = filter.From };
            }

            Same(walk.Participants(filter), (await reports.ReadAsync(portal.Owner, ParticipantsReport.Kind, filter)).Required().Data);
            Same(walk.Applications(filter), (await reports.ReadAsync(portal.Owner, ApplicationsReport.Kind, filter)).Required().Data);
            Same(walk.Revenue(filter), (await reports.ReadAsync(portal.Owner, RevenueReport.Kind, filter)).Required().Data);
            Same(walk.Payments(filter), (await reports.ReadAsync(portal.Owner, PaymentsReport.Kind, filter)).Required().Data);
            Same(walk.Overview(filter), (await reports.ReadAsync(portal.Owner, OverviewReport.Kind, filter)).Required().Data);
        }
    }

    /// <summary>Fails unless both say the same; 1.5 and 1.50 do.</summary>
    internal static void Same<T>(T expected, T actual) =>
        Assert.Equal(JsonSerializer.Serialize(expected, Plain), JsonSerializer.Serialize(actual, Plain));

    private static ReportBound? Bound(Random random, int kind) => (kind % 4) switch
    {
        0 => null,
        1 => ReportBound.Of(Moment(random)),
        _ => ReportBound.Of(DateOnly.FromDateTime(Moment(random))),
    };

    /// <summary>Within a year around the clocks' two changes; often on a quarter of an hour, or a millisecond before.</summary>
    private static DateTime Moment(Random random) => ReportRows.At("2025-11-01T00:00Z").AddMinutes(15 * random.Next(365 * 96))
        .AddMilliseconds(random.Next(3) switch { 0 => 0, 1 => -1, _ => random.Next(900_000) });

    private static async Task GenerateAsync(ReportRows rows, Random random, long tenant)
    {
        var when = ReportRows.At("2025-01-01T00:00Z");
        DateTime? Deleted() => random.Next(12) == 0 ? when : null;
        T Any<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
        var contacts = Enumerable.Range(0, 150)
            .Select(i => new Contact { CustomerNumber = $"C{i}", LastName = "Muster", CreatedAt = when, UpdatedAt = when }).ToList();
        var events = Enumerable.Range(0, 10).Select(i =>
        {
            var starts = Moment(random);
            return new Event
            {
                EventKey = $"event-{i}",
                Title = $"Event {i}",
                StartsAt = starts,
                EndsAt = starts.AddDays(1
                + random.Next(60)),
                TimeZone = "UTC",
                CreatedAt = when,
                UpdatedAt = when,
                DeletedAt = i == 9 ? when : null
            };
        }).ToList();
        await rows.AddAsync([.. contacts, .. events]);
        var categories = events.SelectMany(e => new[] { "vip", "press", "crew" }.Select(key =>
            new Category { EventId = e.Id, CategoryKey = key, Title = $"{key} {e.Id}", DeletedAt = Deleted() })).ToList();
        await rows.AddAsync(categories);
        var participants = events.Where(e => e.DeletedAt is null).SelectMany(e => contacts.Where(_ => random.Next(100) < 55).Select(c =>
        {
            var at = Clock.Cut(Moment(random));
            return new Participant
            {
                EventId = e.Id,
                ContactId = c.Id,
                CategoryId = random.Next(4) == 0 ? null : Any(categories.Where(k => k.EventId == e.Id).ToList())
                    .Id,
                IsConfirmed = random.Next(2) == 0,
                CreatedAt = at,
                UpdatedAt = at,
                DeletedAt = Deleted()
            };
        })).ToList();
        await rows.AddAsync(participants);
        await rows.AddAsync(participants.Where(p => p.DeletedAt is null && random.Next(2) == 0)
            .SelectMany(p => Enumerable.Range(0, 1 + random.Next(3)).Select(i =>
        {
            var at = Clock.Cut(Moment(random));
            var row = new CheckIn
            {
                EventId = p.EventId,
                ParticipantId = p.Id,
                Type = CheckInType.App,
                Quantity = 1 + random.Next(3),
                CheckedInAt = at,
                ReceivedAt = at,
                InMinute = Clock.Minute(at),
                CheckedInBy = "Door",
                DeletedAt = Deleted()
            };
            row.CloseAt(i == 0 && random.Next(2) == 0 ? null : at.AddHours(1));
            return row;
        })));
        await rows.AddAsync(Enumerable.Range(0, 500).Select(_ =>
        {
            var at = Moment(random);
            var status = (ApplicationStatus)random.Next(3);
            var wanted = events.Where(_ => random.Next(5) == 0).DefaultIfEmpty(events[0]);
            return new Application
            {
                ContactId = Any(contacts).Id,
                Status = status,
                Rating = random.Next(3) == 0 ? null : 1 + random.Next(5),
                CategoryKey = Any(new[] { "vip", "press", "other", null }),
                CreatedAt = at,
                UpdatedAt = at,
                DeletedAt = Deleted(),
                Events = wanted.Select(e => new ApplicationEvent
                { TenantId = tenant, EventId = e.Id, IsApproved = status == ApplicationStatus.Approved && random.Next(2) == 0 })
                        .ToList(),
            };
        }));
        var invoices = Enumerable.Range(0, 800).Select(i => new Invoice
        {
            Number = $"R{i}",
            Kind = random.Next(5) == 0 ? InvoiceKind.CreditNote : InvoiceKind.Invoice,
            Status = random.Next(4) == 0 ? (InvoiceStatus)random.Next(3) : InvoiceStatus.Issued,
            ContactId = Any(contacts).Id,
            EventId = random.Next(5) == 0 ? null : Any(events).Id,
            Currency = Any(Currencies),
            GrossMinor = 1 + random.Next(1_000_000),
            InvoiceDate = Moment(random),
            CreatedAt = when,
            UpdatedAt = when,
            DeletedAt = Deleted(),
        }).ToList();
        await rows.AddAsync(invoices);
        await rows.AddAsync(Enumerable.Range(0, 1_000).Select(_ =>
        {
            var invoice = random.Next(4) == 0 ? null : Any(invoices);
            return new Payment
            {
                InvoiceId = invoice?.Id,
                ContactId = Any(contacts).Id,
                EventId = random.Next(3) == 0 ? Any(events).Id : null,
                Gateway = Any(new[] { "bank", "stripe", "Stripe" }),
                Status = random.Next(2) == 0 ? PaymentStatus.Completed : (PaymentStatus)random.Next(4),
                Currency = invoice is not null && random.Next(10) > 0 ? invoice.Currency : Any(Currencies),
                GrossMinor = 1 + random.Next(1_000_000),
                FeeMinor = random.Next(500),
                PaidAt = Moment(random),
                CreatedAt = when,
                UpdatedAt = when,
                DeletedAt = Deleted(),
            };
        }));
    }

    private sealed class WithoutZerosAtTheEnd : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value / 1.0000000000000000000000000000m);
    }
}
