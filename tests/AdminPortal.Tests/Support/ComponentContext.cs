using Bunit;

namespace AdminPortal.Tests.Support;

/// <summary>Draws components; ends asynchronously, as some of MudBlazor's services demand.</summary>
public abstract class ComponentContext : BunitContext, IAsyncLifetime
{
    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();
}
