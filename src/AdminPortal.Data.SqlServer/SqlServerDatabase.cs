using System.Linq.Expressions;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AdminPortal.Data.SqlServer;

/// <summary>The database for larger installations and several nodes.</summary>
public static class SqlServerDatabase
{
    private static readonly SqlServerFaults Faults = new();

    private static readonly SqlServerSnapshots Snapshots = new();

    /// <summary>Uses SQL Server at compatibility level 150 and up, retrying passing faults.</summary>
    /// <param name="options">The context's options.</param>
    /// <param name="connectionString">A SqlClient connection string.</param>
    public static DbContextOptionsBuilder UsePortalSqlServer(this DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlServer(Connection(connectionString), server => server
            .MigrationsAssembly(typeof(SqlServerDatabase).Assembly.GetName().Name)
            .UseCompatibilityLevel(150)
            .ExecutionStrategy(dependencies => new SqlServerPatience(dependencies, Faults)))
        .UseFaults(Faults)
        .AddInterceptors(new SqlServerBulkInsert(), new SqlServerUpkeep(), Snapshots)
        .ReplaceService<IModelCustomizer, Customizer>()
        .ReplaceService<IModelCacheKeyFactory, NarrowedModel>();

    /// <summary>
    /// What the string leaves open is set so that the portal comes back with its database: SqlClient would refuse new connections for up to
    /// a minute after one failed, wait ten seconds before it mends one, and fifteen for a server that says nothing.
    /// </summary>
    internal static string Connection(string text)
    {
        var connection = new SqlConnectionStringBuilder(text);
        if (!connection.ShouldSerialize("Pool Blocking Period"))
        {
            connection.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
        }

        if (!connection.ShouldSerialize("Connect Retry Count"))
        {
            connection.ConnectRetryCount = 0;
        }

        if (!connection.ShouldSerialize("Connect Timeout"))
        {
            connection.ConnectTimeout = 5;
        }

        return connection.ConnectionString;
    }

    /// <summary>
    /// Compares letter by letter the columns that are marked so (SQLite does it by itself), computes quarters of an hour, and folds texts.
    /// </summary>
#pragma warning disable CA1812 // made by EF Core
    private sealed class Customizer(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
#pragma warning restore CA1812
    {
        private const string ByLetters = "Latin1_General_100_BIN2";

        private const string Loosely = "Latin1_General_100_CI_AI";

        public override void Customize(ModelBuilder modelBuilder, DbContext context)
        {
            base.Customize(modelBuilder, context);
            foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetDeclaredProperties())
                .Where(property => property.FindAnnotation(ColumnMarks.Exact) is not null))
            {
                property.SetCollation(ByLetters);
                if (property.IsFixedLength() != true)
                {
                    property.SetValueConverter(new BlanksCount());
                }
            }

            modelBuilder.HasDbFunction(typeof(Fold).GetMethod(nameof(Fold.Ordinal))!)
                .HasTranslation(arguments => new CollateExpression(arguments[0], ByLetters));
            modelBuilder.HasDbFunction(typeof(Fold).GetMethod(nameof(Fold.Loose))!)
                .HasTranslation(arguments => new CollateExpression(arguments[0], Loosely));
            modelBuilder.HasDbFunction(typeof(Clock).GetMethod(nameof(Clock.Quarter))!).HasTranslation(arguments => new SqlBinaryExpression(
                ExpressionType.Divide,
                new SqlFunctionExpression("DATEDIFF_BIG",
                    [new SqlFragmentExpression("minute"), new SqlFragmentExpression("CONVERT(datetime2, '0001-01-01')"), arguments[0]],
                        true, [false, false, true], typeof(long), LongTypeMapping.Default),
                new SqlConstantExpression(15L, LongTypeMapping.Default),
                typeof(long),
                LongTypeMapping.Default));
        }
    }
}

/// <summary>
/// SQL Server passes over blanks at the end of texts when it compares them, under every collation: <c>'dl '</c> finds <c>'dl'</c>, and a
/// unique index takes them for the same. A text that ends with one is stored and looked for with a mark behind it, so that both databases
/// tell it from the one without.
/// </summary>
internal sealed class BlanksCount() : ValueConverter<string, string>(
    text => text.EndsWith(' ') ? text + Mark : text,
    text => text.EndsWith(" " + Mark, StringComparison.Ordinal) ? text.Substring(0, text.Length - 1) : text)
{
    /// <summary>A control character that no text of the portal ends with.</summary>
    public const string Mark = "\u0003";
}

/// <summary>Lets <c>dotnet ef migrations add</c> work on this project; nothing connects to the server it names.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<PortalDb>
{
    public PortalDb CreateDbContext(string[] args) => new((DbContextOptions<PortalDb>)new DbContextOptionsBuilder<PortalDb>()
        .UsePortalSqlServer("Server=localhost;Database=AdminPortal").Options);
}
