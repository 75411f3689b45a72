using System.CommandLine;
using System.Data.Common;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Cli;

/// <summary>The verb <c>rehearse</c>.</summary>
internal static class RehearseCommand
{
    public static Command Create(CliContext context)
    {
        var tenant = new Option<string>("--tenant") { Required = true, Description = "Slug of the tenant; shown in the result." };
        var key = new Option<string>("--event") { Required = true, Description = "The event's key." };
        var path = new Option<string>("--file")
        {
            Required = true,
            Description =
                "CSV with the columns at (minutes after the start), badge_number, station; also packed with gzip."
        };
        var apiKey = new Option<string>("--key") { Required = true, Description = "An API key with the scope checkins." };
        var url = new Option<string?>("--url") { Description = "Address of the portal; without it the configured one." };
        var speed = new Option<double>("--speed") { DefaultValueFactory = _ => 1, Description = "How many times the real speed." };
        var from = new Option<double>("--from") { Description = "Begins with the arrivals of this minute." };
        var until = new Option<double>("--until")
        { DefaultValueFactory = _ => double.MaxValue, Description = "Ends with the arrivals of this minute." };
        var command = new Command("rehearse",
            "Replays arrivals through the API of a running portal. All times of the result are milliseconds.")
                .With(tenant, key, path, apiKey, url, speed, from, until);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(path);
            var rate = parsed.GetValue(speed);
            if (!File.Exists(name))
            {
                throw new CliFailure($"There is no file \"{name}\".");
            }

            if (!(rate is > 0 and <= 100_000))
            {
                throw new CliFailure("--speed must be a number above 0.");
            }

            var address = parsed.GetValue(url) ?? PortalSettings.Read(context.Configuration).Settings.PublicUrl;
            if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var root) || root.Scheme is not ("http" or "https"))
            {
                throw new CliFailure($"--url is \"{address}\"; an address such as http://localhost:5080 is needed.");
            }

            var arrivals = Arrivals.Read(name, parsed.GetRequiredValue(key), parsed.GetValue(from), parsed.GetValue(until));
            if (arrivals.Count == 0)
            {
                throw new CliFailure("The file has no arrivals in these minutes.");
            }

            using var api = new RehearsalApi(root, parsed.GetRequiredValue(apiKey), parsed.GetRequiredValue(key));
            var result = await new Rehearsal(api, arrivals, rate, context.Terminal.Say)
                .RunAsync(cancellationToken) with
            { Tenant = parsed.GetRequiredValue(tenant), Event = parsed.GetRequiredValue(key) };
            context.Terminal.Result(result);
            await KeepAsync(context, parsed.GetRequiredValue(apiKey), result, cancellationToken);
            if (result.Lost > 0 || result.Errors > 0)
            {
                throw new CliFailure($"{result.Lost} check-ins were lost and {result.Errors} requests failed.");
            }
        });
        return command;
    }

    /// <summary>
    /// Keeps the result for the day sheet. The portal at --url may be another one than this machine's: only a database that knows the key
    /// is the one that was rehearsed.
    /// </summary>
    private static async Task KeepAsync(CliContext context, string apiKey, RehearsalResult result, CancellationToken cancellationToken)
    {
        try
        {
            if (await context.Get<Schema>().IsCurrentAsync(cancellationToken))
            {
                using var use = context.Use();
                if (await context.Get<ApiKeyService>().AuthenticateAsync(apiKey, null, cancellationToken) is { } caller)
                {
                    var rehearsal = new Domain.Events.Rehearsal(
                        context.Get<TimeProvider>().UtcNow(), result.Sent, result.Created, result.Errors + result.Lost,
                        (int)Math.Ceiling(result.P99));
                    CliContext.Required(await context.Get<EventService>().RehearsedAsync(
                        Actor.System(caller.Actor.TenantId, "command line"), result.Event, rehearsal, cancellationToken));
                    return;
                }
            }
        }
        catch (DbException)
        {
            // There is no database here, or it does not answer.
        }

        context.Terminal.Say("The day sheet does not show this rehearsal: the portal's database cannot be reached from here.");
    }
}
