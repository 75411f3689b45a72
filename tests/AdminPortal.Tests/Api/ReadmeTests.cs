using System.Text;
using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Demo;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

/// <summary>The calls that the README shows are made against the demo tenant, and answer as it says.</summary>
public sealed partial class ReadmeTests
{
    [GeneratedRegex(@"(?m)^curl (?<arguments>(?:.*\\\n)*.*)\n# → (?<status>\d{3})(?<shown>[^\n]*)")]
    private static partial Regex Call();

    [GeneratedRegex("""'(?<text>[^']*)'|"(?<text>[^"]*)"|(?<text>[^\s\\]+)""")]
    private static partial Regex Word();

    [Fact]
    public async Task Every_call_in_the_readme_answers_as_it_says()
    {
        await using var host = new ApiHost(Provider.Sqlite);
        await host.Get<DemoSeed>().RunAsync();
        var tenant = (await host.Get<TenantService>().FindAsync(DemoSeed.Slug))!;
        var owner = new Actor(tenant.Id, ActorKind.User, null, "Olga Owner", Grants.Of(Role.Owner)) { Proof = new(DateTime.MaxValue) };
        var key = (await host.Get<ApiKeyService>().CreateAsync(owner, "Door app", Grants.Scopes.ToList(), null)).Required().Key;
        var readme = Repository.Read("README.md");
        var calls = Call().Matches(readme);
        Assert.Equal(readme.Split('\n').Count(line => line.StartsWith("curl ", StringComparison.Ordinal)), calls.Count);
        Assert.InRange(calls.Count, 5, 50);
        string? last = null;
        foreach (Match call in calls)
        {
            using var request = Read(call.Groups["arguments"].Value, key, host.Http.BaseAddress!, last);
            using var response = await host.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(call.Groups["status"].Value == $"{(int)response.StatusCode}", $"{call.Value}\n{response.StatusCode} {text}");
            foreach (var part in call.Groups["shown"]
                .Value.Split('…', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Assert.Contains(part, text, StringComparison.Ordinal);
            }

            last ??= response.Headers.Location?.ToString().Split('/')[^1];
        }
    }

    private static HttpRequestMessage Read(string arguments, string key, Uri host, string? last)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, host);
        var words = new Queue<string>(Word()
            .Matches(arguments.Replace("$KEY", key, StringComparison.Ordinal).Replace("$API", $"{host}api/v1", StringComparison.Ordinal)
                .Replace("$PARTICIPANT", last, StringComparison.Ordinal)).Select(word => word.Groups["text"].Value));
        string? body = null;
        while (words.TryDequeue(out var word))
        {
            switch (word)
            {
                case "-H" when words.Dequeue().Split(": ", 2) is [var name, var value]:
                    _ = name == "Content-Type" || request.Headers.TryAddWithoutValidation(name, value);
                    break;
                case "-X":
                    request.Method = new HttpMethod(words.Dequeue());
                    break;
                case "-d":
                    body = words.Dequeue();
                    request.Method = request.Method == HttpMethod.Get ? HttpMethod.Post : request.Method;
                    break;
                default:
                    request.RequestUri = new Uri(word);
                    break;
            }
        }

        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }
}
