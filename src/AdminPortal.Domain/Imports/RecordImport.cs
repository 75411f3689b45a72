using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Imports records of which each row makes one. A row whose record is there already and says the same is left alone, so that a file can be
/// imported again; one that says something else is refused.
/// </summary>
public abstract class RecordImport(ImportEngine engine, TimeProvider time) : ImportKind(engine)
{
    internal sealed override async Task<Result<RowJudge>> BeginAsync(PortalDb db, ImportScope scope, CancellationToken cancellationToken)
    {
        var tenant = await db.Tenants.AsNoTracking().Where(t => t.Id == db.TenantId).Select(t => new { t.TimeZone, t.Currency })
            .SingleAsync(cancellationToken);
        return Begin(new RecordScope(db, scope, Zone.Find(tenant.TimeZone), tenant.Currency, time.UtcNow()));
    }

    /// <summary>Begins to judge rows.</summary>
    internal abstract RecordJudge Begin(RecordScope scope);
}

/// <summary>What the judging of records works with.</summary>
internal sealed record RecordScope(PortalDb Db, ImportScope Import, TimeZoneInfo Zone, string Currency, DateTime Now);

/// <summary>A row with the record that it makes.</summary>
internal sealed record JudgedRecord(ImportRow Row, ImportVerdict Verdict, object? Entity)
    : JudgedRow(Row.Number, Row.Text, Row.Problems, Verdict);

/// <summary>Judges rows of which each makes one record, and adds those records.</summary>
internal abstract class RecordJudge(RecordScope scope) : RowJudge
{
    protected RecordScope Scope { get; } = scope;

    protected Dictionary<string, long> Contacts { get; private set; } = [];

    protected Dictionary<string, long> Events { get; private set; } = [];

    public sealed override async Task<IReadOnlyList<JudgedRow>> JudgeAsync(IReadOnlyList<FileRow> rows, CancellationToken cancellationToken)
    {
        var read = rows.Select(row => new ImportRow(row, Scope.Import.Columns)).ToList();
        await PrepareAsync(read, cancellationToken);
        return read.ConvertAll(row =>
        {
            var entity = Judge(row);
            return (JudgedRow)new JudgedRecord(row, row.Problems.Count > 0
                ? ImportVerdict.Refused
                : entity is null
                ? ImportVerdict.Unchanged
                : ImportVerdict.Create, entity);
        });
    }

    public sealed override async Task WriteAsync(IReadOnlyList<JudgedRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            await AddAsync(((JudgedRecord)row).Entity!, cancellationToken);
        }
    }

    /// <summary>Reads what a batch needs; the number of queries does not depend on its size.</summary>
    protected virtual async Task PrepareAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        var numbers = rows.Select(row => row["customer_number"]).OfType<string>().Distinct().ToList();
        Contacts = await Scope.Db.Contacts.Where(c => numbers.Contains(c.CustomerNumber)).Select(c => new { c.CustomerNumber, c.Id })
            .ToDictionaryAsync(c => c.CustomerNumber, c => c.Id, StringComparer.Ordinal, cancellationToken);
        if (Scope.Db.Database.CurrentTransaction is not null)
        {
            var held = await Locks.ContactsAsync(Scope.Db, Contacts.Values, cancellationToken);
            Contacts = Contacts.Where(contact => held.Contains(contact.Value)).ToDictionary(StringComparer.Ordinal);
        }

        if (Events.Count == 0)
        {
            Events = await Scope.Db.Events.Select(e => new { e.EventKey, e.Id })
                .ToDictionaryAsync(e => e.EventKey, e => e.Id, StringComparer.Ordinal, cancellationToken);
        }
    }

    /// <summary>The record that the row makes; null when it is there already, or when the row now has problems.</summary>
    protected abstract object? Judge(ImportRow row);

    /// <summary>Adds a judged record.</summary>
    protected virtual Task AddAsync(object entity, CancellationToken cancellationToken)
    {
        Scope.Db.Add(entity);
        return Task.CompletedTask;
    }

    protected long? Contact(ImportRow row) => Find(row, "customer_number", Contacts);

    protected long? Event(ImportRow row) => Find(row, "event_key", Events);

    private static long? Find(ImportRow row, string field, Dictionary<string, long> known)
    {
        if (row[field] is not { } key)
        {
            return null;
        }

        if (known.TryGetValue(key, out var id))
        {
            return id;
        }

        row.Problems.Add(Problem.Unknown(field, key));
        return null;
    }
}
