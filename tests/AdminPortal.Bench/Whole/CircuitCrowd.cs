using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Bench.Whole;

/// <summary>
/// Windows of somebody who is signed in, without a browser: each loads a page and keeps its circuit, as the browser's own script does.
/// </summary>
internal sealed partial class CircuitCrowd : IAsyncDisposable
{
    private readonly List<HubConnection> circuits = [];

    private int pictures;

    private string? failed;

    /// <summary>Batches of changes that all windows together were sent.</summary>
    public int Pictures => Volatile.Read(ref pictures);

    /// <summary>What a circuit has failed with; null when none has.</summary>
    public string? Failed => Volatile.Read(ref failed);

    /// <summary>Signs in, and opens windows on a page.</summary>
    public static async Task<CircuitCrowd> OpenAsync(int port, string page, int windows)
    {
        var crowd = new CircuitCrowd();
        var portal = new Uri($"http://127.0.0.1:{port}/");
        var cookies = new CookieContainer();
        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = portal };
        await SignInAsync(browser);
        for (var i = 0; i < windows; i++)
        {
            crowd.circuits.Add(await crowd.OpenAsync(portal, cookies, page, await browser.GetStringAsync(page)));
        }

        for (var waited = 0; crowd.Pictures < windows * 2; waited++)
        {
            await Task.Delay(50);
            if (waited > 400 || crowd.Failed is not null)
            {
                throw new InvalidOperationException($"Windows do not draw: {crowd.Pictures} pictures; {crowd.Failed}");
            }
        }

        return crowd;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var circuit in circuits)
        {
            await circuit.DisposeAsync();
        }
    }

    private static async Task SignInAsync(HttpClient browser)
    {
        var form = await browser.GetStringAsync("account/sign-in");
        var fields = Hidden().Matches(form)
            .ToDictionary(field => field.Groups[1].Value, field => WebUtility.HtmlDecode(field.Groups[2].Value));
        fields["Input.Email"] = BenchData.Owner;
        fields["Input.Password"] = BenchData.Password;
        using var sent = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync("account/sign-in", sent);
        if (answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/account", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Nobody was signed in: {(int)answer.StatusCode} {answer.RequestMessage.RequestUri}");
        }
    }

    private async Task<HubConnection> OpenAsync(Uri portal, CookieContainer cookies, string page, string html)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(portal, "_blazor"), HttpTransportType.WebSockets,
            options => options.Cookies = cookies);
        builder.Services.AddSingleton<IHubProtocol, BlazorPack>();
        var circuit = builder.Build();
        var objects = 0;
        circuit.On<int, byte[]>("JS.RenderBatch", (batch, _) =>
        {
            Interlocked.Increment(ref pictures);
            return circuit.SendAsync("OnRenderCompleted", batch, null);
        });
        circuit.On<long, string, string, int, long, int>("JS.BeginInvokeJS", (call, _, _, result, _, _) =>
        {
            // An object of the page is wanted by its number; nothing else is asked for that a window without a screen would know.
            var answer = result == 1 ? $$"""{"__jsObjectId":{{Interlocked.Increment(ref objects)}}}""" : "null";
            return call == 0 ? Task.CompletedTask : circuit.SendAsync("EndInvokeJSFromDotNet", call, true, $"[{call},true,{answer}]");
        });
        circuit.On<string>("JS.Error", error => Volatile.Write(ref failed, error));
        await circuit.StartAsync();
        var state = State().Match(html) is { Success: true } found ? found.Groups[1].Value : "";
        await circuit.InvokeAsync<string>("StartCircuit", portal.ToString(), new Uri(portal, page).ToString(), "[]", "");
        var operations = new JsonArray();
        foreach (var marker in Markers().Matches(html).Select(match => JsonNode.Parse(match.Groups[1].Value)!)
            .Where(marker => marker["type"]?.GetValue<string>() == "server" && marker["descriptor"] is not null))
        {
            operations.Add(new JsonObject { ["type"] = "add", ["ssrComponentId"] = operations.Count + 1, ["marker"] = marker });
        }

        await circuit.SendAsync("UpdateRootComponents", new JsonObject { ["batchId"] = 1, ["operations"] = operations }.ToJsonString(
            new JsonSerializerOptions()), state);
        return circuit;
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->")]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();
}
