using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Data.Verification;

/// <summary>The lines of the audit log against the rows they open to.</summary>
internal static class AuditRules
{
    public static readonly Rule[] All =
    [
        new("audit_operation", OperationsAsync),
        new("audit_part", PartsAsync),
    ];

    /// <summary>An operation counts as many rows as there are, and has at least one.</summary>
    private static async Task<List<Finding>> OperationsAsync(PortalDb db, CancellationToken cancellationToken) =>
        (await db.AuditOperations.IgnoreQueryFilters()
            .Select(o =>
                new { o.TenantId, o.Id, o.Rows, Present = db.AuditEntries.Count(e => e.TenantId == o.TenantId && e.OperationId == o.Id) })
            .Where(o => o.Rows != o.Present || o.Present == 0).ToListAsync(cancellationToken))
        .ConvertAll(o => new Finding("audit_operation", o.TenantId, o.Id, o.Present == 0
            ? $"Operation {o.Id} of the audit log has no rows."
            : $"Operation {o.Id} of the audit log counts {o.Rows} rows, but has {o.Present}."));

    /// <summary>What an operation did to one kind of record of one event is counted right, and nothing is left uncounted.</summary>
    private static async Task<List<Finding>> PartsAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var parts = db.AuditParts.IgnoreQueryFilters();
        var wrong = await parts
            .Select(p => new
            {
                p.TenantId,
                p.Id,
                p.OperationId,
                p.Entity,
                p.Action,
                p.Rows,
                Present = db.AuditEntries.Count(e => e.TenantId == p.TenantId && e.OperationId == p.OperationId && e.Entity == p.Entity
                    && e.Action == p.Action
                    && (e.EventId == p.EventId || (e.EventId == null && p.EventId == null))),
            })
            .Where(p => p.Rows != p.Present).ToListAsync(cancellationToken);
        var missing = await db.AuditOperations.IgnoreQueryFilters()
            .Select(o => new
            {
                o.TenantId,
                o.Id,
                o.Rows,
                Counted = parts.Where(p => p.TenantId == o.TenantId && p.OperationId == o.Id)
                .Sum(p => p.Rows)
            })
            .Where(o => o.Rows != o.Counted).ToListAsync(cancellationToken);
        return
        [
            .. wrong.Select(p => new Finding(
                "audit_part", p.TenantId, p.Id,
                    $"Operation {p.OperationId} of the audit log counts {p.Rows} of {p.Entity} {p.Action}, but has {p.Present}.")),
            .. missing.Select(o => new Finding("audit_part", o.TenantId, o.Id,
                $"Operation {o.Id} of the audit log has {o.Rows} rows, but its parts have {o.Counted}.")),
        ];
    }
}
