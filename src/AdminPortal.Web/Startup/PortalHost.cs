using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

namespace AdminPortal.Web.Startup;

/// <summary>Where the portal finds its settings and files, and where it listens.</summary>
public static class PortalHost
{
    /// <summary>The address served when none is configured.</summary>
    public const string DefaultUrl = "http://localhost:5080";

    private static readonly string[] AddressKeys = ["URLS", "HTTP_PORTS", "HTTPS_PORTS"];

    /// <summary>
    /// A builder that reads <c>appsettings.Development.json</c> beside the solution, from whichever folder the portal is started,
    /// and listens on <see cref="DefaultUrl"/> unless addresses are configured.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        var root = SolutionRoot();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = HostArguments.Split(args).Settings,
            ApplicationName = typeof(PortalHost).Assembly.GetName().Name,
            ContentRootPath = root ?? AppContext.BaseDirectory,
            WebRootPath = root is null || Directory.Exists(published) ? published : Path.Combine(root, "src", "AdminPortal.Web", "wwwroot"),
        });

        // The product's own defaults lie beside the program; everything the host reads itself overrides them.
        builder.Configuration.Sources.Insert(0, new JsonConfigurationSource
        {
            FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory),
            Path = "appsettings.json",
            Optional = true,
        });

        // Built but not published, the bundled files are found through the build's manifest, in any environment.
        if (!Directory.Exists(published))
        {
            StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        }

        if (AddressKeys.All(key => string.IsNullOrEmpty(builder.Configuration[key]))
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        return builder;
    }

    /// <summary>The folder that holds the solution, or null where the portal is installed without its sources.</summary>
    public static string? SolutionRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AdminPortal.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
