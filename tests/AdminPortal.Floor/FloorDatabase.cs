using Microsoft.Data.Sqlite;

namespace AdminPortal.Floor;

/// <summary>The floor's tables: people, their stays and what was scanned, each list with the one index it is read by.</summary>
internal static class FloorDatabase
{
    private const string Schema = """
        PRAGMA journal_mode=WAL;
        CREATE TABLE people (id INTEGER PRIMARY KEY, badge TEXT NOT NULL, number TEXT NOT NULL, first TEXT, last TEXT,
            confirmed INTEGER NOT NULL, created TEXT NOT NULL);
        CREATE TABLE stays (id INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER NOT NULL, station TEXT, at TEXT NOT NULL, until TEXT);
        CREATE TABLE scans (id INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER, stay INTEGER, station TEXT, at TEXT NOT NULL);
        """;

    private const string Rows = """
        WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $people)
            INSERT INTO people SELECT i + 1, 'b' || i, 'b' || i, 'Mia', 'Muster' || i, 1, $now FROM n;
        WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $stays)
            INSERT INTO stays SELECT i + 1, i % $people + 1, 'Door ' || (i % 8), $now, $now FROM n;
        CREATE UNIQUE INDEX people_badge ON people (badge);
        CREATE INDEX stays_person ON stays (person, until);
        """;

    /// <summary>A connection with the pragmas of the product.</summary>
    public static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Run(connection, "PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4096;");
        return connection;
    }

    /// <summary>Makes the tables and fills them.</summary>
    public static void Fill(string file, int people, int stays)
    {
        using var connection = Open(file);
        Run(connection, Schema);
        using var all = connection.BeginTransaction();
        using var rows = connection.CreateCommand();
        rows.CommandText = Rows;
        rows.Transaction = all;
        rows.Parameters.AddWithValue("$people", people);
        rows.Parameters.AddWithValue("$stays", stays);
        rows.Parameters.AddWithValue("$now", DateTime.UtcNow);
        rows.ExecuteNonQuery();
        all.Commit();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the constants above
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
