using AdminPortal.Web.Features.Overview;
using AdminPortal.Web.Startup;

var builder = PortalHost.CreateBuilder(args);
builder.AddPortalDomainServices();
builder.AddPortalAccounts();
builder.AddSignInLimit();
builder.AddPortalLanguages();
builder.AddPortalComponents();

var app = builder.Build();
if (!await app.PrepareAsync())
{
    return;
}

app.UsePortalHeaders();
app.UsePortalErrors();
app.UsePortalLanguages();
app.UseRateLimiter();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapPreferences();
app.MapOverviewFiles();
app.MapPortalComponents();
await app.RunAsync();

/// <summary>The portal's process; named so that tests can start it.</summary>
public partial class Program;
