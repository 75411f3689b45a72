using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace AdminPortal.Tests.Support;

/// <summary>
/// Counts the SQL commands of everything that uses it, keeps queries and statements that write, and the texts of all while it is told to.
/// </summary>
public sealed partial class CommandCounter : DbCommandInterceptor, IDbConnectionInterceptor
{
    private readonly ConcurrentQueue<SentQuery> queries = new();

    private readonly ConcurrentQueue<SentQuery> writes = new();

    private int count;

    private int statements;

    private volatile bool traced;

    private List<string>? texts;

    /// <summary>Commands since <see cref="Reset"/>.</summary>
    public int Count => count;

    /// <summary>
    /// What came to the database since <see cref="Trace"/>: on SQLite every statement, also those that no command stands around, but for
    /// those that begin and end transactions; elsewhere <see cref="Count"/>.
    /// </summary>
    public int Sent => traced ? statements : count;

    /// <summary>The queries since <see cref="Reset"/>.</summary>
    public IReadOnlyCollection<SentQuery> Queries => queries;

    /// <summary>The statements that wrote since <see cref="Reset"/> without giving rows back.</summary>
    public IReadOnlyCollection<SentQuery> Writes => writes;

    /// <summary>Begins to count what is sent, on connections that are opened from now on.</summary>
    public void Trace(Provider provider)
    {
        traced = provider == Provider.Sqlite;
        Reset();
    }

    public void Reset()
    {
        count = statements = 0;
        queries.Clear();
        writes.Clear();
    }

    /// <summary>Fails where a statement since <see cref="Reset"/> that names records by ids walks through a table to find them.</summary>
    public async Task AssertGoneByIdAsync(PortalDb db, int atLeast)
    {
        var asked = queries.Concat(writes).Where(query => ByIds().IsMatch(query.Sql)).DistinctBy(query => query.Sql).ToList();
        Assert.True(asked.Count >= atLeast, $"Only {asked.Count} statements.");
        foreach (var query in asked)
        {
            // What a statement has put together itself it may read from end to end.
            var plan = await query.PlanAsync(db);
            var own = Made().Matches(plan).Select(made => $"SCAN {made.Groups[1].Value}").ToHashSet();
            Assert.DoesNotContain(plan.Split('\n'), step => Walks().IsMatch(step) && !own.Contains(step));
        }
    }

    /// <summary>The texts of the commands that some work sends, in their order; the work must send one after the other.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(Func<Task> work)
    {
        var kept = texts = [];
        await work();
        texts = null;
        return kept;
    }

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result) =>
        Queried(command, result);

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result) => Counted(command, result);

    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result) =>
        Counted(command, result);

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default) =>
            new(Queried(command, result));

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        writes.Enqueue(SentQuery.Of(command));
        return new(Counted(command, result));
    }

    public override ValueTask<object?> ScalarExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default) =>
            new(Counted(command, result));

    /// <inheritdoc />
    public void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (traced && connection is SqliteConnection own)
        {
            raw.sqlite3_trace(own.Handle, (_, sql) =>
            {
                if (!Around().IsMatch(sql))
                {
                    Interlocked.Increment(ref statements);
                }
            }, null);
        }
    }

    /// <inheritdoc />
    public Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }

    [GeneratedRegex("^(BEGIN|COMMIT|ROLLBACK|PRAGMA|-- )", RegexOptions.IgnoreCase)]
    private static partial Regex Around();

    private DbDataReader Queried(DbCommand query, DbDataReader result)
    {
        queries.Enqueue(SentQuery.Of(query));
        return Counted(query, result);
    }

    /// <summary>A statement that names records by a list of ids, their own or those they belong to.</summary>
    [GeneratedRegex("""\."\w*Id" IN \(""")]
    private static partial Regex ByIds();

    [GeneratedRegex("^MATERIALIZE (.+)$", RegexOptions.Multiline)]
    private static partial Regex Made();

    /// <summary>A step that reads a whole table, or all that a tenant has of it.</summary>
    [GeneratedRegex(@"^SCAN (?!\d+ )(?!.*(CONSTANT|json_each))|\(TenantId=\?( AND DeletedAt=\?)?\)")]
    private static partial Regex Walks();

    private T Counted<T>(DbCommand command, T result)
    {
        Interlocked.Increment(ref count);
        texts?.Add(command.CommandText);
        return result;
    }
}

/// <summary>A query as it was sent.</summary>
public sealed record SentQuery(string Sql, IReadOnlyDictionary<string, object?> Parameters)
{
    /// <summary>A command as it was sent.</summary>
    public static SentQuery Of(DbCommand command) =>
        new(command.CommandText, command.Parameters.Cast<DbParameter>().ToDictionary(p => p.ParameterName, p => p.Value));

    /// <summary>How SQLite goes about it, a step a line.</summary>
    public async Task<string> PlanAsync(PortalDb db)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {Sql}";
        foreach (var (name, value) in Parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await db.Database.OpenConnectionAsync();
        await using var reader = await command.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await reader.ReadAsync())
        {
            steps.Add(reader.GetString(3));
        }

        return string.Join('\n', steps);
    }
}
