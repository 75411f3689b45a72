using System.Data.Common;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using SQLitePCL;

namespace AdminPortal.Data.Sqlite;

/// <summary>The embedded database: one file, nothing to install.</summary>
public static class SqliteDatabase
{
    private const string FoldFunction = "portal_fold";

    private static readonly Pragmas OnOpen = new();

    private static readonly SqliteFaults Faults = new();

    /// <summary>Uses a SQLite database with write-ahead log and durable commits.</summary>
    /// <param name="options">The context's options.</param>
    /// <param name="connectionString">For example <c>Data Source=portal.db</c>. Its <c>Default Timeout</c> bounds the wait for whoever else
    /// writes, in this process and in others together, in seconds; 10 where it names none.</param>
    public static DbContextOptionsBuilder UsePortalSqlite(this DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(Connection(connectionString), sqlite => sqlite.MigrationsAssembly(typeof(SqliteDatabase).Assembly.GetName().Name))
        .AddInterceptors([OnOpen, new SqliteBulkInsert(), new SqliteDoorCommands(), new SqliteUpkeep(), new SqliteSnapshots(),
            .. WriteGate.Interceptors()])
        .UseFaults(Faults)
        .ReplaceService<IModelCustomizer, Customizer>()
        .ReplaceService<IModelCacheKeyFactory, NarrowedModel>();

    private static string Connection(string text)
    {
        var connection = new SqliteConnectionStringBuilder(text);
        if (!connection.ShouldSerialize("Default Timeout"))
        {
            connection.DefaultTimeout = 10;
        }

        return connection.ConnectionString;
    }

    /// <summary>Computes quarters of an hour out of seconds since 1970, and folds texts.</summary>
#pragma warning disable CA1812 // made by EF Core
    private sealed class Customizer(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
#pragma warning restore CA1812
    {
        private static readonly long FirstSecond = -DateTimeOffset.MinValue.ToUnixTimeSeconds();

        public override void Customize(ModelBuilder modelBuilder, DbContext context)
        {
            base.Customize(modelBuilder, context);
            modelBuilder.HasDbFunction(typeof(Fold).GetMethod(nameof(Fold.Ordinal))!).HasTranslation(arguments => arguments[0]);
            modelBuilder.HasDbFunction(typeof(Fold).GetMethod(nameof(Fold.Loose))!).HasTranslation(arguments => new SqlFunctionExpression(
                FoldFunction, arguments, true, [true], typeof(string), new StringTypeMapping("TEXT", null)));
            modelBuilder.HasDbFunction(typeof(Clock).GetMethod(nameof(Clock.Quarter))!).HasTranslation(arguments =>
            {
                var seconds = new SqlUnaryExpression(ExpressionType.Convert,
                    new SqlFunctionExpression("strftime", [new SqlFragmentExpression("'%s'"), arguments[0]], true, [false, true],
                        typeof(string), new StringTypeMapping("TEXT", null)), typeof(long), LongTypeMapping.Default);
                var sinceFirst = new SqlBinaryExpression(ExpressionType.Add, seconds,
                    new SqlConstantExpression(FirstSecond, LongTypeMapping.Default), typeof(long), LongTypeMapping.Default);
                return new SqlBinaryExpression(ExpressionType.Divide, sinceFirst, new SqlConstantExpression(900L, LongTypeMapping.Default),
                    typeof(long), LongTypeMapping.Default);
            });
        }
    }

    /// <summary>
    /// What SQLite needs on each connection: readers never wait for the writer, a commit survives a power cut, writers queue instead of
    /// failing, and texts are folded as the portal folds them.
    /// </summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        // The log is moved into the file each 16 MB: a page that a crowd writes again and again is moved once.
        private const string Statements = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA " +
            "temp_store=MEMORY; PRAGMA cache_size=-4096; PRAGMA wal_autocheckpoint=4000;";

        /// <summary>
        /// Those that were told already: a connection that was closed and opened again is the same one to SQLite, and keeps all but its
        /// patience, which somebody may have shortened.
        /// </summary>
        private readonly ConditionalWeakTable<sqlite3, object> told = [];

        public override DbConnection ConnectionCreated(ConnectionCreatedEventData eventData, DbConnection result)
        {
            ((SqliteConnection)result).CreateFunction<string?, string?>(FoldFunction, Fold.Loose, isDeterministic: true);
            return result;
        }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            Tell((SqliteConnection)connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default)
        {
            Tell((SqliteConnection)connection);
            return Task.CompletedTask;
        }

        private void Tell(SqliteConnection connection)
        {
            raw.sqlite3_busy_timeout(connection.Handle, connection.DefaultTimeout * 1000);
            if (told.TryGetValue(connection.Handle!, out _))
            {
                return;
            }

            using var command = connection.CreateCommand();
            command.CommandText = Statements;
            command.ExecuteNonQuery();
            told.AddOrUpdate(connection.Handle!, this);
        }
    }
}

/// <summary>Lets <c>dotnet ef migrations add</c> work on this project.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<PortalDb>
{
    public PortalDb CreateDbContext(string[] args) => new((DbContextOptions<PortalDb>)new DbContextOptionsBuilder<PortalDb>()
        .UsePortalSqlite("Data Source=:memory:").Options);
}
