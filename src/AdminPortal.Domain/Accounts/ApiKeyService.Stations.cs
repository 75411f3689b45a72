using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>The keys of stations: made, renamed and ended with the station, inside its transaction.</summary>
public sealed partial class ApiKeyService
{
    /// <summary>A key for the device of a station, and its text; the caller adds and saves it.</summary>
    internal static (ApiKey Key, string Text) NewStationKey(string name, long eventId, DateTime now)
    {
        var secret = Secret.New("stn");
        return (new ApiKey
        {
            Name = name,
            Kind = ApiKeyKind.Station,
            EventId = eventId,
            Prefix = secret.Prefix,
            KeyHash = secret.Hash,
            Scopes = "",
            CreatedAt = now,
        }, secret.Text);
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
