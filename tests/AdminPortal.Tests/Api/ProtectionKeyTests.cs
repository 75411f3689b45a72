using AdminPortal.Domain.Data;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Api;

/// <summary>The keys that protect cookies and links outlive versions of the portal.</summary>
public sealed class ProtectionKeyTests
{
    /// <summary>A row as the first version of the portal wrote it; its time is over, and what it sealed is still read.</summary>
    private const string Key =
        "<key id=\"d34c8d2e-e62c-407d-a066-5219416213c1\" version=\"1\"><creationDate>2026-01-02T08:00:00.0000000Z</creationDate>"
        + "<activationDate>2026-01-02T08:00:00.0000000Z</activationDate><expirationDate>2026-04-02T08:00:00.0000000Z</expirationDate>"
        + "<descriptor deserializerType=\"Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel.AuthenticatedEncryptorDescriptorDeserializer, "
        + "Microsoft.AspNetCore.DataProtection, Version=10.0.0.0, Culture=neutral, PublicKeyToken=adb9793829ddae60\"><descriptor>"
        + "<encryption algorithm=\"AES_256_CBC\" /><validation algorithm=\"HMACSHA256\" />"
        + "<masterKey p4:requiresEncryption=\"true\" xmlns:p4=\"http://schemas.asp.net/2015/03/dataProtection\">"
        + "<value>ghcezdodLdRRguKUYu3zaOcdcG0ZBms5A7bjUnWughTmO44R3BRk9+Lw+XojnVEIracTXaYXlIwggBCDZmO9iQ==</value></masterKey></descriptor></descriptor></key>";

    private const string Sealed =
        "CfDJ8C6NTNMs5n1AoGZSGUFiE8FEZZISWjphNyVyJxt1r0YEcfTtECjNEAAOUebV6P_fEosCnVVTPDE5kzP0tzSDIDzbk7VJzPdGP54A0AU6Cdlo5b93IaS-67suippGM6EDCmDvW0s1zzDg2qw-tVo_t_0";

    [Theory, ClassData(typeof(Providers))]
    public async Task What_an_earlier_version_sealed_is_read(Provider provider)
    {
        await using var host = new ApiHost(provider);
        await using (var db = host.Get<IDbContextFactory<PortalDb>>().CreateDbContext())
        {
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO ProtectionKeys (Name, Xml) VALUES ({"key-d34c8d2e-e62c-407d-a066-5219416213c1"}, {Key})");
        }

        await using var later = new ApiHost(provider, host);
        Assert.Equal("sealed by the first version", Protector(later).Unprotect(Sealed));
        Assert.Equal("today", Protector(later).Unprotect(Protector(host).Protect("today")));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Only_keys_are_saved_without_the_audit_log(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        db.SetupTokens.Add(new AdminPortal.Domain.Accounts.SetupToken { TokenHash = "x", ExpiresAt = portal.Time.GetUtcNow().UtcDateTime });
        Assert.Throws<NotSupportedException>(() => db.SaveChanges());
    }

    private static IDataProtector Protector(ApiHost host) => host.Get<IDataProtectionProvider>().CreateProtector("AdminPortal.Tests");
}
