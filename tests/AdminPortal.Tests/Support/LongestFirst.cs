using AdminPortal.Tests.Support;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer(LongestFirst.Name, "AdminPortal.Tests")]

namespace AdminPortal.Tests.Support;

/// <summary>A class whose tests take half a minute and more.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TakesLongAttribute : Attribute;

/// <summary>
/// Begins with what takes long: the classes that share a portal, which run one after the other, then those marked
/// <see cref="TakesLongAttribute"/>. What began last would otherwise run on alone, with nothing beside it.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    internal const string Name = "AdminPortal.Tests.Support.LongestFirst";

    private static readonly string[] Long = [.. typeof(LongestFirst).Assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(TakesLongAttribute), false)).Select(type => $" {type}")];

    /// <inheritdoc />
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(one => one.CollectionDefinition is not null ? 0 : IsLong(one) ? 1 : 2);

    /// <summary>A class that belongs to no collection is one of its own, whose name ends with the class's.</summary>
    private static bool IsLong(ITestCollection collection) =>
        Long.Any(name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal));
}
