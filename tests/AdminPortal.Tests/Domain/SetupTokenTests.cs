using AdminPortal.Domain.Accounts;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Domain;

/// <summary>The token that sets an empty portal up is right on every node, once.</summary>
[Collection("set-up")]
public sealed class SetupTokenTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_token_of_one_node_is_taken_on_the_other_and_then_all_are_void(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        var (first, second) = (await one.Get<SetupTokens>().IssueAsync(), await other.Get<SetupTokens>().IssueAsync());
        Assert.False(await one.Get<SetupTokens>().TakeAsync("setup_wrong"));
        Assert.False(await one.Get<SetupTokens>().TakeAsync(null));
        Assert.True(await other.Get<SetupTokens>().TakeAsync(first));
        Assert.False(await one.Get<SetupTokens>().TakeAsync(first));
        Assert.False(await one.Get<SetupTokens>().TakeAsync(second));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Of_two_who_set_up_at_once_one_does_and_a_refused_one_may_try_again(Provider provider)
    {
        await using var one = await TestPortal.StartAsync(provider);
        await using var other = one.Beside();
        var token = await one.Get<SetupTokens>().IssueAsync();
        for (var round = 0; round < 10; round++)
        {
            var taken = await Task.WhenAll(Enumerable.Range(0, 6)
                .Select(i => Task.Run(() => (i % 2 == 0 ? one : other).Get<SetupTokens>().TakeAsync(token))));
            Assert.Single(taken, mine => mine);
            await other.Get<SetupTokens>().GiveBackAsync(token);
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_token_expires(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var token = await portal.Get<SetupTokens>().IssueAsync();
        portal.Time.Advance(SetupTokens.Age);
        Assert.False(await portal.Get<SetupTokens>().TakeAsync(token));
        var next = await portal.Get<SetupTokens>().IssueAsync();
        Assert.True(await portal.Get<SetupTokens>().TakeAsync(next));
    }
}
