using System.Collections.Concurrent;
using System.Security.Cryptography;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Live.Walls;

/// <summary>What a screen that waits shows and keeps.</summary>
/// <param name="Code">For the person who pairs it, such as <c>K7MX-3PQA</c>.</param>
/// <param name="Token">For the screen alone; it becomes the wall's.</param>
/// <param name="Until">UTC; until then the code is good.</param>
public sealed record NewPairing(string Code, string Token, DateTime Until);

/// <summary>How a screen stands.</summary>
public enum PairingState
{
    /// <summary>Nobody has entered its code yet.</summary>
    Waiting,

    /// <summary>It is a wall.</summary>
    Ready,

    /// <summary>Its code is over, or the wall was revoked.</summary>
    Gone,
}

/// <summary>Makes a wall of a screen that nobody is signed in at: the screen shows a code, a signed-in organiser enters it.</summary>
public sealed class WallPairingService(IDbContextFactory<PortalDb> databases, WallService walls, TimeProvider time)
{
    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);

    /// <summary>Wrong codes that a person may enter within ten minutes.</summary>
    public const int MostWrong = 10;

    /// <summary>Screens that may wait at once, over all tenants.</summary>
    private const int MostWaiting = 1_000;

    /// <summary>Without what is mistaken for something else from across a room.</summary>
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static readonly Actor Screen = Actor.System(0, "wall");

    private readonly ConcurrentDictionary<(long Tenant, string Who), (DateTime Since, int Count)> wrong = new();

    private static Problem WrongCode { get; } = new("wrong_wall_code", "No screen waits with that code.", "code");

    /// <summary>Begins to wait. Refused: <c>too_many_screens</c>, while a thousand wait already.</summary>
    public Task<Result<NewPairing>> BeginAsync(CancellationToken cancellationToken = default)
    {
        var now = time.UtcNow();
        return databases.WriteAsync<NewPairing>(Screen, async db =>
        {
            await db.WallPairings.Where(p => p.Until <= now).ExecuteDeleteAsync(cancellationToken);
            if (await db.WallPairings.CountAsync(cancellationToken) >= MostWaiting)
            {
                return new Problem("too_many_screens", "Too many screens wait at the moment.");
            }

            var code = RandomNumberGenerator.GetString(Letters, 8);
            var secret = Secret.New("wall");
            db.WallPairings.Add(new WallPairing
            {
                CodeHash = Secret.HashOf(code),
                TokenHash = secret.Hash,
                Prefix = secret.Prefix,
                Until = now + CodeLife,
            });
            await db.SaveChangesAsync(cancellationToken);
            return new NewPairing($"{code[..4]}-{code[4..]}", secret.Text, now + CodeLife);
        }, cancellationToken);
    }

    /// <summary>How the screen with that token stands.</summary>
    public async Task<PairingState> StateAsync(string token, CancellationToken cancellationToken = default)
    {
        if (await walls.FindByTokenAsync(token, cancellationToken) is not null)
        {
            return PairingState.Ready;
        }

        var (hash, now) = (Secret.HashOf(token), time.UtcNow());
        await using var db = databases.Read(Screen);
        return await db.WallPairings.AnyAsync(p => p.TokenHash == hash && p.Until > now, cancellationToken)
            ? PairingState.Waiting : PairingState.Gone;
    }

    /// <summary>
    /// Makes a wall of the screen that shows a code, which is used up by it; the screen follows within two seconds. Refused:
    /// <c>wrong_wall_code</c>, <c>too_many_codes</c> after ten wrong ones, and as by <see cref="WallService.CreateAsync"/>.
    /// </summary>
    /// <param name="actor">Needs <see cref="Permission.ManageWalls"/>.</param>
    /// <param name="code">As it was typed; blanks, dashes and case do not count.</param>
    /// <param name="eventId">The event it shows.</param>
    /// <param name="draft">Its settings.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<Result<long>> ClaimAsync(Actor actor, string? code, long eventId, WallDraft draft,
        CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageWalls);
        var (who, now) = ((actor.TenantId, actor.Name), time.UtcNow());
        if (wrong.TryGetValue(who, out var tried) && now - tried.Since < CodeLife && tried.Count >= MostWrong)
        {
            return new Problem("too_many_codes", "Too many wrong codes. Wait ten minutes.", "code");
        }

        var plain = new string((code ?? "").Where(char.IsAsciiLetterOrDigit).Take(9).ToArray()).ToUpperInvariant();
        var hash = Secret.HashOf(plain);
        var result = await databases.WriteAsync<long>(actor, async db =>
        {
            var waiting = plain.Length != 8 ? null : await db.WallPairings.AsNoTracking()
                .SingleOrDefaultAsync(p => p.CodeHash == hash && p.Until > now, cancellationToken);
            if (waiting is null)
            {
                return WrongCode;
            }

            var wall = await walls.AddAsync(db, eventId, draft, (waiting.TokenHash, waiting.Prefix), cancellationToken);
            if (!wall.Ok)
            {
                return wall.Problems.ToList();
            }

            // Who comes second finds it gone, and their wall goes with the transaction.
            return await db.WallPairings.Where(p => p.Id == waiting.Id).ExecuteDeleteAsync(cancellationToken) == 1
                ? wall.Value.Id : WrongCode;
        }, cancellationToken);
        if (result.Ok)
        {
            walls.Forget();
        }
        else if (result.Problems[0].Code == WrongCode.Code)
        {
            wrong.AddOrUpdate(who, (now, 1), (_, old) => now - old.Since < CodeLife ? (old.Since, old.Count + 1) : (now, 1));
        }

        return result;
    }
}
