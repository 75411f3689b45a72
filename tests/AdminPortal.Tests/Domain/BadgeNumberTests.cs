using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Badge numbers are given to many at once, each with a check digit.</summary>
public sealed class BadgeNumberTests
{
    private static readonly BadgeNumbering Usual = new("H", 6, 1);

    [Theory]
    [InlineData("0794", '5')] // the example of ISO/IEC 7064
    [InlineData("00001", '8')]
    [InlineData("1", '9')]
    public void The_check_digit_is_that_of_ISO_7064(string digits, char check)
    {
        Assert.Equal(check, BadgeNumbering.CheckDigit(digits));
        Assert.True(BadgeNumbering.IsRight($"{digits}{check}"));
    }

    [Fact]
    public void Every_single_wrong_digit_is_told()
    {
        for (var number = 0; number < 2000; number++)
        {
            var right = new BadgeNumbering("", 6, 0).Of(number).ToCharArray();
            for (var at = 0; at < right.Length; at++)
            {
                for (var digit = '0'; digit <= '9'; digit++)
                {
                    var other = right.ToArray();
                    other[at] = digit;
                    Assert.Equal(digit == right[at], BadgeNumbering.IsRight(other));
                }
            }
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Those_without_a_number_get_one_and_taken_ones_are_left_out(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var found = await portal.EventAsync();
        await portal.EventAsync("other");
        var bulk = portal.Get<ParticipantBulkService>();
        var taken = await portal.ParticipantAsync(Usual.Of(2));
        var gone = await portal.ParticipantAsync(Usual.Of(3));
        await portal.ParticipantAsync(Usual.Of(1), "other");
        var without = new List<long>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            without.Add(await portal.ParticipantAsync(name));
            (await portal.Get<ParticipantService>().UpdateAsync(portal.Owner, without[^1], new ParticipantPatch { BadgeNumber = null }))
                .Required();
        }

        (await bulk.DeleteAsync(portal.Owner, new(found.Id, [gone]))).Required();
        var before = await PictureAsync(portal);
        var given = (await bulk.NumberAsync(portal.Owner, new(found.Id, null), Usual)).Required();
        Assert.Equal([Usual.Of(1), Usual.Of(4), Usual.Of(5)], without.Select(id => given.Numbers[id]));
        Assert.Equal(Usual.Of(2), (await PictureAsync(portal))[taken]);
        (await bulk.RestoreAsync(portal.Owner, new(found.Id, [gone]))).Required();
        (await bulk.DeleteAsync(portal.Owner, new(found.Id, [gone]))).Required();

        var back = (await bulk.TakeNumbersBackAsync(portal.Owner, found.Id, given)).Required();
        Assert.Equal(given.Numbers, back.Numbers);
        Assert.Equal(before, await PictureAsync(portal));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_number_that_was_changed_since_stays_when_they_are_taken_back(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (found, ids) = await EmptyAsync(portal, 3);
        var bulk = portal.Get<ParticipantBulkService>();
        var given = (await bulk.NumberAsync(portal.Owner, new(found, [ids[0], ids[2]]), Usual)).Required();
        Assert.Equal([ids[0], ids[2]], given.Numbers.Keys.Order());
        (await portal.Get<ParticipantService>().UpdateAsync(portal.Owner, ids[2], new ParticipantPatch { BadgeNumber = "VIP" })).Required();

        var back = (await bulk.TakeNumbersBackAsync(portal.Owner, found, given)).Required();
        Assert.Equal([ids[0]], back.Numbers.Keys);
        var now = await PictureAsync(portal);
        Assert.Equal([null, null, "VIP"], ids.Select(id => now[id]));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Very_many_get_numbers_in_portions_and_are_told_as_one(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (found, ids) = await EmptyAsync(portal, RemovalPortions.Most + 200);
        var told = new List<int>();
        var given = (await portal.Get<ParticipantBulkService>().NumberAsync(portal.Owner, new(found, null), Usual, new Heard(told)))
            .Required();
        Assert.Equal(ids.Count, given.Count);
        Assert.Equal(ids.Count, given.Numbers.Values.Distinct().Count());
        Assert.True(told.Count > 1 && told[^1] == ids.Count);
        Assert.All(given.Numbers.Values, number => Assert.True(BadgeNumbering.IsRight(number.AsSpan(1))));
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        var operation = await db.AuditOperations.OrderByDescending(o => o.Id).FirstAsync();
        Assert.Equal(ids.Count, await db.AuditEntries.CountAsync(e => e.OperationId == operation.Id));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Too_few_digits_and_wrong_settings_are_refused_and_change_nothing(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (found, _) = await EmptyAsync(portal, 3);
        var before = await PictureAsync(portal);
        var bulk = portal.Get<ParticipantBulkService>();
        foreach (var (numbering, code, field) in new[]
        {
            (new BadgeNumbering("H", 3, 98), "numbers_exhausted", "digits"),
            (new BadgeNumbering("H", 2, 1), "invalid_digits", "digits"),
            (new BadgeNumbering("H", 4, 1000), "invalid_start", "start"),
            (new BadgeNumbering("AP1.", 4, 1), "invalid", "prefix"),
            (new BadgeNumbering(new string('x', 21), 4, 1), "too_long", "prefix"),
        })
        {
            var problem = Assert.Single((await bulk.NumberAsync(portal.Owner, new(found, null), numbering)).Problems);
            Assert.Equal((code, field), (problem.Code, problem.Field));
        }

        Assert.Equal(before, await PictureAsync(portal));
        await Assert.ThrowsAsync<PermissionDeniedException>(() => bulk.NumberAsync(portal.As(Role.Steward), new(found, null), Usual));
    }

    private static async Task<(long EventId, List<long> Ids)> EmptyAsync(TestPortal portal, int count)
    {
        var found = await portal.EventAsync();
        var first = await portal.ParticipantAsync("first");
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        db.Actor = portal.Owner;
        (await db.Participants.SingleAsync(p => p.Id == first)).BadgeNumber = null;
        var contact = await db.Contacts.SingleAsync();
        var now = contact.CreatedAt;
        var contacts = Enumerable.Range(1, count - 1).Select(at => new Contact
        { CustomerNumber = $"N{at}", LastName = $"Name {at}", CreatedAt = now, UpdatedAt = now }.Normalise()).ToList();
        db.Contacts.AddRange(contacts);
        await db.SaveChangesAsync();
        db.Participants.AddRange(contacts.Select(one => new Participant
        { EventId = found.Id, ContactId = one.Id, CreatedAt = one.CreatedAt, UpdatedAt = one.CreatedAt }));
        await db.SaveChangesAsync();
        return (found.Id, await db.Participants.OrderBy(p => p.Id).Select(p => p.Id).ToListAsync());
    }

    private static async Task<Dictionary<long, string?>> PictureAsync(TestPortal portal)
    {
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        return await db.Participants.IgnoreQueryFilters([PortalDb.AliveFilter]).OrderBy(p => p.Id)
            .ToDictionaryAsync(p => p.Id, p => p.BadgeNumber);
    }

    private sealed class Heard(List<int> told) : IProgress<int>
    {
        public void Report(int value) => told.Add(value);
    }
}
