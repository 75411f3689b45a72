using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>The keys of stations: made, renamed and ended with the station, inside its transaction.</summary>
public sealed partial class ApiKeyService
{
    /// <summary>Adds a key for the device of a station; returns it and its text. The caller saves.</summary>
    internal static (ApiKey Key, string Text) AddForStation(PortalDb db, string name, DateTime now)
    {
        var secret = Secret.New("stn");
        var key = new ApiKey
        {
            Name = name,
            Kind = ApiKeyKind.Station,
            Prefix = secret.Prefix,
            KeyHash = secret.Hash,
            Scopes = "",
            CreatedAt = now,
        };
        db.ApiKeys.Add(key);
        return (key, secret.Text);
    }

    /// <summary>Gives a station's key the station's name; the caller saves.</summary>
    internal static async Task RenameAsync(PortalDb db, long? id, string name, CancellationToken cancellationToken)
    {
        if (await LivingAsync(db, id, cancellationToken) is { } key)
        {
            key.Name = name;
        }
    }

    /// <summary>Ends a station's key; the caller saves.</summary>
    internal static async Task EndAsync(PortalDb db, long? id, DateTime now, CancellationToken cancellationToken)
    {
        if (await LivingAsync(db, id, cancellationToken) is { } key)
        {
            key.RevokedAt = now;
        }
    }

    private static async Task<ApiKey?> LivingAsync(PortalDb db, long? id, CancellationToken cancellationToken) => id is null
        ? null
        : await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id && k.Kind == ApiKeyKind.Station && k.RevokedAt == null, cancellationToken);
}
