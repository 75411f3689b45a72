using System.CommandLine;
using AdminPortal.Domain.Data;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Cli;

/// <summary>The verbs of the command line. They work beside a running server on the same database and never listen themselves.</summary>
internal static class PortalCommands
{
    private const int Done = 0;

    private const int Failed = 1;

    private const int WrongUsage = 2;

    /// <summary>Runs the verb that the arguments name; null when they name none, or <c>run</c>, and the portal is to serve.</summary>
    public static async Task<int?> TryRunAsync(string[] args, Terminal? terminal = null)
    {
        var own = HostArguments.Split(args).Verb;
        if (own is [] or [HostArguments.RunVerb])
        {
            return null;
        }

        await using var context = new CliContext(() => Open(args), terminal ?? Terminal.Console);
        return await RunAsync(context, own);
    }

    /// <summary>
    /// The portal's services without what serves. What fails reaches the verb as an exception, so the database's own log of it would only
    /// say it twice.
    /// </summary>
    private static WebApplication Open(string[] args)
    {
        var builder = PortalHost.CreateBuilder(args);
        builder.AddPortalDomainServices();
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter((_, level) => level >= LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        return builder.Build();
    }

    private static async Task<int> RunAsync(CliContext context, IReadOnlyList<string> args)
    {
        var root = Root(context);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                context.Terminal.Say(error.Message);
            }

            await root.Parse([.. Path(parsed.CommandResult), "--help"])
                .InvokeAsync(new InvocationConfiguration { Output = context.Terminal.Error, Error = context.Terminal.Error });
            return WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            { Output = context.Terminal.Out, Error = context.Terminal.Error, EnableDefaultExceptionHandler = false });
        }
        catch (CliFailure failure)
        {
            context.Terminal.Say(failure.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            context.Terminal.Say("Stopped.");
            return Failed;
        }
#pragma warning disable CA1031 // the outermost handler of a verb: a sentence and exit code 1, not a stack trace
        catch (Exception error)
#pragma warning restore CA1031
        {
            context.Terminal.Say(PlainCause.Of(error) ?? $"Failed: {error.GetBaseException().Message}");
            return Failed;
        }
    }

    private static RootCommand Root(CliContext context)
    {
        var root = new RootCommand("AdminPortal. Without a verb it serves.");
        root.Subcommands.Add(new Command(HostArguments.RunVerb, "Serves until it is stopped, as without a verb; settings may follow."));
        Command[] verbs =
        [
            .. SetupCommands.All(context),
            .. EventCommands.All(context),
            ImportCommand.Create(context),
            RehearseCommand.Create(context),
            .. StoreCommands.All(context),
        ];
        foreach (var command in verbs)
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    /// <summary>A verb that uses the database: settings are checked and the schema is brought up to date first.</summary>
    public static Command OnDatabase(this Command command, CliContext context, Func<ParseResult, CancellationToken, Task> run) =>
        command.OnStore(context, async (parsed, cancellationToken) =>
        {
            using var use = context.Use();
            if (context.Get<PortalSettings>().Migrate)
            {
                await context.Get<Schema>().MigrateAsync(cancellationToken);
            }

            await context.HasSchemaAsync(cancellationToken);
            await run(parsed, cancellationToken);
        });

    /// <summary>A verb for the database as a whole, whatever its schema: only the settings are checked first.</summary>
    public static Command OnStore(this Command command, CliContext context, Func<ParseResult, CancellationToken, Task> run)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!await PortalStart.CheckAsync(context.Configuration, context.Terminal.Error))
            {
                return Failed;
            }

            await run(parsed, cancellationToken);
            return Done;
        });
        return command;
    }

    /// <summary>A command that only groups others.</summary>
    public static Command Group(string name, string description, params ReadOnlySpan<Command> commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands)
        {
            group.Subcommands.Add(command);
        }

        return group;
    }

    /// <summary>Adds options and returns the command.</summary>
    public static Command With(this Command command, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        return command;
    }

    private static IEnumerable<string> Path(System.CommandLine.Parsing.CommandResult command) =>
        command.Parent is System.CommandLine.Parsing.CommandResult parent ? Path(parent).Append(command.Command.Name) : [];
}
