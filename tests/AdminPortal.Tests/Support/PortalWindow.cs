using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Support;

/// <summary>
/// A window of the portal without a browser: begins a circuit for a page and takes what it draws, so that a thousand of them fit beside the
/// portal on one machine.
/// </summary>
public sealed partial class PortalWindow : IAsyncDisposable
{
    private readonly HubConnection hub;

    private readonly TaskCompletionSource drawn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PortalWindow(Uri portal, string cookies)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(portal, "/_blazor"), options => options.Headers["Cookie"] = cookies);
        builder.Services.AddSingleton<IHubProtocol, CircuitProtocol>();
        hub = builder.Build();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            drawn.TrySetException(new IOException("The portal closed the circuit."));
            return Task.CompletedTask;
        };
        hub.On("JS.RenderBatch", async (int batch, byte[] data) =>
        {
            Batches++;
            Bytes += data.Length;
            await hub.SendAsync("OnRenderCompleted", (long)batch, null);
            if (Bytes > Shell)
            {
                drawn.TrySetResult();
            }
        });
        hub.On("JS.BeginInvokeJS", async (long handle, string identifier, string _, int kind, long _, int _) =>
        {
            if (handle != 0)
            {
                var result = kind == 1 ? """{"__jsObjectId":1}""" : identifier == "portal.keysOfPage" ? "[]" : "null";
                await hub.SendAsync("EndInvokeJSFromDotNet", handle, true,
                    string.Create(CultureInfo.InvariantCulture, $"[{handle},true,{result}]"));
            }
        });
        hub.On("JS.Error", (string error) => drawn.TrySetException(new InvalidOperationException(error)));
    }

    /// <summary>Bytes that a page is larger than: less than that is the frame around it.</summary>
    private const int Shell = 4_000;

    /// <summary>How often something was drawn.</summary>
    public int Batches { get; private set; }

    /// <summary>Bytes that were drawn.</summary>
    public long Bytes { get; private set; }

    /// <summary>Ends when the portal ends the circuit.</summary>
    public Task Closed => closed.Task;

    /// <summary>Opens a page.</summary>
    /// <param name="portal">Where it is served.</param>
    /// <param name="http">Asks for the page.</param>
    /// <param name="path">The page.</param>
    /// <param name="cookies">Those of somebody who is signed in.</param>
    public static async Task<PortalWindow> OpenAsync(Uri portal, HttpClient http, string path, string cookies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(portal, path));
        request.Headers.Add("Cookie", cookies);
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var page = await response.Content.ReadAsStringAsync();
        var markers = Marker().Matches(page).Select((match, i) =>
            string.Create(CultureInfo.InvariantCulture,
                $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{match.Groups[1].Value}}}"""));
        var state = State().Match(page) is { Success: true } found ? found.Groups[1].Value : "";
        var window = new PortalWindow(portal, cookies);
        try
        {
            await window.hub.StartAsync();
            await window.hub.InvokeAsync<string>("StartCircuit", portal.ToString(), new Uri(portal, path).ToString(), "[]", state);
            await window.hub.InvokeAsync("UpdateRootComponents", $$"""{"batchId":1,"operations":[{{string.Join(',', markers)}}]}""", state);
            await window.drawn.Task.WaitAsync(TimeSpan.FromMinutes(2));
            return window;
        }
        catch
        {
            await window.DisposeAsync();
            throw;
        }
    }

    /// <summary>Cuts the connection, as a device does that falls asleep.</summary>
    public async ValueTask DisposeAsync() => await hub.DisposeAsync();

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\".*?\\})-->")]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();

    /// <summary>MessagePack under the name by which circuits speak it.</summary>
    private sealed class CircuitProtocol : IHubProtocol
    {
        private readonly MessagePackHubProtocol inner = new();

        public string Name => "blazorpack";

        public int Version => inner.Version;

        public TransferFormat TransferFormat => inner.TransferFormat;

        public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(message);

        public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

        public bool TryParseMessage(
            ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) =>
            inner.TryParseMessage(ref input, binder, out message);

        public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => inner.WriteMessage(message, output);
    }
}
