using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Every read of badges is put into SQL Server's language.</summary>
public sealed class SqlServerBadgeTests
{
    private static readonly Actor Owner = SqlServerQueryTests.Owner;

    [Fact]
    public async Task Designs_prints_and_people_are_translated()
    {
        await using var server = new NoServer();
        var databases = server.Get<IDbContextFactory<PortalDb>>();
        await server.Get<BadgePrintLog>().CountsAsync(Owner, 1);
        await server.Get<BadgePrintLog>().OfAsync(Owner, 1);
        await server.Get<BadgeDesignService>().ListAsync(Owner, 1);
        await using (var db = databases.Read(Owner))
        {
            await BadgeDesignService.FindAsync(db, 1, null, default);
            await BadgeDesignService.FindAsync(db, 1, 2, default);
        }

        var people = new BadgePeople(databases, Owner, 1);
        foreach (var printed in new bool?[] { null, true, false })
        {
            await people.IdsAsync(new BadgeOrder { Filter = new ParticipantFilter { Printed = printed, CategoryId = 1 } }, default);
            await server.Get<ParticipantQueries>().ListAsync(Owner, new ParticipantFilter { EventId = 1, Printed = printed },
                new PageRequest());
        }

        await people.IdsAsync(new BadgeOrder { Ids = [1, 2], Sort = BadgeSort.Category }, default);
        Assert.Equal("not_found", (await server.Get<TicketService>().TicketAsync(Owner, 1, 1)).Problems[0].Code);
        foreach (var table in new[] { "[BadgeDesigns]", "[BadgePrints]", "[Participants]" })
        {
            Assert.Contains(server.Sql, sql => sql.Contains(table, StringComparison.Ordinal));
        }

        // An aggregate over a subquery is what SQL Server refuses (error 130).
        Assert.All(server.Sql, sql => Assert.DoesNotMatch(
            @"\b(SUM|COUNT|MAX)\(\s*(CASE\s+WHEN\s+)?(NOT\s+)?\(?\s*(EXISTS\b|\(?\s*SELECT\b)", sql));
    }
}
