using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Data;

/// <summary>A key that protects cookies and links; kept in the database so that every node and every start has the same ones.</summary>
public sealed class ProtectionKey
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public required string Xml { get; init; }
}

internal sealed class ProtectionKeyMap : IEntityTypeConfiguration<ProtectionKey>
{
    public void Configure(EntityTypeBuilder<ProtectionKey> key) => key.Property(k => k.Xml).IsUnbounded();
}

/// <summary>Keeps data protection keys in the portal's database.</summary>
public sealed class ProtectionKeyStore(IDbContextFactory<PortalDb> databases) : IXmlRepository
{
    /// <summary>The namespace by which the framework marks secrets in its XML.</summary>
    private static readonly XNamespace Framework = "http://schemas.asp.net/2015/03/dataProtection";

    /// <inheritdoc />
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = databases.CreateDbContext();
        return db.ProtectionKeys.AsNoTracking().Select(k => k.Xml).ToList().ConvertAll(XElement.Parse);
    }

    /// <inheritdoc />
    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = databases.CreateDbContext();
        db.ProtectionKeys.Add(new ProtectionKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChangesAsync().GetAwaiter().GetResult();
    }

    /// <summary>
    /// Encrypts the secrets of keys that were stored without an encryptor, as the framework does for new keys. Returns how many keys that
    /// were.
    /// </summary>
    public async Task<int> EncryptAsync(IXmlEncryptor encryptor, CancellationToken cancellationToken = default)
    {
        await using var db = databases.CreateDbContext();
        var encrypted = 0;
        foreach (var key in await db.ProtectionKeys.AsNoTracking().ToListAsync(cancellationToken))
        {
            var xml = XElement.Parse(key.Xml);
            var secrets = xml.Descendants().Where(element => (bool?)element.Attribute(Framework + "requiresEncryption") == true).ToList();
            foreach (var secret in secrets)
            {
                var info = encryptor.Encrypt(new XElement(secret));
                var type = new XAttribute("decryptorType", info.DecryptorType.AssemblyQualifiedName!);
                secret.ReplaceWith(new XElement(Framework + "encryptedSecret", type, info.EncryptedElement));
            }

            if (secrets.Count > 0)
            {
                var text = xml.ToString(SaveOptions.DisableFormatting);
                await db.ProtectionKeys.Where(k => k.Id == key.Id).ExecuteUpdateAsync(set => set.SetProperty(k => k.Xml, text), cancellationToken);
                encrypted++;
            }
        }

        return encrypted;
    }
}
