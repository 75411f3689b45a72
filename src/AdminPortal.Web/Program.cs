using AdminPortal.Web.Api;
using AdminPortal.Web.Cli;
using AdminPortal.Web.Features.Exports;
using AdminPortal.Web.Features.Walls;
using AdminPortal.Web.Startup;

var builder = PortalHost.CreateBuilder(args);
builder.AddPortalDomainServices();
if (await PortalCommands.TryRunAsync(builder, args) is { } exitCode)
{
    return exitCode;
}

builder.AddPortalAccounts();
builder.AddSignInLimit();
builder.AddPortalLanguages();
builder.AddPortalComponents();
builder.AddPortalProxies();
builder.AddPortalCookies();
builder.AddPortalApi();
builder.AddPortalExports();
builder.AddPortalSchedules();

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
app.UseCookiePolicy();
app.UseAuthentication();
app.UseAuthorization();
app.UseCircuitsForPeople();
app.UseAntiforgery();
app.MapPortalHealth();
app.MapPreferences();
app.MapExportFiles();
app.MapPortalComponents();
app.MapWalls();
await app.RunAsync();
return 0;

/// <summary>The portal's process; named so that tests can start it.</summary>
public partial class Program;
