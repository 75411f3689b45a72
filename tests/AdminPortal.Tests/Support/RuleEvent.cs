using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Support;

/// <summary>
/// An event of the database in which a case of the rules happens: the person has badge <c>1</c>, the others inside are of badge <c>2</c>.
/// </summary>
internal sealed class RuleEvent(TestPortal portal, string key)
{
    /// <summary>Sets the case up, scans at its time, and returns what the database then holds, as a line.</summary>
    public async Task<string> DecideAsync(RuleCase one)
    {
        var (id, category) = await EventAsync(one.Rules, one.Person.Category);
        var person = await portal.ParticipantAsync("1", key, one.Person.Confirmed, category);
        var others = one.Inside - (one.Person.Open()?.Quantity ?? 0);
        var stays = one.Person.Stays.ConvertAll(stay => RuleCase.Record(stay, id, person));
        if (others > 0)
        {
            stays.Add(RuleCase.Record(new(one.Scan.At, null, others), id, await portal.ParticipantAsync("2", key)));
        }

        var databases = portal.Get<IDbContextFactory<PortalDb>>();
        (await databases.WriteAsync<Done>(portal.Owner, async db =>
        {
            db.CheckIns.AddRange(stays);
            await db.SaveChangesAsync();
            return Done.It;
        })).Required();
        portal.Time.Set(RuleCase.Utc(one.Scan.At));
        var request = new ScanRequest { EventKey = key, BadgeNumber = "1", Action = one.Scan.Action, Quantity = one.Scan.Quantity };
        var result = (await portal.Get<CheckInService>().ScanAsync(portal.Owner, request)).Required();

        await using var db = databases.Read(portal.Owner);
        var rows = await db.CheckIns.Where(c => c.EventId == id).OrderBy(c => c.CheckedInAt).ThenBy(c => c.Id).ToListAsync();
        return RuleCase.Line(new StationDecision(
            result.Admitted ? null : Assert.Single(result.Refusals).Code,
            result.Record is { } record ? RuleCase.Stay(rows.Single(row => row.Id == record.Id)) : null,
            [.. rows.Where(row => row.ParticipantId == person).Select(RuleCase.Stay)],
            rows.Where(row => row.CheckedOutAt is null).Sum(row => row.Quantity)));
    }

    /// <summary>The event with its categories and windows, and the key of the person's category.</summary>
    private async Task<(long Id, string? Category)> EventAsync(StationRules rules, long? category)
    {
        var draft = new EventDraft(key, key, null, portal.Time.UtcNow(), portal.Time.UtcNow().AddDays(1), rules.Zone, rules.Limit,
            rules.Limit is not null, rules.ReEntry, rules.RequireConfirmation, (int)(rules.Before / 60_000), (int)(rules.After / 60_000));
        var id = (await portal.Get<EventService>().CreateAsync(portal.Owner, draft)).Required();
        var categories = new Dictionary<long, long>();
        foreach (var number in rules.Windows.Select(window => window.Category).Append(category).OfType<long>().Distinct())
        {
            categories[number] = (await portal.Get<CategoryService>().CreateAsync(portal.Owner, id, $"c{number}", $"C{number}")).Required();
        }

        foreach (var window in rules.Windows)
        {
            (await portal.Get<CheckInWindowService>().CreateAsync(portal.Owner, id, new WindowDraft(
                $"W{window.Id}", RuleCase.Utc(window.Starts), RuleCase.Utc(window.Ends),
                window.Category is { } number ? categories[number] : null, window.Enforced, window.Limit))).Required();
        }

        return (id, category is null ? null : $"c{category}");
    }
}
