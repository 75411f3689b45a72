using System.Text.RegularExpressions;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Stations;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Api;

/// <summary>What an installation writes into its log says nothing of people, whatever they do and whatever fails.</summary>
[Collection("api")]
public sealed partial class LogTests
{
    private const string Searched = "Zollernstein";

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [Fact]
    public async Task No_name_address_token_search_or_PIN_stands_in_the_log_of_a_walk_through_every_route()
    {
        using var smtp = new SmtpPeer();
        using var identity = new IdentityProvider { SignsWithAnotherKey = true };
        var logs = new CapturedLogs { On = true, From = LogLevel.Information };
        await using var host = ApiHost.With(services => services.AddSingleton<ILoggerProvider>(_ => new Installed(logs)),
            [.. identity.Settings, ("Portal:SignInsPerMinute", "100000"), ("Mail:Host", "127.0.0.1"),
                ("Mail:Port", $"{smtp.Settings.Port}"), ("Mail:Encrypted", "false"), ("Mail:From", "portal@example.org")]);
        var portal = await host.TenantAsync();
        var id = await portal.EventAsync();
        await portal.ContactAsync("0002", Searched);
        await portal.ParticipantAsync("0001");
        var person = await Person.JoinAsync(type => host.Services.GetService(type)!, portal.Owner, Role.Owner);
        var visitor = new Visitor(host.Http);
        await visitor.SignInAsync(person.Email, "wrong " + Person.Password);
        Assert.Equal("/", (await visitor.SignInAsync(person.Email, Person.Password)).Location);

        foreach (var route in host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => !route.RoutePattern.RawText!.Contains("sign-out", StringComparison.Ordinal)))
        {
            var path = "/" + Parameter().Replace(route.RoutePattern.RawText!.TrimStart('/'),
                part => part.Value.Contains("ey", StringComparison.Ordinal) ? "congress" : "1");
            await AskAsync(host, $"{path}?search={Searched}&customer_number={Searched}&return=/x%3Fsearch%3D{Searched}", visitor.Cookies,
                null);
            await AskAsync(host, $"{path}?api_key={portal.Key}&search={Searched}", null, null);
        }

        await portal.PostAsync("/participants",
            $$"""{"event_key":"congress","customer_number":"{{Searched}}","badge_number":"{{Searched}}"}""");
        await portal.PostAsync("/check-ins", $$"""{"event_key":"congress","badge_number":"{{Searched}}","notes":"{{Searched}}" """);
        await FailAsync(host, portal, person, smtp, identity, id);

        host.Database.Broken = true;
        await AskAsync(host, $"/events/congress/participants?search={Searched}", visitor.Cookies, null);
        await AskAsync(host, $"/account/setup?search={Searched}", null, null);
        await AskAsync(host, $"/api/v1/participants?search={Searched}", null, portal.Key);
        host.Database.Broken = false;

        var text = logs.Text;
        Assert.Matches("The API call req_[A-Za-z0-9]+ failed", text); // something was written
        Assert.Contains("A mail about an account was not sent", text, StringComparison.Ordinal);
        Assert.Contains("Digits of a supervisor were refused", text, StringComparison.Ordinal);
        Assert.Empty(PrivateWords.In(text, Searched, "Paula Person", "Nora New", Person.Password, portal.Key, "58291736", "11223344"));
    }

    /// <summary>Whatever is written down because it went wrong.</summary>
    private static async Task FailAsync(ApiHost host, ApiPortal portal, Person person, SmtpPeer smtp, IdentityProvider identity,
        long eventId)
    {
        smtp.Answers[person.Email] = $"550 <{person.Email}> is nobody here";
        await new Visitor(host.Http).SubmitAsync("/account/forgot", ("Input.Email", person.Email));
        await host.Get<AccountPost>().SendAsync();

        var asked = await new Visitor(host.Http).GetAsync("/account/single-sign-on");
        await new Visitor(host.Http).GetAsync(identity.Answer(asked.Location!, new()
        { ["sub"] = "nora", ["email"] = $"{Searched}@example.org", ["name"] = "Nora New" }));

        (await host.Get<DoorPinService>().SetAsync(person.Actor, "58291736")).Required();
        var code = (await host.Get<StationService>().CreateAsync(portal.Owner, eventId, new StationDraft("North"))).Required().Code;
        var token = (await host.Get<StationService>().PairAsync(code, null)).Required().Token;
        using var scan = new HttpRequestMessage(HttpMethod.Post, "/station/api/scans")
        {
            Content = new StringContent(
                $$"""
                {"id":"1","badge":"{{Searched}}","action":"check_in","reason":"{{Searched}}","supervisor":{{person.Id}},"pin":"11223344"}
                """),
        };
        scan.Headers.Add("Authorization", $"Bearer {token}");
        using var refused = await host.Http.SendAsync(scan);
        Assert.True((int)refused.StatusCode < 500, $"{refused.StatusCode}");
    }

    private static async Task AskAsync(ApiHost host, string path, string? cookies, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookies is not null)
        {
            request.Headers.Add("Cookie", cookies);
        }

        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        using var answer = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Is told what the settings of an installation let through.</summary>
    private sealed class Installed(CapturedLogs logs) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logs.CreateLogger(categoryName);

        public void Dispose() => logs.Dispose();
    }
}
