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

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => recovery.RunAsync(stoppingToken);
}
