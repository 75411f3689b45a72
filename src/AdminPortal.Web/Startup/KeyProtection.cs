using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AdminPortal.Domain.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace AdminPortal.Web.Startup;

/// <summary>The keys that protect cookies and links: kept in the database, encrypted with a certificate where one is configured.</summary>
internal static partial class KeyProtection
{
    private const string Setting = "Portal:KeyCertificate";

    private const string PasswordSetting = "Portal:KeyCertificatePassword";

    /// <summary>Keeps the keys in the database, and encrypts new ones with the certificate that the settings name.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        var protection = builder.Services.AddDataProtection().SetApplicationName("AdminPortal").PersistKeysToDbContext<PortalDb>();

        // That keys are not encrypted is said by PrepareAsync, with what to do.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        if (IsSet(builder.Configuration) && Wrong(builder.Configuration) is null)
        {
            protection.ProtectKeysWithCertificate(Load(builder.Configuration));
        }
    }

    /// <summary>What is wrong with the configured certificate, or null.</summary>
    public static string? Wrong(IConfiguration configuration)
    {
        if (!IsSet(configuration))
        {
            return null;
        }

        try
        {
            using var certificate = Load(configuration);
            using var key = certificate.GetRSAPrivateKey();
            return key is null ? $"{Setting} names {configuration[Setting]}, which has no private RSA key." : null;
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"{Setting} names {configuration[Setting]}, which cannot be read with {PasswordSetting}: {error.Message}";
        }
    }

    /// <summary>Encrypts the keys that were stored before a certificate was configured; without one it says so in Production.</summary>
    public static async Task PrepareAsync(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlEncryptor is { } encryptor)
        {
            var encrypted = await app.Services.GetRequiredService<ProtectionKeyEncryption>().EncryptAsync(encryptor);
            if (encrypted > 0)
            {
                LogEncrypted(app.Logger, encrypted);
            }
        }
        else if (app.Environment.IsProduction())
        {
            LogPlain(app.Logger, Setting);
        }
    }

    private static bool IsSet(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[Setting]);

    /// <summary>PEM with certificate and key in one file, or PKCS#12.</summary>
    private static X509Certificate2 Load(IConfiguration configuration)
    {
        var file = Path.GetFullPath(configuration[Setting]!, PortalHost.SolutionRoot() ?? AppContext.BaseDirectory);
        var password = configuration[PasswordSetting];
        return Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".PEM" when string.IsNullOrEmpty(password) => X509Certificate2.CreateFromPemFile(file),
            ".PEM" => X509Certificate2.CreateFromEncryptedPemFile(file, password),
            _ => X509CertificateLoader.LoadPkcs12FromFile(file, password),
        };
    }

    [LoggerMessage(LogLevel.Information, "{Count} keys that protect sign-ins were encrypted with the configured certificate")]
    private static partial void LogEncrypted(ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning,
        "The keys that protect sign-ins lie in the database as they are: who can read it, or a copy of it, can sign in as anybody. "
        + "{Setting} names a certificate to encrypt them with")]
    private static partial void LogPlain(ILogger logger, string setting);
}
