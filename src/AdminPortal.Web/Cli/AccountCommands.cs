using System.CommandLine;
using AdminPortal.Domain.Accounts;
using AdminPortal.Web.Startup;

namespace AdminPortal.Web.Cli;

/// <summary>
/// The verbs that let somebody in again when no Owner can: whoever has the machine has the portal. All of it stands in the audit log.
/// </summary>
internal static class AccountCommands
{
    public static Command[] OfUsers(CliContext context) => [ResetPassword(context), ResetSecondFactor(context)];

    public static Command EndSessions(CliContext context)
    {
        var email = Email();
        return new Command("end", "Ends all sessions of somebody; their windows close within five seconds.").With(email)
            .OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var (actor, id) = await FindAsync(context, parsed.GetRequiredValue(email), cancellationToken);
            var ended = await context.Get<SessionService>().EndAllOfAsync(actor, id, cancellationToken);
            context.Terminal.Result(new { email = parsed.GetRequiredValue(email), ended = ended.Ok ? ended.Value : 0 });
        });
    }

    private static Command ResetPassword(CliContext context)
    {
        var email = Email();
        var link = new Option<bool>("--link") { Description = "Prints a one-time link, by which the person chooses the password." };
        return new Command("reset-password", "Sets a password, read from the first line of the input, and ends all sessions of the person.")
            .With(email, link).OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var (actor, id) = await FindAsync(context, parsed.GetRequiredValue(email), cancellationToken);
            var links = context.Get<AccountLinkService>();
            if (parsed.GetValue(link))
            {
                var made = CliContext.Required(await links.ForPasswordAsync(actor, id, cancellationToken));
                context.Terminal.Result(new
                {
                    email = parsed.GetRequiredValue(email),
                    link = $"{context.Get<PortalSettings>().PublicUrl}/account/reset/{made.Token}",
                    expires_at = made.ExpiresAt,
                });
                return;
            }

            var password = await context.Terminal.In.ReadLineAsync(cancellationToken);
            if (string.IsNullOrEmpty(password))
            {
                throw new CliFailure("The password is read from the input, and there was none. With --link a one-time link is printed.");
            }

            CliContext.Required(await links.SetPasswordAsync(actor, id, password, cancellationToken));
            context.Terminal.Result(new { email = parsed.GetRequiredValue(email), password_set = true });
        });
    }

    private static Command ResetSecondFactor(CliContext context)
    {
        var email = Email();
        return new Command("reset-second-factor", "Takes somebody's authenticator app away and ends their sessions.").With(email)
            .OnDatabase(context, async (parsed, cancellationToken) =>
        {
            var (actor, id) = await FindAsync(context, parsed.GetRequiredValue(email), cancellationToken);
            var reset = await context.Get<SecondFactorService>().ResetAsync(actor, id, cancellationToken);
            if (!reset.Ok)
            {
                throw new CliFailure("This person has no second factor.");
            }

            context.Terminal.Result(new { email = parsed.GetRequiredValue(email), second_factor_reset = true });
        });
    }

    private static Option<string> Email() => new("--email") { Required = true, Description = "What the person signs in with." };

    private static async Task<(Actor Actor, long Id)> FindAsync(CliContext context, string email, CancellationToken cancellationToken) =>
        await context.Get<UserService>().FindAsync(email, cancellationToken) is var (id, tenant)
            ? (Actor.System(tenant, "command line"), id)
            : throw new CliFailure($"There is no account \"{email}\".");
}
