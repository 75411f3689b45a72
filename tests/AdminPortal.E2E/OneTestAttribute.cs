using System.Reflection;
using AdminPortal.Domain.Accounts;
using AdminPortal.Tests.Support;
using Xunit.Sdk;

namespace AdminPortal.E2E;

/// <summary>
/// Counts the tests of a collection, so that what one left open is closed when the next begins, and looks through what the portal wrote
/// into its log during each: nothing of people, whatever was done.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OneTestAttribute : BeforeAfterTestAttribute
{
    /// <summary>The number of the test that runs.</summary>
    public static int Turn { get; private set; }

    /// <inheritdoc />
    public override void Before(MethodInfo methodUnderTest)
    {
        Turn++;
        PortalFixture.Log.Take();
    }

    /// <inheritdoc />
    public override void After(MethodInfo methodUnderTest)
    {
        var found = PrivateWords.In(PortalFixture.Log.Take(),
            [.. PortalFixture.LastNames, PortalFixture.Password, .. Enum.GetNames<Role>().Select(role => $"{role} Person")]);
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}

[CollectionDefinition("portal"), OneTest]
public sealed class PortalTests : ICollectionFixture<PortalFixture>;
