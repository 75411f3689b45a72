using System.Reflection;
using AdminPortal.Domain.Accounts;
using AdminPortal.Tests.Support;
using Xunit.Sdk;

namespace AdminPortal.E2E;

/// <summary>
/// Counts the tests of a collection, so that what one left open is closed when the next begins, and looks through what their portal wrote
/// into its log during each: nothing of people, whatever was done.
/// </summary>
/// <param name="portal">The type of the collection's <see cref="PortalFixture"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OneTestAttribute(Type portal) : BeforeAfterTestAttribute
{
    /// <summary>The type of the collection's portal.</summary>
    public Type Portal => portal;

    /// <inheritdoc />
    public override void Before(MethodInfo methodUnderTest)
    {
        var own = PortalFixture.All[portal];
        own.Turn++;
        own.Log.Take();
    }

    /// <inheritdoc />
    public override void After(MethodInfo methodUnderTest)
    {
        var found = PrivateWords.In(PortalFixture.All[portal].Log.Take(),
            [.. PortalFixture.LastNames, PortalFixture.Password, .. Enum.GetNames<Role>().Select(role => $"{role} Person")]);
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}

/// <summary>What people do in the office: accounts, lists, records, reports, files.</summary>
[CollectionDefinition("portal"), OneTest(typeof(PortalFixture))]
public sealed class PortalTests : ICollectionFixture<PortalFixture>;

/// <summary>
/// What happens on the day: doors, stations, walls, and the portal that restarts meanwhile. Those that depend on time are here, so that
/// none runs beside another; hostile names, which have a portal of their own, because this collection is the shorter one.
/// </summary>
[CollectionDefinition("doors"), OneTest(typeof(DoorFixture))]
public sealed class DoorTests : ICollectionFixture<DoorFixture>;

/// <summary>The portal of the tests at the doors.</summary>
public sealed class DoorFixture : PortalFixture;
