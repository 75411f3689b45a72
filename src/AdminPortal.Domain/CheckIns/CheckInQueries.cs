using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns.Figures;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>Which check-ins; everything that is set must hold.</summary>
public sealed record CheckInFilter(long EventId)
{
    public string? Station { get; init; }

    public long? ParticipantId { get; init; }

    /// <summary>Open (true) or closed (false) records.</summary>
    public bool? IsCheckedIn { get; init; }

    /// <summary>UTC; checked in or out at or after this time.</summary>
    public DateTime? Since { get; init; }

    public CheckInType? Type { get; init; }

    /// <summary>Words in the name, or the badge.</summary>
    public string? Search { get; init; }
}

/// <summary>Which scans of the log.</summary>
public sealed record ScanFilter(long EventId)
{
    /// <summary>Only refused (true) or only admitted (false).</summary>
    public bool? Refused { get; init; }

    /// <summary>Only what a device without network has let pass and the rules refuse.</summary>
    public bool Conflict { get; init; }

    /// <summary>One refusal code.</summary>
    public string? Code { get; init; }

    public string? Station { get; init; }

    /// <summary>Words in the name, or the badge.</summary>
    public string? Search { get; init; }
}

/// <summary>A row of the scan log; times are UTC, the name is null when nobody was recognised.</summary>
public sealed record ScanRow(long Id, DateTime At, DateTime ReceivedAt, ScanAction Action, CheckInType Type, string? Code,
    string? BadgeNumber, long? ParticipantId, string? FirstName, string? LastName, string? CompanyName, string? Station, string ActorName,
        long? CheckInId, string? Overridden = null, string? OverrideReason = null, DeviceDecision? Decided = null)
{
    /// <summary>As it is shown; empty when nobody was recognised.</summary>
    public string Name => Contacts.Contact.DisplayName(FirstName, LastName, CompanyName);
}

/// <summary>Reads check-ins and the scan log.</summary>
public sealed class CheckInQueries(IDbContextFactory<PortalDb> databases, EventTallies tallies)
{
    internal static readonly Expression<Func<CheckIn, CheckInRecord>> Record = c => new CheckInRecord(
        c.Id, c.ParticipantId, c.EventId, c.Participant!.Event!.Title, c.Participant.Event.EventKey,
        new CheckInContact(c.Participant.Contact!.Id, c.Participant.Contact.CustomerNumber, c.Participant.Contact.CompanyName,
            c.Participant.Contact.FirstName, c.Participant.Contact.LastName),
        c.Type, c.BadgeNumber, c.Station, c.CheckedInAt, c.CheckedOutAt, c.CheckedInBy, c.Notes, c.Quantity, c.ReceivedAt,
            c.Participant.Category!.Title);

    /// <summary>What a list of check-ins can be sorted by.</summary>
    public static Sorts<CheckIn> Sorts { get; } = new Sorts<CheckIn>(c => c.Id).By("id", c => c.Id).By("checked_in_at", c => c.CheckedInAt);

    /// <summary>One page of an event's check-ins; sortable by <see cref="Sorts"/>.</summary>
    public async Task<Page<CheckInRecord>> ListAsync(Actor actor, CheckInFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        var known = await KnownAsync(actor, filter, page, cancellationToken);
        await using var db = databases.Read(actor);
        var (total, ids) = await db.PageOfIdsAsync(known, () =>
        {
            var rows = Apply(db, filter);

            // Every id is above 0: of all check-ins SQLite then counts the entries of the narrow index in the order of ids.
            return (rows, filter == new CheckInFilter(filter.EventId) ? rows.Where(c => c.Id > 0) : rows);
        }, Sorts, page, filter.Station is not null, cancellationToken);
        if (known is null && total > EventTallies.Long)
        {
            await tallies.PrepareAsync(actor, filter.EventId, null, cancellationToken);
        }

        var items = await db.RowsAsync(ids, Record, c => c.Id, cancellationToken);
        return new Page<CheckInRecord>(Visible(actor, items), total, page.Number, page.Size);
    }

    /// <summary>What the tally knows of a page: of all check-ins the page itself, of a station's how many there are.</summary>
    private async Task<KnownPage?> KnownAsync(Actor actor, CheckInFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        filter with { Station = null } != new CheckInFilter(filter.EventId)
            ? null
            : await tallies.AskAsync(actor, filter.EventId, null, tally => filter.Station is { } station
                ? new KnownPage(tally.Stations.GetValueOrDefault(station)?.CheckIns ?? 0)
                : new KnownPage(tally.CheckIns, page.Sort == "checked_in_at"
                    ? tally.RecordsByTime.Page(page.Skip, page.Size, page.Descending).ConvertAll(key => key.Id)
                    : tally.Records.Page(page.Skip, page.Size, page.Descending)), cancellationToken);

    /// <summary>One check-in, or null.</summary>
    public async Task<CheckInRecord?> FindAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        await using var db = databases.Read(actor);
        return await db.CheckIns.Where(c => c.Id == id).Select(Record).SingleOrDefaultAsync(cancellationToken) is { } record
            ? Visible(actor, [record])[0]
            : null;
    }

    /// <summary>The stations an event's check-ins name, in order.</summary>
    public async Task<IReadOnlyList<string>> StationsAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        if (await tallies.AskAsync(actor, eventId, null, tally => tally.Stations.Keys.Where(name => name.Length > 0)
            .Order(StringComparer.Ordinal).ToList(), cancellationToken) is { } known)
        {
            return known;
        }

        await using var db = databases.Read(actor);
        return await db.CheckIns.Where(c => c.EventId == eventId && c.Station != null).Select(c => c.Station!).Distinct().OrderBy(s => s)
            .ToListAsync(cancellationToken);
    }

    /// <summary>One page of the scan log, newest first.</summary>
    public async Task<Page<ScanRow>> ScansAsync(Actor actor, ScanFilter filter, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        await using var db = databases.Read(actor);
        var scans = ScanList.Find(db, filter);
        var total = await scans.CountAsync(cancellationToken);
        var items = await ScanList.Rows(scans.OrderByDescending(s => s.Id).On(page), actor.May(Permission.ViewContacts))
            .ToListAsync(cancellationToken);
        return new Page<ScanRow>(items, total, page.Number, page.Size);
    }

    /// <summary>
    /// How many scans of an event a device without network has let pass though the rules refuse them, and nobody has settled yet.
    /// </summary>
    public async Task<int> ConflictsAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ViewCheckIns);
        await using var db = databases.Read(actor);
        return await Conflicts(db.Scans.Where(s => s.EventId == eventId)).CountAsync(s => s.SettledAt == null, cancellationToken);
    }

    /// <summary>Those that a device without network has let pass and the rules refuse, settled or not.</summary>
    internal static IQueryable<Scan> Conflicts(IQueryable<Scan> scans) =>
        scans.Where(s => s.Code != null && s.Decided == DeviceDecision.Admitted);

    /// <summary>The check-ins a filter means.</summary>
    internal static IQueryable<CheckIn> Apply(PortalDb db, CheckInFilter filter)
    {
        var rows = filter.ParticipantId is { } participantId
            ? OfParticipant(db, participantId, filter.EventId)
            : db.CheckIns.Where(c => c.EventId == filter.EventId);
        rows = filter.Station is { } station ? rows.Where(c => c.Station == station) : rows;
        rows = filter.IsCheckedIn is { } open ? rows.Where(c => (c.CheckedOutAt == null) == open) : rows;
        rows = filter.Since is { } since ? rows.Where(c => c.CheckedInAt >= since || c.CheckedOutAt >= since) : rows;
        rows = filter.Type is { } type ? rows.Where(c => c.Type == type) : rows;
        return rows.WhenWords(filter.Search, word => c => c.Participant!.Contact!.SortName.Contains(word)
            || c.BadgeNumber == filter.Search!.Trim() || c.BadgeNumber == word);
    }

    /// <summary>
    /// A participant's check-ins in an event. The sums keep SQLite, which does not know how few they are, from walking through those of
    /// the event or the tenant.
    /// </summary>
    private static IQueryable<CheckIn> OfParticipant(PortalDb db, long participantId, long eventId)
    {
        var tenant = db.TenantId;
        return db.CheckIns.IgnoreQueryFilters([PortalDb.TenantFilter])
            .Where(c => c.ParticipantId == participantId && c.EventId + 0 == eventId && c.TenantId + 0 == tenant);
    }

    /// <summary>The same for how a scan ended.</summary>
    internal static ScanResult Visible(Actor actor, ScanResult result) => result.Record is { } record
        ? result with { Record = Visible(actor, [record])[0] }
        : result;

    /// <summary>Takes company and customer number away from who may not see contact data.</summary>
    internal static List<CheckInRecord> Visible(Actor actor, List<CheckInRecord> records) => actor.May(Permission.ViewContacts)
        ? records
        : records.ConvertAll(r => r with { Contact = r.Contact with { CompanyName = null, CustomerNumber = "" } });
}
