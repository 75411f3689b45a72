using System.Text.RegularExpressions;
using AdminPortal.Data.SqlServer;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>What SQL Server would be sent by an import; needs no server.</summary>
public sealed partial class ImportSqlServerTests
{
    [Fact]
    public void The_lookups_of_a_batch_stay_under_the_parameters_that_sql_server_takes()
    {
        var options = (DbContextOptions<PortalDb>)new DbContextOptionsBuilder<PortalDb>()
            .UsePortalSqlServer("Server=localhost;Database=none").Options;
        using var db = new PortalDb(options) { Actor = Actor.System(1, "test") };
        var texts = Enumerable.Range(0, 1_000).Select(i => $"K{i}").ToList();
        var ids = Enumerable.Range(0, 1_000).Select(i => (long)i).ToList();
        string[] commands =
        [
            db.Contacts.Where(c => texts.Contains(c.CustomerNumber)).ToQueryString(),
            db.Contacts.Where(c => texts.Contains(c.SortName)).ToQueryString(),
            db.Contacts.Where(c => ids.Contains(c.Id)).ToQueryString(),
            db.Participants.Where(p => p.EventId == 1 && ids.Contains(p.ContactId)).ToQueryString(),
            db.Participants.Where(p => p.EventId == 1 && texts.Contains(p.BadgeNumber!)).Select(p => new { p.BadgeNumber, p.ContactId })
                .ToQueryString(),
        ];
        Assert.All(commands, command => Assert.InRange(Declared().Count(command), 1, 2_000));
    }

    [GeneratedRegex("DECLARE @")]
    private static partial Regex Declared();
}
