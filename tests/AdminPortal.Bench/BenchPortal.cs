using System.Data.Common;
using System.Diagnostics;
using AdminPortal.Data.Sqlite;
using AdminPortal.Domain;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Exports;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Bench;

/// <summary>The domain over an embedded database of its own, in a temporary file.</summary>
internal sealed class BenchPortal : IAsyncDisposable
{
    private readonly string folder;

    private readonly bool own;

    private readonly ServiceProvider services;

    private readonly Commands commands = new();

    private BenchPortal(string? folder)
    {
        own = folder is null;
        this.folder = folder ?? Directory.CreateTempSubdirectory("adminportal-bench").FullName;
        services = new ServiceCollection()
            .AddLogging()
            .AddDataProtection().Services
            .AddPortalDomain()
            .AddSingleton(new ExportSettings(this.folder, ReportTexts.Of))
            .AddDbContextFactory<PortalDb>(options => options.UsePortalSqlite($"Data Source={Path.Combine(this.folder, "portal.db")}")
                .AddInterceptors(commands))
            .BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>A service by its type.</summary>
    public object Resolve(Type type) => services.GetRequiredService(type);

    /// <summary>Begins, in a folder that somebody else keeps or in one of its own.</summary>
    public static async Task<BenchPortal> StartAsync(string? folder = null)
    {
        var portal = new BenchPortal(folder);
        await portal.Get<Schema>().MigrateAsync();
        return portal;
    }

    /// <summary>
    /// The middle of several rounds after a first one that does not count, in milliseconds, and the SQL commands of one round.
    /// </summary>
    public async Task<(double Milliseconds, int Commands)> MeasureAsync(Func<Task> work, int rounds = 7)
    {
        await work();
        var times = new List<double>();
        commands.Count = 0;
        for (var round = 0; round < rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return (times.Order().ElementAt(rounds / 2), commands.Count / rounds);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (own)
        {
            Directory.Delete(folder, true);
        }
    }

    /// <summary>Counts commands that read; reports send no others.</summary>
    private sealed class Commands : DbCommandInterceptor
    {
        public int Count { get; set; }

        public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData,
            DbDataReader result, CancellationToken cancellationToken = default)
        {
            Count++;
            return new(result);
        }
    }
}
