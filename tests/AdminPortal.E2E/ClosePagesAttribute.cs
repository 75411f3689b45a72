using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Playwright;
using Xunit.Sdk;

namespace AdminPortal.E2E;

/// <summary>Closes the browser sessions of a test when it ends: a page left open keeps its circuit and slows the tests that follow.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ClosePagesAttribute : BeforeAfterTestAttribute
{
    private static readonly ConcurrentBag<IBrowserContext> Open = [];

    /// <summary>Closes it after the test that runs now.</summary>
    public static void After(IBrowserContext context) => Open.Add(context);

    /// <inheritdoc />
    public override void After(MethodInfo methodUnderTest)
    {
        while (Open.TryTake(out var context))
        {
            // Not on the test's own thread: it waits here.
            Task.Run(() => context.CloseAsync()).GetAwaiter().GetResult();
        }
    }
}
