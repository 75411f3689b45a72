using AdminPortal.Web.Startup;

var builder = PortalHost.CreateBuilder(args);
builder.AddPortalLanguages();
builder.AddPortalComponents();

var app = builder.Build();
app.UsePortalHeaders();
app.UsePortalErrors();
app.UsePortalLanguages();
app.UseAntiforgery();
app.MapPreferences();
app.MapPortalComponents();
await app.RunAsync();

/// <summary>The portal's process; named so that tests can start it.</summary>
public partial class Program;
