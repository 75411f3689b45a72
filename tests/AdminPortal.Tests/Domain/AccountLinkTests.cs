using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>One-time links for people who have an account, and the mails that bring them.</summary>
public sealed partial class AccountLinkTests
{
    private const string Next = "another horse runs";

    [Theory, ClassData(typeof(Providers))]
    public async Task A_link_sets_a_password_once_within_an_hour_and_ends_all_sessions(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var links = portal.Get<AccountLinkService>();
        var person = await Person.JoinAsync(portal);
        var earlier = (await links.ForPasswordAsync(portal.Owner, person.Id)).Required();
        var link = (await links.ForPasswordAsync(portal.Owner, person.Id)).Required();
        Assert.Null(await links.FindAsync(earlier.Token, AccountLinkKind.Password));
        Assert.Null(await links.FindAsync(link.Token, AccountLinkKind.Email));
        Assert.Equal(person.Email, (await links.FindAsync(link.Token, AccountLinkKind.Password))!.Account);

        var name = person.Email.ToUpperInvariant();
        for (var wrong = 0; wrong < 5; wrong++)
        {
            await portal.Get<SignInAttempts>().FailAsync(name);
        }

        Assert.Equal("PasswordSame", (await links.ResetAsync(link.Token, Person.Password)).Problems.Single().Code);
        Assert.Equal("PasswordCommon", (await links.ResetAsync(link.Token, "passwordpass")).Problems.Single().Code);
        Assert.Contains(person.Session, await portal.Get<SessionService>().AliveAsync([person.Session]));
        Assert.Equal(person.Id, (await links.ResetAsync(link.Token, Next)).Required().Id);
        Assert.Empty(await portal.Get<SessionService>().AliveAsync([person.Session]));
        Assert.Null(await portal.Get<SignInAttempts>().LockedUntilAsync(name));
        Assert.True(await Person.OpensAsync(portal, person.Email, Next));
        Assert.Equal("link_invalid", (await links.ResetAsync(link.Token, "a third horse runs")).Problems.Single().Code);

        var late = (await links.ForPasswordAsync(portal.Owner, person.Id)).Required();
        portal.Time.Advance(AccountLinkService.Age);
        Assert.Null(await links.FindAsync(late.Token, AccountLinkKind.Password));
        Assert.Equal("link_invalid", (await links.ResetAsync(late.Token, "a third horse runs")).Problems.Single().Code);
        Assert.True(await Person.OpensAsync(portal, person.Email, Next));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Of_two_who_use_a_link_at_once_one_sets_the_password_and_no_token_lies_in_the_database(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var links = portal.Get<AccountLinkService>();
        var person = await Person.JoinAsync(portal);
        var link = (await links.ForPasswordAsync(portal.Owner, person.Id)).Required();
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner))
        {
            var row = await db.AccountLinks.SingleAsync(l => l.UserId == person.Id);
            Assert.Equal(Secret.HashOf(link.Token), row.TokenHash);
        }

        var used = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() =>
            links.ResetAsync(link.Token, $"{Next} number {n}"))));
        Assert.Single(used, result => result.Ok);
        Assert.All(used.Where(result => !result.Ok), result => Assert.Equal("link_invalid", result.Problems.Single().Code));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Only_an_owner_hands_out_links_for_people_of_the_own_tenant_and_the_log_tells_it(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var links = portal.Get<AccountLinkService>();
        var person = await Person.JoinAsync(portal);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => links.ForPasswordAsync(portal.As(Role.Admin), person.Id));
        Assert.Equal("not_found", (await links.ForPasswordAsync(portal.Owner, person.Id + 1000)).Problems.Single().Code);
        var stranger = portal.Owner with { TenantId = portal.Owner.TenantId + 1000 };
        Assert.Equal("not_found", (await links.ForPasswordAsync(stranger, person.Id)).Problems.Single().Code);
        var link = (await links.ForPasswordAsync(portal.Owner, person.Id)).Required();
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        await links.ResetAsync(link.Token, Next);
        var told = (await portal.Get<AuditQueries>().ListAsync(portal.Owner, new(), new())).Items;
        Assert.Contains(told, row => row.Entity == nameof(AccountLink) && row.ActorName == "Olga Owner");
        Assert.Contains(told, row => row.ActorName == "Paula Person");
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Entity == nameof(PortalUser) && e.EntityId == person.Id
            && e.ActorId == person.Id && e.Changes.Contains(nameof(PortalUser.PasswordSetAt))));
        Assert.False(await db.AuditEntries.AnyAsync(e => e.Changes.Contains(link.Token)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_forgotten_password_brings_a_link_by_mail_in_the_persons_language_three_times_an_hour_and_strangers_nothing(
        Provider provider)
    {
        using var smtp = new SmtpPeer();
        await using var portal = await TestPortal.StartAsync(provider, smtp.Settings);
        var (post, person) = (portal.Get<AccountPost>(), await Person.JoinAsync(portal));
        (await portal.Get<ProfileService>().UpdateAsync(person.Actor, new("Paula Person", "de", null))).Required();
        post.Forgot($"{Guid.NewGuid():N}@example.org");
        post.Forgot(person.Email.ToUpperInvariant());
        await post.SendAsync();
        var (to, text) = Assert.Single(smtp.Mails);
        Assert.Equal(person.Email, to);
        Assert.Contains("Subject: PasswordLink de", text, StringComparison.Ordinal);
        for (var more = 0; more < 4; more++)
        {
            post.Forgot(person.Email);
        }

        await post.SendAsync();
        Assert.Equal(3, smtp.Mails.Count);
        var token = Token().Match(smtp.Mails.Last().Text).Value;
        Assert.True((await portal.Get<AccountLinkService>().ResetAsync(token, Next)).Ok);

        portal.Time.Advance(TimeSpan.FromHours(2));
        await portal.Get<UserService>().SetDisabledAsync(portal.Owner, person.Id, true);
        post.Forgot(person.Email);
        await post.SendAsync();
        Assert.Equal(3, smtp.Mails.Count);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Another_address_holds_when_its_link_is_opened_and_the_old_one_is_told(Provider provider)
    {
        using var smtp = new SmtpPeer();
        await using var portal = await TestPortal.StartAsync(provider, smtp.Settings);
        var (profiles, links) = (portal.Get<ProfileService>(), portal.Get<AccountLinkService>());
        var (person, other) = (await Person.JoinAsync(portal), await Person.JoinAsync(portal));
        var email = $"new-{Guid.NewGuid():N}@example.org";
        Assert.Equal("email_same", (await profiles.ChangeEmailAsync(person.Actor, person.Email)).Problems.Single().Code);
        Assert.False((await profiles.ChangeEmailAsync(person.Actor, email)).Required());
        await portal.Get<AccountPost>().SendAsync();
        Assert.Equal([email, person.Email], smtp.Mails.Select(mail => mail.To));
        var own = await profiles.OwnAsync(person.Actor);
        Assert.Equal((person.Email, email), (own.Email, own.NewEmail));
        var token = Token().Match(smtp.Mails.First().Text).Value;
        Assert.Equal(person.Email, (await links.ConfirmEmailAsync(token)).Required().Before);
        Assert.True(await Person.OpensAsync(portal, email, Person.Password));
        Assert.False(await Person.OpensAsync(portal, person.Email, Person.Password));
        Assert.Empty(await portal.Get<SessionService>().AliveAsync([person.Session]));
        Assert.Equal("link_invalid", (await links.ConfirmEmailAsync(token)).Problems.Single().Code);

        // That somebody has the address is told to nobody: the link does nothing.
        var again = await person.AgainAsync(portal);
        Assert.False((await profiles.ChangeEmailAsync(again, other.Email)).Required());
        token = Token().Match(smtp.Mails.Last(mail => mail.To == other.Email).Text).Value;
        Assert.Equal("link_invalid", (await links.ConfirmEmailAsync(token)).Problems.Single().Code);
        Assert.True(await Person.OpensAsync(portal, other.Email, Person.Password));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Without_a_mail_server_another_address_holds_at_once_unless_somebody_has_it(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var profiles = portal.Get<ProfileService>();
        var (person, other) = (await Person.JoinAsync(portal), await Person.JoinAsync(portal));
        Assert.Equal("email_unusable", (await profiles.ChangeEmailAsync(person.Actor, other.Email)).Problems.Single().Code);
        var email = $"new-{Guid.NewGuid():N}@example.org";
        Assert.True((await profiles.ChangeEmailAsync(person.Actor, email)).Required());
        Assert.True(await Person.OpensAsync(portal, email, Person.Password));
        portal.Time.Advance(Proof.Age + TimeSpan.FromSeconds(1));
        Assert.Equal(Proofs.Code, (await profiles.ChangeEmailAsync(person.Actor, person.Email)).Problems.Single().Code);
    }

    [GeneratedRegex("(pwd|eml)_[A-Za-z0-9]{40}")]
    private static partial Regex Token();
}
