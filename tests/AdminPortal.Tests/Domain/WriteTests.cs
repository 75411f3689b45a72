using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Domain;

/// <summary>What holds for every write: once, also when the connection breaks, and told after the commit.</summary>
public sealed class WriteTests
{
    private static readonly CommitFault[][] Faults =
        [[CommitFault.Lost], [CommitFault.AnswerLost], [CommitFault.Lost, CommitFault.Lost, CommitFault.AnswerLost]];

    public static TheoryData<Provider, CommitFault[]> Broken
    {
        get
        {
            var rows = new TheoryData<Provider, CommitFault[]>();
            foreach (var provider in new Providers().Cast<object[]>().Select(row => (Provider)row[0]))
            {
                foreach (var faults in Faults)
                {
                    rows.Add(provider, faults);
                }
            }

            return rows;
        }
    }

    private static PortalDb Read(TestPortal portal) => portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);

    private static IDisposable Told(TestPortal portal, List<Commit> told) => portal.Get<Commits>().Listen(told.Add);

    [Theory, MemberData(nameof(Broken))]
    public async Task A_commit_that_breaks_is_done_once_and_the_first_result_is_the_answer(Provider provider, CommitFault[] faults)
    {
        var connection = new PassingFaults();
        await using var portal = await TestPortal.StartAsync(provider, more: connection.Use);
        var id = (await portal.EventAsync(capacity: 1)).Id;
        await portal.ParticipantAsync("1");
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("2", null, "Nora", "Neu", null))).Required();
        var told = new List<Commit>();
        using var listening = Told(portal, told);

        connection.Break(faults);
        var scan = (await portal.Get<CheckInService>()
            .ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "1" })).Required();
        Assert.True(scan.Admitted);
        Assert.Equal(faults.Length + (faults[^1] == CommitFault.Lost ? 1 : 0), connection.Commits);

        connection.Break(faults);
        var added = (await portal.Get<ParticipantService>()
            .CreateAsync(portal.Owner, new ParticipantDraft("congress", "2", true, null, null))).Required();

        await using var db = Read(portal);
        Assert.Equal(scan.Record!.Id, Assert.Single(await db.CheckIns.ToListAsync()).Id);
        Assert.Single(await db.Scans.ToListAsync());
        Assert.Equal(2, await db.Participants.CountAsync());
        Assert.Single(await db.AuditEntries.Where(a => a.Entity == nameof(Participant) && a.EntityId == added).ToListAsync());
        Assert.Equal([[id], [id]], told.Select(commit => commit.Events.ToArray()));
    }

    [Theory, MemberData(nameof(Broken))]
    public async Task What_Identity_saves_by_itself_is_neither_lost_nor_told_twice(Provider provider, CommitFault[] faults)
    {
        var connection = new PassingFaults();
        await using var portal = await TestPortal.StartAsync(provider, more: connection.Use);
        connection.Break(faults);
        var email = $"{Guid.NewGuid():N}@example.org";
        var id = (await portal.Get<UserService>().CreateAsync(portal.Owner, email, "Ute", Role.Viewer, "long enough for all")).Required();
        Assert.True(id > 0);

        await using (var scope = portal.Get<IServiceScopeFactory>().CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            var user = (await users.FindByIdAsync($"{id}"))!;
            user.DisplayName = "Ute Umbenannt";
            connection.Break(faults);
            Assert.True((await users.UpdateAsync(user)).Succeeded);
            user.DisplayName = "Ute Zweimal";
            Assert.True((await users.UpdateAsync(user)).Succeeded); // its version number is the one that was saved
        }

        await using var db = Read(portal);
        Assert.Equal("Ute Zweimal", Assert.Single(await db.Users.Where(u => u.Email == email).ToListAsync()).DisplayName);
        var entries = await db.AuditEntries.Where(a => a.Entity == nameof(PortalUser) && a.EntityId == id).OrderBy(a => a.Id).ToListAsync();
        Assert.Equal([AuditAction.Created, AuditAction.Changed, AuditAction.Changed], entries.ConvertAll(a => a.Action));
        Assert.Contains("Ute Umbenannt", entries[1].Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Each_write_tells_the_events_it_touched_after_its_commit_and_a_refused_one_nothing(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var told = new List<Commit>();
        using var listening = Told(portal, told);
        var congress = await portal.EventAsync();
        IsTold(congress.Id, true);
        var id = await portal.ParticipantAsync("1");
        Assert.Contains(told, commit => commit.Events.Contains(congress.Id) && commit.RulesOf.Count == 0);
        told.Clear();
        await portal.Get<CheckInService>().ScanAsync(portal.Owner, new ScanRequest { EventKey = "congress", BadgeNumber = "1" });
        IsTold(congress.Id, false);
        await portal.Get<ParticipantBulkService>().ConfirmAsync(portal.Owner, new ParticipantSelection(congress.Id, [id]), false);
        IsTold(congress.Id, false);
        await portal.Get<CheckInWindowService>()
            .CreateAsync(portal.Owner, congress.Id,
                new WindowDraft("Monday", portal.Time.UtcNow(), portal.Time.UtcNow().AddHours(1), null));
        IsTold(congress.Id, true);
        await portal.Get<ParticipantService>().CreateAsync(portal.Owner, new ParticipantDraft("congress", "1", true, null, null));
        Assert.Empty(told);

        // A statement over many rows says it by itself.
        (await portal.Get<IDbContextFactory<PortalDb>>().WriteAsync<Done>(portal.Owner, async db =>
        {
            await db.Participants.ExecuteUpdateAsync(set => set.SetProperty(p => p.IsConfirmed, true));
            db.Touch(congress.Id);
            Assert.Empty(told);
            return Done.It;
        })).Required();
        IsTold(congress.Id, false);

        void IsTold(long eventId, bool rules)
        {
            var commit = Assert.Single(told);
            Assert.Equal([eventId], commit.Events);
            Assert.Equal(rules ? [portal.Owner.TenantId] : [], commit.RulesOf);
            told.Clear();
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Only_a_conflict_is_run_again(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var databases = portal.Get<IDbContextFactory<PortalDb>>();
        var congress = await portal.EventAsync();
        var runs = 0;
        Task<Result<Done>> SaveAsync(object entity) => databases.WriteAsync<Done>(portal.Owner, async db =>
        {
            runs++;
            db.Add(entity);
            await db.SaveChangesAsync();
            return Done.It;
        });

        // A unique index objects each time.
        var contact = new Contact { CustomerNumber = "1", CreatedAt = portal.Time.UtcNow(), UpdatedAt = portal.Time.UtcNow() };
        await SaveAsync(contact);
        runs = 0;
        var taken = await Assert.ThrowsAsync<DbUpdateException>(() =>
            SaveAsync(new Contact { CustomerNumber = "1", CreatedAt = portal.Time.UtcNow(), UpdatedAt = portal.Time.UtcNow() }));
        Assert.Equal((3, DatabaseFault.Conflict), (runs, databases.Faults().Of(taken)));

        // Nobody was faster here: the row it points to does not exist.
        runs = 0;
        var wrong = await Assert.ThrowsAsync<DbUpdateException>(
            () => SaveAsync(new Participant
            { EventId = congress.Id, ContactId = long.MaxValue, CreatedAt = portal.Time.UtcNow(), UpdatedAt = portal.Time.UtcNow() }));
        Assert.Equal((1, DatabaseFault.Other), (runs, databases.Faults().Of(wrong)));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Marks_are_written_only_where_a_fault_is_answered_by_running_again(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        await using var db = Read(portal);
        Assert.Equal(provider == Provider.SqlServer, await db.TransactionMarks.AnyAsync());
    }
}
