using System.Globalization;
using System.Net.Mail;
using AdminPortal.Data.Sqlite;
using AdminPortal.Data.SqlServer;
using AdminPortal.Domain;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Mail;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Web.Features.Webhooks;
using AdminPortal.Web.Kit.Texts;
using AdminPortal.Web.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Web.Startup;

/// <summary>What the portal is configured with, read and checked once at start.</summary>
public sealed record PortalSettings
{
    /// <summary><c>Sqlite</c> or <c>SqlServer</c>, from <c>Database:Provider</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>From <c>ConnectionStrings:Portal</c>; for SQLite a file in the data directory when none is given.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Where the embedded database lies, from <c>Portal:DataDirectory</c>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where finished files wait to be taken away, from <c>Portal:ExportDirectory</c>; several nodes share one.</summary>
    public required string ExportDirectory { get; init; }

    /// <summary>From <c>Portal:BaseDomain</c>: the domain under which each tenant has its host.</summary>
    public string? BaseDomain { get; init; }

    /// <summary>
    /// From <c>Portal:PublicUrl</c>: the address by which others reach the portal, without a slash at its end; links that are handed out
    /// begin with it.
    /// </summary>
    public required string PublicUrl { get; init; }

    /// <summary>Whether <c>Portal:PublicUrl</c> was given, so that it is more than the address served when nothing is configured.</summary>
    public bool IsPublicUrlGiven { get; init; }

    /// <summary>
    /// From <c>Portal:AllowedHosts</c>: host names by which the portal may be asked besides those that other settings name; <c>*</c> is
    /// any.
    /// </summary>
    public required IReadOnlyList<string> AllowedHosts { get; init; }

    /// <summary>How many windows and wall displays this node holds.</summary>
    public required NodeBounds Bounds { get; init; }

    /// <summary><c>Portal:Seed=demo</c>: an empty database gets the demo tenant.</summary>
    public bool SeedDemo { get; init; }

    /// <summary><c>Database:Migrate=false</c> leaves the schema to <c>./portal migrate</c>.</summary>
    public bool Migrate { get; init; }

    /// <summary>
    /// Calls an hour that each API key may make, by the tenant's plan, from <c>Api:RateLimits:Business</c> and <c>:Enterprise</c>; null is
    /// unlimited.
    /// </summary>
    public required IReadOnlyDictionary<Plan, int?> CallsPerHour { get; init; }

    /// <summary>Days for which what was removed can be restored, from <c>Portal:KeepRemovedDays</c>; 30 where nothing is said.</summary>
    public required int KeepRemovedDays { get; init; }

    /// <summary>Where the privacy notice of who runs the portal stands, from <c>Portal:PrivacyUrl</c>; null where nobody says.</summary>
    public Uri? Privacy { get; init; }

    /// <summary>Where the imprint of who runs the portal stands, from <c>Portal:ImprintUrl</c>; null where nobody says.</summary>
    public Uri? Imprint { get; init; }

    /// <summary>Hours for which people stay signed in, from <c>Portal:SessionIdleHours</c> and <c>Portal:SessionHours</c>.</summary>
    public required SessionSettings Sessions { get; init; }

    /// <summary>From <c>Webhooks:AllowPrivate</c>; without encryption only then, and in Development.</summary>
    public required WebhookSettings Webhooks { get; init; }

    /// <summary>From <c>Mail:Host</c>, <c>:Port</c>, <c>:Encrypted</c>, <c>:User</c>, <c>:Password</c> and <c>:From</c>.</summary>
    public required MailSettings Mail { get; init; }

    /// <summary>
    /// What a link begins with that is handed out on a page: the public address, else the one the page was asked for at, which is one of
    /// the allowed hosts.
    /// </summary>
    /// <param name="asked">The page's own address, ending in a slash.</param>
    public string AddressOf(string asked) => IsPublicUrlGiven ? PublicUrl : asked.TrimEnd('/');

    /// <summary>Reads the settings; the second value lists in plain words all that is wrong with them.</summary>
    public static (PortalSettings Settings, IReadOnlyList<string> Wrong) Read(IConfiguration configuration)
    {
        var wrong = new List<string>();
        var provider = configuration["Database:Provider"] ?? "Sqlite";
        var connection = configuration.GetConnectionString("Portal");
        var directory = Path.GetFullPath(configuration["Portal:DataDirectory"] ?? "data", PortalHost.SolutionRoot()
            ?? AppContext.BaseDirectory);
        var seed = configuration["Portal:Seed"] ?? "none";
        var migrate = configuration["Database:Migrate"] ?? "true";
        if (provider is not ("Sqlite" or "SqlServer"))
        {
            wrong.Add($"Database:Provider is \"{provider}\"; it must be Sqlite or SqlServer.");
        }

        if (provider == "SqlServer" && string.IsNullOrWhiteSpace(connection))
        {
            wrong.Add("ConnectionStrings:Portal is missing; SQL Server needs one.");
        }

        if (seed is not ("demo" or "none"))
        {
            wrong.Add($"Portal:Seed is \"{seed}\"; it must be demo or none.");
        }

        if (!bool.TryParse(migrate, out var migrates))
        {
            wrong.Add($"Database:Migrate is \"{migrate}\"; it must be true or false.");
        }

        var domain = configuration["Portal:BaseDomain"];
        if (!string.IsNullOrEmpty(domain) && Uri.CheckHostName(domain) != UriHostNameType.Dns)
        {
            wrong.Add($"Portal:BaseDomain is \"{domain}\"; it must be a host name such as portal.example.org.");
        }

        wrong.AddRange(Proxies.Wrong(configuration)
            .Select(entry =>
                $"{Proxies.Setting} names \"{entry}\"; addresses such as 10.0.0.5 and networks such as 10.0.0.0/8 are possible."));
        if (KeyProtection.Wrong(configuration) is { } certificate)
        {
            wrong.Add(certificate);
        }

        if (PortalTelemetry.Wrong(configuration) is { } telemetry)
        {
            wrong.Add(telemetry);
        }

        var address = configuration["Portal:PublicUrl"];
        if (!string.IsNullOrEmpty(address) && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            wrong.Add($"Portal:PublicUrl is \"{address}\"; it must be an address such as https://portal.example.org.");
        }

        var hosts = (configuration[Hosts.Setting] ?? "")
            .Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        wrong.AddRange(hosts.Where(host => !Hosts.IsName(host))
            .Select(host => $"{Hosts.Setting} names \"{host}\"; host names such as portal.example.org and *.example.org are possible."));
        var limits = new Dictionary<Plan, int?> { [Plan.Business] = 5000, [Plan.Enterprise] = null };
        foreach (var plan in limits.Keys)
        {
            if (configuration[$"Api:RateLimits:{plan}"] is { Length: > 0 } limit)
            {
                limits[plan] = int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var calls) && calls > 0
                    ? calls
                    : null;
                if (limits[plan] is null && limit != "unlimited")
                {
                    wrong.Add($"Api:RateLimits:{plan} is \"{limit}\"; it must be a number of calls an hour from 1, or unlimited.");
                }
            }
        }

        var keepDays = new RemovalSettings().KeepDays;
        if (configuration["Portal:KeepRemovedDays"] is { Length: > 0 } days
            && (!int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out keepDays) || keepDays is < 1
                or > RemovalSettings.MostDays))
        {
            wrong.Add($"Portal:KeepRemovedDays is \"{days}\"; it must be a number of days from 1 to {RemovalSettings.MostDays}.");
        }

        var allowed = configuration["Webhooks:AllowPrivate"] ?? "false";
        if (!bool.TryParse(allowed, out var allowPrivate))
        {
            wrong.Add($"Webhooks:AllowPrivate is \"{allowed}\"; it must be true or false.");
        }

        var sessions = new SessionSettings(SettingText.Hours(configuration, "Portal:SessionIdleHours", wrong)
            ?? SessionService.Age, SettingText.Hours(configuration, "Portal:SessionHours", wrong));
        _ = SingleSignOnSettings.Read(configuration, wrong);
        var mail = ReadMail(configuration, wrong);
        return (new PortalSettings
        {
            Provider = provider,
            ConnectionString = string.IsNullOrWhiteSpace(connection) ? $"Data Source={Path.Combine(directory, "portal.db")}" : connection,
            DataDirectory = directory,
            ExportDirectory = Path.GetFullPath(configuration["Portal:ExportDirectory"] is { Length: > 0 } exports
                ? exports
                : Path.Combine(directory, "exports"), PortalHost.SolutionRoot() ?? AppContext.BaseDirectory),
            PublicUrl = (string.IsNullOrEmpty(address) ? PortalHost.DefaultUrl : address).TrimEnd('/'),
            IsPublicUrlGiven = !string.IsNullOrEmpty(address),
            AllowedHosts = hosts,
            Bounds = NodeBounds.Read(configuration, wrong),
            BaseDomain = string.IsNullOrEmpty(domain) ? null : domain,
            SeedDemo = seed == "demo",
            Migrate = migrates,
            CallsPerHour = limits,
            KeepRemovedDays = keepDays,
            Webhooks = new WebhookSettings { AllowPrivate = allowPrivate, AllowHttp = configuration["environment"] == "Development" },
            Mail = mail,
            Sessions = sessions,
            Privacy = SettingText.Page(configuration, "Portal:PrivacyUrl", wrong),
            Imprint = SettingText.Page(configuration, "Portal:ImprintUrl", wrong),
        }, wrong);
    }

    private static MailSettings ReadMail(IConfiguration configuration, List<string> wrong)
    {
        string? Value(string name) => configuration[$"Mail:{name}"] is { Length: > 0 } value ? value : null;
        var (host, from) = (Value("Host"), Value("From"));
        var port = 587;
        if (Value("Port") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1
            or > 65535))
        {
            wrong.Add($"Mail:Port is \"{text}\"; it must be a number from 1 to 65535.");
        }

        var encrypted = true;
        if (Value("Encrypted") is { } flag && !bool.TryParse(flag, out encrypted))
        {
            wrong.Add($"Mail:Encrypted is \"{flag}\"; it must be true or false.");
        }

        if (host is not null && !MailAddress.TryCreate(from, out _))
        {
            wrong.Add($"Mail:From is \"{from}\"; with Mail:Host it must be an address such as portal@example.org.");
        }

        return new MailSettings
        { Host = host, Port = port, Encrypted = encrypted, User = Value("User"), Password = Value("Password"), From = from ?? "" };
    }
}

/// <summary>Registers the domain over the configured database.</summary>
public static class PortalDatabase
{
    /// <summary>
    /// Adds settings, database and domain. Wrong settings end the process with exit code 1 and say so in <see cref="PortalStart"/>.
    /// </summary>
    public static void AddPortalDomainServices(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => PortalSettings.Read(services.GetRequiredService<IConfiguration>()).Settings);
        builder.Services.AddDbContextFactory<PortalDb>((services, options) =>
        {
            var settings = services.GetRequiredService<PortalSettings>();
            _ = settings.Provider == "SqlServer"
                ? options.UsePortalSqlServer(settings.ConnectionString)
                : options.UsePortalSqlite(settings.ConnectionString);
        });
        builder.Services.AddSingleton<IDatabaseStore>(services =>
        {
            var (settings, time) = (services.GetRequiredService<PortalSettings>(), services.GetRequiredService<TimeProvider>());
            return settings.Provider == "SqlServer"
                ? new SqlServerStore(settings.ConnectionString, time)
                : new SqliteStore(settings.ConnectionString, time);
        });
        builder.Services.AddSingleton(services => services.GetRequiredService<PortalSettings>().Mail);
        builder.Services.AddSingleton(PortalSchedules.MailTexts);
        builder.Services.AddSingleton(PortalAlarms.MailTexts);
        builder.Services.AddSingleton(AccountWork.MailTexts);
        builder.Services.AddSingleton(PortalAlarms.Disk);
        builder.Services.AddSingleton<WebhookData>(WebhookJson.Write);
        builder.Services.AddSingleton(services => services.GetRequiredService<PortalSettings>().Webhooks);
        builder.Services.AddSingleton(services => new RemovalSettings(services.GetRequiredService<PortalSettings>().KeepRemovedDays));
        builder.Services.AddSingleton(services => services.GetRequiredService<PortalSettings>().Sessions);
        builder.Services.AddPortalDomain();
        builder.Services.AddSingleton(services =>
            new ExportSettings(services.GetRequiredService<PortalSettings>().ExportDirectory, ReportTexts.Of));
        KeyProtection.Add(builder);
    }
}
