using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Tenants;

/// <summary>What a tenant is made of.</summary>
/// <param name="Slug">3 to 63 lower-case letters, digits and hyphens; unique.</param>
/// <param name="Name">At most 200 characters.</param>
/// <param name="Plan">What it has booked.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Language"><c>de</c> or <c>en</c>.</param>
public sealed record TenantDraft(string Slug, string Name, Plan Plan = Plan.Enterprise, string TimeZone = "Europe/Berlin",
    string Currency = "EUR", string Language = "en")
{
    /// <summary>Mail addresses that are told of alarms, at most <see cref="Tenant.AlarmAddressLimit"/>.</summary>
    public IReadOnlyList<string> AlarmAddresses { get; init; } = [];

    /// <summary>The least role whose people need a second factor; null where nobody does.</summary>
    public Role? SecondFactorFrom { get; init; }
}

/// <summary>A tenant as others see it.</summary>
public sealed record TenantRow(long Id, string Slug, string Name, Plan Plan, string TimeZone, string Currency, string Language,
    int Version)
{
    /// <summary>Mail addresses that are told of alarms.</summary>
    public IReadOnlyList<string> AlarmAddresses { get; init; } = [];

    /// <summary>The least role whose people need a second factor; null where nobody does.</summary>
    public Role? SecondFactorFrom { get; init; }
}

/// <summary>Creates, finds and changes tenants.</summary>
public sealed class TenantService(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>
    /// Creates a tenant; only the command line and the one-time set-up do so. Refused: <c>taken</c> on <c>slug</c>, wrong fields.
    /// </summary>
    public Task<Result<long>> CreateAsync(Actor actor, TenantDraft draft, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageTenant);
        if (actor.Kind != ActorKind.System)
        {
            throw new PermissionDeniedException(Permission.ManageTenant);
        }

        return databases.WriteAsync<long>(actor, async db =>
        {
            var check = Validate(draft);
            if (check.Ok && await db.Tenants.AnyAsync(t => t.Slug == draft.Slug, cancellationToken))
            {
                check.That(false, Problem.Taken("slug", draft.Slug));
            }

            if (!check.Ok)
            {
                return check.Problems;
            }

            var tenant = new Tenant
            {
                Slug = draft.Slug,
                Name = draft.Name.Trim(),
                Plan = draft.Plan,
                TimeZone = draft.TimeZone,
                Currency = draft.Currency,
                Language = draft.Language,
                AlarmAddresses = Lines(draft.AlarmAddresses),
                SecondFactorFrom = draft.SecondFactorFrom,
                CreatedAt = time.UtcNow()
            };
            db.Tenants.Add(tenant);
            await db.SaveChangesAsync(cancellationToken);
            return tenant.Id;
        }, cancellationToken);
    }

    /// <summary>Changes the actor's own tenant; slug and plan stay. Refused: <c>changed_meanwhile</c>, wrong fields.</summary>
    public Task<Result<Done>> UpdateAsync(Actor actor, TenantDraft draft, int version, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageTenant);
        return databases.WriteAsync<Done>(actor, async db =>
        {
            var tenant = await db.Tenants.SingleAsync(t => t.Id == actor.TenantId, cancellationToken);
            if (tenant.Version != version)
            {
                return Problem.ChangedMeanwhile();
            }

            var check = Validate(draft with { Slug = tenant.Slug });
            if (!check.Ok)
            {
                return check.Problems;
            }

            (tenant.Name, tenant.TimeZone, tenant.Currency, tenant.Language) =
                (draft.Name.Trim(), draft.TimeZone, draft.Currency, draft.Language);
            (tenant.AlarmAddresses, tenant.SecondFactorFrom) = (Lines(draft.AlarmAddresses), draft.SecondFactorFrom);
            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }

    /// <summary>The tenant of that slug, or null. For the command line and the host name of a request, which know no actor yet.</summary>
    public Task<TenantRow?> FindAsync(string slug, CancellationToken cancellationToken = default) =>
        FindAsync(tenants => tenants.Where(t => t.Slug == slug), cancellationToken);

    /// <summary>The actor's own tenant.</summary>
    public async Task<TenantRow> OwnAsync(Actor actor, CancellationToken cancellationToken = default) =>
        await FindAsync(tenants => tenants.Where(t => t.Id == actor.TenantId), cancellationToken)
            ?? throw new InvalidOperationException("The actor's tenant does not exist.");

    /// <summary>Whether there is any tenant at all.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken = default)
    {
        await using var db = databases.CreateDbContext();
        return await db.Tenants.AnyAsync(cancellationToken);
    }

    private async Task<TenantRow?> FindAsync(Func<IQueryable<Tenant>, IQueryable<Tenant>> which, CancellationToken cancellationToken)
    {
        await using var db = databases.CreateDbContext();
        return await which(db.Tenants.AsNoTracking()).SingleOrDefaultAsync(cancellationToken) is not { } t
            ? null
            : new TenantRow(t.Id, t.Slug, t.Name, t.Plan, t.TimeZone, t.Currency, t.Language, t.Version)
            {
                AlarmAddresses = (t.AlarmAddresses ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries),
                SecondFactorFrom = t.SecondFactorFrom,
            };
    }

    private static string? Lines(IReadOnlyList<string> addresses) =>
        addresses.Count == 0 ? null : string.Join('\n', addresses.Distinct(StringComparer.OrdinalIgnoreCase));

    private static Check Validate(TenantDraft draft)
    {
        var check = Facts(draft).That(draft.AlarmAddresses.Count <= Tenant.AlarmAddressLimit, new Problem(
            "too_many_recipients", $"At most {Tenant.AlarmAddressLimit} addresses are allowed.", "alarm_addresses",
            Tenant.AlarmAddressLimit));
        foreach (var address in draft.AlarmAddresses)
        {
            check.That(address.Length > 0 && new Check().Email("alarm_addresses", address).Ok, new Problem(
                "invalid_recipient", $"This is not an e-mail address: {address}", "alarm_addresses", address));
        }

        return check;
    }

    private static Check Facts(TenantDraft draft) => new Check()
        .Text("slug", draft.Slug, 63)
        .That(string.IsNullOrEmpty(draft.Slug)
            || (draft.Slug.Length >= 3 && draft.Slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
                && draft.Slug[0] != '-' && draft.Slug[^1] != '-'),
                    Problem.Invalid("slug", "3 to 63 lower-case letters, digits and hyphens are allowed.") with { Code = "invalid_slug" })
        .Text("name", draft.Name, 200)
        .TimeZone("time_zone", draft.TimeZone)
        .That(draft.Currency is { Length: 3 } && draft.Currency.All(char.IsAsciiLetterUpper),
            Problem.Invalid("currency", "A three-letter code such as EUR is needed.") with { Code = "invalid_currency" })
        .That(draft.Language is "de" or "en",
            Problem.Invalid("language", "German (de) or English (en).") with { Code = "invalid_language" });
}
