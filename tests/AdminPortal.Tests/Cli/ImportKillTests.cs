using System.Diagnostics;
using System.Text;
using AdminPortal.Web.Startup;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Tests.Cli;

/// <summary>A process that dies while it imports leaves nothing to be seen.</summary>
public sealed class ImportKillTests : IDisposable
{
    private readonly CommandLine cli = new();

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task The_next_process_takes_back_what_a_killed_import_has_written()
    {
        await cli.DoneAsync("tenants create --slug acme --name Acme");
        await cli.DoneAsync("events create --tenant acme --key run --title Lauf --from 2026-10-03T09:00 --to 2026-10-04");
        var text = new StringBuilder("customer_number,last_name,bib\n")
            .AppendJoin('\n', Enumerable.Range(1, 6_000).Select(i => $"K{i},Name{i},{i}"));
        var file = cli.Write("people.csv", text.ToString());
        string[] verb = ["import", "participants", "--tenant", "acme", "--event", "run", "--file", file,
            $"--Portal:DataDirectory={cli.Folder}", "--Portal:Seed=none"];
        using (var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(PortalHost).Assembly.Location, .. verb])
        { RedirectStandardError = true, RedirectStandardOutput = true })!)
        {
            while (await process.StandardError.ReadLineAsync() is { } line && !line.StartsWith("Writing", StringComparison.Ordinal))
            {
                // The first thousand rows are written when it says so.
            }

            process.Kill();
            await process.WaitForExitAsync();
        }

        var database = Directory.GetFiles(cli.Folder, "*.db").Single();
        Assert.InRange(Count(database, "Participants"), 1_000, 5_999);
        var again = await cli.DoneAsync(
            $"import participants --tenant acme --event run --file {cli.Write("one.csv", "customer_number,last_name\nZ1,Other\n")}");
        Assert.Equal(1, again.GetProperty("created").GetInt32());
        Assert.Equal((1, 1), (Count(database, "Participants"), Count(database, "Contacts")));
    }

    private static long Count(string database, string table)
    {
        using var connection = new SqliteConnection($"Data Source={database}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = table == "Contacts" ? "SELECT COUNT(*) FROM Contacts" : "SELECT COUNT(*) FROM Participants";
        return (long)command.ExecuteScalar()!;
    }
}
