using AdminPortal.Web.Api;
using AdminPortal.Web.Cli;
using AdminPortal.Web.Features.Stations;
using AdminPortal.Web.Features.Walls;
using AdminPortal.Web.Startup;

try
{
    if (await PortalCommands.TryRunAsync(args) is { } exitCode)
    {
        return exitCode;
    }

    var builder = PortalHost.CreateBuilder(args);
    builder.AddPortalDomainServices();
    builder.AddPortalAccounts();
    builder.AddSignInLimit();
    builder.AddPortalLanguages();
    builder.AddPortalComponents();
    builder.AddPortalProxies();
    builder.AddPortalCookies();
    builder.AddPortalApi();
    builder.AddPortalWork();
    builder.AddPortalTelemetry();
    StartLog.Add(builder);
    var app = builder.Build();
    if (!await app.PrepareAsync())
    {
        return 1;
    }
    app.WarnOfOpenAddresses();
    app.UsePortalProxies();
    app.UsePortalHeaders();
    app.UsePortalHosts();
    app.UsePortalApi();
    app.UsePortalErrors();
    app.UsePortalLanguages();
    app.UseRateLimiter();
    app.UseStations();
    app.UseCookiePolicy();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseCircuitsForPeople();
    app.UseAntiforgery();
    app.MapPortalHealth();
    app.MapPreferences();
    app.MapPortalFiles();
    app.MapPortalComponents();
    app.MapWalls();
    await app.ServeAsync();
    return 0;
}
catch (Exception error) when (PlainCause.Of(error) is { } sentence)
{
    await Console.Error.WriteLineAsync($"The portal cannot run. {sentence}");
    return 1;
}

/// <summary>The portal's process; named so that tests can start it.</summary>
public partial class Program;
