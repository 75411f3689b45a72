using System.Net;
using AdminPortal.Domain.Accounts;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Startup;
using Microsoft.Extensions.Configuration;

namespace AdminPortal.Tests.Api;

/// <summary>How long people stay signed in, as the settings say.</summary>
[Collection("api")]
public sealed class SessionLifeTests
{
    private const string Password = "Correct-Horse-9-Battery";

    private static async Task<Visitor> SignedInAsync(ApiHost host)
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        (await host.Get<UserService>().CreateAsync((await host.TenantAsync()).Owner, email, "Ole Organiser", Role.Organiser, Password))
            .Required();
        var visitor = new Visitor(host.Http);
        await visitor.SignInAsync(email, Password);
        Assert.True(await IsInAsync(visitor));
        return visitor;
    }

    private static async Task<bool> IsInAsync(Visitor visitor) =>
        (await visitor.GetAsync("/account/profile")).Status == HttpStatusCode.OK;

    [Theory, ClassData(typeof(Providers))]
    public async Task A_session_ends_without_use_and_at_the_latest_when_its_time_is_over(Provider provider)
    {
        await using var host = new ApiHost(provider, null, ("Portal:SessionIdleHours", "0.5"), ("Portal:SessionHours", "2"));
        var idle = await SignedInAsync(host);
        host.Time.Advance(TimeSpan.FromMinutes(29));
        Assert.True(await IsInAsync(idle));
        host.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.False(await IsInAsync(idle));

        var busy = await SignedInAsync(host);
        for (var time = 1; time <= 7; time++)
        {
            host.Time.Advance(TimeSpan.FromMinutes(16));
            Assert.True(await IsInAsync(busy), $"{time}");
        }

        // Its cookie was renewed eight minutes ago and is good for half an hour: the server ends it.
        host.Time.Advance(TimeSpan.FromMinutes(8));
        Assert.False(await IsInAsync(busy));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Without_settings_a_session_that_is_used_has_no_end(Provider provider)
    {
        await using var host = new ApiHost(provider);
        var busy = await SignedInAsync(host);
        for (var half = 1; half <= 6; half++)
        {
            host.Time.Advance(TimeSpan.FromHours(12));
            Assert.True(await IsInAsync(busy), $"{half}");
        }

        host.Time.Advance(SessionService.Age + TimeSpan.FromMinutes(1));
        Assert.False(await IsInAsync(busy));
    }

    [Theory]
    [InlineData("0.1", true)]
    [InlineData("9000", true)]
    [InlineData("a day", true)]
    [InlineData("0.25", false)]
    [InlineData("12", false)]
    public void Hours_that_make_no_sense_are_named_at_start(string hours, bool wrong)
    {
        foreach (var setting in new[] { "Portal:SessionIdleHours", "Portal:SessionHours" })
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting, hours)]).Build();
            var named = PortalSettings.Read(configuration).Wrong.Any(line => line.StartsWith(setting + " ", StringComparison.Ordinal));
            Assert.Equal(wrong, named);
        }
    }
}
