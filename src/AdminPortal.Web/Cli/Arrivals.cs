using System.IO.Compression;
using System.Text.Json;
using CsvHelper;

namespace AdminPortal.Web.Cli;

/// <summary>One arrival.</summary>
/// <param name="Minute">Minutes after the start of the event.</param>
/// <param name="Body">The request as it is sent; made beforehand, because the rehearsal may share its processor with the server.</param>
internal readonly record struct Arrival(double Minute, ReadOnlyMemory<byte> Body);

/// <summary>Reads a file of arrivals.</summary>
internal static class Arrivals
{
    /// <summary>The arrivals from one minute to another, both included, in order of time.</summary>
    /// <exception cref="CliFailure">A column is missing, or a minute is no number.</exception>
    public static List<Arrival> Read(string path, string eventKey, double from, double until)
    {
        using var file = new BufferedStream(File.OpenRead(path));
        var packed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using Stream stream = packed ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = CsvReader.Create(stream);
        var (at, badge, station) = (Column(reader, "at"), Column(reader, "badge_number"), Column(reader, "station"));
        var arrivals = new List<Arrival>();
        while (reader.Read())
        {
            if (!reader.TryParse<double>(at, out var minute) || !double.IsFinite(minute))
            {
                throw new CliFailure($"Row {reader.RowNumber + 1} of the arrivals has no number in the column at.");
            }

            if (minute >= from && minute <= until)
            {
                arrivals.Add(new Arrival(minute, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
                {
                    ["event_key"] = eventKey,
                    ["badge_number"] = reader.GetString(badge),
                    ["station"] = reader.GetString(station),
                    ["check_in_type"] = "scan",
                })));
            }
        }

        return [.. arrivals.OrderBy(arrival => arrival.Minute)]; // stable: equal minutes keep their order
    }

    private static int Column(CsvReader reader, string name) => reader.TryGetFieldIndex(name, out var index)
        ? index
        : throw new CliFailure($"The arrivals have no column {name}.");
}
