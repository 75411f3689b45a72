using System.Net;
using System.Net.Sockets;

namespace AdminPortal.Domain.Webhooks;

/// <summary>
/// Which network addresses are everybody's: whoever may name an endpoint must not reach through the portal what stands beside it. After the
/// special-purpose registries of IANA (RFC 6890).
/// </summary>
public static class PublicAddresses
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32", // answers machines of one cloud about themselves, though it looks public
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly string[] Local = [".localhost", ".local", ".internal", ".home.arpa"];

    /// <summary>All of IPv6 that is given out to the public.</summary>
    private static readonly IPNetwork GivenOut = IPNetwork.Parse("2000::/3");

    /// <summary>Whether it is everybody's.</summary>
    public static bool Contain(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || GivenOut.Contains(plain))
            && !Closed.Any(network => network.Contains(plain));
    }

    /// <summary>
    /// Whether a host of an address (<see cref="Uri.IdnHost"/>) may be named: no address of a closed network, no local name.
    /// </summary>
    public static bool MayBeNamed(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return IPAddress.TryParse(host, out var address)
            ? Contain(address)
            : host.Contains('.', StringComparison.Ordinal)
                && !Local.Any(end => host.TrimEnd('.').EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }
}
