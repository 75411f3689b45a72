
namespace AdminPortal.Tests.Cli;

public sealed class WindowCommandTests : IDisposable
{
    private readonly CommandLine cli = new();

    public void Dispose() => cli.Dispose();

    private async Task StartAsync()
    {
        await cli.DoneAsync("tenants create --slug acme --name Acme");
        await cli.DoneAsync(
            "events create --tenant acme --key run --title Lauf --from 2026-10-03T09:00 --to 2026-10-04 --timezone Europe/Berlin");
    }

    [Fact]
    public async Task A_window_is_added_in_the_events_time_zone()
    {
        await StartAsync();
        Assert.True(
            (await cli.DoneAsync(
                "windows add --tenant acme --event run --name Morning --from 2026-10-03T09:00 --to 2026-10-03T12:00 --enforce --limit 1"))
                    .GetProperty("id").GetInt64() > 0);
        await cli.DoneAsync("windows add --tenant acme --event run --name Noon --from 2026-10-03T10:00Z --to 2026-10-03");
        var (code, results, messages) =
            await cli.RunAsync("windows add --tenant acme --event run --name Twice --from 2026-10-03T11:00+02:00 --to 2026-10-03T13:00");
        Assert.Equal((1, 0), (code, results.Count));
        Assert.Contains("Morning", messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("windows add --tenant acme --event none --name W --from 2026-10-03 --to 2026-10-03", "none")]
    [InlineData("windows add --tenant acme --event run --name W --from 2026-10-03 --to 2026-10-03 --category vip", "vip")]
    [InlineData("windows add --tenant acme --event run --name W --from 2026-10-03T10:00 --to 2026-10-03T10:00", "after the start")]
    [InlineData("windows add --tenant acme --event run --name W --from soon --to 2026-10-03", "--from")]
    [InlineData("windows add --tenant acme --event run --name W --from 2026-10-03 --to 2026-10-03 --limit 0", "1,000")]
    [InlineData("keys create --tenant acme --name K --kind checkin", "--event")]
    [InlineData("keys create --tenant acme --name K --kind rsu --event run", "--event")]
    [InlineData("keys create --tenant acme --name K --kind rsu --scopes reports", "--scopes")]
    [InlineData("keys create --tenant acme --name K --event run", "--event")]
    public async Task What_does_not_fit_is_refused_in_a_sentence(string command, string sentence)
    {
        await StartAsync();
        var (code, results, messages) = await cli.RunAsync(command);
        Assert.Equal((1, 0), (code, results.Count));
        Assert.Contains(sentence, messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_and_device_keys_are_shown_with_their_secret()
    {
        await StartAsync();
        foreach (var (kind, prefix) in new[] { ("rsu", "rsu_"), ("checkin --event run", "chk_") })
        {
            var made = await cli.DoneAsync($"keys create --tenant acme --name K --expires 30d --kind {kind}");
            Assert.Equal(["id", "key", "secret"], made.EnumerateObject().Select(field => field.Name));
            Assert.StartsWith(prefix, made.GetProperty("key").GetString(), StringComparison.Ordinal);
            Assert.NotEqual(made.GetProperty("key").GetString(), made.GetProperty("secret").GetString());
        }

        Assert.False((await cli.DoneAsync("keys create --tenant acme --name K")).TryGetProperty("secret", out _));
    }
}
