using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Secret = AdminPortal.Domain.Common.Secret;

namespace AdminPortal.Domain.Webhooks;

/// <summary>Secrets of endpoints: encrypted where they lie, and what they sign.</summary>
public sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    /// <summary>How long the secret before a new one signs too.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>How old a timestamp may be, as receivers are told.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>A new secret, and as it is stored.</summary>
    internal (string Text, string Sealed) New(long tenantId)
    {
        var text = Secret.New("whsec").Text;
        return (text, Protector(tenantId).Protect(text));
    }

    /// <summary>The secrets of an endpoint that sign now, the newest first; null when one cannot be opened.</summary>
    internal IReadOnlyList<string>? Open(WebhookEndpoint endpoint, DateTime now)
    {
        try
        {
            var protector = Protector(endpoint.TenantId);
            return endpoint is { OldSecret: { } old, OldSecretUntil: { } until } && until > now
                ? [protector.Unprotect(endpoint.Secret), protector.Unprotect(old)]
                : [protector.Unprotect(endpoint.Secret)];
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>
    /// The header <c>Portal-Webhook-Signature</c>: <c>t=TIMESTAMP,v1=HEX</c>, with one <c>v1</c> for each secret. HEX is HMAC-SHA256 over
    /// the timestamp, a dot and the body in UTF-8, in small letters.
    /// </summary>
    /// <param name="secrets">As they were shown.</param>
    /// <param name="timestamp">Unix time in seconds.</param>
    /// <param name="body">As it is sent.</param>
    public static string Sign(IEnumerable<string> secrets, long timestamp, string body)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}.{body}"));
        var marks = secrets.Select(secret => "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
        return string.Create(CultureInfo.InvariantCulture, $"t={timestamp},{string.Join(',', marks)}");
    }

    /// <summary>Of its tenant alone: a secret that is copied to another tenant's row opens nothing.</summary>
    private IDataProtector Protector(long tenantId) =>
        protection.CreateProtector("AdminPortal.Webhook", tenantId.ToString(CultureInfo.InvariantCulture));
}
