using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Domain;

/// <summary>Passwords, wrong passwords, sessions and invitations.</summary>
public sealed class AccountTests
{
    private const string Password = "correct horse battery";

    private static string Address() => $"{Guid.NewGuid():N}@example.org";

    private static async Task<(long Id, string Email)> PersonAsync(TestPortal portal, Role role = Role.Steward, string? email = null)
    {
        email ??= Address();
        return ((await portal.Get<UserService>().CreateAsync(portal.Owner, email, "Stefan Steward", role, Password)).Required(), email);
    }

    private static async Task<PortalUser> UserAsync(TestPortal portal, long id)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        return await db.Users.AsNoTracking().SingleAsync(user => user.Id == id);
    }

    [Theory]
    [InlineData("passwordpass")]
    [InlineData("Password1234!")]
    [InlineData("P4ssw0rdP4ssw0rd")]
    [InlineData("qwertyuiopas")]
    [InlineData("Qwertz123456!")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("zxcvbnmasdfgh")]
    [InlineData("abcdefghijkl")]
    [InlineData("123456789012")]
    [InlineData("aaaaaaaaabcd")]
    [InlineData("xk7xk7xk7xk7")]
    [InlineData("AdminPortal2026")]
    [InlineData("AdminPortal-Demo-1")]
    [InlineData("Sommer2026!!")]
    [InlineData("geheimgeheim")]
    [InlineData("iloveyou-iloveyou")]
    [InlineData("stefan.steward@example.org")]
    [InlineData("StefanSteward77")]
    public void A_password_that_everybody_tries_first_is_common(string password) =>
        Assert.True(PasswordRules.IsCommon(password, ["stefan.steward@example.org", "Stefan Steward"]));

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("a new long password")]
    [InlineData("ein langer Satz im Norden")]
    [InlineData("k7#pQ9!vLm2xRt")]
    [InlineData("Möwen fliegen tief")]
    [InlineData("tr0ub4dor-und-Regen")]
    public void A_password_of_its_own_is_not_common(string password) =>
        Assert.False(PasswordRules.IsCommon(password, ["stefan.steward@example.org", "Stefan Steward"]));

    [Theory, ClassData(typeof(Providers))]
    public async Task A_common_a_long_and_the_old_password_are_refused_beside_their_field(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var users = portal.Get<UserService>();
        var refused = (await users.CreateAsync(portal.Owner, Address(), "Stefan", Role.Viewer, "passwordpass")).Problems;
        Assert.Equal([("PasswordCommon", "password")], refused.Select(problem => (problem.Code, problem.Field!)));
        Assert.Equal("PasswordTooLong",
            (await users.CreateAsync(portal.Owner, Address(), "Stefan", Role.Viewer, string.Concat(Enumerable.Repeat(Password, 13))))
                .Problems.Single().Code);

        var (id, _) = await PersonAsync(portal);
        await using var scope = portal.Get<IServiceScopeFactory>().CreateAsyncScope();
        var manager = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = (await manager.FindByIdAsync($"{id}"))!;
        Assert.Equal("PasswordSame", (await manager.ChangePasswordAsync(user, Password, Password)).Errors.Single().Code);
        Assert.True((await manager.ChangePasswordAsync(user, Password, "another horse runs")).Succeeded);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Five_wrong_passwords_lock_a_name_for_ten_minutes_whether_it_has_an_account_or_not_with_the_same_commands(
        Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var attempts = portal.Get<SignInAttempts>();
        var (_, known) = await PersonAsync(portal);
        var counts = new List<int>();
        foreach (var name in new[] { known.ToUpperInvariant(), Address().ToUpperInvariant() })
        {
            portal.Commands.Reset();
            for (var wrong = 1; wrong <= 5; wrong++)
            {
                Assert.Null(await attempts.LockedUntilAsync(name));
                Assert.Equal(wrong == 5 ? portal.Time.UtcNow().AddMinutes(10) : null, await attempts.FailAsync(name));
            }

            Assert.Equal(portal.Time.UtcNow().AddMinutes(10), await attempts.LockedUntilAsync(name));
            counts.Add(portal.Commands.Count);
        }

        Assert.Equal(counts[0], counts[1]);
        portal.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await attempts.LockedUntilAsync(known.ToUpperInvariant()));
        Assert.Null(await attempts.FailAsync(known.ToUpperInvariant())); // counted anew
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Wrong_passwords_that_arrive_together_are_all_counted_and_forgotten_with_a_right_one_or_after_a_day(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var attempts = portal.Get<SignInAttempts>();
        var (name, other) = (Address(), Address());
        await attempts.FailAsync(name);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => attempts.FailAsync(name)));
        Assert.NotNull(await attempts.FailAsync(name));

        await attempts.FailAsync(other);
        await attempts.ForgetAsync(other);
        for (var wrong = 0; wrong < 4; wrong++)
        {
            Assert.Null(await attempts.FailAsync(other));
        }

        portal.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        Assert.Null(await attempts.FailAsync(other));
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        var kept = await db.SignInAttempts.Where(attempt => attempt.NameHash == Secret.HashOf(name)
            || attempt.NameHash == Secret.HashOf(other)).ToListAsync();
        Assert.Equal(1, Assert.Single(kept).Failures);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_session_ends_with_sign_out_a_new_role_a_disabled_account_another_password_and_disuse(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (users, sessions) = (portal.Get<UserService>(), portal.Get<SessionService>());
        var (id, _) = await PersonAsync(portal);

        async Task<Guid> BeginAsync() => await sessions.BeginAsync(await UserAsync(portal, id));

        async Task EndsAsync(Guid session)
        {
            Assert.DoesNotContain(session, await sessions.AliveAsync([session]));
            portal.Time.Advance(TimeSpan.FromSeconds(1)); // what is known for a second
            Assert.Equal(SessionState.Ended, await sessions.StateAsync(session, id));
        }

        var (first, second) = (await BeginAsync(), await BeginAsync());
        Assert.Equal(SessionState.Lives, await sessions.StateAsync(first, id));
        Assert.Equal(SessionState.Ended, await sessions.StateAsync(first, id + 1));
        await sessions.EndAsync(first);
        Assert.Equal(SessionState.Ended, await sessions.StateAsync(first, id)); // at once
        Assert.Equal([second], (await sessions.AliveAsync([first, second, Guid.NewGuid()])).Keys);

        (await users.SetRoleAsync(portal.Owner, id, Role.Viewer)).Required();
        await EndsAsync(second);

        var third = await BeginAsync();
        (await users.SetDisabledAsync(portal.Owner, id, true)).Required();
        await EndsAsync(third);
        (await users.SetDisabledAsync(portal.Owner, id, false)).Required();
        await EndsAsync(third);

        var (own, other) = (await BeginAsync(), await BeginAsync());
        await using (var scope = portal.Get<IServiceScopeFactory>().CreateAsyncScope())
        {
            var manager = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            var user = (await manager.FindByIdAsync($"{id}"))!;
            Assert.True((await manager.ChangePasswordAsync(user, Password, "another horse runs")).Succeeded);
            await sessions.KeepAsync(own, user);
        }

        await EndsAsync(other);
        Assert.Equal(SessionState.Lives, await sessions.StateAsync(own, id));

        portal.Time.Advance(SessionService.Age - TimeSpan.FromMinutes(1));
        await sessions.ExtendAsync([own, other]);
        portal.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(SessionState.Lives, await sessions.StateAsync(own, id));
        portal.Time.Advance(SessionService.Age);
        await EndsAsync(own);
        await sessions.SweepAsync();
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        Assert.NotEqual(0, await db.UserSessions.CountAsync(session => session.UserId == id));
        portal.Time.Advance(TimeSpan.FromDays(8));
        await sessions.SweepAsync();
        Assert.Equal(0, await db.UserSessions.CountAsync(session => session.UserId == id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task All_sessions_of_a_node_are_looked_for_by_one_command(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var sessions = portal.Get<SessionService>();
        var user = await UserAsync(portal, (await PersonAsync(portal)).Id);
        var open = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            open.Add(await sessions.BeginAsync(user));
        }

        portal.Commands.Reset();
        Assert.Equal(20, (await sessions.AliveAsync([.. open, .. Enumerable.Range(0, 900).Select(_ => Guid.NewGuid())])).Count);
        Assert.Equal(1, portal.Commands.Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_invitation_does_not_tell_that_another_tenant_has_the_address_and_joins_nobody_to_two(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var users = portal.Get<UserService>();
        var (_, own) = await PersonAsync(portal);
        Assert.Equal("taken", (await users.InviteAsync(portal.Owner, own, Role.Viewer)).Problems[0].Code);

        var tenant = (await portal.Get<TenantService>()
            .CreateAsync(Actor.System(0, "test"), new TenantDraft($"t{Guid.NewGuid():N}"[..20], "Other"))).Required();
        var stranger = portal.Owner with { TenantId = tenant };
        var invited = (await users.InviteAsync(stranger, own, Role.Viewer)).Required();
        Assert.NotNull(await users.FindInvitationAsync(invited.Token));
        var joined = await users.AcceptInvitationAsync(invited.Token, "Stefan", "another horse runs");
        Assert.Equal("invitation_invalid", Assert.Single(joined.Problems).Code);
        Assert.DoesNotContain(own, joined.Problems[0].Message, StringComparison.OrdinalIgnoreCase);
        Assert.Empty((await portal.Get<UserQueries>().ListAsync(stranger, new(), new())).Items);
    }
}
