using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Tenants;

namespace AdminPortal.Web.Startup;

/// <summary>What happens between reading the settings and serving.</summary>
public static partial class PortalStart
{
    /// <summary>Lists all that is wrong with the settings; false when something is. Otherwise the data directory is there.</summary>
    public static async Task<bool> CheckAsync(IConfiguration configuration, TextWriter error)
    {
        var (settings, wrong) = PortalSettings.Read(configuration);
        if (wrong.Count > 0)
        {
            await error.WriteLineAsync("The portal cannot start with these settings:");
            foreach (var line in wrong)
            {
                await error.WriteLineAsync("  - " + line);
            }

            return false;
        }

        if (settings.Provider == "Sqlite")
        {
            Directory.CreateDirectory(settings.DataDirectory);
        }

        return true;
    }

    /// <summary>Checks the settings, brings the database up to date and says how to get in. False when the portal must not start.</summary>
    public static async Task<bool> PrepareAsync(this WebApplication app)
    {
        if (!await CheckAsync(app.Configuration, Console.Error))
        {
            return false;
        }

        var settings = app.Services.GetRequiredService<PortalSettings>();
        if (settings.Migrate)
        {
            var applied = await app.Services.GetRequiredService<Schema>().MigrateAsync();
            if (applied.Count > 0)
            {
                LogMigrated(app.Logger, applied.Count);
            }
        }
        else if (!await app.Services.GetRequiredService<Schema>().IsCurrentAsync())
        {
            await Console.Error.WriteLineAsync("The database does not answer or has not the current schema, and Database:Migrate is false. Run: ./portal migrate");
            return false;
        }

        if (await app.Services.GetRequiredService<Schema>().AdviceAsync() is { } advice)
        {
            LogAdvice(app.Logger, advice);
        }

        var demo = settings.SeedDemo && app.Environment.IsDevelopment();
        var tenants = app.Services.GetRequiredService<TenantService>();
        if (demo && !await tenants.AnyAsync())
        {
            await app.Services.GetRequiredService<DemoSeed>().RunAsync();
        }

        if (demo && await tenants.FindAsync(DemoSeed.Slug) is not null)
        {
            app.Lifetime.ApplicationStarted.Register(() =>
                Console.Out.WriteLine($"Open {app.Urls.FirstOrDefault() ?? settings.PublicUrl} and sign in as {DemoSeed.OwnerEmail} with the password {DemoSeed.Password}"));
        }
        else if (await app.Services.GetRequiredService<UserService>().NoneAsync())
        {
            var token = await app.Services.GetRequiredService<SetupTokens>().IssueAsync();
            await Console.Out.WriteLineAsync($"The database is empty. Open /account/setup and enter this one-time token: {token}");
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "{Advice}")]
    private static partial void LogAdvice(ILogger logger, string advice);

    [LoggerMessage(LogLevel.Information, "The database was brought up to date: {Count} migrations")]
    private static partial void LogMigrated(ILogger logger, int count);
}
