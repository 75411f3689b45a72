using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Data.Sqlite;

/// <summary>One look into an index for each person and each call, and one statement for each stay that ends.</summary>
internal sealed class SqliteDoorCommands : IDoorCommands
{
    private const string People = """
        SELECT p."Id", p."BadgeNumber", p."IsConfirmed", p."CategoryId", k."Title",
            c."Id", c."CustomerNumber", c."CompanyName", c."FirstName", c."LastName",
            o."Id", o."Type", o."BadgeNumber", o."Station", o."Quantity", o."CheckedInAt", o."ReceivedAt", o."InMinute", o."CheckedInBy",
            o."Notes"
        FROM "Participants" p
        CROSS JOIN "Events" e ON e."Id" = p."EventId" AND e."TenantId" = ?1 AND e."DeletedAt" IS NULL
        CROSS JOIN "Contacts" c ON c."Id" = p."ContactId" AND c."TenantId" = ?1 AND c."DeletedAt" IS NULL
        LEFT JOIN "Categories" k ON k."Id" = p."CategoryId" AND k."TenantId" = ?1 AND k."DeletedAt" IS NULL
        LEFT JOIN "CheckIns" o ON o."TenantId" = ?1 AND o."ParticipantId" = p."Id" AND o."CheckedOutAt" IS NULL AND o."DeletedAt" IS NULL
        WHERE p."TenantId" = ?1 AND p."EventId" = ?2 AND p."DeletedAt" IS NULL AND 
        """;

    private const string Remembered = """
        SELECT 1 FROM "RememberedCalls" WHERE "TenantId" = ?1 AND "ApiKeyId" = ?2 AND "KeyHash" = ?3
        """;

    private const string Ended = """
        UPDATE "CheckIns" SET "CheckedOutAt" = ?2, "OutMinute" = ?3, "Notes" = ?4 WHERE "Id" = ?1 AND "CheckedOutAt" IS NULL
        """;

    /// <inheritdoc />
    public IReadOnlyList<DoorPerson> Find(PortalDb db, long eventId, IReadOnlyList<long> ids, IReadOnlyList<string> badges)
    {
        var (connection, found) = ((SqliteConnection)db.Database.GetDbConnection(), new List<DoorPerson>(ids.Count + badges.Count));
        Look(People + "p.\"Id\" = ?3", ids, (look, id) => look.Whole(3, id));
        Look(People + "p.\"BadgeNumber\" = ?3", badges, (look, badge) => look.Text(3, badge));
        return found;

        void Look<T>(string sql, IReadOnlyList<T> keys, Action<Prepared, T> bind)
        {
            if (keys.Count == 0)
            {
                return;
            }

            using var look = new Prepared(connection, sql);
            look.Whole(1, db.TenantId);
            look.Whole(2, eventId);
            foreach (var key in keys)
            {
                bind(look, key);
                while (look.Step())
                {
                    found.Add(Person(look, eventId));
                }
            }
        }
    }

    /// <inheritdoc />
    public IReadOnlyCollection<(long ApiKeyId, string KeyHash)> Answered(PortalDb db,
        IReadOnlyCollection<(long ApiKeyId, string KeyHash)> calls)
    {
        using var look = new Prepared((SqliteConnection)db.Database.GetDbConnection(), Remembered);
        look.Whole(1, db.TenantId);
        var found = new List<(long ApiKeyId, string KeyHash)>();
        foreach (var call in calls)
        {
            look.Whole(2, call.ApiKeyId);
            look.Text(3, call.KeyHash);
            while (look.Step())
            {
                found.Add(call);
            }
        }

        return found;
    }

    /// <inheritdoc />
    public bool End(PortalDb db, IReadOnlyCollection<CheckIn> stays)
    {
        using var end = new Prepared((SqliteConnection)db.Database.GetDbConnection(), Ended);
        foreach (var stay in stays)
        {
            end.Whole(1, stay.Id);
            end.Time(2, stay.CheckedOutAt!.Value);
            end.Whole(3, stay.OutMinute!.Value);
            end.TextOrNull(4, stay.Notes);
            end.Step();
            if (end.Changed != 1)
            {
                return false;
            }
        }

        return true;
    }

    private static DoorPerson Person(Prepared row, long eventId)
    {
        var contact = new CheckInContact(row.Whole(5), row.Text(6)!, row.Text(7), row.Text(8), row.Text(9));
        var open = row.IsNull(10) ? null : new CheckIn
        {
            Id = row.Whole(10),
            EventId = eventId,
            ParticipantId = row.Whole(0),
            Type = (CheckInType)row.Whole(11),
            BadgeNumber = row.Text(12),
            Station = row.Text(13),
            Quantity = (int)row.Whole(14),
            CheckedInAt = row.Time(15),
            ReceivedAt = row.Time(16),
            InMinute = (int)row.Whole(17),
            CheckedInBy = row.Text(18)!,
            Notes = row.Text(19),
        };
        return new DoorPerson(
            row.Whole(0), row.Text(1), row.Whole(2) != 0, row.IsNull(3) ? null : row.Whole(3), row.Text(4), contact, open);
    }
}
