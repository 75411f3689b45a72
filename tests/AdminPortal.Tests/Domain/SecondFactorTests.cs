using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Reports;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>The second factor, recovery codes, and being asked again who one is.</summary>
public sealed class SecondFactorTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    [Theory, ClassData(typeof(Providers))]
    public async Task It_is_asked_for_once_a_code_was_shown_and_no_code_is_right_twice(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var factors = portal.Get<SecondFactorService>();
        var (person, other) = (await Person.JoinAsync(portal), await Person.JoinAsync(portal));
        var fresh = factors.Begin(person.Actor, person.Email);
        Assert.Equal("second_factor_wrong", (await factors.EnableAsync(person.Actor, fresh.Ticket, "000000")).Problems.Single().Code);
        Assert.Equal("second_factor_expired", (await factors.EnableAsync(other.Actor, fresh.Ticket,
            Person.Code(fresh.Key, portal.Time))).Problems.Single().Code);
        Assert.Null((await person.UserAsync(portal)).SecondFactorSecret);
        Assert.Equal(fresh.Key, factors.Resume(person.Actor, fresh.Ticket, person.Email)!.Key);

        var first = Person.Code(fresh.Key, portal.Time);
        var codes = (await factors.EnableAsync(person.Actor, fresh.Ticket, first)).Required();
        Assert.Equal(SecondFactorService.CodeCount, codes.Distinct().Count());
        var user = await person.UserAsync(portal);
        Assert.DoesNotContain(fresh.Key, user.SecondFactorSecret!, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("second_factor_wrong", (await factors.TakeAsync(user, first)).Problems.Single().Code);

        portal.Time.Advance(Step);
        var second = Person.Code(fresh.Key, portal.Time);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            factors.TakeAsync(user, $"{second[..3]} {second[3..]}"))));
        Assert.Single(taken, result => result.Ok);

        // A clock that goes a step ahead or behind is no other person; two are.
        portal.Time.Advance(Step * 4);
        var code = Person.Code(fresh.Key, portal.Time);
        portal.Time.Advance(Step * 2);
        Assert.False((await factors.TakeAsync(user, code)).Ok);
        code = Person.Code(fresh.Key, portal.Time);
        portal.Time.Advance(Step);
        Assert.True((await factors.TakeAsync(user, code)).Ok);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_recovery_code_stands_once_for_it_and_new_ones_make_the_old_ones_void(Provider provider)
    {
        using var smtp = new SmtpPeer();
        await using var portal = await TestPortal.StartAsync(provider, smtp.Settings);
        var factors = portal.Get<SecondFactorService>();
        var person = await Person.JoinAsync(portal);
        var (_, codes) = await person.SecureAsync(portal);
        var user = await person.UserAsync(portal);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            factors.TakeAsync(user, codes[0].ToUpperInvariant()))));
        Assert.Single(taken, result => result.Ok);
        Assert.Equal(9, (await factors.OwnAsync(person.Actor)).Codes);
        await using (var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner))
        {
            var hashes = await db.RecoveryCodes.Where(c => c.UserId == person.Id).Select(c => c.CodeHash).ToListAsync();
            Assert.All(codes, code => Assert.DoesNotContain(hashes, hash => hash.Contains(code, StringComparison.OrdinalIgnoreCase)));
        }

        var renewed = (await factors.RenewCodesAsync(person.Actor)).Required();
        Assert.False((await factors.TakeAsync(user, codes[1])).Ok);
        Assert.True((await factors.TakeAsync(user, renewed[1])).Ok);
        await portal.Get<AccountPost>().SendAsync();
        Assert.Equal(["SecondFactorOn en", "RecoveryCodeUsed en", "RecoveryCodeUsed en"], smtp.Mails.Select(mail =>
            mail.Text.Split('\n').First(line => line.StartsWith("Subject:", StringComparison.Ordinal))[9..].Trim()));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Five_wrong_codes_lock_it_for_ten_minutes_whatever_the_password(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var factors = portal.Get<SecondFactorService>();
        var person = await Person.JoinAsync(portal);
        var (key, codes) = await person.SecureAsync(portal);
        var user = await person.UserAsync(portal);
        portal.Time.Advance(Step);
        for (var wrong = 1; wrong <= 5; wrong++)
        {
            await portal.Get<SignInAttempts>().ForgetAsync(user.NormalizedUserName!); // a right password in between
            var refused = (await factors.TakeAsync(user, "000000")).Problems[0].Code;
            Assert.Equal(wrong < 5 ? "second_factor_wrong" : "second_factor_locked", refused);
        }

        Assert.Equal("second_factor_locked", (await factors.TakeAsync(user, Person.Code(key, portal.Time))).Problems[0].Code);
        Assert.Equal("second_factor_locked", (await factors.TakeAsync(user, codes[0])).Problems[0].Code);
        portal.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await factors.TakeAsync(user, Person.Code(key, portal.Time))).Ok);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_owner_resets_it_which_ends_sessions_and_where_it_is_demanded_nobody_switches_it_off(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (factors, tenants) = (portal.Get<SecondFactorService>(), portal.Get<TenantService>());
        var person = await Person.JoinAsync(portal, Role.Admin);
        var own = await tenants.OwnAsync(portal.Owner);
        var draft = new TenantDraft(own.Slug, own.Name) { SecondFactorFrom = Role.Admin };
        var sessions = portal.Get<SessionService>();
        Assert.Equal(SessionState.Lives, await sessions.StateAsync(person.Session, person.Id)); // and known for a second
        (await tenants.UpdateAsync(portal.Owner, draft, own.Version)).Required();
        var organiser = await Person.JoinAsync(portal, Role.Organiser);
        Assert.Equal(SessionState.LacksFactor, (await sessions.AliveAsync([person.Session]))[person.Session]); // at once, of windows
        Assert.Equal(SessionState.Lives, (await sessions.AliveAsync([organiser.Session]))[organiser.Session]);
        Assert.Equal(SessionState.LacksFactor, await sessions.StateAsync(person.Session, person.Id)); // and of the request that follows
        await person.SecureAsync(portal);
        Assert.Equal(SessionState.Lives, (await sessions.AliveAsync([person.Session]))[person.Session]);
        Assert.Equal("second_factor_required", (await factors.DisableAsync(person.Actor)).Problems.Single().Code);

        await Assert.ThrowsAsync<PermissionDeniedException>(() => factors.ResetAsync(portal.As(Role.Admin), person.Id));
        Assert.Equal("not_found", (await factors.ResetAsync(portal.Owner with { TenantId = -1 }, person.Id)).Problems.Single().Code);
        (await factors.ResetAsync(portal.Owner, person.Id)).Required();
        Assert.Empty(await portal.Get<SessionService>().AliveAsync([person.Session]));
        Assert.Equal(0, (await factors.OwnAsync(person.Actor)).Codes);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Entity == nameof(PortalUser) && e.EntityId == person.Id
            && e.ActorName == "Olga Owner" && e.Changes.Contains(nameof(PortalUser.SecondFactorSince))));
        Assert.False(await db.AuditEntries.AnyAsync(e => e.Changes.Contains(nameof(PortalUser.SecondFactorSecret))));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Ten_minutes_after_the_last_proof_what_opens_much_asks_for_a_new_one(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (keys, users, proofs) = (portal.Get<ApiKeyService>(), portal.Get<UserService>(), portal.Get<ProofService>());
        var (owner, other) = (await Person.JoinAsync(portal, Role.Owner), await Person.JoinAsync(portal));
        var everybody = new ExportOrder(new ReportRequest("contact_list", new ReportFilter()), ReportFormat.Csv, "en");
        var exports = portal.Get<ExportService>();
        (string What, Func<Actor, Task<string?>> Do)[] guarded =
        [
            ("key", async actor => Code(await keys.CreateAsync(actor, "Gate", ["checkins"], null))),
            ("pair", async actor => Code(await keys.CreatePairAsync(actor, ApiKeyKind.Rsu, "Gate", null, null))),
            ("invite", async actor => Code(await users.InviteAsync(actor, $"{Guid.NewGuid():N}@example.org", Role.Viewer))),
            ("role", async actor => Code(await users.SetRoleAsync(actor, other.Id, Role.Steward))),
            ("disable", async actor => Code(await users.SetDisabledAsync(actor, other.Id, true))),
            ("link", async actor => Code(await portal.Get<AccountLinkService>().ForPasswordAsync(actor, other.Id))),
            ("export", async actor => Code(await exports.OrderAsync(actor, everybody))),
            ("repeat", async actor => Code(await exports.OrderAsync(actor, everybody))),
            ("e-mail", async actor => Code(await portal.Get<ProfileService>().ChangeEmailAsync(actor, $"{Guid.NewGuid():N}@example.org"))),
        ];
        portal.Time.Advance(Proof.Age);
        Assert.Null(await guarded[0].Do(owner.Actor)); // the tenth minute is not over
        portal.Time.Advance(TimeSpan.FromSeconds(1));
        foreach (var (what, act) in guarded)
        {
            Assert.Equal((what, Proofs.Code), (what, await act(owner.Actor)));
        }

        // An actor that nobody has proved anything for is no way around.
        Assert.Equal(Proofs.Code, await guarded[0].Do(owner.Actor with { Proof = null }));
        Assert.Equal("PasswordMismatch", (await proofs.ShowAsync(owner.Actor, "wrong")).Problems.Single().Code);
        Assert.Equal(Proofs.Code, await guarded[0].Do(owner.Actor));
        (await proofs.ShowAsync(owner.Actor, Person.Password)).Required();
        var again = (await users.ActorAsync(owner.Id, owner.Session, null))!; // the next request of the session
        foreach (var (what, act) in guarded)
        {
            Assert.Equal((what, (string?)null), (what, await act(what == "e-mail" ? again : owner.Actor)));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_has_a_second_factor_shows_its_code_and_wrong_answers_lock_as_at_signing_in(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var proofs = portal.Get<ProofService>();
        var (person, other) = (await Person.JoinAsync(portal), await Person.JoinAsync(portal));
        var (key, _) = await person.SecureAsync(portal);
        Assert.Equal((ProofKind.Code, ProofKind.Password), (await proofs.KindAsync(person.Actor), await proofs.KindAsync(other.Actor)));
        portal.Time.Advance(Step);
        Assert.Equal("second_factor_wrong", (await proofs.ShowAsync(person.Actor, Person.Password)).Problems.Single().Code);
        (await proofs.ShowAsync(person.Actor, Person.Code(key, portal.Time))).Required();

        for (var wrong = 1; wrong <= 5; wrong++)
        {
            var code = (await proofs.ShowAsync(other.Actor, "wrong")).Problems.Single().Code;
            Assert.Equal(wrong < 5 ? "PasswordMismatch" : "locked_out", code);
        }

        Assert.Equal("locked_out", (await proofs.ShowAsync(other.Actor, Person.Password)).Problems.Single().Code);
        Assert.NotNull(await portal.Get<SignInAttempts>().LockedUntilAsync(other.Email.ToUpperInvariant()));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task People_see_and_end_their_own_sessions_and_owners_those_of_their_tenant(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (sessions, queries) = (portal.Get<SessionService>(), portal.Get<SessionQueries>());
        var (person, other) = (await Person.JoinAsync(portal), await Person.JoinAsync(portal));
        portal.Time.Advance(TimeSpan.FromMinutes(5));
        var second = await person.AgainAsync(portal, new string('x', 400), "192.0.2.7");
        var third = await person.AgainAsync(portal);
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SessionState.Lives, await sessions.StateAsync(second.Session!.Value, person.Id));
        await sessions.NoteSeenAsync([]);
        var own = await queries.OwnAsync(person.Actor);
        Assert.Equal([second.Session.Value, third.Session!.Value, person.Session], own.Select(row => row.Id));
        Assert.Equal((UserSession.DeviceLimit, "192.0.2.7"), (own[0].Device.Length, own[0].Address));
        Assert.Equal(TimeSpan.FromMinutes(1), own[0].SeenAt - own[0].SignedInAt);

        Assert.Equal("not_found", (await sessions.EndOwnAsync(person.Actor, other.Session)).Problems.Single().Code);
        (await sessions.EndOwnAsync(person.Actor, third.Session.Value)).Required();
        Assert.Equal(1, await sessions.EndOthersAsync(second));
        Assert.Equal([second.Session.Value], (await queries.OwnAsync(second)).Select(row => row.Id));

        await Assert.ThrowsAsync<PermissionDeniedException>(() => queries.ListAsync(portal.As(Role.Admin), new(), new()));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => sessions.EndAllOfAsync(portal.As(Role.Admin), other.Id));
        Assert.Equal(2, (await queries.ListAsync(portal.Owner, new(), new())).Total);
        Assert.Equal(person.Id, Assert.Single((await queries.ListAsync(portal.Owner, new() { Search = "192.0.2" }, new())).Items).UserId);
        Assert.Equal("not_found", (await sessions.EndAllOfAsync(portal.Owner with { TenantId = -1 }, other.Id)).Problems.Single().Code);
        Assert.Equal("not_found", (await sessions.EndOfAsync(portal.Owner, other.Id, second.Session.Value)).Problems.Single().Code);
        Assert.Equal(1, (await sessions.EndAllOfAsync(portal.Owner, other.Id)).Required());
        Assert.Equal(SessionState.Ended, await sessions.StateAsync(other.Session, other.Id));
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Entity == nameof(PortalUser) && e.EntityId == other.Id
            && e.ActorName == "Olga Owner" && e.Changes.Contains(SessionService.Ended)));
    }

    private static string? Code<T>(AdminPortal.Domain.Common.Result<T> result) => result.Ok ? null : result.Problems[0].Code;
}
