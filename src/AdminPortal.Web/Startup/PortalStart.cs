using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Demo;
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

        if (settings.Provider == "Sqlite" && WhyNotWritable(settings.DataDirectory) is { } reason)
        {
            await error.WriteLineAsync(
                $"The portal cannot write in its data directory {settings.DataDirectory} (Portal:DataDirectory): {reason}");
            return false;
        }

        return true;
    }

    /// <summary>Makes the directory where it is missing and tries to write in it; what the system says against it, or null.</summary>
    private static string? WhyNotWritable(string directory)
    {
        try
        {
            PrivateFiles.CreateDirectory(directory);
            using var probe = PrivateFiles.Open(
                Path.Combine(directory, $".writable-{Guid.NewGuid():N}"),
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    /// <summary>Checks the settings, brings the database up to date and says how to get in. False when the portal must not start.</summary>
    public static async Task<bool> PrepareAsync(this WebApplication app)
    {
        if (!await CheckAsync(app.Configuration, Console.Error))
        {
            return false;
        }

        var settings = app.Services.GetRequiredService<PortalSettings>();
        var store = app.Services.GetRequiredService<IDatabaseStore>();
        var use = store.Use();
        if (!use.Ok)
        {
            await Console.Error.WriteLineAsync(use.Problems[0].Message);
            return false;
        }

        app.Lifetime.ApplicationStopped.Register(use.Value.Dispose);
        foreach (var left in store.Protect())
        {
            LogAdvice(app.Logger, left);
        }

        app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<StartLog>().Open);
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
            await Console.Error.WriteLineAsync(
                "The database does not have the current schema, and Database:Migrate is false. Run: ./portal migrate");
            return false;
        }

        if (await app.Services.GetRequiredService<Schema>().AdviceAsync() is { } advice)
        {
            LogAdvice(app.Logger, advice);
        }

        await KeyProtection.PrepareAsync(app);
        var demo = settings.SeedDemo && app.Environment.IsDevelopment();
        var tenants = app.Services.GetRequiredService<TenantService>();
        if (demo && !await tenants.AnyAsync())
        {
            await app.Services.GetRequiredService<DemoSeed>().RunAsync();
        }

        if (demo && await tenants.FindAsync(DemoSeed.Slug) is not null)
        {
            app.Lifetime.ApplicationStarted.Register(() =>
                Console.Out.WriteLine(
                    $"Open {app.Urls.FirstOrDefault() ?? settings.PublicUrl} and sign in as {DemoSeed.OwnerEmail} with the password " +
                        $"{DemoSeed.Password}"));
        }
        else if (await app.Services.GetRequiredService<UserService>().NoneAsync())
        {
            var token = await app.Services.GetRequiredService<SetupTokens>().IssueAsync();
            await Console.Out.WriteLineAsync($"The database is empty. Open /account/setup and enter this one-time token: {token}");
        }

        return true;
    }

    /// <summary>Serves until it is told to stop. A start that fails stops what had started already, before the exception goes on.</summary>
    public static async Task ServeAsync(this WebApplication app)
    {
        await using (app)
        {
            try
            {
                await app.StartAsync();
            }
            catch
            {
                await app.StopAsync();
                throw;
            }

            await app.WaitForShutdownAsync();
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Advice}")]
    private static partial void LogAdvice(ILogger logger, string advice);

    [LoggerMessage(LogLevel.Information, "The database was brought up to date: {Count} migrations")]
    private static partial void LogMigrated(ILogger logger, int count);
}
