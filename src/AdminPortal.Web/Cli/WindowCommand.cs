using System.CommandLine;
using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Events;

namespace AdminPortal.Web.Cli;

/// <summary>The verb <c>windows add</c>.</summary>
internal static class WindowCommand
{
    public static Command Create(CliContext context)
    {
        var tenant = new Option<string>("--tenant") { Required = true, Description = "Slug of the tenant." };
        var key = new Option<string>("--event") { Required = true, Description = "The event's key." };
        var name = new Option<string>("--name") { Required = true };
        var from = new Option<string>("--from") { Required = true, Description = "ISO 8601; without an offset in the event's time zone." };
        var to = new Option<string>("--to") { Required = true, Description = "ISO 8601; a date alone means its end." };
        var category = new Option<string?>("--category")
        { Description = "Key of a category; without it for all that have no windows of their own." };
        var enforce = new Option<bool>("--enforce") { Description = "Check-ins outside are refused." };
        var limit = new Option<int?>("--limit") { Description = "Check-ins that one participant may use inside." };
        return new Command("add", "Adds a check-in window to an event.").With(tenant, key, name, from, to, category, enforce, limit)
            .OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var (actor, _) = await context.TenantAsync(parsed.GetRequiredValue(tenant), cancellationToken);
            var of = await EventCommands.EventAsync(context, actor, parsed.GetRequiredValue(key), cancellationToken);
            long? categoryId = null;
            if (parsed.GetValue(category) is { } wanted)
            {
                var categories = await context.Get<EventQueries>().CategoryNamesAsync(actor, of.Id, cancellationToken);
                categoryId = categories.FirstOrDefault(c => c.CategoryKey == wanted)?.Id
                    ?? throw new CliFailure($"The event has no category \"{wanted}\".");
            }

            var zone = of.Draft.TimeZone;
            var draft = new WindowDraft(
                parsed.GetRequiredValue(name), EventCommands.Time("--from", parsed.GetRequiredValue(from), zone, false),
                EventCommands.Time("--to", parsed.GetRequiredValue(to), zone, true),
                categoryId, parsed.GetValue(enforce), parsed.GetValue(limit));
            var id = CliContext.Required(await context.Get<CheckInWindowService>().CreateAsync(actor, of.Id, draft, cancellationToken));
            context.Terminal.Result(new { id, name = draft.Name });
        });
    }
}
