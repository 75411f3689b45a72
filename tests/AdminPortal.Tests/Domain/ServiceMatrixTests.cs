using System.Diagnostics;
using System.Reflection;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace AdminPortal.Tests.Domain;

/// <summary>
/// Every public method of every service that takes an actor, called as whoever is not to see or change the records it is called with.
/// </summary>
[TakesLong]
public sealed class ServiceMatrixTests(ITestOutputHelper output)
{
    [Theory, ClassData(typeof(Providers))]
    public async Task No_call_shows_or_changes_what_the_caller_has_nothing_to_do_with(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var owner = await PersonAsync(portal, portal.Owner.TenantId, Role.Owner);
        var tenant = (await portal.Get<TenantService>()
            .CreateAsync(Actor.System(0, "test"), new TenantDraft($"t{Guid.NewGuid():N}"[..20], "Tenant 8zz"))).Required();
        var stranger = await PersonAsync(portal, tenant, Role.Owner);
        var now = portal.Time.UtcNow();
        var own = await MarkedEvent.AddAsync(portal.Resolve, owner, "6ww", now);
        var other = await MarkedEvent.AddAsync(portal.Resolve, owner, "7qq", now);
        var theirs = await MarkedEvent.AddAsync(portal.Resolve, stranger, "8zz", now);
        var limits = new LimitDraft([own.Id], []);
        var limited = new List<Actor>();
        foreach (var role in new[] { Role.Viewer, Role.Steward, Role.Organiser })
        {
            var person = await PersonAsync(portal, owner.TenantId, role);
            (await portal.Get<UserService>().LimitAsync(owner, person.Id!.Value, limits)).Required();
            limited.Add((await portal.Get<UserService>().ActorAsync(person.Id.Value, null))! with { Proof = Proof.Standing });
        }

        var key = (await portal.Get<ApiKeyService>().CreateAsync(owner,
            new ApiKeyDraft("limited", Grants.Scopes) { Limits = new KeyLimits([own.Id], []) })).Required();
        limited.Add((await portal.Get<ApiKeyService>().AuthenticateAsync(key.Key))!.Actor);
        var calls = ServiceCall.All(portal.GetOrNull);
        var seen = await SeenAsync(portal, calls, limited[2], own);
        Assert.True(seen.Count >= 20, $"Only {seen.Count} calls show anything at all: {string.Join(", ", seen)}");

        var databases = portal.Get<IDbContextFactory<PortalDb>>();
        var before = (await other.StateAsync(databases, owner), await theirs.StateAsync(databases, stranger));
        var clock = Stopwatch.StartNew();
        var tally = new Tally();
        foreach (var caller in limited)
        {
            await CallAllAsync(portal, calls, caller, [other, theirs], ["7qq", "8zz"], tally);
        }

        foreach (var role in Enum.GetValues<Role>())
        {
            await CallAllAsync(portal, calls, await PersonAsync(portal, owner.TenantId, role), [theirs], ["8zz"], tally);
        }

        await CallAllAsync(portal, calls, await PersonAsync(portal, tenant, Role.Organiser), [own, other], ["6ww", "7qq"], tally);
        output.WriteLine($"{calls.Count} methods, {tally.Made} calls in {clock.Elapsed.TotalSeconds:F1} s: {tally.Denied} denied, "
            + $"{tally.Refused} answered, {tally.Failed.Count} not to be called so; {seen.Count} show their own event");
        output.WriteLine($"Not called: {string.Join(", ", tally.Failed.Order())}");
        Assert.Empty(tally.Leaks.Distinct());
        Assert.Equal(before, (await other.StateAsync(databases, owner), await theirs.StateAsync(databases, stranger)));
        Assert.True(tally.Failed.Count * 5 < calls.Count, "Too many methods are not called at all.");
    }

    private static async Task CallAllAsync(TestPortal portal, IReadOnlyList<ServiceCall> calls, Actor caller,
        IReadOnlyList<MarkedEvent> targets, string[] forbidden, Tally tally)
    {
        foreach (var call in calls)
        {
            foreach (var target in targets)
            {
                foreach (var id in target.AllIds)
                {
                    var (made, text) = await TryAsync(portal, call, caller, target, id);
                    tally.Count(call, made);
                    if (forbidden.FirstOrDefault(mark => target.Without(text).Contains(mark, StringComparison.Ordinal)) is { } mark)
                    {
                        tally.Leaks.Add($"{caller.Name} {call} shows {mark}");
                    }
                }
            }
        }
    }

    private static async Task<(Outcome Outcome, string Text)> TryAsync(TestPortal portal, ServiceCall call, Actor caller,
        MarkedEvent target, long id)
    {
        if (call.Arguments(caller, target, id, portal.Time.UtcNow()) is not { } arguments)
        {
            return (Outcome.NotMade, "");
        }

        try
        {
            return (Outcome.Answered, await ServiceCall.TextAsync(call.Method.Invoke(portal.GetOrNull(call.Service), arguments)));
        }
        catch (PermissionDeniedException)
        {
            return (Outcome.Denied, "");
        }
        catch (TargetInvocationException error) when (error.InnerException is PermissionDeniedException)
        {
            return (Outcome.Denied, "");
        }
        catch (Exception error) when ((error as TargetInvocationException)?.InnerException is ArgumentException or NullReferenceException
            || error is ArgumentException or NullReferenceException or NotSupportedException)
        {
            return (Outcome.NotMade, "");
        }
    }

    /// <summary>The calls by which somebody sees their own event: a test that finds nothing anywhere would prove nothing.</summary>
    private static async Task<List<string>> SeenAsync(TestPortal portal, IReadOnlyList<ServiceCall> calls, Actor caller, MarkedEvent own)
    {
        var seen = new List<string>();
        foreach (var call in calls.Where(call => call.Service.Name.EndsWith("Queries", StringComparison.Ordinal)
            || call.Method.Name is "ListAsync" or "FindAsync" or "SearchAsync"))
        {
            foreach (var id in own.AllIds)
            {
                if (own.Without((await TryAsync(portal, call, caller, own, id)).Text).Contains(own.Mark, StringComparison.Ordinal))
                {
                    seen.Add(call.ToString());
                    break;
                }
            }
        }

        return seen;
    }

    private static async Task<Actor> PersonAsync(TestPortal portal, long tenantId, Role role)
    {
        var id = (await portal.Get<UserService>().CreateAsync(Actor.System(tenantId, "test"), $"p{Guid.NewGuid():N}@example.org",
            $"{role} of {tenantId}", role, "Correct-Horse-9-Battery")).Required();
        return (await portal.Get<UserService>().ActorAsync(id, null))! with { Proof = Proof.Standing };
    }

    private enum Outcome
    {
        Answered,
        Denied,
        NotMade,
    }

    private sealed class Tally
    {
        private readonly HashSet<string> refused = [];

        private readonly HashSet<string> called = [];

        public int Made { get; private set; }

        public int Denied { get; private set; }

        public int Refused { get; private set; }

        /// <summary>Methods that took none of the arguments that were made up for them.</summary>
        public IReadOnlyList<string> Failed => [.. refused.Except(called)];

        public List<string> Leaks { get; } = [];

        public void Count(ServiceCall call, Outcome outcome)
        {
            Made++;
            Denied += outcome == Outcome.Denied ? 1 : 0;
            Refused += outcome == Outcome.Answered ? 1 : 0;
            (outcome == Outcome.NotMade ? refused : called).Add(call.ToString());
        }
    }
}
