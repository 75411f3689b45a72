using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Web.Features.Account;

namespace AdminPortal.Web.Startup;

/// <summary>What happens between reading the settings and serving.</summary>
public static partial class PortalStart
{
    /// <summary>Checks the settings, brings the database up to date and says how to get in. False when the portal must not start.</summary>
    public static async Task<bool> PrepareAsync(this WebApplication app)
    {
        var (settings, wrong) = PortalSettings.Read(app.Configuration);
        if (wrong.Count > 0)
        {
            await Console.Error.WriteLineAsync("The portal cannot start with these settings:");
            foreach (var line in wrong)
            {
                await Console.Error.WriteLineAsync("  - " + line);
            }

            Environment.ExitCode = 1;
            return false;
        }

        if (settings.Provider == "Sqlite")
        {
            Directory.CreateDirectory(settings.DataDirectory);
        }

        if (settings.Migrate)
        {
            var applied = await app.Services.GetRequiredService<Schema>().MigrateAsync();
            if (applied.Count > 0)
            {
                LogMigrated(app.Logger, applied.Count);
            }
        }

        if (await app.Services.GetRequiredService<UserService>().NoneAsync())
        {
            var token = app.Services.GetRequiredService<SetupToken>();
            await Console.Out.WriteLineAsync($"The database is empty. Open /account/setup and enter this one-time token: {token.Issue()}");
        }

        return true;
    }

    [LoggerMessage(LogLevel.Information, "The database was brought up to date: {Count} migrations")]
    private static partial void LogMigrated(ILogger logger, int count);
}
