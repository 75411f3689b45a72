using AdminPortal.Data.Sqlite;
using AdminPortal.Data.SqlServer;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Architecture;

/// <summary>What no run on SQLite can show: that SQL Server takes the model.</summary>
public sealed class ModelTests
{
    public static readonly TheoryData<string> Both = ["Sqlite", "SqlServer"];

    private static PortalDb Open(string provider)
    {
        var options = new DbContextOptionsBuilder<PortalDb>();
        _ = provider == "Sqlite" ? options.UsePortalSqlite("Data Source=:memory:") : options.UsePortalSqlServer("Server=nowhere;Database=none");
        return new PortalDb((DbContextOptions<PortalDb>)options.Options, TimeProvider.System);
    }

    private static IModel Model(PortalDb db) => db.GetService<IDesignTimeModel>().Model;

    [Theory, MemberData(nameof(Both))]
    public void No_change_of_the_model_waits_for_a_migration(string provider)
    {
        using var db = Open(provider);
        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Theory, MemberData(nameof(Both))]
    public void Both_databases_have_the_same_migrations_and_a_script(string provider)
    {
        using var db = Open(provider);
        using var other = Open(provider == "Sqlite" ? "SqlServer" : "Sqlite");
        Assert.Equal(other.Database.GetMigrations().Select(Name), db.Database.GetMigrations().Select(Name));
        Assert.Contains("CREATE TABLE", db.GetService<IMigrator>().GenerateScript(), StringComparison.Ordinal);

        static string Name(string migration) => migration[(migration.IndexOf('_', StringComparison.Ordinal) + 1)..];
    }

    [Fact]
    public void No_index_of_SQL_Server_holds_an_unbounded_column_or_is_wider_than_its_limits()
    {
        using var db = Open("SqlServer");
        foreach (var index in Model(db).GetEntityTypes().SelectMany(type => type.GetIndexes()))
        {
            var width = index.Properties.Sum(Width);
            Assert.True(width <= 1700, $"{index.DeclaringEntityType.DisplayName()}: {string.Join(", ", index.Properties.Select(p => p.Name))} is {width} bytes wide");
        }

        foreach (var key in Model(db).GetEntityTypes().SelectMany(type => type.GetKeys()))
        {
            Assert.True(key.Properties.Sum(Width) <= 900, $"{key.DeclaringEntityType.DisplayName()}: the key is wider than 900 bytes");
        }

        static int Width(IProperty property)
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            if (type != typeof(string))
            {
                return 8;
            }

            Assert.True(property.GetMaxLength() is > 0, $"{property.DeclaringType.DisplayName()}.{property.Name} is unbounded");
            return property.GetMaxLength()!.Value * 2;
        }
    }

    [Fact]
    public void No_two_cascades_lead_to_one_table()
    {
        using var db = Open("SqlServer");
        var cascades = Model(db).GetEntityTypes().SelectMany(type => type.GetForeignKeys()).Where(key => key.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull).ToList();
        Assert.All(cascades.GroupBy(key => key.DeclaringEntityType), group => Assert.Single(group));
        Assert.All(cascades, key => Assert.DoesNotContain(cascades, next => next.PrincipalEntityType == key.DeclaringEntityType));
    }

    [Fact]
    public void Every_decimal_has_a_precision_and_every_string_a_length()
    {
        using var db = Open("SqlServer");
        foreach (var property in Model(db).GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            Assert.False(type == typeof(decimal) && property.GetPrecision() is null, property.Name);
            Assert.NotEqual(typeof(DateTimeOffset), property.DeclaringType.ClrType == typeof(PortalUser) ? null : type);
        }
    }

    [Fact]
    public void Every_table_of_a_tenant_has_a_filter_and_its_unique_indexes_start_with_the_tenant_or_a_secret()
    {
        using var db = Open("Sqlite");
        foreach (var type in Model(db).GetEntityTypes().Where(type => typeof(ITenantOwned).IsAssignableFrom(type.ClrType)))
        {
            Assert.Contains(type.GetDeclaredQueryFilters(), filter => filter.Key == PortalDb.TenantFilter);
            Assert.All(type.GetIndexes().Where(index => index.IsUnique), index => Assert.True(index.Properties[0].Name is "TenantId" or "TokenHash" or "KeyHash", $"{type.DisplayName()}: {index.Properties[0].Name}"));
        }
    }

    [Fact]
    public void Columns_that_are_compared_letter_by_letter_have_a_binary_collation_on_SQL_Server()
    {
        using var db = Open("SqlServer");
        var exact = Model(db).GetEntityTypes().SelectMany(type => type.GetProperties()).Where(property => property.FindAnnotation(ColumnMarks.Exact) is not null).ToList();
        Assert.Contains(exact, property => property.Name == "BadgeNumber");
        Assert.All(exact, property => Assert.Equal("Latin1_General_100_BIN2", property.GetCollation()));
    }
}
