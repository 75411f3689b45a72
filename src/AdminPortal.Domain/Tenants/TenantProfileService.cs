using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Domain.Tenants;

/// <summary>What an organisation says about itself on invoices. All of it may be missing.</summary>
/// <param name="LegalName">Full name; null for the tenant's.</param>
/// <param name="Address">At most 6 lines and 400 characters, without the name.</param>
/// <param name="TaxNumber">At most 40 characters.</param>
/// <param name="VatNumber">At most 40 characters.</param>
/// <param name="AccountHolder">Null for the name.</param>
/// <param name="Iban">With or without spaces.</param>
/// <param name="Bic">8 or 11 letters and digits.</param>
public sealed record TenantProfileDraft(
    string? LegalName = null, string? Address = null, string? TaxNumber = null, string? VatNumber = null, string? AccountHolder = null,
        string? Iban = null, string? Bic = null);

/// <summary>The profile as it is; a tenant that has none yet has an empty one.</summary>
/// <param name="Draft">Its texts.</param>
/// <param name="LogoFormat">What the logo is, or null for none.</param>
/// <param name="Version">0 where there is none.</param>
public sealed record TenantProfileRow(TenantProfileDraft Draft, string? LogoFormat, int Version);

/// <summary>Reads and changes what stands on the organisation's invoices.</summary>
public sealed class TenantProfileService(IDbContextFactory<PortalDb> databases)
{
    /// <summary>The actor's own.</summary>
    public async Task<TenantProfileRow> OwnAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageTenant);
        await using var db = databases.Read(actor);
        return await db.TenantProfiles.Select(p => new TenantProfileRow(
                new TenantProfileDraft(p.LegalName, p.Address, p.TaxNumber, p.VatNumber, p.AccountHolder, p.Iban, p.Bic), p.LogoFormat,
                    p.Version))
            .SingleOrDefaultAsync(cancellationToken) ?? new TenantProfileRow(new TenantProfileDraft(), null, 0);
    }

    /// <summary>The logo's bytes, or null.</summary>
    public async Task<byte[]?> LogoAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageTenant);
        await using var db = databases.Read(actor);
        return await db.TenantProfiles.Select(p => p.Logo).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Changes the texts; issued invoices keep theirs. Refused: <c>changed_meanwhile</c>, wrong fields.</summary>
    public Task<Result<Done>> UpdateAsync(Actor actor, TenantProfileDraft draft, int version, CancellationToken cancellationToken = default)
    {
        var clean = new TenantProfileDraft(
            Text(draft.LegalName), Lines(draft.Address), Text(draft.TaxNumber), Text(draft.VatNumber), Text(draft.AccountHolder),
                Bare(draft.Iban), Bare(draft.Bic));
        return ChangeAsync(actor, profile =>
        {
            if (profile.Version != version)
            {
                return [Problem.ChangedMeanwhile()];
            }

            (profile.LegalName, profile.Address, profile.TaxNumber, profile.VatNumber) =
                (clean.LegalName, clean.Address, clean.TaxNumber, clean.VatNumber);
            (profile.AccountHolder, profile.Iban, profile.Bic) = (clean.AccountHolder, clean.Iban, clean.Bic);
            return Validate(clean).Problems;
        }, cancellationToken);
    }

    /// <summary>Sets the logo, or takes it away with null. Refused: as <see cref="Picture.Judge"/>.</summary>
    public async Task<Result<Done>> SetLogoAsync(Actor actor, byte[]? logo, CancellationToken cancellationToken = default)
    {
        actor.Require(Permission.ManageTenant);
        var judged = logo is null ? null : Picture.Judge(logo);
        return judged is { Ok: false } ? judged.Refused<Done>() : await ChangeAsync(actor, profile =>
        {
            (profile.Logo, profile.LogoFormat) = (logo, judged?.Value);
            return [];
        }, cancellationToken);
    }

    private static Check Validate(TenantProfileDraft draft) => new Check()
        .Length("legal_name", draft.LegalName, TenantProfile.NameLimit)
        .Length("address", draft.Address, TenantProfile.AddressLimit)
        .That((draft.Address ?? "").Count(c => c == '\n') < TenantProfile.AddressLines, new Problem(
            "too_many_address_lines", $"At most {TenantProfile.AddressLines} lines are allowed.", "address", TenantProfile.AddressLines))
        .Length("tax_number", draft.TaxNumber, TenantProfile.TaxLimit)
        .Length("vat_id", draft.VatNumber, TenantProfile.TaxLimit)
        .Length("account_holder", draft.AccountHolder, TenantProfile.NameLimit)
        .That(draft.Iban is null || IsIban(draft.Iban), new Problem("invalid_iban", "This is not an IBAN, or a digit is wrong.", "iban"))
        .That(draft.Bic is null || draft.Bic.Length is 8 or 11 && draft.Bic.All(char.IsAsciiLetterOrDigit), new Problem(
            "invalid_bic", "A BIC has 8 or 11 letters and digits.", "bic"));

    /// <summary>
    /// Country, check digits and account (ISO 13616); the number that letters and digits make leaves 1 when it is divided by 97 (ISO 7064).
    /// </summary>
    internal static bool IsIban(string text)
    {
        if (text.Length is < 15 or > 34 || !text.All(char.IsAsciiLetterOrDigit)
            || !text[..2].All(char.IsAsciiLetter) || !text[2..4].All(char.IsAsciiDigit))
        {
            return false;
        }

        var rest = 0;
        foreach (var c in text[4..] + text[..4])
        {
            var value = char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
            rest = ((rest * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return rest == 1;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? Bare(string? text) => Text(string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c))))?.ToUpperInvariant();

    private static string? Lines(string? text) =>
        Text(string.Join('\n', (text ?? "").Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));

    private Task<Result<Done>> ChangeAsync(Actor actor, Func<TenantProfile, List<Problem>> change, CancellationToken cancellationToken)
    {
        actor.Require(Permission.ManageTenant);
        return databases.WriteAsync<Done>(actor, async db =>
        {
            var stored = await db.TenantProfiles.SingleOrDefaultAsync(cancellationToken);
            var profile = stored ?? new TenantProfile();
            if (change(profile) is { Count: > 0 } problems)
            {
                return problems;
            }

            if (stored is null)
            {
                // 0 is what is seen where there is none: of two people who fill the first one in, the second is told.
                profile.Version = 1;
                db.TenantProfiles.Add(profile);
            }

            await db.SaveChangesAsync(cancellationToken);
            return Done.It;
        }, cancellationToken);
    }
}
