using System.Security.Cryptography;
using System.Text;
using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Features.Account;

/// <summary>The token that lets whoever started the portal create its first tenant and owner. It lives as long as the process, in memory only.</summary>
public sealed class SetupToken
{
    private string? hash;

    /// <summary>A new token; the one before is void.</summary>
    public string Issue()
    {
        var secret = Secret.New("setup");
        hash = secret.Hash;
        return secret.Text;
    }

    /// <summary>Whether it is the token, compared in constant time.</summary>
    public bool Matches(string? token) => hash is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(Secret.HashOf(token ?? "")));

    /// <summary>Ends its life: it was used.</summary>
    public void Use() => hash = null;
}
