using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Floor;

/// <summary>Pages of 25 rows, the newest first, by prepared statements: those before the page are skipped in the index alone.</summary>
internal sealed class FloorReader(string file)
{
    private const int Size = 25;

    private const string People = "SELECT p.id, p.badge, p.number, p.first, p.last, p.confirmed, p.created FROM people p WHERE p.id IN "
        + "(SELECT id FROM people ORDER BY id DESC LIMIT 25 OFFSET $skip) ORDER BY p.id DESC";

    private const string Stays = "SELECT s.id, s.station, s.at, s.until, p.id, p.badge, p.number, p.first, p.last "
        + "FROM stays s JOIN people p ON p.id = s.person WHERE s.id IN (SELECT id FROM stays ORDER BY id DESC LIMIT 25 OFFSET $skip) ORDER BY s.id DESC";

    private readonly ConcurrentBag<(SqliteCommand People, SqliteCommand Stays)> idle = [];

    /// <summary>A page of people.</summary>
    public List<FloorPerson> ReadPeople(int page) => Read(page, pair => pair.People, row => new FloorPerson(row.GetInt64(0),
        new FloorContact(row.GetInt64(0), row.GetString(2), null, row.GetString(3), row.GetString(4)), row.GetString(1), row.GetBoolean(5),
        row.GetDateTime(6)));

    /// <summary>A page of stays.</summary>
    public List<FloorStay> ReadStays(int page) => Read(page, pair => pair.Stays, row => new FloorStay(row.GetInt64(0), row.GetInt64(4),
        "floor", new FloorContact(row.GetInt64(4), row.GetString(6), null, row.GetString(7), row.GetString(8)), row.GetString(5),
        row.GetString(1), row.GetDateTime(2), row.IsDBNull(3) ? null : row.GetDateTime(3), row.IsDBNull(3), 1));

    private List<T> Read<T>(int page, Func<(SqliteCommand People, SqliteCommand Stays), SqliteCommand> which, Func<SqliteDataReader, T> of)
    {
        if (!idle.TryTake(out var pair))
        {
            var connection = FloorDatabase.Open(file);
            pair = (Prepare(connection, People), Prepare(connection, Stays));
        }

        var command = which(pair);
        command.Parameters[0].Value = (page - 1) * Size;
        var rows = new List<T>(Size);
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                rows.Add(of(reader));
            }
        }

        idle.Add(pair);
        return rows;
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // the constants above
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.Add(new SqliteParameter { ParameterName = "$skip" });
        command.Prepare();
        return command;
    }
}
