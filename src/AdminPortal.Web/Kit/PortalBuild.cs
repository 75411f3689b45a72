using System.Security.Cryptography;

namespace AdminPortal.Web.Kit;

/// <summary>The build that runs.</summary>
public static class PortalBuild
{
    /// <summary>Names it, scripts and styles included: a page that outlives a restart and has another one reloads itself.</summary>
    public static string Name { get; } = Read();

    private static string Read()
    {
        var program = typeof(PortalBuild).Assembly;
        var assets = Path.Combine(AppContext.BaseDirectory, $"{program.GetName().Name}.staticwebassets.endpoints.json");
        byte[] bytes = [.. program.ManifestModule.ModuleVersionId.ToByteArray(), .. File.Exists(assets) ? File.ReadAllBytes(assets) : []];
        return Convert.ToHexStringLower(SHA256.HashData(bytes))[..12];
    }
}
