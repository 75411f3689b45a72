using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Stations;

/// <summary>Which way a station lets people go.</summary>
public enum StationDirection
{
    /// <summary>In and out; who stands there chooses.</summary>
    Both,

    /// <summary>In.</summary>
    In,

    /// <summary>Out.</summary>
    Out,
}

/// <summary>
/// A device at a door of one event. It is paired by a code that is shown in the portal, needs no account, and acts with a key of its own,
/// which ends when the station is paired anew or revoked.
/// </summary>
public sealed class Station : ITenantOwned, IAudited, IOfEvent
{
    public long Id { get; init; }

    public long TenantId { get; init; }

    public required long EventId { get; init; }

    /// <summary>As check-ins and boards name it; at most <see cref="CheckIn.StationLimit"/> characters.</summary>
    public required string Name { get; set; }

    public required StationDirection Direction { get; set; }

    /// <summary>Ids of the categories it admits; empty for everybody.</summary>
    public required List<long> Categories { get; set; }

    /// <summary>Ids of the people who are to stand there; who checks in from the portal then does so at this door.</summary>
    public List<long> Stewards { get; set; } = [];

    /// <summary>Whether people check themselves in there: no names before two facts match, and a screen that clears itself.</summary>
    public bool IsKiosk { get; set; }

    /// <summary>PBKDF2 of the digits that unlock the device, as <see cref="StationPin"/> writes it; null where it is not locked.</summary>
    [NotAudited]
    public string? PinHash { get; set; }

    /// <summary>UTC; since when an organiser has locked it: it records nothing until it is unlocked. Null when it is not.</summary>
    public DateTime? LockedAt { get; set; }

    /// <summary>The person who checks in with their own account; null for a device that was paired by a code.</summary>
    public long? UserId { get; init; }

    /// <summary>The account's security stamp when the person began: another one ends the station.</summary>
    [NotAudited]
    public string? UserStamp { get; init; }

    /// <summary>SHA-256 of the code that pairs it, in hexadecimal; null when none is open.</summary>
    [NotAudited]
    public string? CodeHash { get; set; }

    /// <summary>UTC; until when the code is good.</summary>
    [NotAudited]
    public DateTime? CodeUntil { get; set; }

    /// <summary>The key of the device that is paired now; null before the first.</summary>
    [NotAudited]
    public long? ApiKeyId { get; set; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>UTC; when the device that holds the key was paired.</summary>
    public DateTime? PairedAt { get; set; }

    public DateTime? RevokedAt { get; set; }

    /// <summary>UTC to half a minute; when the device was last heard of.</summary>
    [NotAudited]
    public DateTime? LastSeenAt { get; set; }

    /// <summary>UTC to half a minute; when it last sent a scan.</summary>
    [NotAudited]
    public DateTime? LastScanAt { get; set; }

    /// <summary>Scans that waited on the device then.</summary>
    [NotAudited]
    public int Waiting { get; set; }

    /// <summary>How far the device's clock was ahead of ours, in milliseconds.</summary>
    [NotAudited]
    public long ClockOffset { get; set; }

    /// <summary>The build of the page that it runs.</summary>
    [NotAudited]
    public string? Build { get; set; }

    /// <summary>Its battery in percent; null where the device does not tell.</summary>
    [NotAudited]
    public int? Battery { get; set; }

    /// <summary>Whether it is charged at the moment.</summary>
    [NotAudited]
    public bool Charging { get; set; }

    public int Version { get; set; }
}

internal sealed class StationMap : IEntityTypeConfiguration<Station>
{
    public void Configure(EntityTypeBuilder<Station> station)
    {
        station.Property(s => s.Name).HasMaxLength(CheckIn.StationLimit);
        station.Property(s => s.CodeHash).HasMaxLength(64).IsExact();
        station.Property(s => s.Build).HasMaxLength(40);
        station.PrimitiveCollection(s => s.Categories).HasMaxLength(Chosen.Limit);
        station.PrimitiveCollection(s => s.Stewards).HasMaxLength(Chosen.Limit);
        station.Property(s => s.PinHash).HasMaxLength(200);
        station.Property(s => s.UserStamp).HasMaxLength(100);
        station.HasOne<PortalUser>().WithMany().HasForeignKey(s => s.UserId);
        station.HasOne<Event>().WithMany().HasForeignKey(s => s.EventId);
        station.HasOne<ApiKey>().WithMany().HasForeignKey(s => s.ApiKeyId);
        station.HasIndex(s => new { s.TenantId, s.EventId });
        station.HasIndex(s => s.UserId).HasFilter("[UserId] IS NOT NULL");

        // Found by the code before its tenant is known.
        station.HasIndex(s => s.CodeHash).IsUnique().HasFilter("[CodeHash] IS NOT NULL");
        station.HasIndex(s => new { s.TenantId, s.ApiKeyId }).IsUnique().HasFilter("[ApiKeyId] IS NOT NULL");
    }
}
