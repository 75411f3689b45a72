using AdminPortal.Data.SqlServer;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>What a database needs beside its records.</summary>
public sealed class UpkeepTests
{
    [Fact]
    public async Task SQL_Server_is_asked_for_row_versions_and_the_administrator_is_told_the_statement()
    {
        const string versions = "ALTER DATABASE [my]]portal] SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;";
        const string snapshots = "ALTER DATABASE [my]]portal] SET ALLOW_SNAPSHOT_ISOLATION ON;";
        Assert.EndsWith(versions, SqlServerUpkeep.Advice("my]portal", versions: false, snapshots: true), StringComparison.Ordinal);
        Assert.EndsWith(snapshots, SqlServerUpkeep.Advice("my]portal", versions: true, snapshots: false), StringComparison.Ordinal);
        Assert.Matches($"{System.Text.RegularExpressions.Regex.Escape(versions)}.*{System.Text.RegularExpressions.Regex.Escape(snapshots)}",
            SqlServerUpkeep.Advice("my]portal", false, false));
        Assert.Null(SqlServerUpkeep.Advice("my]portal", true, true));
        await using var server = new NoServer();
        Assert.Null(await server.Get<Schema>().AdviceAsync());
        Assert.Matches("is_read_committed_snapshot_on.*snapshot_isolation_state", Assert.Single(server.Sql));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_database_that_the_portal_made_needs_no_advice(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        Assert.Null(await portal.Get<Schema>().AdviceAsync());
        Assert.Empty(await portal.Get<Schema>().MigrateAsync());
    }

    [Fact]
    public async Task The_lock_of_a_process_that_died_while_it_migrated_is_put_away_and_a_living_one_stays()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        await db.Database.ExecuteSqlAsync(
            $"CREATE TABLE IF NOT EXISTS __EFMigrationsLock (Id INTEGER PRIMARY KEY, Timestamp TEXT NOT NULL)");
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO __EFMigrationsLock (Id, Timestamp)
            VALUES (1, '2026-10-03 07:29:59.0000000+00:00'), (2, '2026-10-03 07:30:01.0000000+00:00')
            """);
        await portal.Get<Schema>().MigrateAsync();
        Assert.Equal([2], await db.Database.SqlQuery<int>($"SELECT Id AS Value FROM __EFMigrationsLock").ToListAsync());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_nobody_asks_for_any_more_goes_a_thousand_rows_at_a_time(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (databases, usage) = (portal.Get<IDbContextFactory<PortalDb>>(), portal.Get<CallUsage>());
        await usage.FlushAsync(); // on a shared database others have left some
        var now = Clock.Minute(portal.Time.UtcNow());
        (await databases.WriteAsync<Done>(portal.Owner, async db =>
        {
            await db.BulkInsertAsync(Enumerable.Range(0, 2_500)
                .Select(i => new KeyMinute { ApiKeyId = 1, Minute = now - 10_000 + i, Calls = 1 })
                    .Append(new KeyMinute { ApiKeyId = 1, Minute = now, Calls = 1 }).ToList());
            return Done.It;
        })).Required();

        var texts = await portal.Commands.TextsAsync(() => usage.FlushAsync());
        Assert.Equal(3, texts.Count(text => text.Contains("DELETE", StringComparison.Ordinal)));
        await using var db = databases.Read(portal.Owner);
        Assert.Equal(now, (await db.KeyMinutes.SingleAsync()).Minute);
    }
}
