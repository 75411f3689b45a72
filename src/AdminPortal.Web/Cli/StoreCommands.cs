using System.CommandLine;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Verification;

namespace AdminPortal.Web.Cli;

/// <summary>The verbs for the database as a whole: a copy of it, its return, and whether it is as its rows say.</summary>
internal static class StoreCommands
{
    public static Command[] All(CliContext context) => [BackUp(context), Restore(context), Verify(context)];

    private static Command BackUp(CliContext context)
    {
        var to = new Option<string>("--to")
        {
            Required = true,
            Description =
                "The file to write; there must be none of that name. With SQL Server a path on the server's own disk."
        };
        return new Command("backup", "Writes a consistent copy of the database; the portal may serve meanwhile.").With(to)
            .OnStore(context, async (parsed, cancellationToken) =>
        {
            var store = context.Get<IDatabaseStore>();
            using var use = CliContext.Required(store.Use());
            var copy = CliContext.Required(await store.BackUpAsync(parsed.GetRequiredValue(to), cancellationToken));
            context.Terminal.Result(new { copy.Path, copy.Bytes });
        });
    }

    private static Command Restore(CliContext context)
    {
        var from = new Option<string>("--from") { Required = true, Description = "A file that backup wrote." };
        var command = new Command("restore",
            "Puts a copy in the place of the database, which nobody may be using. What was there before is kept beside it.").With(from);
        return command.OnStore(context, async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(from);
            var restored = CliContext.Required(await context.Get<IDatabaseStore>()
                .RestoreAsync(path, context.Get<Schema>().Known(), cancellationToken));
            if (restored.Pending.Count > 0)
            {
                context.Terminal.Say("The copy has an older schema: the next start, or the verb migrate, brings it up to date.");
            }

            context.Terminal.Result(new { restored = path, restored.Kept, restored.Pending });
        });
    }

    private static Command Verify(CliContext context)
    {
        var command = new Command("verify",
            "Looks over the whole database and names every record and figure that is not as its rows say; the portal may serve meanwhile.");
        return command.OnStore(context, async (_, cancellationToken) =>
        {
            using var use = context.Use();
            await context.HasSchemaAsync(cancellationToken);
            var verification = context.Get<VerificationService>();
            var findings = 0;
            await foreach (var finding in verification.RunAsync(cancellationToken))
            {
                findings++;
                context.Terminal.Result(finding);
            }

            context.Terminal.Result(new { findings, verification.Rules });
            if (findings > 0)
            {
                throw new CliFailure($"{findings} findings: the database is not as its rows say.");
            }
        });
    }
}
