using Microsoft.Data.Sqlite;

namespace AdminPortal.Floor;

/// <summary>
/// Group commit on a thread of its own: what arrives while one transaction runs goes into the next one. Three prepared statements for each
/// scan: who it is, the stay, the line of the log.
/// </summary>
internal sealed class FloorWriter : IDisposable
{
    private const int Largest = 256;

    private readonly SqliteConnection connection;

    private readonly Thread thread;

    private readonly Lock door = new();

    private readonly SemaphoreSlim bell = new(0);

    private List<Waiting> queue = [];

    private volatile bool ended;

    public FloorWriter(string file)
    {
        connection = FloorDatabase.Open(file);
        thread = new Thread(Drain) { IsBackground = true, Name = "floor writer" };
        thread.Start();
    }

    /// <summary>Checks in; null when nobody has that badge. The answer comes after the commit.</summary>
    public Task<FloorStay?> WriteAsync(FloorScan scan)
    {
        var waiting = new Waiting(scan, DateTime.UtcNow);
        lock (door)
        {
            queue.Add(waiting);
            if (queue.Count == 1)
            {
                bell.Release();
            }
        }

        return waiting.Done.Task;
    }

    public void Dispose()
    {
        ended = true;
        bell.Release();
        thread.Join();
        connection.Dispose();
        bell.Dispose();
    }

    private void Drain()
    {
        using var find = Prepare("SELECT p.id, p.number, p.first, p.last, s.id FROM people p LEFT JOIN stays s ON s.person = p.id AND "
            + "s.until IS NULL WHERE p.badge = $badge", "$badge");
        using var stay = Prepare("INSERT INTO stays (person, station, at) VALUES ($person, $station, $at) RETURNING id",
            "$person", "$station", "$at");
        using var log = Prepare("INSERT INTO scans (person, stay, station, at) VALUES ($person, $stay, $station, $at)",
            "$person", "$stay", "$station", "$at");
        using var begin = Prepare("BEGIN IMMEDIATE");
        using var commit = Prepare("COMMIT");
        while (true)
        {
            bell.Wait();
            List<Waiting> batch;
            lock (door)
            {
                (batch, queue) = (queue, []);
                if (batch.Count > Largest)
                {
                    queue.AddRange(batch.Skip(Largest));
                    batch.RemoveRange(Largest, batch.Count - Largest);
                    bell.Release();
                }
            }

            if (ended)
            {
                return;
            }

            var results = new FloorStay?[batch.Count];
            begin.ExecuteNonQuery();
            for (var i = 0; i < batch.Count; i++)
            {
                results[i] = Write(batch[i], find, stay, log);
            }

            commit.ExecuteNonQuery();
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Done.SetResult(results[i]);
            }
        }
    }

    private static FloorStay? Write(Waiting waiting, SqliteCommand find, SqliteCommand stay, SqliteCommand log)
    {
        var (scan, at) = (waiting.Scan, waiting.At);
        find.Parameters[0].Value = (object?)scan.BadgeNumber ?? DBNull.Value;
        FloorContact contact;
        using (var reader = find.ExecuteReader())
        {
            if (!reader.Read())
            {
                return null;
            }

            contact = new FloorContact(reader.GetInt64(0), reader.GetString(1), null, reader.GetString(2), reader.GetString(3));
        }

        var station = (object?)scan.Station ?? DBNull.Value;
        (stay.Parameters[0].Value, stay.Parameters[1].Value, stay.Parameters[2].Value) = (contact.Id, station, at);
        var id = (long)stay.ExecuteScalar()!;
        (log.Parameters[0].Value, log.Parameters[1].Value) = (contact.Id, id);
        (log.Parameters[2].Value, log.Parameters[3].Value) = (station, at);
        log.ExecuteNonQuery();
        return new FloorStay(id, contact.Id, "floor", contact, scan.BadgeNumber, scan.Station, at, null, true, 1);
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> names)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // the constants above
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in names)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        command.Prepare();
        return command;
    }

    private sealed record Waiting(FloorScan Scan, DateTime At)
    {
        public TaskCompletionSource<FloorStay?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
