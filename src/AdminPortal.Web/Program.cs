using AdminPortal.Web.Cli;
using AdminPortal.Web.Startup;

var builder = PortalHost.CreateBuilder(args);
builder.AddPortalDomainServices();
if (await PortalCommands.TryRunAsync(builder, args) is { } exitCode)
{
    return exitCode;
}

builder.AddPortalAccounts();
builder.AddPortalLanguages();
builder.AddPortalComponents();

var app = builder.Build();
if (!await app.PrepareAsync())
{
    return 1;
}

app.UsePortalHeaders();
app.UsePortalErrors();
app.UsePortalLanguages();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapPreferences();
app.MapPortalComponents();
await app.RunAsync();
return 0;

/// <summary>The portal's process; named so that tests can start it.</summary>
public partial class Program;
