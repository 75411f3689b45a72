using System.Reflection;
using AdminPortal.Domain;
using AdminPortal.Domain.Imports;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Architecture;

/// <summary>Each slice of the domain registers its services itself, in its own file.</summary>
public sealed class SliceTests
{
    private const string Root = "AdminPortal.Domain.";

    private static readonly Assembly Domain = typeof(PortalDomain).Assembly;

    /// <summary>Names that only what is registered has, besides everything that takes a registered service.</summary>
    private static readonly string[] Endings = ["Service", "Queries", "Log", "Runner", "Watch"];

    [Fact]
    public void Every_service_is_registered_by_the_slice_it_stands_in()
    {
        var slices = Slices();
        var registered = slices.SelectMany(slice => Registered(slice).Select(type => (Slice: slice, Type: type))).ToList();
        Assert.True(registered.Count > 90);

        Assert.Empty(registered.Where(one => Room(one.Type) != Room(one.Slice)).Select(one => $"{one.Slice.Name} registers {one.Type}"));
        var known = registered.Select(one => one.Type).ToHashSet();
        Assert.Empty(Domain.GetTypes().Where(type => IsService(type, known) && !known.Contains(type))
            .Select(type => $"{type} is registered by no slice"));
    }

    [Fact]
    public void A_room_has_one_slice_file_and_the_domain_calls_each()
    {
        var slices = Slices();
        Assert.Empty(slices.GroupBy(Room).Where(room => room.Count() > 1).Select(room => room.Key));

        var all = new ServiceCollection();
        all.AddPortalDomain();
        var missing = slices.SelectMany(Registered).Where(type => all.All(one => one.ImplementationType != type));
        Assert.Empty(missing.Select(type => $"the domain does not register {type}"));
    }

    private static List<Type> Slices() =>
        [.. Domain.GetTypes().Where(type => type.Name.EndsWith("Slice", StringComparison.Ordinal) && type is { IsAbstract: true, IsSealed: true })];

    /// <summary>The domain's own types that a slice registers, once each.</summary>
    private static IEnumerable<Type> Registered(Type slice)
    {
        var services = new ServiceCollection();
        foreach (var method in slice.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(method => method.ReturnType == typeof(IServiceCollection)))
        {
            method.Invoke(null, [services]);
        }

        // Validators and factories of the framework's builders are theirs, not services of a slice.
        return services.Where(one => one.ServiceType.Assembly == Domain).Select(one => one.ImplementationType).OfType<Type>().Distinct();
    }

    private static bool IsService(Type type, HashSet<Type> known) => type is { IsClass: true, IsAbstract: false, IsNested: false }
        && !typeof(Exception).IsAssignableFrom(type) && !type.Name.Contains('<', StringComparison.Ordinal)
        && (typeof(ImportKind).IsAssignableFrom(type) || Endings.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal))
            || IsMadeOf(type, known));

    /// <summary>Whether all that it is made of comes out of the container, and something of it is the domain's.</summary>
    private static bool IsMadeOf(Type type, HashSet<Type> known)
    {
        var constructors = type.GetConstructors();
        var needs = constructors.Length == 1 ? constructors[0].GetParameters() : [];
        return needs.Length > 0 && needs.Any(need => known.Contains(need.ParameterType))
            && needs.All(need => known.Contains(need.ParameterType) || need.ParameterType.IsInterface
                || need.ParameterType == typeof(TimeProvider));
    }

    /// <summary>The folder below the domain.</summary>
    private static string Room(Type type) => type.Namespace!.StartsWith(Root, StringComparison.Ordinal)
        ? type.Namespace[Root.Length..].Split('.')[0]
        : "";
}
