using AdminPortal.Data.Sqlite;
using AdminPortal.Data.SqlServer;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
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
        _ = provider == "Sqlite"
            ? options.UsePortalSqlite("Data Source=:memory:")
            : options.UsePortalSqlServer("Server=nowhere;Database=none");
        return new PortalDb((DbContextOptions<PortalDb>)options.Options);
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
            Assert.True(width <= 1700,
                $"{index.DeclaringEntityType.DisplayName()}: {string.Join(", ", index.Properties.Select(p => p.Name))} is {width} bytes " +
                    "wide");
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

    /// <summary>
    /// Whoever erases a record makes the database look for what refers to it, one record after the other: by an index that begins with the
    /// reference, or through the whole table each time.
    /// </summary>
    [Theory, InlineData("Sqlite"), InlineData("SqlServer")]
    public void What_refers_to_records_that_are_erased_by_the_thousand_is_found_by_an_index(string provider)
    {
        using var db = Open(provider);
        Type[] many =
            [typeof(Contact), typeof(Participant), typeof(CheckIn), typeof(Application), typeof(Invoice), typeof(Payment)];
        var references = Model(db).GetEntityTypes().SelectMany(type => type.GetForeignKeys())
            .Where(key => many.Contains(key.PrincipalEntityType.ClrType)).ToList();
        Assert.True(references.Count >= 12, $"{references.Count} references");
        Assert.All(references, key => Assert.True(
            key.DeclaringEntityType.GetIndexes().Any(index => index.Properties[0] == key.Properties[0] && IsWhole(index, key))
                || key.DeclaringEntityType.GetKeys().Any(own => own.Properties[0] == key.Properties[0]),
            $"{key.DeclaringEntityType.DisplayName()}.{key.Properties[0].Name}"));

        static bool IsWhole(IIndex index, IForeignKey key) =>
            index.GetFilter() is not { } filter || filter == $"[{key.Properties[0].Name}] IS NOT NULL";
    }

    [Fact]
    public void No_two_cascades_lead_to_one_table()
    {
        using var db = Open("SqlServer");
        var cascades = Model(db).GetEntityTypes().SelectMany(type => type.GetForeignKeys())
            .Where(key => key.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull).ToList();
        Assert.All(cascades.GroupBy(key => key.DeclaringEntityType), group => Assert.Single(group));
        Assert.All(cascades, key => Assert.DoesNotContain(cascades, next => next.PrincipalEntityType == key.DeclaringEntityType));
    }

    [Fact]
    public void Every_text_has_a_length_or_says_that_it_has_none_and_no_column_is_a_decimal_or_a_time_with_an_offset()
    {
        using var db = Open("SqlServer");
        var properties = Model(db).GetEntityTypes().SelectMany(type => type.GetProperties()).ToList();
        var texts = properties.Where(property => property.ClrType == typeof(string)).ToList();
        Assert.True(texts.Count > 50);
        Assert.All(texts, text => Assert.True(
            text.GetMaxLength() is > 0 && text.GetColumnType() != "nvarchar(max)" || text.GetMaxLength() == -1,
                $"{text.DeclaringType.DisplayName()}.{text.Name}: {text.GetColumnType()}"));

        // Money is in minor units; Identity's own column is the only time with an offset, and nothing sorts or groups by it.
        Assert.DoesNotContain(properties, property => Plain(property) == typeof(decimal));
        Assert.Equal(["LockoutEnd"], properties.Where(property => Plain(property) == typeof(DateTimeOffset))
            .Select(property => property.Name));

        static Type Plain(IProperty property) => Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
    }

    [Fact]
    public void Every_table_of_a_tenant_has_a_filter_and_its_unique_indexes_start_with_the_tenant_or_a_secret()
    {
        using var db = Open("Sqlite");
        foreach (var type in Model(db).GetEntityTypes().Where(type => typeof(ITenantOwned).IsAssignableFrom(type.ClrType)))
        {
            Assert.Contains(type.GetDeclaredQueryFilters(), filter => filter.Key == PortalDb.TenantFilter);
            Assert.All(type.GetIndexes().Where(index => index.IsUnique),
                index => Assert.True(index.Properties[0].Name is "TenantId" or "TokenHash"
                    or "KeyHash" or "PreviousHash" or "CodeHash" or "CredentialHash", $"{type.DisplayName()}: {index.Properties[0].Name}"));
        }
    }

    [Fact]
    public void Columns_that_are_compared_letter_by_letter_have_a_binary_collation_on_SQL_Server()
    {
        using var db = Open("SqlServer");
        var exact = Model(db).GetEntityTypes().SelectMany(type => type.GetProperties())
            .Where(property => property.FindAnnotation(ColumnMarks.Exact) is not null).ToList();
        Assert.Contains(exact, property => property.Name == "BadgeNumber");
        Assert.All(exact, property => Assert.Equal("Latin1_General_100_BIN2", property.GetCollation()));
    }
}
