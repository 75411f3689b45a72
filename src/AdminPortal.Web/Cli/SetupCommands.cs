using System.CommandLine;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Demo;
using AdminPortal.Domain.Tenants;

namespace AdminPortal.Web.Cli;

/// <summary>The verbs that set a portal up: schema, demo data, tenants, users.</summary>
internal static class SetupCommands
{
    public static Command[] All(CliContext context) =>
    [
        Migrate(context),
        PortalCommands.Group("seed", "Fills the database with data to look at.", SeedDemo(context), SeedLarge(context)),
        PortalCommands.Group("tenants", "Tenants.", CreateTenant(context)),
        PortalCommands.Group("users", "People who sign in.", [CreateUser(context), .. AccountCommands.OfUsers(context)]),
        PortalCommands.Group("sessions", "Where people are signed in.", AccountCommands.EndSessions(context)),
    ];

    private static Command Migrate(CliContext context) => new Command("migrate", "Brings the database to the current schema.")
        .OnStore(context, async (_, cancellationToken) =>
    {
        using var use = context.Use();
        var applied = await context.Get<Schema>().MigrateAsync(cancellationToken);
        context.Terminal.Result(new { current = true, applied });
    });

    private static Command SeedDemo(CliContext context) => new Command("demo",
        "Creates the tenant demo with people, events, participants and check-ins.").OnDatabase(context, async (_, cancellationToken) =>
    {
        var seeded = CliContext.Required(await context.Get<DemoSeed>().RunAsync(cancellationToken));
        context.Terminal.Say($"Sign in as {DemoSeed.OwnerEmail} with the password \"{DemoSeed.Password}\".");
        context.Terminal.Result(seeded);
    });

    private static Command SeedLarge(CliContext context)
    {
        var participants = new Option<int>("--participants")
        { DefaultValueFactory = _ => LargeSeed.Participants, Description = "How many; everything else is in proportion." };
        participants.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 100 or > 1_000_000)
            {
                result.AddError("--participants must be from 100 to 1000000.");
            }
        });
        return new Command("large", "Creates the tenant large, of the size at which slow queries show.").With(participants)
            .OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var seeded = CliContext.Required(await context.Get<LargeSeed>()
                .RunAsync(LargeSeed.Slug, parsed.GetRequiredValue(participants), DemoSeed.Password, cancellationToken));
            context.Terminal.Say($"Sign in as owner@{LargeSeed.Slug}.example with the password \"{DemoSeed.Password}\".");
            context.Terminal.Result(seeded);
        });
    }

    private static Command CreateTenant(CliContext context)
    {
        var slug = new Option<string>("--slug") { Required = true, Description = "Short name in addresses." };
        var name = new Option<string>("--name") { Required = true };
        var plan = new Option<Plan>("--plan") { DefaultValueFactory = _ => Plan.Enterprise };
        var zone = new Option<string>("--timezone") { DefaultValueFactory = _ => "Europe/Berlin", Description = "IANA name." };
        return new Command("create", "Creates a tenant.").With(slug, name, plan, zone)
            .OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var draft = new TenantDraft(parsed.GetRequiredValue(slug), parsed.GetRequiredValue(name), parsed.GetRequiredValue(plan),
                parsed.GetRequiredValue(zone));
            var id = CliContext.Required(await context.Get<TenantService>()
                .CreateAsync(Actor.System(0, "command line"), draft, cancellationToken));
            context.Terminal.Result(new { id, slug = draft.Slug });
        });
    }

    private static Command CreateUser(CliContext context)
    {
        var tenant = new Option<string>("--tenant") { Required = true };
        var email = new Option<string>("--email") { Required = true };
        var role = new Option<Role>("--role") { Required = true };
        var name = new Option<string?>("--name") { Description = "As it is shown; without it the e-mail up to its @." };
        return new Command("create", "Creates an account; reads its password from the first line of the input.")
            .With(tenant, email, role, name).OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var (actor, _) = await context.TenantAsync(parsed.GetRequiredValue(tenant), cancellationToken);
            var password = await context.Terminal.In.ReadLineAsync(cancellationToken);
            if (string.IsNullOrEmpty(password))
            {
                throw new CliFailure("The password is read from the input, and there was none.");
            }

            var address = parsed.GetRequiredValue(email);
            var id = CliContext.Required(await context.Get<UserService>()
                .CreateAsync(actor, address, parsed.GetValue(name) ?? address.Split('@')[0], parsed.GetRequiredValue(role), password));
            context.Terminal.Result(new { id, email = address, role = parsed.GetRequiredValue(role) });
        });
    }
}
