using System.Threading.Channels;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Domain.Accounts;

/// <summary>
/// Sends what nobody waits for: links for forgotten passwords, and notices that something of an account was changed. Who asks for a link is
/// answered before it is known whether there is such an account, so that neither words nor time tell it. What waits is kept in memory
/// alone, because a link is known only where it is made: who gets none asks again.
/// </summary>
public sealed partial class AccountPost(
    IDbContextFactory<PortalDb> databases, AccountLinkService links, AccountMail mail, TimeProvider time, ILogger<AccountPost> logger)
{
    /// <summary>Links that one account can ask for in an hour.</summary>
    private const int MostInAnHour = 3;

    private const int MostWaiting = 1000;

    private readonly Channel<Order> waiting = Channel.CreateBounded<Order>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Whether mails can be sent.</summary>
    public bool IsConfigured => mail.IsConfigured;

    /// <summary>Somebody has forgotten the password of that account, which may not exist.</summary>
    public void Forgot(string email) => waiting.Writer.TryWrite(new Order(email, null, null));

    /// <summary>Tells the person of an account what was changed, at the address it had.</summary>
    /// <param name="user">The account.</param>
    /// <param name="kind">What was changed.</param>
    /// <param name="to">The address; that of the account where none is given.</param>
    public void Tell(PortalUser user, AccountLetterKind kind, string? to = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (mail.IsConfigured)
        {
            waiting.Writer.TryWrite(new Order(to ?? user.Email!, kind, user.Id));
        }
    }

    /// <summary>Sends until it is told to stop; then what waits is sent first, for as long as the stop allows.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            await SendAsync(cancellationToken);
        }
    }

    /// <summary>Sends what waits now.</summary>
    public async Task SendAsync(CancellationToken cancellationToken = default)
    {
        while (waiting.Reader.TryRead(out var order))
        {
            try
            {
                if ((await SendAsync(order, cancellationToken)) is { Ok: false, Problems: [var problem, ..] })
                {
                    LogNotSent(logger, Mailbox.WithoutAddresses(problem.Message));
                }
            }
#pragma warning disable CA1031 // a pump: one mail that fails must not keep the others
            catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(logger, error);
            }
        }
    }

    private async Task<Result<Done>> SendAsync(Order order, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        var normalized = order.Email.Trim().ToUpperInvariant();
        var found = await db.Users.AsNoTracking()
            .Where(u => u.DisabledAt == null && (order.UserId == null ? u.NormalizedEmail == normalized : u.Id == order.UserId))
            .Join(db.Tenants, u => u.TenantId, t => t.Id, (user, tenant) => new { User = user, Tenant = tenant.Name, tenant.Language })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return Done.It;
        }

        var facts = new AccountFacts(found.Tenant, found.User.DisplayName, null, found.User.Email);
        if (order.Kind is { } told)
        {
            return await mail.SendAsync(order.Email, found.User.Language ?? found.Language, told, facts, cancellationToken);
        }

        var since = time.UtcNow().AddHours(-1);
        if (await db.AccountLinks.IgnoreQueryFilters().CountAsync(l => l.UserId == found.User.Id && l.IsOwn
            && l.Kind == AccountLinkKind.Password && l.CreatedAt > since, cancellationToken) >= MostInAnHour)
        {
            return Done.It;
        }

        var link = await links.MakeAsync(AccountLinkService.Self(found.User), found.User.Id, AccountLinkKind.Password, null, true,
            cancellationToken);
        return await mail.SendAsync(found.User.Email!, found.User.Language ?? found.Language, AccountLetterKind.PasswordLink,
            facts with { Token = link.Token }, cancellationToken);
    }

    /// <summary>A mail that waits: without a kind, a link for a forgotten password.</summary>
    private sealed record Order(string Email, AccountLetterKind? Kind, long? UserId);

    [LoggerMessage(LogLevel.Warning, "A mail about an account was not sent: {Reason}")]
    private static partial void LogNotSent(ILogger logger, string? reason);

    [LoggerMessage(LogLevel.Warning, "A mail about an account was not sent")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
