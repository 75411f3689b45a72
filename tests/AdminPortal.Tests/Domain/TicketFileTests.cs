using System.Text;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Exports;
using AdminPortal.Tests.Support;
using Ical.Net;

namespace AdminPortal.Tests.Domain;

/// <summary>What a participant gets to bring along. The event is in Berlin, from 3 October 2026, 08:00, for two days.</summary>
public sealed class TicketFileTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_ticket_names_event_person_times_in_the_zone_and_windows(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        var id = await portal.ParticipantAsync("0417", lastName: "Größ");
        var from = new DateTime(2026, 10, 4, 9, 0, 0, DateTimeKind.Utc);
        (await portal.Get<CheckInWindowService>().CreateAsync(portal.Owner, found.Id,
            new WindowDraft("Day", from, from.AddHours(2), null, true, 2))).Required();

        var ticket = (await portal.Get<TicketService>().TicketAsync(portal.Owner, found.Id, id)).Required();
        var page = Assert.Single(PdfText.Pages(ticket.Content));
        var culture = portal.Get<ExportSettings>().Language("en").Culture;
        string At(int day, int hour) => new DateTime(2026, 10, day, hour, 0, 0, DateTimeKind.Unspecified).ToString("g", culture);
        foreach (var text in new[] { "Event congress", "Hamburg", "Mia Größ", "0417", At(3, 8), At(5, 10), "UTC+2", At(4, 11) })
        {
            Assert.Contains(text, page, StringComparison.Ordinal);
        }

        Assert.Equal("Ticket-congress-0417.pdf", ticket.Name);
        Assert.Equal("not_found", (await portal.Get<TicketService>().TicketAsync(portal.Owner, found.Id + 1, id)).Problems[0].Code);
        await Assert.ThrowsAsync<PermissionDeniedException>(() =>
            portal.Get<TicketService>().TicketAsync(portal.As(Role.Steward), found.Id, id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_calendar_entry_has_the_events_moments_and_stays_the_same_entry(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        var (id, other) = (await portal.ParticipantAsync("0417"), await portal.ParticipantAsync("0418"));
        var tickets = portal.Get<TicketService>();
        var first = Read((await tickets.CalendarAsync(portal.Owner, found.Id, id)).Required());
        var entry = Assert.Single(first.Events)!;
        Assert.Equal(("Event congress", "Hamburg"), (entry.Summary, entry.Location));
        Assert.Contains("0417", entry.Description, StringComparison.Ordinal);
        Assert.Equal("Europe/Berlin", entry.Start!.TzId);
        Assert.Equal((found.Draft.StartsAt, found.Draft.EndsAt), (entry.Start.AsUtc, entry.End!.AsUtc));
        Assert.Equal("Europe/Berlin", Assert.Single(first.TimeZones).TzId);

        portal.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(entry.Uid, Read((await tickets.CalendarAsync(portal.Owner, found.Id, id)).Required()).Events.Single()!.Uid);
        Assert.NotEqual(entry.Uid, Read((await tickets.CalendarAsync(portal.Owner, found.Id, other)).Required()).Events.Single()!.Uid);
    }

    private static Calendar Read(TicketFile file)
    {
        Assert.EndsWith(".ics", file.Name, StringComparison.Ordinal);
        return Calendar.Load(Encoding.UTF8.GetString(file.Content))!;
    }
}
