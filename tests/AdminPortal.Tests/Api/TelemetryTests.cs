using System.Diagnostics;
using System.Threading.Channels;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Startup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace AdminPortal.Tests.Api;

/// <summary>Traces and metrics go to a collector, where one is configured, and say nothing about anybody.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public void Nothing_is_set_up_where_no_collector_is_configured()
    {
        Assert.DoesNotContain(Services(), IsTelemetry);
        Assert.DoesNotContain(Services(("Portal:Telemetry", "http://localhost:4317"), ("OTEL_SDK_DISABLED", "true")), IsTelemetry);
        Assert.Contains(Services(("Portal:Telemetry", "http://localhost:4317")), IsTelemetry);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", true, true)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", false, true)]
    [InlineData("Portal:Telemetry", true, true)]
    public void What_is_sent_is_what_the_variables_say(string name, bool traces, bool metrics)
    {
        var services = Services((name, "http://localhost:4317"));
        Assert.Equal((traces, metrics),
            (services.Any(s => s.ServiceType == typeof(TracerProvider)), services.Any(s => s.ServiceType == typeof(MeterProvider))));
    }

    [Fact]
    public void An_address_that_is_none_is_said()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Portal:Telemetry", "collector")]).Build();
        Assert.Contains("Portal:Telemetry is \"collector\"; it must be an address such as http://localhost:4317.",
            PortalSettings.Read(configuration).Wrong);
    }

    [Fact]
    public async Task A_span_holds_neither_the_key_of_a_wall_nor_what_was_searched()
    {
        var seen = new Seen();
        await using var host = ApiHost.With(
            services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(seen)),
                ("Portal:Telemetry", "http://127.0.0.1:1"));
        var portal = await host.TenantAsync();
        var happening = await portal.EventAsync();
        var wall = (await portal.Get<WallService>().CreateAsync(portal.Owner, happening, new WallDraft("Foyer"))).Required();
        using var test = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        await SendAsync(host, $"/wall/{wall.Token}?theme=dark&who=Muessig");
        await SendAsync(host, "/nowhere/at-all?q=Muessig");

        // Both ends of both calls: the client's are of the same process.
        var spans = new List<Activity>();
        while (spans.Count < 4)
        {
            var span = await seen.NextAsync();
            if (span.TraceId == test.TraceId)
            {
                spans.Add(span);
            }
        }

        Assert.Equal(2, spans.Count(span => span.Kind == ActivityKind.Server));
        Assert.All(spans, span => Assert.Equal("GET", span.GetTagItem("http.request.method")));
        foreach (var text in spans.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Value}").Append(span.DisplayName)
            .Append($"{span.StatusDescription}")))
        {
            Assert.DoesNotContain(wall.Token, text, StringComparison.Ordinal);
            Assert.DoesNotContain("Muessig", text, StringComparison.Ordinal);
            Assert.DoesNotContain("nowhere", text, StringComparison.Ordinal);
        }
    }

    private static async Task SendAsync(ApiHost host, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "User-Agent", "Muessig" } } };
        using var response = await host.Http.SendAsync(request);
    }

    private static bool IsTelemetry(ServiceDescriptor service) =>
        (service.ServiceType.Namespace ?? "").StartsWith("OpenTelemetry", StringComparison.Ordinal)
        || (service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Namespace?.StartsWith("OpenTelemetry", StringComparison.Ordinal) == true);

    private static IServiceCollection Services(params (string Name, string Value)[] settings)
    {
        var builder = PortalHost.CreateBuilder([.. settings.Select(setting => $"--{setting.Name}={setting.Value}")]);
        builder.AddPortalTelemetry();
        return builder.Services;
    }

    private sealed class Seen : BaseProcessor<Activity>
    {
        private readonly Channel<Activity> spans = Channel.CreateUnbounded<Activity>();

        public ValueTask<Activity> NextAsync() => spans.Reader.ReadAsync();

        public override void OnEnd(Activity data) => spans.Writer.TryWrite(data);
    }
}
