using Bunit;

namespace AdminPortal.Tests.Support;

/// <summary>Draws components; ends asynchronously, as some of MudBlazor's services demand.</summary>
public abstract class ComponentContext : BunitContext, IAsyncLifetime
{
    /// <summary>A machine that is busy with other tests may take longer than the second that is usual.</summary>
    static ComponentContext() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();
}
