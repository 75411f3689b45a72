using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Contexts are used again, by whoever comes next: nothing of the one before may be left in them.</summary>
public sealed class ContextTests
{
    [Theory, ClassData(typeof(Providers))]
    public async Task A_context_that_is_used_again_begins_anew(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var databases = portal.Get<IDbContextFactory<PortalDb>>();
        var other = Actor.System((await portal.Get<TenantService>().CreateAsync(Actor.System(0, "test"),
            new TenantDraft($"o{Guid.NewGuid():N}"[..20], "Other"))).Required(), "test");
        PortalDb before;
        await using (before = databases.For(portal.Owner))
        {
            before.IsUnaudited = true;
            before.Touch(7, rules: true);
            before.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            before.Database.AutoSavepointsEnabled = false;
            await before.Database.BeginTransactionAsync();
            before.Contacts.Add(Somebody("left behind"));
            await before.SaveChangesAsync();
            before.Contacts.Add(Somebody("never saved"));
        }

        var told = new List<Commit>();
        using var listening = portal.Get<Commits>().Listen(told.Add);
        await using var db = databases.For(other);
        Assert.Same(before, db);
        Assert.Equal((other.TenantId, false), (db.TenantId, db.IsUnaudited));
        Assert.Empty(db.ChangeTracker.Entries());
        Assert.Equal(QueryTrackingBehavior.TrackAll, db.ChangeTracker.QueryTrackingBehavior);
        Assert.True(db.Database.AutoSavepointsEnabled);
        Assert.Null(db.Database.CurrentTransaction);
        Assert.Equal(System.Data.ConnectionState.Closed, db.Database.GetDbConnection().State);
        Assert.Empty(await db.Contacts.IgnoreQueryFilters().Select(c => c.CustomerNumber).ToListAsync());
        db.Contacts.Add(Somebody("own"));
        await db.SaveChangesAsync();
        Assert.Equal([other.TenantId], await db.Contacts.IgnoreQueryFilters().Select(c => c.TenantId).ToListAsync());
        Assert.Equal([other.TenantId], await db.AuditEntries.IgnoreQueryFilters().Where(e => e.Entity == nameof(Contact))
            .Select(e => e.TenantId).ToListAsync());
        Assert.All(told, commit => Assert.Equal((0, 0), (commit.Events.Count, commit.RulesOf.Count)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Whoever_is_limited_gets_no_context_of_the_others_and_leaves_none_behind(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var databases = portal.Get<IDbContextFactory<PortalDb>>();
        var limited = portal.Owner with { Limits = new EventLimits([1], [], default) };
        PortalDb wide, narrow;
        await using (wide = databases.Read(portal.Owner))
        {
            Assert.Empty(await wide.Events.ToListAsync());
        }

        await using (narrow = databases.Read(limited))
        {
            Assert.Empty(await narrow.Events.ToListAsync());
            Assert.NotSame(wide, narrow);
            Assert.True(narrow.IsNarrow);
        }

        await using var again = databases.Read(portal.Owner);
        Assert.NotSame(narrow, again);
        Assert.False(again.IsNarrow);
    }

    private static Contact Somebody(string number) => new Contact
    {
        CustomerNumber = number,
        FirstName = "Mia",
        LastName = "Muster",
        CreatedAt = DateTime.UnixEpoch,
        UpdatedAt = DateTime.UnixEpoch,
    }.Normalise();
}
