using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Accounts;

/// <summary>Keys that live on: limited otherwise, and with a new secret beside the old one.</summary>
public sealed partial class ApiKeyService
{
    /// <summary>Longest time in which the old secret is good beside the new one.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(7);

    /// <summary>
    /// Gives a key a new secret: of an API key that is the key itself, of a pair what is sent beside it. The old one is good for the
    /// overlap, so that clients move over one by one; another rotation ends it at once. Id, limits and history stay. Refused:
    /// <c>proof_needed</c>, <c>not_found</c> for a key that opens nothing any more, <c>invalid_overlap</c>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageKeys"/>.</param>
    /// <param name="id">The key.</param>
    /// <param name="overlap">From nothing to <see cref="LongestOverlap"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The new secret: the only time it is known.</returns>
    public Task<Result<NewApiKey>> RotateAsync(Actor actor, long id, TimeSpan overlap, CancellationToken cancellationToken = default) =>
        ChangeAsync<NewApiKey>(actor, id, (_, key) =>
        {
            if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
            {
                return Task.FromResult<Result<NewApiKey>>(
                    Problem.Invalid("overlap", "The old secret can be good for at most seven days.") with { Code = "invalid_overlap" });
            }

            var now = time.UtcNow();
            var secret = Secret.New(WordOf(key));
            (key.PreviousHash, key.PreviousUntil, key.RotatedAt, key.PreviousUsedAt) =
                (overlap > TimeSpan.Zero ? key.SecretHash ?? key.KeyHash : null, overlap > TimeSpan.Zero ? now + overlap : null, now, null);
            if (key.Kind == ApiKeyKind.Api)
            {
                (key.KeyHash, key.Prefix) = (secret.Hash, secret.Prefix);
            }
            else
            {
                key.SecretHash = secret.Hash;
            }

            return Task.FromResult<Result<NewApiKey>>(new NewApiKey(id, secret.Text, key.Prefix));
        }, cancellationToken);

    /// <summary>Ends the old secret of a rotated key before its time. Refused: <c>proof_needed</c>, <c>not_found</c>.</summary>
    public Task<Result<Done>> EndPreviousAsync(Actor actor, long id, CancellationToken cancellationToken = default) =>
        ChangeAsync<Done>(actor, id, (_, key) =>
        {
            (key.PreviousHash, key.PreviousUntil) = (null, null);
            return Task.FromResult<Result<Done>>(Done.It);
        }, cancellationToken);

    /// <summary>
    /// Limits a key to events and addresses, from its next call on; on another node within a second. Refused: <c>proof_needed</c>,
    /// <c>not_found</c>, unknown events, <c>invalid_network</c> and <c>too_many_networks</c> on <c>networks</c>, events of a key
    /// that has one of its own, <c>changed_meanwhile</c> where the limits are others than seen.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageKeys"/>.</param>
    /// <param name="id">The key.</param>
    /// <param name="limits">What it is limited to.</param>
    /// <param name="seen">What it was limited to when somebody looked; null where nobody did.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<Result<Done>> LimitAsync(Actor actor, long id, KeyLimits limits, KeyLimits? seen = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync<Done>(actor, id, async (db, key) =>
        {
            if (seen?.Same(new(key.LimitedEvents, KeyLimits.Split(key.Networks))) == false)
            {
                return Problem.ChangedMeanwhile();
            }

            var check = new Check().That(key.Kind != ApiKeyKind.Checkin || limits.Events is null,
                Problem.Invalid("events", "A device key is for its own event."));
            var (events, networks) = await limits.CheckAsync(db, check, cancellationToken);
            if (!check.Ok)
            {
                return check.Problems;
            }

            (key.LimitedEvents, key.Networks) = (events, networks);
            return Done.It;
        }, cancellationToken);

    /// <summary>
    /// Events to choose from, the newest first and those that are asked for, at most <see cref="EventLimits.Most"/>. Needs
    /// <see cref="Permission.ManageKeys"/>.
    /// </summary>
    public async Task<IReadOnlyList<LimitEvent>> EventChoicesAsync(Actor actor, IReadOnlyList<long> chosen,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageKeys);
        await using var db = databases.Read(actor);
        return await LimitEvent.NewestAsync(db, chosen, cancellationToken);
    }

    private static string WordOf(ApiKey key) => key.Kind switch
    {
        ApiKeyKind.Api => key.IsTest ? TestWord : LiveWord,
        ApiKeyKind.Rsu => "rsus",
        _ => "chks",
    };

    private async Task<Result<T>> ChangeAsync<T>(Actor actor, long id, Func<PortalDb, ApiKey, Task<Result<T>>> change,
        CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageKeys);
        if (actor.Missing(time) is { } proof)
        {
            return proof;
        }

        var result = await databases.WriteAsync<T>(actor, async db =>
        {
            var now = time.UtcNow();
            if (await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id && k.RevokedAt == null && k.Kind != ApiKeyKind.Station
                && (k.ExpiresAt == null || k.ExpiresAt > now), cancellationToken) is not { } key)
            {
                return Problem.NotFound();
            }

            var changed = await change(db, key);
            if (changed.Ok)
            {
                await db.SaveChangesAsync(cancellationToken);
            }

            return changed;
        }, cancellationToken);
        known.Clear();
        return result;
    }
}
