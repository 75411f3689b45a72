using AdminPortal.Web.Startup;

namespace AdminPortal.Tests.Cli;

public sealed class CommandTests : IDisposable
{
    private const string Event = "events create --tenant acme --key run --title Lauf --from 2026-10-03T09:00 --to 2026-10-04";

    private readonly CommandLine cli = new();

    public void Dispose() => cli.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("--urls http://localhost:0")]
    [InlineData("--environment Development --Portal:Seed=none")]
    [InlineData("run")]
    [InlineData("run --urls http://localhost:0 --AllowedHosts localhost")]
    public async Task Without_a_verb_the_portal_serves(string arguments) => Assert.Null((await cli.RunAsync(arguments)).Code);

    [Theory]
    [InlineData("bogus")]
    [InlineData("tenants")]
    [InlineData("tenants create --slug acme")]
    [InlineData("tenants create --slug acme --name Acme --plan Golden")]
    [InlineData("import participants --tenant acme")]
    [InlineData("keys create --tenant acme --name door --kind golden")]
    [InlineData("backup")]
    [InlineData("run bogus")]
    public async Task Wrong_usage_is_exit_code_2_with_the_usage_and_nothing_on_the_output(string command)
    {
        var (code, results, messages) = await cli.RunAsync(command);
        Assert.Equal(2, code);
        Assert.Empty(results);
        Assert.Contains("Usage:", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_is_set_up_from_nothing()
    {
        Assert.NotEqual(0, (await cli.DoneAsync("migrate")).GetProperty("applied").GetArrayLength());
        Assert.Equal(0, (await cli.DoneAsync("migrate")).GetProperty("applied").GetArrayLength());
        Assert.Equal("acme", (await cli.DoneAsync("tenants create --slug acme --name Acme --plan business --timezone Europe/Vienna"))
            .GetProperty("slug").GetString());
        Assert.True((await cli.DoneAsync("users create --tenant acme --email o@example.org --role Owner", "correct horse battery\n"))
            .GetProperty("id").GetInt64() > 0);
        var made = await cli.DoneAsync(Event + " --capacity 100 --enforce-capacity --re-entry always");
        Assert.Equal("run", made.GetProperty("event_key").GetString());
        var key = await cli.DoneAsync("keys create --tenant acme --name door --scopes checkins,participants --expires 30d");
        Assert.StartsWith("apk_", key.GetProperty("key").GetString(), StringComparison.Ordinal);
        Assert.True((await cli.DoneAsync($"keys revoke --id {key.GetProperty("id")}")).GetProperty("revoked").GetBoolean());
        var wall = await cli.DoneAsync("walls create --tenant acme --event run", "", "--Portal:PublicUrl=https://portal.example.org/");
        Assert.StartsWith("https://portal.example.org/wall/wall_", wall.GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tenants create --slug acme --name Again", "in use")]
    [InlineData("users create --tenant acme --email a@example.org --role Owner", "there was none")]
    [InlineData("users create --tenant nobody --email a@example.org --role Owner", "no tenant \"nobody\"")]
    [InlineData("events create --tenant acme --key run --title Lauf --from yesterday --to 2026-10-04", "--from")]
    [InlineData("events create --tenant acme --key run --title Lauf --from 2026-10-05 --to 2026-10-04", "after the start")]
    [InlineData("events create --tenant acme --key run --title Lauf --from 2026-10-03 --to 2026-10-04 --timezone Mars/One", "Mars/One")]
    [InlineData("keys create --tenant acme --name door --scopes everything", "scopes")]
    [InlineData("keys create --tenant acme --name door --expires soon", "--expires")]
    [InlineData("keys revoke --id 4711", "4711")]
    [InlineData("walls create --tenant acme --event none", "none")]
    [InlineData("import participants --tenant acme --event none --file none.csv", "none.csv")]
    [InlineData("rehearse --tenant acme --event none --file none.csv --key k", "none.csv")]
    public async Task What_fails_is_exit_code_1_with_a_sentence_and_nothing_on_the_output(string command, string sentence)
    {
        await cli.DoneAsync("tenants create --slug acme --name Acme");
        var (code, results, messages) = await cli.RunAsync(command);
        Assert.Equal(1, code);
        Assert.Empty(results);
        Assert.Contains(sentence, messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_password_is_refused_by_the_same_rules_as_in_the_portal()
    {
        await cli.DoneAsync("tenants create --slug acme --name Acme");
        var (code, _, messages) = await cli.RunAsync("users create --tenant acme --email a@example.org --role Viewer", "short\n");
        Assert.Equal(1, code);
        Assert.Contains("12", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_all_listed()
    {
        var (code, results, messages) = await cli.RunAsync("migrate", "", "--Database:Provider=Oracle", "--Portal:BaseDomain=not a host",
            "--Portal:PublicUrl=ftp://x", "--Database:Migrate=maybe");
        Assert.Equal(1, code);
        Assert.Empty(results);
        Assert.All(["Database:Provider", "Portal:BaseDomain", "Portal:PublicUrl", "Database:Migrate"], name =>
            Assert.Contains(name, messages, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_schema_that_is_left_to_migrate_is_asked_for()
    {
        var (code, _, messages) = await cli.RunAsync("tenants create --slug acme --name Acme", "", "--Database:Migrate=false");
        Assert.Equal(1, code);
        Assert.Contains("migrate", messages, StringComparison.Ordinal);
        await cli.DoneAsync("migrate", "", "--Database:Migrate=false");
        await cli.DoneAsync("tenants create --slug acme --name Acme", "", "--Database:Migrate=false");
    }

    [Fact]
    public async Task Participants_are_imported_with_a_line_for_each_refused_row()
    {
        await cli.DoneAsync("tenants create --slug acme --name Acme");
        await cli.DoneAsync(Event);
        var good = cli.Write("good.csv", "customer_number;name;no\nK1;Kaya;007\nK2;Weber;8\n");
        var counts = await cli.DoneAsync("import participants --tenant acme --event run --map no=badge_number --file", "", good);
        Assert.Equal((2, 2, true), (counts.GetProperty("rows").GetInt32(), counts.GetProperty("created")
            .GetInt32(), counts.GetProperty("written").GetBoolean()));
        Assert.Equal(2,
            (await cli.DoneAsync("import participants --tenant acme --event run --map no=badge_number --mode upsert --file", "", good))
                .GetProperty("unchanged").GetInt32());
        Assert.Equal(2, (await cli.DoneAsync("import participants --tenant acme --event run --mode create --dry-run --file", "", good))
            .GetProperty("refused").GetInt32());

        var bad = cli.Write("bad.csv", "customer_number,name,email\nK3,Neu,\nK4,Neu,nobody\nK5,,\n");
        var (code, results, messages) = await cli.RunAsync("import participants --tenant acme --event run --file", "", bad);
        Assert.Equal(1, code);
        Assert.Equal([(3, "invalid_email"), (4, "name_or_company")], results.Take(2)
            .Select(r => (r.GetProperty("row").GetInt32(), r.GetProperty("code").GetString()!)));
        Assert.Equal((2, false), (results[^1].GetProperty("refused").GetInt32(), results[^1].GetProperty("written").GetBoolean()));
        Assert.Contains("nothing was written", messages, StringComparison.Ordinal);
        Assert.Equal(1, (await cli.DoneAsync("import participants --tenant acme --event run --partial --file", "", bad))
            .GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task The_demo_is_made_once()
    {
        var seeded = await cli.DoneAsync("seed demo");
        Assert.Equal((5, 2, 740), (seeded.GetProperty("users").GetInt32(), seeded.GetProperty("events")
            .GetInt32(), seeded.GetProperty("participants").GetInt32()));
        Assert.InRange(seeded.GetProperty("check_ins").GetInt32(), 500, 1_000);
        Assert.InRange(seeded.GetProperty("refused_scans").GetInt32(), 10, 160);
        Assert.Equal(1, (await cli.RunAsync("seed demo")).Code);
    }

    [Theory]
    [InlineData("--urls http://x migrate --dry-run", "migrate --dry-run")]
    [InlineData("migrate --environment Production --a b", "migrate --a b")]
    [InlineData("migrate --Portal:Seed=none --ConnectionStrings:Portal x", "migrate")]
    [InlineData("--contentRoot=/x --applicationName=y", "")]
    [InlineData("--help", "--help")]
    [InlineData("run --help", "run --help")]
    [InlineData("run --detailedErrors true bogus", "run bogus")]
    public void Arguments_of_the_host_are_not_the_verbs(string args, string own) =>
        Assert.Equal(own, string.Join(' ', HostArguments.Split(args.Split(' ')).Verb));

    [Fact]
    public async Task A_large_tenant_is_made_once_in_the_size_asked_for()
    {
        var seeded = await cli.DoneAsync("seed large --participants 500");
        Assert.Equal((500, 350, 150, 250),
            (seeded.GetProperty("participants").GetInt32(), seeded.GetProperty("contacts").GetInt32(), seeded.GetProperty("invoices")
                .GetInt32(), seeded.GetProperty("payments").GetInt32()));
        Assert.Equal(1, (await cli.RunAsync("seed large --participants 500")).Code);
        Assert.Equal(2, (await cli.RunAsync("seed large --participants 5")).Code);
    }
}
