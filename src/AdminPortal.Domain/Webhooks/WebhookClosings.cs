using System.Globalization;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Webhooks;

/// <summary>
/// Stays that a rule ended, not a scan: the end of the day, or the next check-in under <c>always</c>. The scan log names the next check-in
/// alone, so they are found beside it.
/// </summary>
internal static class WebhookClosings
{
    /// <summary>
    /// Puts the end of the participant's stay before each check-in, and of one that was over when it was written behind it.
    /// </summary>
    public static async Task<IReadOnlyList<WebhookFact>> AddAsync(PortalDb db, IReadOnlyList<WebhookFact> facts,
        CancellationToken cancellationToken)
    {
        var people = facts.Where(IsEntry).Select(fact => fact.Scan!.ParticipantId!.Value).Distinct().ToList();
        if (people.Count == 0)
        {
            return facts;
        }

        var stays = (await db.CheckIns.IgnoreQueryFilters([PortalDb.AliveFilter]).Where(c => people.Contains(c.ParticipantId))
            .Select(c => new
            {
                c.ParticipantId,
                c.Id,
                c.CheckedOutAt,
                ByScan = db.Scans.Any(s => s.CheckInId == c.Id && s.Action == ScanAction.CheckOut && s.Code == null
                    && s.At == c.CheckedOutAt),
            }).ToListAsync(cancellationToken)).ToLookup(c => c.ParticipantId);
        var told = new HashSet<string>();
        var all = new List<WebhookFact>();
        foreach (var fact in facts)
        {
            var own = IsEntry(fact) ? stays[fact.Scan!.ParticipantId!.Value].ToList() : [];
            var before = own.Where(stay => stay.Id < fact.RecordId).MaxBy(stay => stay.Id);
            var itself = own.Find(stay => stay.Id == fact.RecordId);
            if (before is { CheckedOutAt: { } end, ByScan: false })
            {
                Add(Closing(fact, before.Id, end));
            }

            all.Add(fact);
            if (itself is { CheckedOutAt: { } ended, ByScan: false } && ended <= fact.At)
            {
                Add(Closing(fact, itself.Id, ended));
            }
        }

        return all;

        void Add(WebhookFact closing)
        {
            if (told.Add(closing.Source))
            {
                all.Add(closing);
            }
        }
    }

    private static bool IsEntry(WebhookFact fact) =>
        fact is { Type: WebhookTypes.CheckInCreated, Scan.ParticipantId: not null, RecordId: > 0 };

    private static WebhookFact Closing(WebhookFact entry, long id, DateTime end) => entry with
    {
        Source = string.Create(CultureInfo.InvariantCulture, $"closed/{id}/{end.Ticks}"),
        Type = WebhookTypes.CheckInClosed,
        RecordId = id,
        Scan = null,
    };
}
