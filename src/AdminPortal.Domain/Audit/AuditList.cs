using System.Text.Json.Nodes;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Audit;

/// <summary>A row of the file of the audit log.</summary>
/// <param name="Entry">The entry, without what the reader may not see of it.</param>
/// <param name="EventTitle">The event of its record, a removed one too.</param>
public sealed record AuditFileRow(AuditEntry Entry, string? EventTitle);

/// <summary>
/// The audit log as a file: a row for each record that was touched, where the page shows operations; the range applies to when. Values that
/// changed stand as the log keeps them, with the names of the fields.
/// </summary>
public sealed class AuditList() : RecordsKind<AuditEntry, AuditFileRow, AuditFilter>("audit_list", Permission.ViewAudit,
    new ReportCell<AuditFileRow>("at", CellKind.Time, row => row.Entry.At),
    new("by", CellKind.Text, row => row.Entry.ActorName),
    new ReportCell<AuditFileRow>("network_address", CellKind.Text, row => row.Entry.Address).Nullable,
    new(RecordWords.Column<AuditAction>("action"), row => row.Entry.Action.Word()),
    new ReportCell<AuditFileRow>(new("kind", CellKind.Choice) { Words = [.. Kinds.Values] },
        row => Kinds.GetValueOrDefault(row.Entry.Entity)).Nullable,
    new ReportCell<AuditFileRow>("title", CellKind.Text, row => row.Entry.Title).Nullable,
    new("record", CellKind.Text, row => RecordWords.Number(row.Entry.EntityId)),
    new ReportCell<AuditFileRow>("event_title", CellKind.Text, row => row.EventTitle).Nullable,
    new ReportCell<AuditFileRow>("changes", CellKind.Text, row => Told(row.Entry)).Nullable,
    new("operation", CellKind.Text, row => RecordWords.Number(row.Entry.OperationId)))
{
    private static readonly Dictionary<string, string> Kinds =
        AuditNames.Entities.ToDictionary(kind => kind, kind => $"of_{RecordWords.Of(kind)}");

    /// <summary>The one there is.</summary>
    public static AuditList Instance { get; } = new();

    /// <inheritdoc />
    public override Sorts<AuditEntry> Sorts { get; } = new Sorts<AuditEntry>(e => e.Id).By("at", e => e.At);

    /// <inheritdoc />
    public override FilterParts<AuditFilter> Filters { get; } = new FilterParts<AuditFilter>()
        .Text("person", (filter, person) => filter with { Person = person })
        .Text("who", (filter, actor) => filter with { Actor = actor }, "by")
        .Choice("kind", CellKind.Choice, [.. Kinds.Select(kind => (kind.Key, (object)kind.Value))],
            (filter, kind) => filter with { Entity = kind })
        .Choice<AuditAction>("action", (filter, action) => filter with { Action = action })
        .Number("record", (filter, id) => filter with { EntityId = id })
        .Days("at", (filter, from, until) => filter with { From = from, Until = until });

    private protected override bool Descending => true;

    private protected override AuditFilter Start(RecordConditions asked) => new() { EventId = asked.EventId };

    private protected override IQueryable<AuditEntry> Records(ReportScope scope, AuditFilter filter, RecordConditions asked) =>
        AuditQueries.Entries(scope.Db, filter);

    internal override async Task<List<(long Id, AuditFileRow Row)>> ReadAsync(ReportScope scope, IReadOnlyList<long> ids,
        CancellationToken cancellationToken)
    {
        var events = scope.Db.Events.IgnoreQueryFilters([PortalDb.AliveFilter]);
        var rows = await scope.Db.OfIds<AuditEntry>(ids).AsNoTracking()
            .Select(e => new AuditFileRow(e, events.Where(o => o.Id == e.EventId).Select(o => o.Title).FirstOrDefault()))
            .ToListAsync(cancellationToken);
        rows.ForEach(row => AuditQueries.Hide(scope.Db.Actor!, row.Entry));
        return rows.ConvertAll(row => (row.Entry.Id, row));
    }

    /// <summary>The changes on one line, such as <c>Title: Fair → Harbour fair; Capacity: 100</c>; null where there are none.</summary>
    private static string? Told(AuditEntry entry)
    {
        var told = string.Join("; ", JsonNode.Parse(entry.Changes)!.AsObject().Select(change =>
            $"{change.Key}: {string.Join(" → ", change.Value!.AsArray()
                .SkipWhile(value => value is null && entry.Action != AuditAction.Changed).Select(Value))}"));
        return told.Length > 0 ? told : null;
    }

    private static string Value(JsonNode? value) => value is null ? ReportLanguage.Nothing : value.ToString();
}
