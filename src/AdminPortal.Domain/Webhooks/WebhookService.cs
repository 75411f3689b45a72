using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Data.Removals;
using AdminPortal.Domain.Tenants;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Webhooks;

/// <summary>
/// The only way to make, change, pause and remove endpoints, and to send messages again. Needs <see cref="Permission.ManageKeys"/>.
/// </summary>
public sealed partial class WebhookService(IDbContextFactory<PortalDb> databases, Removal removal, WebhookSecrets secrets,
    WebhookBodies bodies, WebhookSettings settings, TimeProvider time)
{
    private const int MostPerTenant = 20;

    /// <summary>
    /// Makes an endpoint; it is told of what happens from now on. Refused: <c>proof_needed</c>, wrong fields, an unknown event,
    /// <c>private_address</c>, <c>https_needed</c>, <c>too_many</c>, and <c>plan_required</c> on a plan without the API.
    /// </summary>
    public Task<Result<NewWebhookSecret>> CreateAsync(Actor actor, WebhookDraft draft, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        if (actor.Missing(time) is { } proof)
        {
            return Task.FromResult<Result<NewWebhookSecret>>(proof);
        }

        return databases.WriteAsync<NewWebhookSecret>(actor, async db =>
        {
            await Locks.TenantAsync(db, cancellationToken);
            if (!WebhookSubscriber.Allows(await PlanAsync(db, cancellationToken)))
            {
                return PlanNeeded;
            }

            var (check, events) = await JudgeAsync(db, draft, cancellationToken);
            check.That(await db.WebhookEndpoints.CountAsync(cancellationToken) < MostPerTenant,
                new Problem("too_many", "There are too many already."));
            if (!check.Ok)
            {
                return check.Problems;
            }

            var now = time.UtcNow();
            var (text, kept) = secrets.New(db.TenantId);
            var endpoint = new WebhookEndpoint
            { Name = "", Url = "", Types = "", Secret = kept, SecretMadeAt = now, CreatedAt = now, UpdatedAt = now };
            Apply(endpoint, draft, events, now);
            await WebhookCollector.BeginAsync(db, cancellationToken);
            db.WebhookEndpoints.Add(endpoint);
            await db.SaveChangesAsync(cancellationToken);
            return new NewWebhookSecret(endpoint.Id, text);
        }, cancellationToken);
    }

    /// <summary>
    /// Changes an endpoint; what waits goes to the new address, for which proof is asked. Refused: as for a new one, <c>not_found</c>,
    /// <c>changed_meanwhile</c>.
    /// </summary>
    public Task<Result<Done>> UpdateAsync(Actor actor, long id, int version, WebhookDraft draft,
        CancellationToken cancellationToken = default) => ChangeAsync(actor, id, async (db, endpoint) =>
    {
        if (endpoint.Version != version)
        {
            return [Problem.ChangedMeanwhile()];
        }

        if (endpoint.Url != draft.Url.Trim() && actor.Missing(time) is { } proof)
        {
            return [proof];
        }

        var (check, events) = await JudgeAsync(db, draft, cancellationToken);
        if (check.Ok)
        {
            Apply(endpoint, draft, events, time.UtcNow());
        }

        return check.Problems;
    }, cancellationToken);

    /// <summary>Pauses an endpoint, or lets it go on: what happened meanwhile is sent then. Refused: <c>not_found</c>.</summary>
    public Task<Result<Done>> SetPausedAsync(Actor actor, long id, bool paused, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, (_, endpoint) =>
    {
        endpoint.IsPaused = paused;
        if (!paused)
        {
            Mend(endpoint);
        }

        return Task.FromResult<List<Problem>>([]);
    }, cancellationToken);

    /// <summary>
    /// Makes a new secret. The one before signs too for <see cref="WebhookSecrets.Overlap"/>, so that receivers can change over. Refused:
    /// <c>proof_needed</c>, <c>not_found</c>.
    /// </summary>
    public async Task<Result<NewWebhookSecret>> RotateAsync(Actor actor, long id, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        if (actor.Missing(time) is { } proof)
        {
            return proof;
        }

        var (text, kept) = secrets.New(actor.TenantId);
        var done = await ChangeAsync(actor, id, (_, endpoint) =>
        {
            var now = time.UtcNow();
            (endpoint.OldSecret, endpoint.OldSecretUntil) = (endpoint.Secret, now + WebhookSecrets.Overlap);
            (endpoint.Secret, endpoint.SecretMadeAt) = (kept, now);
            return Task.FromResult<List<Problem>>([]);
        }, cancellationToken);
        return done.Ok ? new NewWebhookSecret(id, text) : done.Refused<NewWebhookSecret>();
    }

    /// <summary>The secret before the present one signs no longer. Refused: <c>not_found</c>.</summary>
    public Task<Result<Done>> EndOldSecretAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync(actor, id, (_, endpoint) =>
    {
        (endpoint.OldSecret, endpoint.OldSecretUntil) = (null, null);
        return Task.FromResult<List<Problem>>([]);
    }, cancellationToken);

    /// <summary>Removes an endpoint; <see cref="RestoreAsync"/> undoes it. Refused: <c>not_found</c>.</summary>
    public Task<Result<Removed>> DeleteAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        removal.DeleteAsync<WebhookEndpoint>(actor, [id], cancellationToken);

    /// <summary>Undoes a removal. Refused: <c>not_found</c>.</summary>
    public Task<Result<Removed>> RestoreAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        removal.RestoreAsync<WebhookEndpoint>(actor, [id], cancellationToken);

    /// <summary>On a plan without the API.</summary>
    public static Problem PlanNeeded { get; } = new("plan_required", "The plan Business or Enterprise is needed for this.");

    private async Task<(Check Check, List<long> Events)> JudgeAsync(PortalDb db, WebhookDraft draft, CancellationToken cancellationToken)
    {
        var check = new Check().Text("name", draft.Name, WebhookEndpoint.NameLimit).Text("url", draft.Url, WebhookEndpoint.UrlLimit)
            .That(draft.Types.Count > 0, Problem.Required("types"));
        draft.Types.Except(WebhookTypes.All).ToList().ForEach(type => check.That(false, Problem.Unknown("types", type)));
        if (check.Ok && UrlProblem(draft.Url.Trim()) is { } wrong)
        {
            check.That(false, wrong);
        }

        var keys = draft.EventKeys.Distinct(StringComparer.Ordinal).ToList();
        check.That(keys.Count <= WebhookEndpoint.EventLimit,
            new Problem("too_many_events", $"At most {WebhookEndpoint.EventLimit} events are allowed.", "events",
                WebhookEndpoint.EventLimit));
        var found = keys.Count is 0 or > WebhookEndpoint.EventLimit ? [] : await db.Events.Where(e => keys.Contains(e.EventKey))
            .Select(e => new { e.Id, e.EventKey }).ToListAsync(cancellationToken);
        if (keys.Count <= WebhookEndpoint.EventLimit)
        {
            keys.Except(found.Select(e => e.EventKey)).ToList().ForEach(key =>
                check.That(false, new Problem("unknown_event", $"There is no event with the key {key}.", "events", key)));
        }

        return (check, [.. found.Select(e => e.Id).Order()]);
    }

    private Problem? UrlProblem(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0
            || url.Fragment.Length > 0 || url.IdnHost.Length == 0)
        {
            return Problem.Invalid("url", "This is not an address such as https://example.org/portal.") with { Code = "invalid_url" };
        }

        if (url.Scheme == "http" && !settings.AllowHttp && !settings.AllowPrivate)
        {
            return Problem.Invalid("url", "The address must begin with https.") with { Code = "https_needed" };
        }

        return settings.AllowPrivate || PublicAddresses.MayBeNamed(url.IdnHost) ? null
            : Problem.Invalid("url", "This address is of a network that is not public.") with { Code = "private_address" };
    }

    private static void Apply(WebhookEndpoint endpoint, WebhookDraft draft, List<long> events, DateTime now)
    {
        endpoint.Name = draft.Name.Trim();
        if (endpoint.Url != draft.Url.Trim())
        {
            endpoint.Url = draft.Url.Trim();
            Mend(endpoint);
        }

        endpoint.Types = string.Join(',', WebhookTypes.All.Where(draft.Types.Contains));
        if (!endpoint.Events.SequenceEqual(events))
        {
            endpoint.Events = events;
        }

        endpoint.UpdatedAt = now;
    }

    /// <summary>It is tried again at once: somebody has looked after it.</summary>
    private static void Mend(WebhookEndpoint endpoint) =>
        (endpoint.Failures, endpoint.BrokenAt, endpoint.ProbeAt) = (0, null, null);

    private static Task<Plan> PlanAsync(PortalDb db, CancellationToken cancellationToken) =>
        db.Tenants.Where(t => t.Id == db.TenantId).Select(t => t.Plan).SingleAsync(cancellationToken);

    private Task<Result<Done>> ChangeAsync(Actor actor, long id, Func<PortalDb, WebhookEndpoint, Task<List<Problem>>> change,
        CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageKeys);
        return databases.WriteAsync<Done>(actor, async db =>
        {
            if (await db.WebhookEndpoints.SingleOrDefaultAsync(e => e.Id == id, cancellationToken) is not { } endpoint)
            {
                return Problem.NotFound();
            }

            if (await change(db, endpoint) is { Count: > 0 } problems)
            {
                return problems;
            }

            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }
}
