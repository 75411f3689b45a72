using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AdminPortal.Domain.Data;

/// <summary>
/// How a kind of database takes many new rows at once; each Data project brings its own, which travels with the options of the context.
/// </summary>
public interface IBulkInsert : IInterceptor
{
    /// <summary>Inserts rows inside the context's transaction.</summary>
    /// <returns>The ids that the database gave, in the order of the rows.</returns>
    /// <exception cref="DbException">The database refused one of them, and with it all.</exception>
    Task<IReadOnlyList<long>> InsertAsync(PortalDb db, BulkTable table, IReadOnlyList<object> rows, CancellationToken cancellationToken);
}

/// <summary>A table as rows in bulk see it: every mapped column but the key, which the database gives.</summary>
/// <param name="Name">The table.</param>
/// <param name="Key">The column of the id.</param>
/// <param name="Columns">The other columns.</param>
public sealed record BulkTable(string Name, string Key, IReadOnlyList<BulkColumn> Columns)
{
    private static readonly ConditionalWeakTable<IEntityType, BulkTable> Known = [];

    /// <summary>The table of an entity, out of the model.</summary>
    public static BulkTable Of(IEntityType type) => Known.GetValue(type, static entity =>
    {
        var key = entity.FindPrimaryKey()!.Properties.Single();
        return new BulkTable(entity.GetTableName()!, key.GetColumnName(), entity.GetProperties().Where(p => p != key)
            .Select(p => new BulkColumn(p)).ToList());
    });
}

/// <summary>Takes the values of a row as they are stored, one for each place.</summary>
public interface IBulkValues
{
    /// <summary>No value.</summary>
    void Null(int place);

    /// <summary>A whole number, or 1 and 0 for true and false.</summary>
    void Whole(int place, long value);

    /// <summary>A text.</summary>
    void Text(int place, string value);

    /// <summary>A time in UTC.</summary>
    void Time(int place, DateTime value);

    /// <summary>Bytes.</summary>
    void Bytes(int place, byte[] value);

    /// <summary>Whatever else there is.</summary>
    /// <exception cref="NotSupportedException">The database is not told how such a value is stored.</exception>
    void Other(int place, object value);
}

/// <summary>A column of a <see cref="BulkTable"/>.</summary>
public sealed class BulkColumn
{
    private readonly IProperty property;

    private readonly PropertyInfo member;

    private readonly Lazy<Action<object, IBulkValues, int>> write;

    internal BulkColumn(IProperty property)
    {
        this.property = property;
        member = property.PropertyInfo
            ?? throw new NotSupportedException($"{property.DeclaringType.DisplayName()}.{property.Name} has no member to read.");
        var stored = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        Type = Nullable.GetUnderlyingType(stored) ?? stored;
        write = new(Compile);
    }

    /// <summary>The column's name.</summary>
    public string Name => property.GetColumnName();

    /// <summary>The type of its values as they are stored.</summary>
    public Type Type { get; }

    /// <summary>The value of a row as it is stored; <see cref="DBNull"/> for none.</summary>
    public object Of(object row)
    {
        var value = member.GetValue(row);
        return (property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;
    }

    /// <summary>Hands over the value of a row as it is stored, by code that is made once: a row of the door has twenty.</summary>
    public void Write(object row, IBulkValues into, int place) => write.Value(row, into, place);

    private Action<object, IBulkValues, int> Compile()
    {
        var (row, into, place) = (Expression.Parameter(typeof(object)), Expression.Parameter(typeof(IBulkValues)),
            Expression.Parameter(typeof(int)));
        var value = Expression.Variable(member.PropertyType);
        var isNull = Nullable.GetUnderlyingType(member.PropertyType) is not null || !member.PropertyType.IsValueType;
        Expression given = Nullable.GetUnderlyingType(member.PropertyType) is not null ? Expression.Property(value, "Value") : value;
        if (property.GetTypeMapping().Converter is { } converter)
        {
            given = Expression.Invoke(converter.ConvertToProviderExpression, Convert(given, converter.ModelClrType));
        }

        var (method, type) = Type switch
        {
            var t when t == typeof(bool) || t == typeof(byte) || t == typeof(short) || t == typeof(int) || t == typeof(long) =>
                (nameof(IBulkValues.Whole), typeof(long)),
            var t when t == typeof(string) => (nameof(IBulkValues.Text), t),
            var t when t == typeof(DateTime) => (nameof(IBulkValues.Time), t),
            var t when t == typeof(byte[]) => (nameof(IBulkValues.Bytes), t),
            _ => (nameof(IBulkValues.Other), typeof(object)),
        };
        given = given.Type == typeof(bool) ? Expression.Condition(given, Expression.Constant(1L), Expression.Constant(0L)) : given;
        Expression call = Expression.Call(into, method, null, place, Convert(given, type));
        call = isNull
            ? Expression.IfThenElse(Expression.Equal(value, Expression.Constant(null, member.PropertyType)),
                Expression.Call(into, nameof(IBulkValues.Null), null, place), call)
            : call;
        var read = Expression.Assign(value, Expression.Property(Expression.Convert(row, member.DeclaringType!), member));
        return Expression.Lambda<Action<object, IBulkValues, int>>(Expression.Block([value], read, call), row, into, place).Compile();
    }

    private static Expression Convert(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);
}

/// <summary>Writes many new rows without a statement for each on databases that know a faster way.</summary>
public static class BulkInsert
{
    /// <summary>Rows of one statement: few enough that SQL Server never locks the whole table for them.</summary>
    private const int Portion = 1_000;

    /// <summary>
    /// Inserts new rows inside <c>WriteAsync</c>, sets their ids and, where it is 0, their tenant, and touches their events. They are not
    /// tracked, nothing that hangs on them is followed (a foreign key must hold its id), and no audit entry is written: the caller inserts
    /// those too.
    /// </summary>
    /// <exception cref="DbUpdateException">An index or a key objects, as on saving; nothing of the transaction may be kept
    /// then.</exception>
    public static async Task BulkInsertAsync<T>(this PortalDb db, IReadOnlyCollection<T> rows,
        CancellationToken cancellationToken = default)
        where T : class
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Rows in bulk need a transaction: insert them inside WriteAsync.");
        }

        var type = db.Model.FindEntityType(typeof(T)) ?? throw new ArgumentException($"{typeof(T).Name} is no entity.", nameof(rows));
        var (table, key) = (BulkTable.Of(type), type.FindPrimaryKey()!.Properties[0].PropertyInfo!);
        var tenant = typeof(ITenantOwned).IsAssignableFrom(typeof(T)) ? typeof(T).GetProperty(nameof(ITenantOwned.TenantId)) : null;
        var insert = db.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()!.Interceptors!.OfType<IBulkInsert>().Single();
        foreach (var some in rows.Chunk(Portion))
        {
            foreach (var row in some.Where(row => row is ITenantOwned { TenantId: 0 }))
            {
                tenant!.SetValue(row, db.TenantId);
            }

            try
            {
                var ids = await insert.InsertAsync(db, table, some, cancellationToken);
                for (var i = 0; i < some.Length; i++)
                {
                    key.SetValue(some[i], ids[i]);
                    if (some[i] is IOfEvent { EventId: var eventId })
                    {
                        db.Touch(eventId);
                    }
                }
            }
            catch (DbException error)
            {
                throw new DbUpdateException($"Rows of {table.Name} were refused.", error); // a conflict, as WriteAsync knows it
            }
        }
    }
}
