using System.Globalization;
using System.Runtime.CompilerServices;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using CsvHelper;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Reports;

/// <summary>One participant with their stays summed up; times are UTC.</summary>
public sealed record ParticipantExportRow(
    string? BadgeNumber, string CustomerNumber, string? CompanyName, string? FirstName, string? LastName, string? Email, string? Category, bool IsConfirmed,
    int CheckIns, DateTime? FirstIn, string? FirstStation, DateTime? LastIn, DateTime? LastOut, bool IsInside);

/// <summary>Texts of the file: the column heads in their order, and yes and no.</summary>
public sealed record ExportTexts(IReadOnlyList<string> Heads, string Yes, string No);

/// <summary>Hands the participants of an event on as a file, in portions, so that memory does not grow with the event.</summary>
public sealed class ParticipantExport(IDbContextFactory<PortalDb> databases, EventRulesCache events)
{
    private const int Portion = 1000;

    /// <summary>
    /// Writes the file: UTF-8 with BOM, the separator of the culture's lists, times in the event's zone, cells that a spreadsheet would run as a formula neutralised.
    /// </summary>
    /// <exception cref="PermissionDeniedException">The actor may not export.</exception>
    public async Task WriteCsvAsync(Actor actor, string eventKey, Stream output, ExportTexts texts, CultureInfo culture, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.Export);
        var rules = await events.FindAsync(actor, eventKey, cancellationToken) ?? throw new InvalidOperationException("The event does not exist.");
        var options = new CsvWriterOptions { Separator = culture.TextInfo.ListSeparator[0], Injection = CsvInjection.Escape, WriteByteOrderMark = true };
        await using var csv = CsvWriter.Create(output, options, leaveOpen: true);
        await csv.WriteRecordAsync([.. texts.Heads], cancellationToken);
        await foreach (var row in RowsAsync(actor, rules.Id, cancellationToken))
        {
            await csv.WriteRecordAsync(
            [
                row.BadgeNumber, row.CustomerNumber, row.CompanyName, row.LastName, row.FirstName, row.Email, row.Category, row.IsConfirmed ? texts.Yes : texts.No,
                row.CheckIns.ToString(CultureInfo.InvariantCulture), Local(row.FirstIn), row.FirstStation, Local(row.LastIn), Local(row.LastOut), row.IsInside ? texts.Yes : texts.No,
            ], cancellationToken);
        }

        string? Local(DateTime? utc) => utc is { } at ? rules.Zone.Local(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The participants in the order they were added; two commands for every thousand.</summary>
    public async IAsyncEnumerable<ParticipantExportRow> RowsAsync(Actor actor, long eventId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.Export);
        for (var last = 0L; ;)
        {
            await using var db = databases.Read(actor);
            var people = await db.Participants.Where(p => p.EventId == eventId && p.Id > last).OrderBy(p => p.Id).Take(Portion)
                .Select(p => new { p.Id, p.BadgeNumber, p.Contact!.CustomerNumber, p.Contact.CompanyName, p.Contact.FirstName, p.Contact.LastName, p.Contact.Email, Category = p.Category!.Title, p.IsConfirmed })
                .ToListAsync(cancellationToken);
            if (people.Count == 0)
            {
                yield break;
            }

            var (first, until) = (people[0].Id, people[^1].Id);
            var stays = (await db.CheckIns.Where(c => c.EventId == eventId && c.ParticipantId >= first && c.ParticipantId <= until).OrderBy(c => c.CheckedInAt).ThenBy(c => c.Id)
                .Select(c => new { c.ParticipantId, c.CheckedInAt, c.CheckedOutAt, c.Station }).ToListAsync(cancellationToken)).ToLookup(c => c.ParticipantId);
            foreach (var p in people)
            {
                var own = stays[p.Id].ToList();
                yield return new ParticipantExportRow(
                    p.BadgeNumber, p.CustomerNumber, p.CompanyName, p.FirstName, p.LastName, p.Email, p.Category, p.IsConfirmed,
                    own.Count, own.FirstOrDefault()?.CheckedInAt, own.FirstOrDefault()?.Station, own.LastOrDefault()?.CheckedInAt, own.Max(c => c.CheckedOutAt), own.Any(c => c.CheckedOutAt is null));
            }

            last = until;
        }
    }
}
