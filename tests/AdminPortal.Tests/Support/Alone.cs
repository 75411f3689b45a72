namespace AdminPortal.Tests.Support;

/// <summary>Tests that nothing may run beside, because they look at the memory of the process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone : ICollectionFixture<ApiPortals>;
