using System.Linq.Expressions;
using System.Text.Json;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Takes back changes of one portion of an import, inside the caller's transaction: gives changed records the values they had, and removes
/// those that were created. What somebody has changed or used since stays as it is, unless the change was undone
/// (<see cref="ImportSince"/>); what has been taken back already is passed over.
/// </summary>
/// <param name="db">Inside the transaction.</param>
/// <param name="portion">All changes of the portion: records of it do not keep each other.</param>
/// <param name="changes">Those that are taken back now.</param>
/// <param name="bin">Where created records go. Null erases them: the half of an import that could not be ended was never to be
/// seen.</param>
/// <param name="now">UTC.</param>
internal sealed class ImportReversal(
    PortalDb db, IReadOnlyList<ImportChange> portion, IReadOnlyList<ImportChange> changes, ImportBin? bin, DateTime now)
{
    /// <summary>Somebody has changed it.</summary>
    public const string Changed = "kept_changed";

    /// <summary>Other records belong to it by now.</summary>
    public const string Used = "kept_used";

    /// <summary>Somebody else has the value it had.</summary>
    public const string Taken = "kept_taken";

    private readonly List<KeptRecord> kept = [];

    private readonly Dictionary<string, List<long>> gone = [];

    /// <summary>The records that stay.</summary>
    public IReadOnlyList<KeptRecord> Kept => kept;

    /// <summary>Takes back and saves.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await OfAsync<Participant>(UsedParticipantsAsync, cancellationToken);
        await OfAsync<Application>(UsedApplicationsAsync, cancellationToken);
        await OfAsync<Payment>((_, _) => Task.FromResult<List<long>>([]), cancellationToken);
        await OfAsync<Invoice>(UsedInvoicesAsync, cancellationToken);
        await OfAsync<Contact>(UsedContactsAsync, cancellationToken);
        if (bin is null)
        {
            var applications = Gone<Application>();
            db.RemoveRange(await db.ApplicationEvents.Where(e => applications.Contains(e.ApplicationId)).ToListAsync(cancellationToken));
        }

        await db.SaveChangesAsync(cancellationToken);
        if (bin is not null)
        {
            // A contact takes its participation along; only participants whose contact stays are removed by themselves.
            await RemoveAsync<Contact>(bin, cancellationToken);
            await RemoveAsync<Participant>(bin, cancellationToken);
            await RemoveAsync<Application>(bin, cancellationToken);
            await RemoveAsync<Payment>(bin, cancellationToken);
            await RemoveAsync<Invoice>(bin, cancellationToken);
        }
    }

    private async Task RemoveAsync<T>(ImportBin to, CancellationToken cancellationToken)
        where T : class, ISoftDeleted
    {
        if (Gone<T>() is { Count: > 0 } ids)
        {
            await to.Removal.DeleteImportedAsync<T>(db, ids, to.Import, cancellationToken); // not_found when all of them went along
        }
    }

    private async Task OfAsync<T>(Func<List<long>, CancellationToken, Task<List<long>>> used, CancellationToken cancellationToken)
        where T : class, IAudited, ISoftDeleted, ITenantOwned
    {
        var mine = changes.Where(change => change.Entity == typeof(T).Name).ToDictionary(change => change.Id);
        if (mine.Count == 0)
        {
            return;
        }

        var ids = mine.Keys.ToList();
        if (bin is not null)
        {
            // Whoever uses one of them holds it, and so has done it before this looks, or finds it gone. Of what is erased the foreign
            // keys take care.
            await (typeof(T) == typeof(Contact) ? Locks.ContactsAsync(db, ids, cancellationToken)
                : typeof(T) == typeof(Invoice) ? Locks.InvoicesAsync(db, ids, cancellationToken)
                : Task.CompletedTask);
        }

        // The tenant is compared here: "of the tenant and one of these ids" makes SQLite walk through the whole tenant.
        var rows = (await db.Set<T>().IgnoreQueryFilters().Where(row => ids.Contains(row.Id)).ToListAsync(cancellationToken))
            .FindAll(row => row.TenantId == db.TenantId);
        var people = rows.OfType<Participant>().Select(p => p.ContactId).ToList();
        if (people.Count > 0 && bin is null)
        {
            // The audit log calls them by these names; it could not look them up when they are gone.
            await db.Contacts.IgnoreQueryFilters().Where(c => people.Contains(c.Id)).LoadAsync(cancellationToken);
        }

        var created = mine.Values.Where(change => change.Before is null).Select(change => change.Id).ToList();
        var inUse = created.Count == 0 ? [] : await used(created, cancellationToken);
        var taken = typeof(T) == typeof(Participant) ? await TakenBadgesAsync(mine.Values, cancellationToken) : [];
        var moved = rows.FindAll(row => row.DeletedAt is null && Version(row) != mine[row.Id].Version).ConvertAll(row => row.Id);
        var back = bin is null
            ? []
            : await ImportSince.ChangedBackAsync(db, bin.Import.OperationKey, typeof(T).Name, moved, cancellationToken);
        foreach (var row in rows.Where(row => row.DeletedAt is null))
        {
            var change = mine[row.Id];
            var version = Version(row);
            if (change.Before is { } had && version == change.Version + 1 && ImportJournal.Has(db.Entry(row), had))
            {
                continue;
            }

            if (version != change.Version && !back.Contains(row.Id))
            {
                kept.Add(new KeptRecord(change.Entity, row.Id, Changed));
            }
            else if (change.Before is { } before)
            {
                if (taken.Contains(row.Id))
                {
                    kept.Add(new KeptRecord(change.Entity, row.Id, Taken));
                }
                else
                {
                    Restore(row, before);
                }
            }
            else if (inUse.Contains(row.Id))
            {
                kept.Add(new KeptRecord(change.Entity, row.Id, Used));
            }
            else
            {
                Gone<T>().Add(row.Id);
                if (bin is null)
                {
                    db.Remove(row);
                }
            }
        }
    }

    private int? Version(object row) =>
        db.Entry(row).Metadata.FindProperty("Version") is null ? null : (int?)db.Entry(row).Property("Version").CurrentValue;

    private void Restore(object row, Dictionary<string, JsonElement> before)
    {
        var entry = db.Entry(row);
        foreach (var (name, value) in before)
        {
            entry.Property(name).CurrentValue = value.Deserialize(entry.Property(name).Metadata.ClrType);
        }

        entry.Property("UpdatedAt").CurrentValue = now;
    }

    /// <summary>Participants whose badge of before somebody else has by now.</summary>
    private async Task<List<long>> TakenBadgesAsync(IEnumerable<ImportChange> mine, CancellationToken cancellationToken)
    {
        var badges = mine.Where(change => change.Before?.ContainsKey(nameof(Participant.BadgeNumber)) == true)
            .Select(change => (change.Id, Badge: change.Before![nameof(Participant.BadgeNumber)].GetString()))
            .Where(pair => pair.Badge is not null).ToList();
        if (badges.Count == 0)
        {
            return [];
        }

        var (ids, texts) = (badges.ConvertAll(pair => pair.Id), badges.ConvertAll(pair => pair.Badge));
        var eventId = await db.Participants.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(p => p.Id == ids[0]).Select(p => p.EventId)
            .SingleOrDefaultAsync(cancellationToken);
        var held = await db.Participants.Where(p => p.EventId == eventId && texts.Contains(p.BadgeNumber) && !ids.Contains(p.Id))
            .Select(p => p.BadgeNumber).ToListAsync(cancellationToken);
        return badges.Where(pair => held.Contains(pair.Badge)).Select(pair => pair.Id).ToList();
    }

    private Task<List<long>> UsedParticipantsAsync(List<long> ids, CancellationToken cancellationToken)
    {
        var own = Created<Application>();

        // Asked of the tables that refer to them, by index, for the same reason.
        // Removed ones count too, because they can still be restored.
        return UnionAsync(
            cancellationToken,
            db.CheckIns.IgnoreQueryFilters().Where(c => ids.Contains(c.ParticipantId)).Select(c => c.ParticipantId),
            db.Scans.IgnoreQueryFilters().Where(s => ids.Contains(s.ParticipantId!.Value)).Select(s => s.ParticipantId!.Value),
            db.ApplicationEvents.IgnoreQueryFilters()
                .Where(e => ids.Contains(e.ParticipantId!.Value) && !own.Contains(e.ApplicationId))
                .Select(e => e.ParticipantId!.Value));
    }

    private Task<List<long>> UsedApplicationsAsync(List<long> ids, CancellationToken cancellationToken)
    {
        var participants = kept.Where(record => record.Entity == nameof(Participant)).Select(record => (long?)record.Id).ToList();
        return db.ApplicationEvents.Where(e => ids.Contains(e.ApplicationId) && participants.Contains(e.ParticipantId))
            .Select(e => e.ApplicationId).Distinct()
            .ToListAsync(cancellationToken);
    }

    private Task<List<long>> UsedInvoicesAsync(List<long> ids, CancellationToken cancellationToken)
    {
        var (own, payments) = (Created<Invoice>(), Gone<Payment>());
        return db.Invoices.IgnoreQueryFilters().Where(i => ids.Contains(i.Id)
            && (db.Payments.Any(p => p.InvoiceId == i.Id && !payments.Contains(p.Id))
                || db.Invoices.Any(c => c.CreditOfId == i.Id && !own.Contains(c.Id))))
            .Select(i => i.Id).ToListAsync(cancellationToken);
    }

    private Task<List<long>> UsedContactsAsync(List<long> ids, CancellationToken cancellationToken)
    {
        // What lies in the bin can do without a contact that lies there too; what is erased must be named by nothing.
        var participants = Gone<Participant>();
        return UnionAsync(
            cancellationToken,
            Named<Participant>(p => ids.Contains(p.ContactId) && !participants.Contains(p.Id)).Select(p => p.ContactId),
            Named<Application>(a => ids.Contains(a.ContactId)).Select(a => a.ContactId),
            Named<Invoice>(i => ids.Contains(i.ContactId)).Select(i => i.ContactId),
            Named<Payment>(p => ids.Contains(p.ContactId)).Select(p => p.ContactId));

        // Of all tenants, by the index of the contact: the contacts are the tenant's own, and so is what names them.
        IQueryable<T> Named<T>(Expression<Func<T, bool>> contact)
            where T : class, ISoftDeleted
        {
            var rows = db.Set<T>().IgnoreQueryFilters().Where(contact);
            return bin is null ? rows : rows.Where(row => row.DeletedAt == null);
        }
    }

    private static async Task<List<long>> UnionAsync(CancellationToken cancellationToken, params IQueryable<long>[] queries)
    {
        var ids = new HashSet<long>();
        foreach (var query in queries)
        {
            ids.UnionWith(await query.Distinct().ToListAsync(cancellationToken));
        }

        return [.. ids];
    }

    private List<long> Created<T>() =>
        [.. portion.Where(change => change.Entity == typeof(T).Name && change.Before is null).Select(change => change.Id)];

    private List<long> Gone<T>()
    {
        if (!gone.TryGetValue(typeof(T).Name, out var ids))
        {
            gone[typeof(T).Name] = ids = [];
        }

        return ids;
    }
}
