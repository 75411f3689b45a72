using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Participants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>An import as the list and its page show it.</summary>
/// <param name="Record">The record itself.</param>
/// <param name="EventKey">Key of its event, or null.</param>
/// <param name="EventTitle">Title of its event, or null.</param>
public sealed record ListedImport(Import Record, string? EventKey, string? EventTitle)
{
    /// <summary>Its id.</summary>
    public long Id => Record.Id;

    /// <summary>Whether rows are being written or taken back.</summary>
    public bool IsActive => Record.LeaseUntil is not null;

    /// <summary>Whether it can be undone.</summary>
    public bool CanUndo => Record.State == ImportState.Done && Record.Created + Record.Updated > 0;
}

/// <summary>Which imports; everything that is set must hold.</summary>
public sealed record ImportFilter
{
    /// <summary>Words that must all occur in the file's name or in the name of who imported it.</summary>
    public string? Search { get; init; }

    /// <summary><see cref="ImportKind.Key"/>.</summary>
    public string? Kind { get; init; }

    public ImportState? State { get; init; }

    public long? EventId { get; init; }

    /// <summary>Begun at this UTC time or later.</summary>
    public DateTime? From { get; init; }

    /// <summary>Begun before this UTC time.</summary>
    public DateTime? Until { get; init; }
}

/// <summary>One record that an import created or changed.</summary>
/// <param name="Entity">Its kind, for example <c>Participant</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Created">Whether the import created it; otherwise it changed it.</param>
/// <param name="Name">As it is shown now; null when it is not there any more.</param>
/// <param name="EventKey">Of a participant: the key of their event.</param>
/// <param name="Kept">Why it was not taken back; null while the import stands, and when it was taken back.</param>
public sealed record ImportedRecord(string Entity, long Id, bool Created, string? Name, string? EventKey, string? Kept);

/// <summary>Reads the records of imports.</summary>
public sealed class ImportQueries(IDbContextFactory<PortalDb> databases)
{
    private static readonly string[] Kinds = ["participants", "contacts", "applications", "invoices", "payments"];

    /// <summary>What the list can be sorted by; a tenant has only the imports of 30 days.</summary>
    public static Sorts<Import> Sorts { get; } = new Sorts<Import>(i => i.Id)
        .By("started", i => i.StartedAt)
        .By("file", i => Fold.Ordinal(i.FileName))
        .By("by", i => Fold.Ordinal(i.ActorName))
        .By("created", i => i.Created)
        .By("updated", i => i.Updated)
        .By("refused", i => i.Refused);

    /// <summary>The kinds of imports that the actor may look at.</summary>
    public static IReadOnlyList<string> KindsFor(Actor actor) => [.. Kinds.Where(kind => ImportKind.NeedsOf(kind).All(actor.May))];

    /// <summary>Whether there is any kind of import the actor may look at.</summary>
    public static bool MayLook(IReadOnlySet<Permission> permissions) =>
        Kinds.Any(kind => ImportKind.NeedsOf(kind).All(permissions.Contains));

    /// <summary>One page of the kinds that the actor may import; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<ListedImport>> ListAsync(Actor actor, ImportFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(actor);
        return await Apply(Visible(db, actor), filter).PageAsync(page, found => Sorts.Apply(db, found, page.Sort, page.Descending),
            rows => Shown(db, rows).ToListAsync(cancellationToken), cancellationToken);
    }

    /// <summary>One import, or null.</summary>
    public async Task<ListedImport?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(actor);
        return await Shown(db, Visible(db, actor).Where(i => i.Id == id)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>One page of what an import created and changed, in the order of the file; first what was not taken back.</summary>
    public async Task<Page<ImportedRecord>> ChangesAsync(Actor actor, long id, bool keptOnly, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(actor);
        var portions = db.ImportPortions.Where(p => p.ImportId == id && Visible(db, actor).Any(i => i.Id == id));
        if (keptOnly)
        {
            var kept = (await portions.Where(p => p.Kept != null).OrderBy(p => p.Number).Select(p => new { p.Kept, p.Changes })
                .ToListAsync(cancellationToken))
                .SelectMany(p => Join(p.Changes, p.Kept).Where(pair => pair.Kept is not null)).ToList();
            return new Page<ImportedRecord>(await NamedAsync(db, [.. kept.Skip((int)page.Skip).Take(page.Size)], cancellationToken),
                kept.Count, page.Number, page.Size);
        }

        var total = await portions.SumAsync(p => p.Count, cancellationToken);
        var (from, until) = (page.Skip, page.Skip + page.Size);
        var some = await portions.Where(p => p.First < until && p.First + p.Count > from).OrderBy(p => p.Number)
            .ToListAsync(cancellationToken);
        var rows = some.SelectMany(p => Join(p.Changes, p.Kept)).Skip(some.Count == 0 ? 0 : (int)(from - some[0].First))
            .Take(page.Size).ToList();
        return new Page<ImportedRecord>(await NamedAsync(db, rows, cancellationToken), total, page.Number, page.Size);
    }

    /// <summary>The refused rows in the order of the file, some hundreds at a time.</summary>
    public async IAsyncEnumerable<RefusedCells> RefusedAsync(
        Actor actor, long id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var db = databases.Read(actor);
        var chunks = db.ImportRefusals.Where(r => r.ImportId == id && Visible(db, actor).Any(i => i.Id == id)).OrderBy(r => r.Id);
        await foreach (var chunk in chunks.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            foreach (var row in ImportJournal.Read<RefusedCells>(chunk.Rows))
            {
                yield return row;
            }
        }
    }

    /// <summary>The columns of the file.</summary>
    public static IReadOnlyList<string> Headers(Import import) => ImportJournal.Read<string>(import.Headers);

    private static IQueryable<Import> Visible(PortalDb db, Actor actor)
    {
        var kinds = KindsFor(actor);
        return db.Imports.Where(i => kinds.Contains(i.Kind));
    }

    private static IQueryable<Import> Apply(IQueryable<Import> imports, ImportFilter filter) => imports
        .When(filter.Kind, kind => i => i.Kind == kind)
        .When(filter.State, state => i => i.State == state)
        .When(filter.EventId, eventId => i => i.EventId == eventId)
        .When(filter.From, from => i => i.StartedAt >= from)
        .When(filter.Until, until => i => i.StartedAt < until)
        .WhenWords(filter.Search, word => i => Fold.Loose(i.FileName)!.Contains(word) || Fold.Loose(i.ActorName)!.Contains(word));

    private static IQueryable<ListedImport> Shown(PortalDb db, IQueryable<Import> imports) =>
        imports.Select(i => new ListedImport(
            i, db.Events.Where(e => e.Id == i.EventId).Select(e => e.EventKey).FirstOrDefault(), db.Events.Where(e => e.Id == i.EventId)
                .Select(e => e.Title).FirstOrDefault()));

    private static IEnumerable<(ImportChange Change, string? Kept)> Join(string changes, string? kept)
    {
        var codes = ImportJournal.Read<KeptRecord>(kept).ToDictionary(record => (record.Entity, record.Id), record => record.Code);
        return ImportJournal.Read<ImportChange>(changes).Select(change => (change, codes.GetValueOrDefault((change.Entity, change.Id))));
    }

    private static async Task<List<ImportedRecord>> NamedAsync(PortalDb db, List<(ImportChange Change, string? Kept)> rows,
        CancellationToken cancellationToken)
    {
        var names = new Dictionary<(string, long), (string Name, string? EventKey)>();
        foreach (var entity in rows.GroupBy(row => row.Change.Entity))
        {
            var ids = entity.Select(row => row.Change.Id).ToList();
            var contacts = entity.Key switch
            {
                nameof(Contact) => db.Contacts.Where(c => ids.Contains(c.Id))
                    .Select(c => new { c.Id, Contact = c, EventKey = (string?)null }),
                nameof(Participant) => db.Participants.Where(p => ids.Contains(p.Id))
                    .Select(p => new { p.Id, Contact = p.Contact!, EventKey = (string?)p.Event!.EventKey }),
                nameof(Applications.Application) => db.Applications.Where(a => ids.Contains(a.Id))
                    .Select(a => new { a.Id, Contact = a.Contact!, EventKey = (string?)null }),
                nameof(Invoices.Invoice) => db.Invoices.Where(i => ids.Contains(i.Id))
                    .Select(i => new { i.Id, Contact = i.Contact!, EventKey = (string?)null }),
                nameof(Payments.Payment) => db.Payments.Where(p => ids.Contains(p.Id))
                    .Select(p => new { p.Id, Contact = p.Contact!, EventKey = (string?)null }),
                _ => db.Contacts.Where(c => false).Select(c => new { c.Id, Contact = c, EventKey = (string?)null }),
            };
            foreach (var row in await contacts.Select(row =>
                new { row.Id, row.Contact.FirstName, row.Contact.LastName, row.Contact.CompanyName, row.EventKey })
                .ToListAsync(cancellationToken))
            {
                names[(entity.Key, row.Id)] = (Contact.DisplayName(row.FirstName, row.LastName, row.CompanyName), row.EventKey);
            }
        }

        return rows.ConvertAll(row =>
        {
            var found = names.TryGetValue((row.Change.Entity, row.Change.Id), out var name);
            return new ImportedRecord(row.Change.Entity, row.Change.Id, row.Change.Before is null, found ? name.Name : null,
                found ? name.EventKey : null, row.Kept);
        });
    }
}
