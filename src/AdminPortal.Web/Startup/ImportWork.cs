using AdminPortal.Domain.Imports;

namespace AdminPortal.Web.Startup;

/// <summary>Takes back, before the portal serves and while it does, imports whose process has died.</summary>
internal sealed class ImportWork(ImportRecovery recovery) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await recovery.RecoverAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await recovery.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The portal stops.
        }
    }
}
