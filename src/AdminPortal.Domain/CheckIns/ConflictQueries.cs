using System.Linq.Expressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.CheckIns;

/// <summary>The stay that explains a refusal; times are UTC.</summary>
public sealed record ConflictStay(DateTime CheckedInAt, DateTime? CheckedOutAt, string? Station);

/// <summary>How a conflict was settled; the time is UTC.</summary>
public sealed record ConflictSettlement(ConflictOutcome Kind, DateTime At, string? By, string? Note);

/// <summary>A conflict as its page shows it; times are UTC.</summary>
/// <param name="Id">The scan.</param>
/// <param name="At">When it happened.</param>
/// <param name="ReceivedAt">When the portal heard of it.</param>
/// <param name="Action">The direction.</param>
/// <param name="Code">The rule that refuses it.</param>
/// <param name="BadgeNumber">The badge that was presented, or the participant's.</param>
/// <param name="ParticipantId">Null when nobody was recognised.</param>
/// <param name="Name">Empty when nobody was recognised.</param>
/// <param name="Category">The participant's category.</param>
/// <param name="Station">Where.</param>
/// <param name="Quantity">People on the badge.</param>
/// <param name="Stay">The stay that explains the refusal; null where there is none.</param>
/// <param name="Settled">How it was settled; null while it is open.</param>
public sealed record ConflictRow(
    long Id, DateTime At, DateTime ReceivedAt, ScanAction Action, string Code, string? BadgeNumber, long? ParticipantId, string Name,
    string? Category, string? Station, int Quantity, ConflictStay? Stay, ConflictSettlement? Settled)
{
    /// <summary>The check-in that accepting it wrote; null where there is none.</summary>
    internal long? Accepted { get; init; }
}

/// <summary>Reads the conflicts of an event; their number is <see cref="CheckInQueries.ConflictsAsync"/>.</summary>
public sealed class ConflictQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>Most settled ones that are shown.</summary>
    public const int MostSettled = 200;

    private static readonly Expression<Func<Scan, Read>> Row = s => new Read
    {
        Scan = s,
        FirstName = s.Participant!.Contact!.FirstName,
        LastName = s.Participant.Contact.LastName,
        CompanyName = s.Participant.Contact.CompanyName,
        Category = s.Participant.Category!.Title,
        Stay = s.CheckIn,
    };

    /// <summary>One page of those that nobody has settled, newest first.</summary>
    /// <param name="actor">Needs <see cref="Permission.CorrectCheckIns"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="page">Which page; the order is fixed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Page<ConflictRow>> OpenAsync(Actor actor, long eventId, PageRequest page,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CorrectCheckIns);
        await using var db = databases.Read(actor);
        var open = CheckInQueries.Conflicts(db.Scans.Where(s => s.EventId == eventId)).Where(s => s.SettledAt == null);
        var total = await open.CountAsync(cancellationToken);
        var ids = page.Skip >= total ? [] : await open.OrderByDescending(s => s.Id).On(page).Select(s => s.Id)
            .ToListAsync(cancellationToken);
        return new Page<ConflictRow>(await RowsAsync(db, actor, ids, cancellationToken), total, page.Number, page.Size);
    }

    /// <summary>The last <see cref="MostSettled"/> that somebody has settled, the latest first.</summary>
    /// <param name="actor">Needs <see cref="Permission.CorrectCheckIns"/>.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<ConflictRow>> SettledAsync(Actor actor, long eventId, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.CorrectCheckIns);
        await using var db = databases.Read(actor);
        var ids = await CheckInQueries.Conflicts(db.Scans.Where(s => s.EventId == eventId)).Where(s => s.SettledAt != null)
            .OrderByDescending(s => s.SettledAt).ThenByDescending(s => s.Id).Take(MostSettled).Select(s => s.Id)
            .ToListAsync(cancellationToken);
        return await RowsAsync(db, actor, ids, cancellationToken);
    }

    private static async Task<IReadOnlyList<ConflictRow>> RowsAsync(
        PortalDb db, Actor actor, List<long> ids, CancellationToken cancellationToken)
    {
        var rows = await db.RowsAsync(ids, Row, row => row.Scan.Id, cancellationToken);
        var company = actor.May(Permission.ViewContacts);
        return rows.ConvertAll(row => row.ToRow(company));
    }

    private sealed class Read
    {
        public required Scan Scan { get; init; }

        public string? FirstName { get; init; }

        public string? LastName { get; init; }

        public string? CompanyName { get; init; }

        public string? Category { get; init; }

        public CheckIn? Stay { get; init; }

        public ConflictRow ToRow(bool company) => new(
            Scan.Id, Scan.At, Scan.ReceivedAt, Scan.Action, Scan.Code!, Scan.BadgeNumber, Scan.ParticipantId,
            Contact.DisplayName(FirstName, LastName, company ? CompanyName : null), Category, Scan.Station, Scan.Quantity ?? 1,
            Stay is null ? null : new ConflictStay(Stay.CheckedInAt, Stay.CheckedOutAt, Stay.Station),
            Scan.Settlement is { } kind ? new ConflictSettlement(kind, Scan.SettledAt!.Value, Scan.SettledBy, Scan.SettledNote) : null)
        { Accepted = Scan.SettledCheckInId };
    }
}
