using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Reports;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Badges;

/// <summary>A file for one participant.</summary>
/// <param name="Name">With its ending.</param>
/// <param name="Content">The file.</param>
public sealed record TicketFile(string Name, byte[] Content);

/// <summary>What stands on a ticket; times are UTC.</summary>
internal sealed record TicketPaper(
    string Organisation, byte[]? Logo, EventRules Rules, string? Place, DateTime StartsAt, DateTime EndsAt, string Name, string? Category,
    string? BadgeNumber, string? Code, IReadOnlyList<WindowRule> Windows);

/// <summary>Draws the ticket of a participant, and the entry for their calendar, in the tenant's language.</summary>
public sealed class TicketService(
    IDbContextFactory<PortalDb> databases, EventRulesCache events, BadgeKeyService keys, ExportSettings settings, TimeProvider time)
{
    /// <summary>
    /// The ticket as PDF: the event, when and where, the person, the signed code and the windows of their category. Refused:
    /// <c>not_found</c>, and as <see cref="BadgeKeyService.SignerAsync"/>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageParticipants"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="participantId">A participant of it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<TicketFile>> TicketAsync(Actor actor, long eventId, long participantId,
        CancellationToken cancellationToken = default)
    {
        var read = await ReadAsync(actor, eventId, participantId, cancellationToken);
        if (!read.Ok)
        {
            return read.Refused<TicketFile>();
        }

        var (paper, language, _) = read.Value;
        using var output = new MemoryStream();
        await new TicketPdf(paper, language).WriteAsync(output, cancellationToken);
        return new TicketFile(FileName(paper, language["Ticket_Title"], "pdf"), output.ToArray());
    }

    /// <summary>
    /// The event as an entry for a calendar (RFC 5545), in the event's time zone; a later file of the same participant replaces the
    /// entry. Refused as <see cref="TicketAsync"/>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageParticipants"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="participantId">A participant of it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<TicketFile>> CalendarAsync(Actor actor, long eventId, long participantId,
        CancellationToken cancellationToken = default)
    {
        var read = await ReadAsync(actor, eventId, participantId, cancellationToken);
        if (!read.Ok)
        {
            return read.Refused<TicketFile>();
        }

        var (paper, language, mark) = read.Value;
        var zone = paper.Rules.TimeZone;
        var calendar = new Ical.Net.Calendar { ProductId = "-//AdminPortal//Ticket//EN" };
        calendar.AddTimeZone(VTimeZone.FromDateTimeZone(zone, paper.StartsAt.AddYears(-1), false));
        calendar.Events.Add(new CalendarEvent
        {
            Uid = string.Create(CultureInfo.InvariantCulture, $"{mark}-{participantId}@adminportal"),
            DtStamp = new CalDateTime(time.UtcNow(), "UTC"),
            Summary = paper.Rules.Title,
            Location = paper.Place,
            Description = string.Join('\n', new[]
            {
                paper.Name, paper.BadgeNumber is { } badge ? $"{language["Column_badge_number"]}: {badge}" : null,
            }.Where(line => !string.IsNullOrEmpty(line))),
            Start = new CalDateTime(Local(paper.StartsAt), zone),
            End = new CalDateTime(Local(paper.EndsAt), zone),
        });
        var text = new CalendarSerializer().SerializeToString(calendar) ?? "";
        return new TicketFile(FileName(paper, language["Ticket_Calendar"], "ics"), System.Text.Encoding.UTF8.GetBytes(text));

        DateTime Local(DateTime utc) => DateTime.SpecifyKind(paper.Rules.Zone.Local(utc), DateTimeKind.Unspecified);
    }

    private async Task<Result<(TicketPaper Paper, ReportLanguage Language, string Mark)>> ReadAsync(
        Actor actor, long eventId, long participantId, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageParticipants);
        await using var db = databases.Read(actor);
        var row = await db.Participants.Where(p => p.Id == participantId && p.EventId == eventId).Select(p => new
        {
            p.Event!.Place,
            p.Event.StartsAt,
            p.Event.EndsAt,
            p.CategoryId,
            Category = p.Category!.Title,
            p.BadgeNumber,
            p.Contact!.FirstName,
            p.Contact.LastName,
            p.Contact.CompanyName,
            Logo = db.TenantProfiles.Select(t => t.Logo).FirstOrDefault(),
        }).SingleOrDefaultAsync(cancellationToken);
        if (row is null || await events.FindAsync(actor, eventId, cancellationToken) is not { } rules)
        {
            return Problem.NotFound();
        }

        var tenant = await db.Tenants.Where(t => t.Id == db.TenantId).Select(t => new { t.Name, t.Language })
            .SingleAsync(cancellationToken);
        var signer = await keys.SignerAsync(actor, eventId, cancellationToken);
        if (!signer.Ok)
        {
            return signer.Refused<(TicketPaper, ReportLanguage, string)>();
        }

        using var key = signer.Value;
        var name = new BadgePerson(row.FirstName, row.LastName, row.CompanyName, null, 0, null, null).FullName;
        return (new TicketPaper(tenant.Name, row.Logo, rules, row.Place, row.StartsAt, row.EndsAt, name, row.Category, row.BadgeNumber,
            row.BadgeNumber is { } badge ? key.Code(badge) : null, [.. rules.Windows.Of(row.CategoryId)]),
            settings.Language(tenant.Language), key.Mark);
    }

    /// <summary>A name that every system takes: what is neither letter nor digit becomes a hyphen.</summary>
    private static string FileName(TicketPaper paper, string what, string extension)
    {
        var name = $"{what}-{paper.Rules.EventKey}-{paper.BadgeNumber ?? paper.Name}";
        return $"{string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' ? c : '-'))}.{extension}";
    }
}
