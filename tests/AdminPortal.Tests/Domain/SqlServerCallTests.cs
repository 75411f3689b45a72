using System.Text.RegularExpressions;
using AdminPortal.Data.SqlServer;
using AdminPortal.Domain.Api;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static AdminPortal.Tests.Domain.SqlServerQueryTests;

namespace AdminPortal.Tests.Domain;

/// <summary>What calls leave behind, and what holds and deletes rows, is put into SQL Server's language.</summary>
public sealed partial class SqlServerCallTests
{
    [Fact]
    public async Task What_is_remembered_and_counted_of_calls_is_translated()
    {
        await using var server = new NoServer();
        var memory = server.Get<CallMemory>();
        using var turn = await memory.BeginAsync(Owner, "key", "hash");
        await OnlyEmptyAsync(() => memory.KeepAsync(Owner, turn.Call!, new CallAnswer(201, "req_1", "/there", [1])));
        await memory.ForgetAsync();
        await server.Get<TransactionMarks>().ForgetAsync();
        Assert.Empty(await server.Get<CallUsage>().LastHourAsync(Owner));
        await server.Get<CallUsage>().FlushAsync();
        await server.Get<CallLimits>().ForgetAsync();
        Assert.Contains(server.Sql, sql => sql.Contains("[KeyMinutes]", StringComparison.Ordinal));
    }

    /// <summary>SQL Server passes over blanks at the end of texts; SQLite, and the contract, do not.</summary>
    [Fact]
    public async Task A_key_with_a_blank_at_its_end_is_not_looked_for_as_the_one_without()
    {
        await using var server = new NoServer();
        await server.Get<EventQueries>().FindAsync(Owner, "dl ");
        await server.Get<EventRulesCache>().FindAsync(Owner, "door ");
        await server.Get<ParticipantQueries>()
            .RecordsAsync(Owner, new ParticipantFilter { EventKey = "fair ", CustomerNumber = "C1 " }, new());
        await server.Get<CheckInQueries>().ListAsync(Owner, new CheckInFilter(1) { Station = "Nord " }, new());
        await using (var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner))
        {
            var (check, numbers) = (new Check(), new List<string> { "C2 ", "C3" });
            await Lookup.HoldEventAsync(db, "gala ", check, default);
            await Lookup.HoldCategoryAsync(db, 1, "vip ", check, default);
            await Lookup.HoldContactAsync(db, "C4 ", check, default);
            await db.Contacts.Where(c => numbers.Contains(c.CustomerNumber)).ToListAsync();
            await db.Invoices.Where(i => i.Number == "R1 ").ToListAsync();
        }

        var texts = server.Values.OfType<string>().ToList();
        var all = string.Join(" | ", texts.Concat(server.Sql));
        Assert.All(
            new[] { "dl ", "door ", "fair ", "C1 ", "Nord ", "C2 ", "gala ", "vip ", "C4 ", "R1 " },
            text => Assert.True(all.Contains(text + BlanksCount.Mark, StringComparison.Ordinal)
                || all.Contains(text + "\\u0003", StringComparison.Ordinal), $"'{text}' in {all}"));
        Assert.DoesNotContain(texts, text => text.EndsWith(' '));
    }

    [Fact]
    public async Task Rows_are_held_and_deleted_in_portions_in_statements_that_SQL_Server_takes()
    {
        await using var server = new NoServer();
        await using (var db = server.Get<IDbContextFactory<PortalDb>>().Read(Owner))
        {
            await Locks.TenantAsync(db);
            await Locks.EventAsync(db, 1);
            await Locks.CategoryAsync(db, 1);
            await Locks.ContactAsync(db, 1);
            await Locks.ParticipantsAsync(db, [1, 2]);
        }

        Assert.Equal(["Tenants", "Events", "Categories", "Contacts", "Participants"],
            server.Sql.Select(sql => HeldTable().Match(sql).Groups[1].Value));
        server.Sql.Clear();
        await server.Get<CallMemory>().ForgetAsync();
        await server.Get<CallLimits>().ForgetAsync();
        await server.Get<CallUsage>().FlushAsync();
        await server.Get<ExportQueue>().ForgetAsync(default);
        Assert.Equal(4, server.Sql.Count);
        Assert.All(server.Sql, sql => Assert.Matches(@"DELETE FROM[\s\S]*SELECT TOP\(@\w+\)", sql));
    }

    [GeneratedRegex(@"UPDATE \[\w+\]\s+SET \[\w+\]\.\[Version\] = \[\w+\]\.\[Version\]\s+FROM \[(\w+)\]")]
    private static partial Regex HeldTable();
}
