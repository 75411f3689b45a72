using System.Net;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>What a key is made from.</summary>
/// <param name="Name">At most 100 characters; check-ins name it.</param>
/// <param name="Scopes">Out of <see cref="Grants.Scopes"/>, at least one.</param>
/// <param name="ExpiresAt">UTC, or null.</param>
public sealed record ApiKeyDraft(string Name, IReadOnlyCollection<string> Scopes, DateTime? ExpiresAt = null)
{
    /// <summary>Whether it is for trying things out: nothing exists for it but test events.</summary>
    public bool IsTest { get; init; }

    /// <summary>What it is limited to.</summary>
    public KeyLimits Limits { get; init; } = KeyLimits.None;
}

/// <summary>What a key is limited to.</summary>
/// <param name="Events">Ids of the events that exist for it; null for all of the tenant.</param>
/// <param name="Networks">Addresses and networks it may be used from, as <c>10.1.0.0/16</c>; empty for everywhere.</param>
public sealed record KeyLimits(IReadOnlyList<long>? Events, IReadOnlyList<string> Networks)
{
    /// <summary>Most addresses and networks of a key.</summary>
    public const int MostNetworks = 20;

    private static readonly char[] Between = [',', ';', ' ', '\n', '\r', '\t'];

    /// <summary>No limit.</summary>
    public static KeyLimits None { get; } = new(null, []);

    /// <summary>Whether they are the same events and addresses.</summary>
    internal bool Same(KeyLimits other) => Chosen.Same(Events, other.Events) && Chosen.Same(Networks, other.Networks);

    /// <summary>The parts of a text that somebody typed: between them stand blanks, commas or lines.</summary>
    public static IReadOnlyList<string> Split(string? text) =>
        (text ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Reads a network, or one address as the network of it alone; null when it is none.</summary>
    public static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : !text.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address)
            ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : null;

    /// <summary>What is wrong with the limits; what is right is written into the key's form.</summary>
    internal async Task<(List<long>? Events, string Networks)> CheckAsync(PortalDb db, Check check, CancellationToken cancellationToken)
    {
        var events = Events?.Distinct().Order().ToList();
        check.That(events is not { Count: > EventLimits.Most },
            new Problem("too_many_events", $"At most {EventLimits.Most} events can be chosen.", "events", EventLimits.Most));
        check.That(events is not { Count: 0 }, Problem.Required("events"));
        if (check.Ok && events is not null)
        {
            check.That(await db.Events.IgnoreQueryFilters([PortalDb.AliveFilter]).CountAsync(e => events.Contains(e.Id), cancellationToken)
                == events.Count, Problem.Unknown("events", null));
        }

        var wrong = Networks.FirstOrDefault(text => Network(text) is null);
        check.That(wrong is null, new Problem("invalid_network", $"This is no address and no network: {wrong}", "networks", wrong));
        check.That(Networks.Count <= MostNetworks,
            new Problem("too_many_networks", $"At most {MostNetworks} addresses are allowed.", "networks", MostNetworks));
        return (events, wrong is null ? string.Join(", ", Networks.Select(Network).OfType<IPNetwork>().Distinct()) : "");
    }
}
