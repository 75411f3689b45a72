using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Domain.Data;

/// <summary>What an error of the database means to the portal.</summary>
public enum DatabaseFault
{
    /// <summary>A bug, or something that nobody foresaw.</summary>
    Other,

    /// <summary>Somebody else was faster: a unique index or a version number objects. Reading again shows what they did.</summary>
    Conflict,

    /// <summary>The database cannot do it now: away, busy past the bound, or full. The same call may succeed a moment later.</summary>
    Unavailable,
}

/// <summary>
/// Reads errors by the numbers of the provider, never by their texts. Each Data project supplies its own; it travels with the options of
/// the context, so that whoever opens the database has it.
/// </summary>
public abstract class DatabaseFaults : IInterceptor
{
    /// <summary>What an error means, wherever in its causes the database's own error stands.</summary>
    public DatabaseFault Of(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            var fault = cause switch
            {
                DbUpdateConcurrencyException => DatabaseFault.Conflict,
                TimeoutException => DatabaseFault.Unavailable,
                _ => Read(cause),
            };
            if (fault != DatabaseFault.Other)
            {
                return fault;
            }
        }

        return DatabaseFault.Other;
    }

    /// <summary>What one error means, its causes left aside.</summary>
    protected abstract DatabaseFault Read(Exception error);
}

/// <summary>What both Data projects set on the options of the context.</summary>
public static class DatabaseFaultsOptions
{
    /// <summary>
    /// Errors are read by <paramref name="faults"/>. EF's own lines about failed commands go to Debug: a lost race is no error, and what is
    /// one is logged by whoever catches it, once.
    /// </summary>
    public static DbContextOptionsBuilder UseFaults(this DbContextOptionsBuilder options, DatabaseFaults faults) => options
        .AddInterceptors(faults)
        .ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.CommandError, LogLevel.Debug),
            (RelationalEventId.ConnectionError, LogLevel.Debug),
            (RelationalEventId.TransactionError, LogLevel.Debug),
            (CoreEventId.SaveChangesFailed, LogLevel.Debug),
            (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug),
            (CoreEventId.ExecutionStrategyRetrying, LogLevel.Debug)));

    /// <summary>Who reads the errors of this database.</summary>
    public static DatabaseFaults Faults(this IDbContextFactory<PortalDb> databases)
    {
        using var db = databases.CreateDbContext();
        return db.Faults;
    }

    internal static DatabaseFaults Of(IDbContextOptions options) =>
        options.FindExtension<CoreOptionsExtension>()?.Interceptors?.OfType<DatabaseFaults>().FirstOrDefault()
            ?? throw new InvalidOperationException("The context's options name no reader of errors.");
}
