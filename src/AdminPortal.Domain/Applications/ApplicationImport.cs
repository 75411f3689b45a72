using System.Globalization;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Applications;

/// <summary>
/// Imports applications. Several event keys stand in one cell, separated by commas or semicolons; an approved one admits to all of them.
/// The same contact with the same time of receipt is the same application.
/// </summary>
public sealed class ApplicationImport(ImportEngine engine, TimeProvider time) : RecordImport(engine, time)
{
    /// <inheritdoc />
    public override string Key => "applications";

    /// <inheritdoc />
    protected override IReadOnlyDictionary<string, string[]> Names { get; } = new Dictionary<string, string[]>
    {
        ["customer_number"] = ["customernumber", "customerno", "kundennummer", "kundennr"],
        ["event_key"] = ["eventkey", "eventkeys", "event", "events", "veranstaltung", "veranstaltungen"],
        ["category_key"] = ["categorykey", "category", "kategorie"],
        ["status"] = ["status"],
        ["rating"] = ["rating", "bewertung"],
        ["message"] = ["message", "nachricht"],
        ["created_at"] = ["createdat", "received", "receivedat", "eingegangen", "datum", "date"],
    };

    internal override RecordJudge Begin(RecordScope scope) => new Judging(scope);

    private sealed class Judging(RecordScope scope) : RecordJudge(scope)
    {
        private readonly HashSet<(long Contact, DateTime At)> seen = [];

        private HashSet<(long EventId, string Key)>? categories;

        protected override async Task PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
        {
            await base.PrepareAsync(rows, cancellationToken);
            categories ??= (await Scope.Db.Categories.Select(c => new { c.EventId, c.CategoryKey }).ToListAsync(cancellationToken))
                .Select(c => (c.EventId, c.CategoryKey)).ToHashSet();
            var ids = Contacts.Values.ToList();
            seen.UnionWith((await Scope.Db.Applications.Where(a => ids.Contains(a.ContactId)).Select(a => new { a.ContactId, a.CreatedAt })
                .ToListAsync(cancellationToken)).Select(a => (a.ContactId, a.CreatedAt)));
        }

        protected override object? Judge(ImportRow row)
        {
            var keys = (row["event_key"] ?? "")
                .Split([',', ';', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToList();
            var unknown = keys.Find(key => !Events.ContainsKey(key));
            var events = keys.Where(Events.ContainsKey).Select(key => Events[key]).ToList();
            int? rating = row["rating"] is { } cell
                ? int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : 0
                : null;
            var draft = new ApplicationDraft(row["customer_number"] ?? "", keys, row["category_key"], row["message"], rating,
                row.Date("created_at", Scope.Zone, TimeSpan.Zero));
            var status = row.Choice("status", ApplicationStatus.Open);
            var contact = Contact(row);
            row.Problems.AddRange(ApplicationService.CheckTexts(draft, Scope.Now).Problems);
            row.Problems.AddRange(new Check()
                .That(unknown is null, Problem.Unknown("event_key", unknown))
                .That(draft.CategoryKey is null || unknown is not null
                    || events.Exists(id => categories!.Contains((id, draft.CategoryKey))),
                        Problem.Unknown("category_key", draft.CategoryKey)).Problems);
            if (row.Problems.Count > 0 || (draft.ReceivedAt is { } received && !seen.Add((contact!.Value, received))))
            {
                return null;
            }

            var application = ApplicationService.Make(draft, contact!.Value, events, Scope.Now);
            application.Status = status;
            if (status != ApplicationStatus.Open)
            {
                (application.DecidedAt, application.DecidedBy) = (Scope.Now, Scope.Import.Actor.Name);
            }

            return application;
        }

        protected override async Task AddAsync(object entity, CancellationToken cancellationToken)
        {
            var application = (Application)entity;
            Scope.Db.Add(application);
            if (application.Status == ApplicationStatus.Approved)
            {
                foreach (var row in application.Events)
                {
                    (row.Participant, row.MadeParticipant) = await ParticipantService.AdmitAsync(
                        Scope.Db, row.EventId, application.ContactId, application.CategoryKey, application.UpdatedAt, cancellationToken);
                    row.IsApproved = true;
                }

                // So that the next row of the same contact finds the participation.
                await Scope.Db.SaveChangesAsync(cancellationToken);
            }
        }
    }
}
