using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Removals;

/// <inheritdoc />
/// <param name="permission">Who may remove and restore it.</param>
/// <param name="names">What its records are called.</param>
internal sealed class RemovalPlan<T>(Permission permission, Expression<Func<T, RemovalName>> names) : RemovalPlan(typeof(T), permission)
    where T : class, ISoftDeleted
{
    private readonly List<RemovalBranch> branches = [];

    private readonly List<Func<PortalDb, IReadOnlyList<long>, CancellationToken, Task<Problem?>>> blocks = [];

    private readonly List<Func<PortalDb, IReadOnlyList<T>, CancellationToken, Task<Problem?>>> guards = [];

    private readonly List<(string Entity, Func<T, long?> Key, Func<PortalDb, IQueryable<T>, IQueryable<Orphan>> Find)> needs = [];

    private readonly List<Func<PortalDb, IQueryable<T>, IReadOnlyList<T>, CancellationToken, Task<Problem?>>> uniques = [];

    private readonly List<Func<PortalDb, IQueryable<T>, IQueryable<T>>> keepers = [];

    private readonly List<Func<PortalDb, IReadOnlyList<long>, CancellationToken, Task>> belongings = [];

    /// <inheritdoc />
    public override IReadOnlyList<RemovalBranch> Branches => branches;

    /// <summary>What the audit log keeps of a record besides that it went.</summary>
    public Func<T, Dictionary<string, object?[]>>? Facts { get; init; }

    /// <summary>Brings restored records up to date, before the commit.</summary>
    public Func<PortalDb, IReadOnlyList<long>, DateTime, CancellationToken, Task>? Revived { get; init; }

    /// <summary>The removed and the living records of the tenant.</summary>
    public static IQueryable<T> All(PortalDb db) => db.Set<T>().IgnoreQueryFilters([PortalDb.AliveFilter]);

    /// <summary>
    /// Records by their ids, whose tenant the caller knows, as <see cref="FindAsync"/> asks for it: "of the tenant and one of these ids"
    /// makes SQLite walk through the whole tenant.
    /// </summary>
    public static IQueryable<T> ById(PortalDb db, IReadOnlyCollection<long> ids) => db.Set<T>()
        .IgnoreQueryFilters([PortalDb.TenantFilter, PortalDb.AliveFilter]).Where(row => ids.Contains(row.Id));

    /// <summary>Those of the records that are the tenant's, removed and living, by their ids.</summary>
    public static async Task<List<T>> FindAsync(PortalDb db, IReadOnlyCollection<long> ids, CancellationToken cancellationToken) =>
        (await ById(db, ids).AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken))
            .FindAll(row => ((ITenantOwned)row).TenantId == db.TenantId);

    /// <summary>Records of another kind go along that refer to it.</summary>
    public RemovalPlan<T> With<TChild>(Expression<Func<TChild, long?>> parent)
        where TChild : class, ISoftDeleted
    {
        branches.Add(new RemovalBranch<TChild>((db, ids) => RemovalRows.Of(db, parent, ids)));
        return this;
    }

    /// <summary>Records of another kind go along that refer to what refers to it.</summary>
    public RemovalPlan<T> With<TChild, TGrandchild>(Expression<Func<TChild, long?>> parent, Expression<Func<TGrandchild, long?>> child)
        where TChild : class, ISoftDeleted
        where TGrandchild : class, ISoftDeleted
    {
        branches.Add(new RemovalBranch<TGrandchild>((db, ids) => RemovalRows.Of(db, child, RemovalRows.Of(db, parent, ids))));
        return this;
    }

    /// <summary>
    /// It cannot live without that one. As a chosen record it is refused; what comes back along with another goes over to the removal of
    /// the one that is missing.
    /// </summary>
    public RemovalPlan<T> Needs<TParent>(Expression<Func<T, long?>> key)
        where TParent : class, ISoftDeleted
    {
        needs.Add((typeof(TParent).Name, key.Compile(), (db, rows) => rows.Join(
            RemovalPlan<TParent>.All(db).Where(parent => parent.DeletedAt != null),
            key,
            parent => (long?)parent.Id,
            (row, parent) => new Orphan { Id = row.Id, Parent = parent.Id, DeletedAt = parent.DeletedAt!.Value })));
        return this;
    }

    /// <summary>What forbids to remove records.</summary>
    public RemovalPlan<T> Blocked(Func<PortalDb, IReadOnlyList<long>, CancellationToken, Task<Problem?>> block)
    {
        blocks.Add(block);
        return this;
    }

    /// <summary>What else forbids to restore the chosen records.</summary>
    public RemovalPlan<T> Guarded(Func<PortalDb, IReadOnlyList<T>, CancellationToken, Task<Problem?>> guard)
    {
        guards.Add(guard);
        return this;
    }

    /// <summary>
    /// A value that only one living record may have: a removed one with the value of a living one is refused, saying who holds it.
    /// </summary>
    /// <param name="field">The field, as the API spells it.</param>
    /// <param name="key">What must differ among the living.</param>
    /// <param name="value">The value, for the refusal.</param>
    /// <param name="when">Which records have such a value: nulls never collide.</param>
    /// <param name="problem">The refusal, where it is not <c>held_FIELD</c>.</param>
    public RemovalPlan<T> Unique<TKey>(string field, Expression<Func<T, TKey>> key, Func<T, string?> value,
        Expression<Func<T, bool>>? when = null, Problem? problem = null)
    {
        uniques.Add(async (db, rows, loaded, cancellationToken) =>
        {
            // IgnoreQueryFilters holds for the whole query, so the living of the tenant say so themselves.
            var tenant = db.TenantId;
            var living = All(db).Where(row => row.DeletedAt == null && EF.Property<long>(row, nameof(ITenantOwned.TenantId)) == tenant);
            var (dead, holders) = (when is null ? rows : rows.Where(when), when is null ? living : living.Where(when));
            var held = await dead.Where(RemovalRows.Shared(holders, key)).OrderBy(row => row.Id).Select(row => (long?)row.Id)
                .FirstOrDefaultAsync(cancellationToken);
            if (held is null || problem is not null)
            {
                return held is null ? null : problem;
            }

            var taken = value(loaded.Single(row => row.Id == held));
            var one = await dead.Where(row => row.Id == held).Join(holders, key, key, (_, holder) => holder.Id)
                .FirstAsync(cancellationToken);
            var holder = (await NamesAsync(db, [one], cancellationToken))[one].Title;
            return new Problem($"held_{field}", $"{taken} ({field}) belongs to {holder} now.", field, taken, holder);
        });
        return this;
    }

    /// <summary>It is not erased as long as one of those refers to it, removed or not.</summary>
    public RemovalPlan<T> KeptBy<TOther>(Expression<Func<TOther, long?>> key)
        where TOther : class
    {
        References.Add(RemovalRows.NameOf(key));
        keepers.Add((db, rows) =>
        {
            // Asked of one record after the other, so that the index of the reference answers; a list would be of all the tenant has.
            var row = Expression.Parameter(typeof(T));
            var same = Expression.Equal(key.Body, Expression.Convert(Expression.Property(row, "Id"), typeof(long?)));
            var others = db.Set<TOther>().IgnoreQueryFilters([PortalDb.AliveFilter]).Expression;
            var named = Expression.Call(typeof(Queryable), nameof(Queryable.Any), [typeof(TOther)], others,
                Expression.Lambda<Func<TOther, bool>>(same, key.Parameters));
            return rows.Where(Expression.Lambda<Func<T, bool>>(Expression.Not(named), row));
        });
        return this;
    }

    /// <summary>When it is erased, those are deleted that refer to it.</summary>
    public RemovalPlan<T> Drops<TOther>(Expression<Func<TOther, long?>> key)
        where TOther : class
    {
        References.Add(RemovalRows.NameOf(key));
        belongings.Add((db, ids, cancellationToken) =>
            RemovalRows.PortionsAsync(() => RemovalRows.Of(db, key, ids).OrderBy(key).Take(RemovalStep.Portion)
                .ExecuteDeleteAsync(cancellationToken)));
        return this;
    }

    /// <summary>When it is erased, those that refer to it stay without it.</summary>
    public RemovalPlan<T> Clears<TOther>(Expression<Func<TOther, long?>> key)
        where TOther : class
    {
        References.Add(RemovalRows.NameOf(key));
        belongings.Add((db, ids, cancellationToken) =>
            RemovalRows.PortionsAsync(() => RemovalRows.Of(db, key, ids).OrderBy(key).Take(RemovalStep.Portion)
                .ExecuteUpdateAsync(set => set.SetProperty(key, (long?)null), cancellationToken)));
        return this;
    }

    /// <summary>Why the records cannot be removed, or null.</summary>
    public Task<Problem?> BlockedAsync(PortalDb db, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        FirstAsync(blocks, block => block(db, ids, cancellationToken));

    /// <summary>Why the chosen records cannot be restored, or null.</summary>
    public async Task<Problem?> GuardedAsync(PortalDb db, IQueryable<T> rows, IReadOnlyList<T> loaded, CancellationToken cancellationToken)
    {
        foreach (var (parent, key, _) in needs)
        {
            await RemovalPlans.Find(parent)!.HoldAsync(db, [.. loaded.Select(key).OfType<long>()], cancellationToken);
        }

        if (await MissingAsync(db, rows, cancellationToken) is var (entity, id))
        {
            var name = (await RemovalPlans.Find(entity)!.NamesAsync(db, [id], cancellationToken))[id];
            return new Problem($"removed_{entity.ToLowerInvariant()}", $"{name.Title} is removed too; restore that first.", null,
                name.Title);
        }

        return await FirstAsync(guards, guard => guard(db, loaded, cancellationToken));
    }

    /// <summary>Something removed that one of the rows needs, or null.</summary>
    private async Task<(string Entity, long Id)?> MissingAsync(PortalDb db, IQueryable<T> rows, CancellationToken cancellationToken)
    {
        foreach (var (entity, _, find) in needs)
        {
            if (await find(db, rows).OrderBy(orphan => orphan.Id).FirstOrDefaultAsync(cancellationToken) is { } orphan)
            {
                return (entity, orphan.Parent);
            }
        }

        return null;
    }

    /// <summary>The value of a living record that stands in the way, or null.</summary>
    public Task<Problem?> HeldAsync(PortalDb db, IQueryable<T> rows, IReadOnlyList<T> loaded, CancellationToken cancellationToken) =>
        FirstAsync(uniques, unique => unique(db, rows, loaded, cancellationToken));

    /// <summary>Those of the rows whose other parent is removed.</summary>
    public async Task<List<Orphan>> OrphansAsync(PortalDb db, IQueryable<T> rows, CancellationToken cancellationToken)
    {
        var orphans = new List<Orphan>();
        foreach (var (_, _, find) in needs)
        {
            orphans.AddRange(await find(db, rows).ToListAsync(cancellationToken));
        }

        return orphans;
    }

    public override async Task<Problem?> JudgeAsync(PortalDb db, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var dead = (await FindAsync(db, ids, cancellationToken)).FindAll(row => row.DeletedAt != null);
        var rows = ById(db, dead.ConvertAll(row => row.Id));
        return await GuardedAsync(db, rows, dead, cancellationToken) ?? await HeldAsync(db, rows, dead, cancellationToken);
    }

    public override Task<Result<Removed>> RestoreAsync(Removal removal, PortalDb db, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken) =>
        removal.RestoreAsync<T>(db, ids, cancellationToken);

    public override async Task<List<long>> ErasableAsync(PortalDb db, DateTime before, int most, CancellationToken cancellationToken) =>
        await (await ErasableAsync(db, All(db), before, cancellationToken)).OrderBy(row => row.Id).Select(row => row.Id).Take(most)
            .ToListAsync(cancellationToken);

    public override async Task<int> EraseAsync(PortalDb db, IReadOnlyList<long> ids, DateTime before, DateTime at,
        CancellationToken cancellationToken)
    {
        var portion = await (await ErasableAsync(db, ById(db, ids), before, cancellationToken)).AsNoTracking().OrderBy(row => row.Id)
            .ToListAsync(cancellationToken);
        if (portion.Count == 0)
        {
            return 0;
        }

        var found = portion.ConvertAll(row => row.Id);
        await new RemovalStep(db, at, cancellationToken).TellAsync(this, portion, AuditAction.Erased);
        foreach (var belonging in belongings)
        {
            await belonging(db, found, cancellationToken);
        }

        if (await ById(db, found).Where(row => row.DeletedAt < before).ExecuteDeleteAsync(cancellationToken) != found.Count)
        {
            throw new DbUpdateConcurrencyException("Somebody else restored or erased a record meanwhile.");
        }

        await RemovalQueries.ForgetAsync(db, Entity, found, cancellationToken);
        return found.Count;
    }

    /// <summary>What is coming back in portions just now is not erased under way.</summary>
    private async Task<IQueryable<T>> ErasableAsync(PortalDb db, IQueryable<T> rows, DateTime before, CancellationToken cancellationToken)
    {
        var worked = await db.RemovalEntries.Where(entry => entry.WorkedUntil != null).Select(entry => (DateTime?)entry.At)
            .ToListAsync(cancellationToken);
        return keepers.Aggregate(rows.Where(row => row.DeletedAt < before && !worked.Contains(row.DeletedAt)),
            (kept, keeper) => keeper(db, kept));
    }

    public override Task<Dictionary<long, RemovalName>> NamesAsync(PortalDb db, IReadOnlyCollection<long> ids,
        CancellationToken cancellationToken) =>
        ById(db, ids).Select(names).ToDictionaryAsync(name => name.Id, cancellationToken);

    public override Task<(string Entity, long Id)?> MissingAsync(PortalDb db, long id, CancellationToken cancellationToken) =>
        MissingAsync(db, All(db).Where(row => row.Id == id), cancellationToken);

    public override Task<DateTime?> StampAsync(PortalDb db, long id, CancellationToken cancellationToken) =>
        All(db).Where(row => row.Id == id).Select(row => row.DeletedAt).SingleOrDefaultAsync(cancellationToken);

    private static async Task<Problem?> FirstAsync<TRule>(List<TRule> rules, Func<TRule, Task<Problem?>> judge)
    {
        foreach (var rule in rules)
        {
            if (await judge(rule) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }
}
