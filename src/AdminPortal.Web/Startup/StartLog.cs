namespace AdminPortal.Web.Startup;

/// <summary>
/// Keeps the host, the server and the database from logging why a start failed, with a stack trace: the exception reaches the entry point,
/// which says it in a sentence (<see cref="PlainCause"/>). From the start on they log as ever.
/// </summary>
internal sealed class StartLog
{
    private static readonly string[] Categories =
        ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.EntityFrameworkCore"];

    private volatile bool open;

    /// <summary>The portal serves: what fails from now on is logged.</summary>
    public void Open() => open = true;

    /// <summary>Adds it to the portal.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        var log = new StartLog();
        builder.Services.AddSingleton(log);
        foreach (var category in Categories)
        {
            builder.Logging.AddFilter(category, level => log.open && level >= LogLevel.Warning);
        }
    }
}
