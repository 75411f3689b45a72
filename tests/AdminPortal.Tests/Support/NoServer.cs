using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using AdminPortal.Data.SqlServer;
using AdminPortal.Domain;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Schedules;
using AdminPortal.Web.Kit.Texts;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Support;

/// <summary>
/// The domain over the SQL Server provider without a server: every command is translated and kept, then answered with nothing (a count with
/// one). It shows which queries SQL Server could never get, on a machine that has none.
/// </summary>
public sealed class NoServer : DbCommandInterceptor, IAsyncDisposable
{
    private readonly ServiceProvider services;

    public NoServer() => services = new ServiceCollection()
        .AddLogging()
        .AddDataProtection().Services
        .AddPortalDomain()
        .AddSingleton(new ExportSettings("nowhere", ReportTexts.Of))
        .AddSingleton<ScheduleMailTexts>((_, _, _, _) => new ScheduleWords("", "", ""))
        .AddDbContextFactory<PortalDb>(options => options.UsePortalSqlServer("Server=nowhere;Database=none")
            .AddInterceptors(this, new NoConnection(), new NoTransactions(), new NoSnapshots()))
        .BuildServiceProvider();

    /// <summary>The SQL of every command so far.</summary>
    public List<string> Sql { get; } = [];

    /// <summary>The values that went with them.</summary>
    public List<object?> Values { get; } = [];

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => services.DisposeAsync();

    /// <summary>A transaction without a connection cannot be given to the provider's own commands.</summary>
    public override InterceptionResult<DbCommand> CommandCreating(CommandCorrelatedEventData eventData,
        InterceptionResult<DbCommand> result) =>
        InterceptionResult<DbCommand>.SuppressWithResult(new NoCommand(eventData.Connection.CreateCommand()));

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData,
        InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Keep(command);
        using var table = new DataTable();
        if (command.CommandText.StartsWith("SELECT COUNT(*)", StringComparison.Ordinal)
            || command.CommandText.StartsWith("SELECT CASE", StringComparison.Ordinal))
        {
            table.Columns.Add("0", command.CommandText.StartsWith("SELECT CASE", StringComparison.Ordinal) ? typeof(bool) : typeof(int));
            table.Rows.Add(1);
        }
        else
        {
            // More columns than any query reads; without a row their types do not matter.
            table.Columns.AddRange(Enumerable.Range(0, 64).Select(i => new DataColumn($"{i}")).ToArray());
        }

        return new(InterceptionResult<DbDataReader>.SuppressWithResult(table.CreateDataReader()));
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData,
        InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Keep(command);
        return new(InterceptionResult<int>.SuppressWithResult(1));
    }

    private void Keep(DbCommand command)
    {
        Sql.Add(command.CommandText);
        Values.AddRange(command.Parameters.Cast<DbParameter>().Select(parameter => parameter.Value));
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData,
            InterceptionResult result) => InterceptionResult.Suppress();

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData,
            InterceptionResult result, CancellationToken cancellationToken = default) => new(InterceptionResult.Suppress());
    }

    private sealed class NoSnapshots : ISnapshots
    {
        public bool CommitsInOrder => false;

        public Task<DbTransaction?> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
            Task.FromResult<DbTransaction?>(null);
    }

    private sealed class NoTransactions : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection,
            TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
                CancellationToken cancellationToken = default) =>
            new(InterceptionResult<DbTransaction>.SuppressWithResult(new NoTransaction(connection)));
    }

    private sealed class NoTransaction(DbConnection connection) : DbTransaction
    {
        public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

        protected override DbConnection DbConnection => connection;

        public override void Commit()
        {
        }

        public override void Rollback()
        {
        }
    }

    private sealed class NoCommand(DbCommand inner) : DbCommand
    {
        [AllowNull]
        public override string CommandText { get => inner.CommandText; set => inner.CommandText = value; }

        public override int CommandTimeout { get => inner.CommandTimeout; set => inner.CommandTimeout = value; }

        public override CommandType CommandType { get => inner.CommandType; set => inner.CommandType = value; }

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get => inner.UpdatedRowSource; set => inner.UpdatedRowSource = value; }

        protected override DbConnection? DbConnection { get => inner.Connection; set => inner.Connection = value; }

        protected override DbParameterCollection DbParameterCollection => inner.Parameters;

        protected override DbTransaction? DbTransaction { get; set; }

        public override void Cancel()
        {
        }

        public override int ExecuteNonQuery() => throw new NotSupportedException();

        public override object ExecuteScalar() => throw new NotSupportedException();

        public override void Prepare()
        {
        }

        protected override DbParameter CreateDbParameter() => inner.CreateParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => throw new NotSupportedException();
    }
}
