using AdminPortal.Data.Sqlite;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace AdminPortal.Tests.Cli;

/// <summary>The verbs <c>backup</c>, <c>restore</c> and <c>verify</c> on SQLite, as somebody uses them.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly CommandLine cli = new();

    private string Database => Path.Combine(cli.Folder, "portal.db");

    private string Copy => Path.Combine(cli.Folder, "copy.db");

    public void Dispose() => cli.Dispose();

    [Fact]
    public async Task What_was_written_after_the_copy_is_gone_after_its_return_and_kept_beside_it()
    {
        await cli.DoneAsync("tenants create --slug first --name First");
        var copy = await cli.DoneAsync("backup --to", "", Copy);
        Assert.Equal((Copy, new FileInfo(Copy).Length), (copy.GetProperty("path").GetString(), copy.GetProperty("bytes").GetInt64()));
        await cli.DoneAsync("tenants create --slug second --name Second");

        var restored = await cli.DoneAsync("restore --from", "", Copy);
        Assert.Equal(0, restored.GetProperty("pending").GetArrayLength());
        Assert.Equal(["first"], Query(Database, "SELECT Slug FROM Tenants"));
        Assert.Equal(["first", "second"], Query(restored.GetProperty("kept").GetString()!, "SELECT Slug FROM Tenants ORDER BY Slug"));
        await cli.DoneAsync("tenants create --slug second --name Again");
        Assert.Equal(0, (await cli.DoneAsync("verify")).GetProperty("findings").GetInt32());
    }

    [Fact]
    public async Task The_copy_and_all_that_the_portal_makes_are_the_accounts_own()
    {
        await cli.DoneAsync("migrate", "", $"--Portal:DataDirectory={Path.Combine(cli.Folder, "new")}");
        await cli.DoneAsync("migrate");
        await cli.DoneAsync("backup --to", "", Copy);
        if (OperatingSystem.IsWindows())
        {
            return; // a folder's rights hold for its files
        }

        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Own, File.GetUnixFileMode(Copy));
        foreach (var file in Directory.GetFiles(cli.Folder, "portal.db*"))
        {
            Assert.Equal(Own, File.GetUnixFileMode(file));
        }

        File.SetUnixFileMode(Database, Own | UnixFileMode.OtherRead | UnixFileMode.GroupRead); // as an earlier version left it
        await cli.DoneAsync("migrate");
        Assert.Equal(Own, File.GetUnixFileMode(Database));
    }

    [Fact]
    public async Task A_copy_is_never_written_over_another_file()
    {
        await cli.DoneAsync("migrate");
        await File.WriteAllTextAsync(Copy, "precious");
        await RefusedAsync("backup --to", Copy, "there already");
        Assert.Equal("precious", await File.ReadAllTextAsync(Copy));
    }

    [Theory]
    [InlineData("none", "There is no file")]
    [InlineData("text", "no backup of a portal")]
    [InlineData("other", "no backup of a portal")]
    [InlineData("half", "damaged")]
    [InlineData("newer", "made by a newer portal (it has 99990101000000_Future)")]
    public async Task What_cannot_be_put_back_is_refused_and_changes_nothing(string kind, string sentence)
    {
        await cli.DoneAsync("seed demo");
        await cli.DoneAsync("backup --to", "", Copy);
        switch (kind)
        {
            case "none":
                File.Delete(Copy);
                break;
            case "text":
                await File.WriteAllTextAsync(Copy, new string('x', 10_000));
                break;
            case "other":
                File.Delete(Copy);
                Run(Copy, "CREATE TABLE Notes (Id INTEGER)");
                break;
            case "half":
                await using (var file = File.OpenWrite(Copy))
                {
                    file.SetLength(file.Length / 8192 * 4096);
                }

                break;
            default:
                Run(Copy, "INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Future', '99.0.0')");
                break;
        }

        await RefusedAsync("restore --from", Copy, sentence);
        Assert.Equal(["demo"], Query(Database, "SELECT Slug FROM Tenants"));
        Assert.Empty(Directory.GetFiles(cli.Folder, "*restor*"));
    }

    [Fact]
    public async Task A_database_in_use_is_not_taken_away()
    {
        await cli.DoneAsync("tenants create --slug first --name First");
        await cli.DoneAsync("backup --to", "", Copy);
        using (var portal = new SqliteStore($"Data Source={Database}", TimeProvider.System).Use().Required())
        {
            await RefusedAsync("restore --from", Copy, "in use");
        }

        SqliteConnection.ClearAllPools();
        using (var shell = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            shell.Open(); // a program that knows nothing of the portal's lock
            Read(shell, "SELECT Slug FROM Tenants");
            await RefusedAsync("restore --from", Copy, "in use");
        }

        await cli.DoneAsync("restore --from", "", Copy);
    }

    [Fact]
    public async Task While_a_restore_runs_no_verb_begins()
    {
        await cli.DoneAsync("migrate");
        using var restore = new FileStream(Database + ".lock", FileMode.Open, FileAccess.Read, FileShare.None);
        await RefusedAsync("tenants create --slug first --name", "First", "being restored");
    }

    [Fact]
    public async Task A_database_that_cannot_be_read_any_more_is_replaced_and_kept()
    {
        await cli.DoneAsync("tenants create --slug first --name First");
        await cli.DoneAsync("backup --to", "", Copy);
        SqliteConnection.ClearAllPools();
        await File.WriteAllTextAsync(Database, new string('x', 10_000));
        var kept = (await cli.DoneAsync("restore --from", "", Copy)).GetProperty("kept").GetString()!;
        Assert.StartsWith("xxx", await File.ReadAllTextAsync(kept), StringComparison.Ordinal);
        Assert.Equal(["first"], Query(Database, "SELECT Slug FROM Tenants"));
    }

    [Fact]
    public async Task The_demo_and_a_large_tenant_are_as_their_rows_say()
    {
        await cli.DoneAsync("seed demo");
        await cli.DoneAsync("seed large --participants 500");
        var (code, results, messages) = await cli.RunAsync("verify");
        Assert.True(code == 0, string.Join('\n', results) + messages);
    }

    [Fact]
    public async Task Verify_names_what_it_finds_and_fails()
    {
        await cli.DoneAsync("seed demo");
        Run(Database, """
            DROP INDEX IX_CheckIns_Open;
            CREATE TEMP TABLE Twice AS SELECT * FROM CheckIns WHERE CheckedOutAt IS NULL AND DeletedAt IS NULL LIMIT 1;
            UPDATE Twice SET Id = (SELECT MAX(Id) + 1 FROM CheckIns);
            INSERT INTO CheckIns SELECT * FROM Twice;
            UPDATE Invoices SET ContactId = 999999 WHERE Id = (SELECT MIN(Id) FROM Invoices);
            """);
        var (code, results, messages) = await cli.RunAsync("verify");
        Assert.Equal(1, code);
        Assert.Contains("not as its rows say", messages, StringComparison.Ordinal);
        var found = results.SkipLast(1).Select(finding => finding.GetProperty("check").GetString()).ToHashSet();
        Assert.Superset(new HashSet<string?> { "storage", "open_check_ins", "figures" }, found);
        Assert.Equal(results.Count - 1, results[^1].GetProperty("findings").GetInt32());
    }

    [Fact]
    public async Task A_copy_taken_while_doors_are_open_is_whole()
    {
        await using var host = new ApiHost(Provider.Sqlite);
        var portal = await host.TenantAsync();
        await portal.EventAsync(reEntry: ReEntry.AfterCheckOut);
        string[] badges = ["A1", "A2", "A3", "A4"];
        foreach (var badge in badges)
        {
            await portal.ParticipantAsync(badge);
        }

        var answered = 0;
        using var closing = new CancellationTokenSource();
        var doors = badges.Select(async badge =>
        {
            while (!closing.IsCancellationRequested)
            {
                (await portal.PostAsync("/check-ins", $$"""{"event_key":"congress","badge_number":"{{badge}}"}"""))
                    .Is(System.Net.HttpStatusCode.Created);
                Interlocked.Increment(ref answered);
                (await portal.PostAsync("/check-ins", $$"""{"event_key":"congress","badge_number":"{{badge}}","action":"check_out"}"""))
                    .Is(System.Net.HttpStatusCode.OK);
            }
        }).ToList();
        for (var round = 0; round < 5; round++)
        {
            var copy = Path.Combine(cli.Folder, $"copy{round}.db");
            var before = Volatile.Read(ref answered);
            await portal.Get<IDatabaseStore>().BackUpAsync(copy);
            var after = Volatile.Read(ref answered);
            await cli.DoneAsync("restore --from", "", copy);
            Assert.Equal(0, (await cli.DoneAsync("verify")).GetProperty("findings").GetInt32());
            Assert.InRange(int.Parse(Query(Database, "SELECT COUNT(*) FROM CheckIns")[0], null), before, after + badges.Length);
        }

        await closing.CancelAsync();
        await Task.WhenAll(doors);
    }

    private async Task RefusedAsync(string verb, string argument, string sentence)
    {
        var (code, results, messages) = await cli.RunAsync(verb, "", argument);
        Assert.Equal(1, code);
        Assert.Empty(results);
        Assert.Contains(sentence, messages, StringComparison.Ordinal);
    }

    private static List<string> Query(string file, string query)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return Read(connection, query);
    }

    private static List<string> Read(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    private static void Run(string file, string statements)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Foreign Keys=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
