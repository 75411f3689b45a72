using System.Collections.Concurrent;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Sessions;

/// <summary>
/// Looks more often than once a second whether the sessions that have a window open on this node still live, with one query for all of
/// them, and ends the windows of those that do not: signed out elsewhere, account disabled, role or password changed. Where a second
/// factor is demanded now that its person has not, the window leads to where it is set up.
/// </summary>
internal sealed partial class SessionWatch(SessionService sessions, SessionSettings settings, TimeProvider time,
    ILogger<SessionWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(750);

    private readonly ConcurrentDictionary<PortalCircuit, Guid> circuits = new();

    private static readonly TimeSpan Noting = TimeSpan.FromMinutes(1);

    private DateTime keptAt = time.UtcNow();

    private DateTime notedAt = time.UtcNow();

    private bool blind;

    /// <summary>A window of a session has opened.</summary>
    public void Add(PortalCircuit circuit, Guid session) => circuits[circuit] = session;

    /// <summary>It has closed.</summary>
    public void Remove(PortalCircuit circuit) => circuits.TryRemove(circuit, out _);

    /// <summary>Ends all windows of a session at once.</summary>
    public void End(Guid session)
    {
        foreach (var (circuit, of) in circuits)
        {
            if (of == session)
            {
                circuit.End();
            }
        }
    }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        Guid[] open = [.. circuits.Values.Distinct()];
        if (open.Length > 0)
        {
            var alive = await sessions.AliveAsync(open, cancellationToken);
            Array.ForEach(Array.FindAll(open, session => !alive.ContainsKey(session)), End);
            foreach (var (circuit, session) in circuits)
            {
                if (alive.GetValueOrDefault(session) == SessionState.LacksFactor)
                {
                    circuit.AskForSetup();
                }
            }
        }

        if (time.UtcNow() - notedAt >= Noting)
        {
            notedAt = time.UtcNow();
            await sessions.NoteSeenAsync(open, cancellationToken);
        }

        if (time.UtcNow() - keptAt >= settings.Upkeep) // open windows say that their sessions are used, old sessions are deleted
        {
            keptAt = time.UtcNow();
            await sessions.ExtendAsync(open, cancellationToken);
            await sessions.SweepAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Pacing.EachAsync(
        Pace,
        async () =>
        {
            await LookAsync(stoppingToken);
            blind = false;
        },
        error =>
        {
            if (!blind)
            {
                LogBlind(logger, error);
            }

            blind = true;
        },
        time, stoppingToken, atOnce: false);

    [LoggerMessage(LogLevel.Warning, "It could not be read which sessions live; it is tried again")]
    private static partial void LogBlind(ILogger logger, Exception error);
}
