using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Schedules;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Tenants;
using AdminPortal.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Audit;

/// <summary>What records are called: one query for each kind, removed ones included.</summary>
internal static class AuditNames
{
    private const int TitleLimit = 200;

    private static readonly Dictionary<string, Func<PortalDb, List<long>, IQueryable<Row>>> Kinds = new()
    {
        [nameof(Participant)] = (db, ids) => Of(db.Participants).Where(p => ids.Contains(p.Id))
            .Select(p => new Row(p.TenantId, p.Id, null, p.BadgeNumber, p.Contact!.FirstName, p.Contact.LastName, p.Contact.CompanyName)),
        [nameof(Contact)] = (db, ids) => Of(db.Contacts).Where(c => ids.Contains(c.Id))
            .Select(c => new Row(c.TenantId, c.Id, null, null, c.FirstName, c.LastName, c.CompanyName)),
        [nameof(CheckIn)] = (db, ids) => Of(db.CheckIns).Where(c => ids.Contains(c.Id))
            .Select(c => new Row(c.TenantId, c.Id, null, c.BadgeNumber, c.Participant!.Contact!.FirstName, c.Participant.Contact.LastName,
                c.Participant.Contact.CompanyName)),
        [nameof(Scan)] = (db, ids) => Of(db.Scans).Where(s => ids.Contains(s.Id))
            .Select(s => new Row(s.TenantId, s.Id, null, s.BadgeNumber, s.Participant!.Contact!.FirstName, s.Participant.Contact.LastName,
                s.Participant.Contact.CompanyName)),
        [nameof(Application)] = (db, ids) => Of(db.Applications).Where(a => ids.Contains(a.Id))
            .Select(a => new Row(a.TenantId, a.Id, null, null, a.Contact!.FirstName, a.Contact.LastName, a.Contact.CompanyName)),
        [nameof(Invoice)] = (db, ids) => Of(db.Invoices).Where(i => ids.Contains(i.Id))
            .Select(i => new Row(i.TenantId, i.Id, i.Number, null, i.Contact!.FirstName, i.Contact.LastName, i.Contact.CompanyName)),
        [nameof(Payment)] = (db, ids) => Of(db.Payments).Where(p => ids.Contains(p.Id))
            .Select(p => new Row(p.TenantId, p.Id, p.Reference, null, p.Contact!.FirstName, p.Contact.LastName, p.Contact.CompanyName)),
        [nameof(Event)] = (db, ids) => Of(db.Events).Where(e => ids.Contains(e.Id)).Select(e => new Row(e.TenantId, e.Id, e.Title)),
        [nameof(Category)] = (db, ids) => Of(db.Categories).Where(c => ids.Contains(c.Id))
            .Select(c => new Row(c.TenantId, c.Id, c.Title)),
        [nameof(CheckInWindow)] = (db, ids) => Of(db.CheckInWindows).Where(w => ids.Contains(w.Id))
            .Select(w => new Row(w.TenantId, w.Id, w.Name)),
        [nameof(Wall)] = (db, ids) => Of(db.Walls).Where(w => ids.Contains(w.Id)).Select(w => new Row(w.TenantId, w.Id, w.Name)),
        [nameof(Station)] = (db, ids) => Of(db.Stations).Where(s => ids.Contains(s.Id)).Select(s => new Row(s.TenantId, s.Id, s.Name)),
        [nameof(BadgeKey)] = (db, ids) => Of(db.BadgeKeys).Where(k => ids.Contains(k.Id)).Select(k => new Row(k.TenantId, k.Id, null)),
        [nameof(BadgeDesign)] = (db, ids) => Of(db.BadgeDesigns).Where(d => ids.Contains(d.Id))
            .Select(d => new Row(d.TenantId, d.Id, d.Name)),
        [nameof(ReportSchedule)] = (db, ids) => Of(db.ReportSchedules).Where(s => ids.Contains(s.Id))
            .Select(s => new Row(s.TenantId, s.Id, s.Name)),
        [nameof(ReportExport)] = (db, ids) => Of(db.ReportExports).Where(e => ids.Contains(e.Id))
            .Select(e => new Row(e.TenantId, e.Id, e.FileName ?? e.About)),
        [nameof(ApiKey)] = (db, ids) => Of(db.ApiKeys).Where(k => ids.Contains(k.Id)).Select(k => new Row(k.TenantId, k.Id, k.Name)),
        [nameof(WebhookEndpoint)] = (db, ids) => Of(db.WebhookEndpoints).Where(e => ids.Contains(e.Id))
            .Select(e => new Row(e.TenantId, e.Id, e.Name)),
        [nameof(Team)] = (db, ids) => Of(db.Teams).Where(t => ids.Contains(t.Id)).Select(t => new Row(t.TenantId, t.Id, t.Name)),
        [nameof(Invitation)] = (db, ids) => Of(db.Invitations).Where(i => ids.Contains(i.Id))
            .Select(i => new Row(i.TenantId, i.Id, i.Email)),
        [nameof(PortalUser)] = (db, ids) => db.Users.Where(u => ids.Contains(u.Id))
            .Select(u => new Row(u.TenantId, u.Id, null, u.Email, null, u.DisplayName)),
        [nameof(AccountLink)] = (db, ids) => Of(db.AccountLinks).Where(l => ids.Contains(l.Id))
            .Select(l => new Row(l.TenantId, l.Id, null, null, null, db.Users.Single(u => u.Id == l.UserId).DisplayName)),
        [nameof(Passkey)] = (db, ids) => Of(db.Passkeys).Where(p => ids.Contains(p.Id)).Select(p => new Row(p.TenantId, p.Id, p.Name)),
        [nameof(TenantProfile)] = (db, ids) => Of(db.TenantProfiles).Where(p => ids.Contains(p.Id))
            .Select(p => new Row(p.TenantId, p.Id, p.LegalName ?? db.Tenants.Single(t => t.Id == p.TenantId).Name)),
        [nameof(Tenant)] = (db, ids) => db.Tenants.Where(t => ids.Contains(t.Id))
            .Select(t => new Row(t.Id, t.Id, t.Name)),
    };

    /// <summary>The kinds of records the log names.</summary>
    public static IReadOnlyCollection<string> Entities => Kinds.Keys;

    /// <summary>What records of one tenant are called now; those that are not there any more are left out.</summary>
    /// <param name="db">The database.</param>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="companies">Whether a company may stand for a person without a name.</param>
    public static async Task<Dictionary<(string Entity, long Id), AuditName>> FindAsync(
        PortalDb db, long tenantId, IEnumerable<(string Entity, long Id)> records, CancellationToken cancellationToken,
            bool companies = true)
    {
        var names = new Dictionary<(string Entity, long Id), AuditName>();
        foreach (var kind in records.Distinct().GroupBy(record => record.Entity, record => record.Id))
        {
            if (Kinds.TryGetValue(kind.Key, out var read))
            {
                foreach (var some in kind.Chunk(1000))
                {
                    await foreach (var row in read(db, [.. some]).AsNoTracking().AsAsyncEnumerable()
                        .WithCancellation(cancellationToken))
                    {
                        if (row.TenantId == tenantId)
                        {
                            names[(kind.Key, row.Id)] = (companies ? row : row with { CompanyName = null }).Name();
                        }
                    }
                }
            }
        }

        return names;
    }

    /// <summary>What a record in hand is called; null when that needs a look at the database.</summary>
    public static AuditName? Of(object entity) => entity switch
    {
        Contact c => new Row(0, 0, null, null, c.FirstName, c.LastName, c.CompanyName).Name(),
        Participant { Contact: { } c } p => new Row(0, 0, null, p.BadgeNumber, c.FirstName, c.LastName, c.CompanyName).Name(),
        Event e => new Row(0, 0, e.Title).Name(),
        Category c => new Row(0, 0, c.Title).Name(),
        CheckInWindow w => new Row(0, 0, w.Name).Name(),
        Wall w => new Row(0, 0, w.Name).Name(),
        Station s => new Row(0, 0, s.Name).Name(),
        BadgeDesign d => new Row(0, 0, d.Name).Name(),
        ReportSchedule s => new Row(0, 0, s.Name).Name(),
        ReportExport e => new Row(0, 0, e.FileName ?? e.About).Name(),
        ApiKey k => new Row(0, 0, k.Name).Name(),
        WebhookEndpoint e => new Row(0, 0, e.Name).Name(),
        Team t => new Row(0, 0, t.Name).Name(),
        Passkey p => new Row(0, 0, p.Name).Name(),
        Invitation i => new Row(0, 0, i.Email).Name(),
        PortalUser u => new Row(0, 0, null, u.Email, null, u.DisplayName).Name(),
        Tenant t => new Row(0, 0, t.Name).Name(),
        _ => null,
    };

    /// <summary>
    /// Of all tenants: "of the tenant and one of these ids" makes SQLite walk through the whole tenant, so the tenant is compared with what
    /// was read.
    /// </summary>
    private static IQueryable<T> Of<T>(IQueryable<T> records)
        where T : class, ITenantOwned => records.IgnoreQueryFilters();

    /// <param name="TenantId">Whose record it is.</param>
    /// <param name="Id">The record's id.</param>
    /// <param name="Own">Its own name or number.</param>
    /// <param name="Mark">What tells people of one name apart.</param>
    /// <param name="FirstName">Of the person it concerns.</param>
    /// <param name="LastName">Likewise.</param>
    /// <param name="CompanyName">Likewise.</param>
    private sealed record Row(long TenantId, long Id, string? Own, string? Mark = null, string? FirstName = null, string? LastName = null,
        string? CompanyName = null)
    {
        public AuditName Name()
        {
            var person = Contact.DisplayName(FirstName, LastName, CompanyName);
            var title = (Own, person, Mark) switch
            {
                ({ } own, "", _) => own,
                ({ } own, _, _) => $"{own} · {person}",
                (_, _, { Length: > 0 } mark) => person.Length > 0 ? $"{person} ({mark})" : mark,
                _ => person,
            };
            return new AuditName(
                title.Length == 0 ? null : title.Length > TitleLimit ? title[..TitleLimit] : title,
                person.Length == 0 ? null : Fold.Join(TitleLimit, LastName, FirstName, string.IsNullOrWhiteSpace(LastName + FirstName)
                    ? CompanyName : null));
        }
    }
}

/// <summary>What a record is called.</summary>
/// <param name="Title">As it is shown; null when it has no name.</param>
/// <param name="Person">Name of the person it concerns, folded; null when it concerns nobody.</param>
internal sealed record AuditName(string? Title, string? Person);
