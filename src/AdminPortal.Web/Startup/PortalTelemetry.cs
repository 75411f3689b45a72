using System.Diagnostics;
using System.Reflection;
using AdminPortal.Domain.Common;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AdminPortal.Web.Startup;

/// <summary>
/// Traces and metrics for whoever runs the portal, sent by OTLP. Nothing is set up unless an address is configured:
/// <c>Portal:Telemetry</c>, or the standard variables
/// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/), which also hold for everything else, such as headers, protocol and
/// sampling.
/// </summary>
internal static class PortalTelemetry
{
    /// <summary>The address of a collector, such as <c>http://localhost:4317</c>.</summary>
    public const string Setting = "Portal:Telemetry";

    private const string Address = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ServiceName = "OTEL_SERVICE_NAME";

    /// <summary>Sends what is configured to be sent; does nothing otherwise.</summary>
    public static void AddPortalTelemetry(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (configuration[Setting] is { Length: > 0 } own && string.IsNullOrEmpty(configuration[Address]))
        {
            configuration[Address] = own; // the exporter reads it where it reads all else
        }

        var (traces, metrics) = (IsSent(configuration, "TRACES"), IsSent(configuration, "METRICS"));
        if ((!traces && !metrics) || Wrong(configuration) is not null)
        {
            return;
        }

        var version = typeof(PortalTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        var name = configuration[ServiceName] is { Length: > 0 } given ? given : PortalMeter.Name;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name, serviceVersion: version));
        if (traces)
        {
            telemetry.WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(options => options.Filter = context =>
                    !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                .AddHttpClientInstrumentation()
                .AddSqlClientInstrumentation()
                .AddProcessor(new PrivateTags()) // before the exporter: it sees what is left
                .AddOtlpExporter());
        }

        if (metrics)
        {
            telemetry.WithMetrics(measuring => measuring
                .AddMeter(PortalMeter.Name)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddSqlClientInstrumentation()
                .AddView(instrument => instrument.Meter.Name == PortalMeter.Name && instrument.Name == "portal.check_ins.batch"
                    ? new ExplicitBucketHistogramConfiguration { Boundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] }
                    : null)
                .AddView(instrument => instrument.Meter.Name == PortalMeter.Name && instrument.Name == "portal.boards.read"
                    ? new ExplicitBucketHistogramConfiguration
                    { Boundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] }
                    : null)
                .AddOtlpExporter());
        }
    }

    /// <summary>What is wrong with the address, or null.</summary>
    public static string? Wrong(IConfiguration configuration) =>
        configuration[Setting] is { Length: > 0 } own
            && !(Uri.TryCreate(own, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            ? $"{Setting} is \"{own}\"; it must be an address such as http://localhost:4317."
            : null;

    private static bool IsSent(ConfigurationManager configuration, string signal) =>
        !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        && (!string.IsNullOrEmpty(configuration[Address]) || !string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));
}

/// <summary>
/// Leaves on a span only what tells nothing about anybody: the address of a wall is its key, a query holds the name that was searched, a
/// statement may hold any value.
/// The route and the kind of a statement stay.
/// </summary>
internal sealed class PrivateTags : BaseProcessor<Activity>
{
    private static readonly HashSet<string> Open =
    [
        "http.request.method", "http.request.method_original", "http.response.status_code", "http.route", "url.scheme",
        "network.protocol.version", "error.type",
        "server.address", "server.port", "db.system.name", "db.system", "db.namespace", "db.operation.name", "db.collection.name",
        "db.response.status_code",
        "aspnetcore.components.type", "aspnetcore.components.route", "aspnetcore.components.method", "aspnetcore.components.attribute.name",
        "signalr.hub", "rpc.system", "rpc.method", "rpc.service",
    ];

    /// <inheritdoc />
    public override void OnEnd(Activity data)
    {
        foreach (var tag in data.TagObjects.Where(tag => !Open.Contains(tag.Key)).ToList())
        {
            data.SetTag(tag.Key, null);
        }

        if (data.Kind == ActivityKind.Client && data.GetTagItem("db.system.name") is null && data.GetTagItem("db.system") is null)
        {
            data.DisplayName = data.GetTagItem("http.request.method") as string ?? data.OperationName;
        }

        if (data.StatusDescription is not null)
        {
            data.SetStatus(data.Status); // what went wrong may quote what was typed
        }
    }
}
