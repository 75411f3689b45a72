using AdminPortal.Data.SqlServer;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Rows that are inserted in bulk are as if they had been saved one by one.</summary>
public sealed class BulkInsertTests
{
    private static readonly DateTime At = new(2026, 10, 3, 8, 15, 30, 120, DateTimeKind.Utc);

    private static IDbContextFactory<PortalDb> Databases(TestPortal portal) => portal.Get<IDbContextFactory<PortalDb>>();

    private static Contact Contact(int number) => new Contact
    {
        CustomerNumber = $"B{number:D5}",
        LastName = number % 2 == 0 ? "Müßig" : null,
        CompanyName = "Firma",
        CreatedAt = At.AddMinutes(number),
        UpdatedAt = At,
    }.Normalise();

    [Theory, ClassData(typeof(Providers))]
    public async Task Rows_have_ids_in_their_order_the_tenant_and_every_value(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = Enumerable.Range(0, 2_500).Select(Contact).ToList();
        var written = await Databases(portal).WriteAsync<Done>(portal.Owner, async db =>
        {
            await db.BulkInsertAsync(rows);
            return Done.It;
        });

        Assert.True(written.Ok);
        await using var db = Databases(portal).Read(portal.Owner);
        var stored = await db.Contacts.OrderBy(c => c.Id).ToListAsync();
        Assert.Equal(rows.Select(row => row.Id), rows.Select(row => row.Id).Order());
        Assert.Equivalent(rows.Take(20), stored.Take(20), strict: true);
        Assert.Equal(rows.Select(row => (row.Id, row.CustomerNumber)), stored.Select(row => (row.Id, row.CustomerNumber)));
        Assert.All(stored, row => Assert.Equal((portal.Owner.TenantId, 0), (row.TenantId, row.Version)));

        // They are ordinary rows: found, changed and told as any other.
        var contacts = portal.Get<ContactService>();
        Assert.True((await contacts.UpdateAsync(portal.Owner, rows[7].Id, new ContactDraft("B00007", "Firma", "Mia", null, null), 0)).Ok);
        Assert.True((await portal.Get<ContactQueries>().ListAsync(portal.Owner, "mussig", new PageRequest())).Total >= 1_250);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Rows_that_are_refused_are_a_conflict_and_leave_nothing(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("B01500", "Firma", null, null, null))).Required();
        var attempts = 0;
        await Assert.ThrowsAsync<DbUpdateException>(() => Databases(portal).WriteAsync<Done>(portal.Owner, async db =>
        {
            attempts++;
            await db.BulkInsertAsync(Enumerable.Range(0, 2_000).Select(Contact).ToList());
            return Done.It;
        }));

        Assert.True(attempts > 1, "a conflict is decided again");
        Assert.Equal(1, (await portal.Get<ContactQueries>().ListAsync(portal.Owner, new ContactFilter(), new PageRequest())).Total);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Rows_in_bulk_need_a_transaction(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await using var db = Databases(portal).Read(portal.Owner);
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.BulkInsertAsync([Contact(1)]));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task The_audit_log_of_a_bulk_action_goes_in_at_once_and_that_of_a_single_change_as_ever(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var congress = await portal.EventAsync();
        for (var badge = 0; badge < 60; badge++)
        {
            await portal.ParticipantAsync($"{badge}", confirmed: false);
        }

        var bulk = portal.Get<ParticipantBulkService>();
        var ids = (await portal.Get<ParticipantQueries>()
            .ListAsync(portal.Owner, new ParticipantFilter { EventId = congress.Id }, new PageRequest(1, 100)))
            .Items.Select(row => row.Id).ToList();
        Assert.Equal(1,
            await EntriesOneByOneAsync(() => bulk.ConfirmAsync(portal.Owner, new ParticipantSelection(congress.Id, [ids[0]]), true)));
        Assert.Equal(0,
            await EntriesOneByOneAsync(() => bulk.ConfirmAsync(portal.Owner, new ParticipantSelection(congress.Id, null), true)));
        await using var db = Databases(portal).Read(portal.Owner);
        Assert.Equal(60, await db.AuditEntries.CountAsync(entry => entry.Entity == nameof(Participant)
            && entry.Action == AuditAction.Changed));

        async Task<int> EntriesOneByOneAsync(Func<Task> change) => (await portal.Commands.TextsAsync(change))
            .Count(text => text.Contains("INTO", StringComparison.Ordinal) && text.Contains("AuditEntries", StringComparison.Ordinal));
    }

    /// <summary>Shown on the model, because it holds for SQL Server too, where no server is.</summary>
    [Fact]
    public async Task Every_column_of_every_table_of_a_tenant_is_copied_as_it_is_stored()
    {
        await using var server = new NoServer();
        await using var db = server.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        var types = db.Model.GetEntityTypes().Where(type => typeof(ITenantOwned).IsAssignableFrom(type.ClrType)).ToList();
        Assert.True(types.Count > 10);
        Assert.All(types, type =>
        {
            var table = BulkTable.Of(type);
            Assert.Equal(type.GetProperties().Select(p => p.GetColumnName()).Order(), table.Columns.Select(c => c.Name)
                .Append(table.Key).Order());
            Assert.Equal(typeof(long), type.FindPrimaryKey()!.Properties.Single().ClrType);
            Assert.All(table.Columns, column => Assert.Contains(column.Type,
                new[] { typeof(long), typeof(int), typeof(bool), typeof(string), typeof(DateTime), typeof(Guid), typeof(byte[]) }));
        });
    }

    [Fact]
    public async Task What_SQL_Server_gets_is_converted_and_numbered_in_the_order_of_the_rows()
    {
        await using var server = new NoServer();
        await using var db = server.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        var stays = Enumerable.Range(1, 3).Select(i => new CheckIn
        {
            TenantId = 7,
            EventId = 8,
            ParticipantId = i,
            Type = CheckInType.App,
            Station = i == 2 ? "Nord " : null,
            Quantity = i,
            CheckedInAt = At,
            ReceivedAt = At,
            InMinute = Clock.Minute(At),
            CheckedInBy = "Door",
        }).ToList();
        using var staged = SqlServerBulkInsert.Stage(BulkTable.Of(db.Model.FindEntityType(typeof(CheckIn))!), stays);

        Assert.Equal([0, 1, 2], staged.Rows.Cast<System.Data.DataRow>().Select(row => (int)row[0]));
        var second = staged.Rows[1];
        Assert.Equal((7L, 8L, 2L, (int)CheckInType.App, 2),
            (second["TenantId"], second["EventId"], second["ParticipantId"], second["Type"], second["Quantity"]));
        Assert.Equal("Nord " + BlanksCount.Mark, second["Station"]);
        Assert.Equal(At, second["CheckedInAt"]);
        Assert.Equal(DBNull.Value, second["CheckedOutAt"]);
        Assert.Equal(DBNull.Value, staged.Rows[0]["Station"]);
        Assert.False(staged.Columns.Contains("Id"));
    }
}
