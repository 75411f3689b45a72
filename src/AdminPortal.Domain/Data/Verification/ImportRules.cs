using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Verification;

/// <summary>Records of imports: what they count against the details that are kept, where they stand, and who works on them.</summary>
internal static class ImportRules
{
    /// <summary>What a row of each kind creates.</summary>
    private static readonly Dictionary<string, string> Creates = new()
    {
        ["participants"] = nameof(Participant),
        ["contacts"] = nameof(Contact),
        ["applications"] = nameof(Application),
        ["invoices"] = nameof(Invoice),
        ["payments"] = nameof(Payment),
    };

    /// <summary>The rules; whether a lease has lapsed is a matter of the time.</summary>
    public static Rule[] Of(TimeProvider time) =>
    [
        new("import_counts", CountsAsync),
        new("import_portions", PortionsAsync),
        new("import_state", StatesAsync),
        new("import_lease", (db, cancellationToken) => LeasesAsync(db, time.UtcNow(), cancellationToken)),
    ];

    private static bool IsActive(Import import) => import.State is ImportState.Running or ImportState.TakingBack or ImportState.Undoing;

    private static bool IsWritten(Import import) => import.State is ImportState.Done or ImportState.Undoing or ImportState.Undone;

    /// <summary>The counts of imports that were carried out or refused, against their rows, portions and refusals.</summary>
    private static async Task<List<Finding>> CountsAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var found = new List<Finding>();
        foreach (var import in await ImportsAsync(db, cancellationToken))
        {
            if (!IsWritten(import) && import.State != ImportState.Refused)
            {
                continue;
            }

            var refused = 0;
            var refusals = db.ImportRefusals.IgnoreQueryFilters().Where(r => r.ImportId == import.Id).Select(r => r.Rows);
            await foreach (var rows in refusals.AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                refused += ImportJournal.Read<RefusedCells>(rows).Count;
            }

            var created = 0;
            var kind = Creates.GetValueOrDefault(import.Kind);
            var portions = db.ImportPortions.IgnoreQueryFilters().Where(p => p.ImportId == import.Id).Select(p => p.Changes);
            await foreach (var changes in portions.AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                created += ImportJournal.Read<ImportChange>(changes).Count(change => change.Before is null && change.Entity == kind);
            }

            Compare("rows", import.Rows, import.Created + import.Updated + import.Unchanged + import.Refused);
            Compare("refused", import.Refused, refused);
            Compare("created", IsWritten(import) ? import.Created : 0, created);

            void Compare(string what, int counted, int kept)
            {
                if (counted != kept)
                {
                    var sentence = $"Import {import.Id} counts {counted} {what}, but its details say {kept}.";
                    found.Add(new Finding("import_counts", import.TenantId, import.Id, sentence));
                }
            }
        }

        return found;
    }

    /// <summary>
    /// The portions: numbered without a gap, each with as many changes as it says, standing or taken back as the import is.
    /// </summary>
    private static async Task<List<Finding>> PortionsAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var found = new List<Finding>();
        foreach (var import in await ImportsAsync(db, cancellationToken))
        {
            var (number, first) = (0, 0);
            var portions = db.ImportPortions.IgnoreQueryFilters().Where(p => p.ImportId == import.Id).OrderBy(p => p.Number);
            await foreach (var portion in portions.AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                var changes = ImportJournal.Read<ImportChange>(portion.Changes).Count;
                var stands = portion.UndoneAt is null;
                var fits = import.State switch
                {
                    ImportState.Done or ImportState.Running => stands,
                    ImportState.Undone or ImportState.Stopped => !stands,
                    ImportState.Refused => false,
                    _ => true,
                };
                fits &= portion.TenantId == import.TenantId;
                if ((portion.Number, portion.First, portion.Count) != (number, first, changes) || !fits)
                {
                    found.Add(new Finding("import_portions", import.TenantId, import.Id, $"Portion {portion.Number} of import {import.Id} "
                        + "is not where it belongs, has not the changes it says, or stands although the import does not."));
                }

                (number, first) = (portion.Number + 1, portion.First + portion.Count);
            }
        }

        return found;
    }

    private static async Task<List<Finding>> StatesAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var imports = (await ImportsAsync(db, cancellationToken)).Where(import =>
            IsActive(import) != (import.LeaseUntil is not null)
            || (import.LeaseUntil is null) != (import.Owner is null)
            || (!IsActive(import) && import.FinishedAt is null)
            || (import.State is ImportState.Undoing or ImportState.Undone) != (import.UndoneAt is not null)
            || import.FinishedAt < import.StartedAt);
        return [.. imports.Select(import => new Finding(
            "import_state", import.TenantId, import.Id, $"Import {import.Id} is {import.State}, which its lease, owner or times deny."))];
    }

    /// <summary>An import that nobody works on any more; the portal takes it back when it starts, and every quarter of a minute.</summary>
    private static async Task<List<Finding>> LeasesAsync(PortalDb db, DateTime now, CancellationToken cancellationToken) =>
        [.. (await ImportsAsync(db, cancellationToken))
            .Where(import => import.LeaseUntil is not null && (import.LeaseUntil < now || ImportOwner.HasDied(import.Owner)))
            .Select(import => new Finding(
                "import_lease", import.TenantId, import.Id,
                    $"The process that worked on import {import.Id} has died; a portal that runs ends it."))];

    private static Task<List<Import>> ImportsAsync(PortalDb db, CancellationToken cancellationToken) =>
        db.Imports.IgnoreQueryFilters().OrderBy(i => i.Id).ToListAsync(cancellationToken);
}
