using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AdminPortal.Domain.Data;

/// <summary>Keys that protect cookies and links; kept in the database so that every node and every start has the same ones.</summary>
internal sealed class ProtectionKeyMap : IEntityTypeConfiguration<DataProtectionKey>
{
    /// <summary>The table and its columns are those of the first version: what was sealed with a key in it can still be read.</summary>
    public void Configure(EntityTypeBuilder<DataProtectionKey> key)
    {
        key.ToTable("ProtectionKeys");
        key.Property(k => k.Id).HasConversion<long>();
        key.Property(k => k.FriendlyName).HasColumnName("Name").IsRequired();
        key.Property(k => k.Xml).IsUnbounded().IsRequired();
    }
}

/// <summary>Encrypts keys that lie in the database as they are. New keys are encrypted by the framework before they are stored.</summary>
public sealed class ProtectionKeyEncryption(IDbContextFactory<PortalDb> databases)
{
    /// <summary>The namespace by which the framework marks secrets in its XML.</summary>
    private static readonly XNamespace Framework = "http://schemas.asp.net/2015/03/dataProtection";

    /// <summary>
    /// Encrypts the secrets of keys that were stored without an encryptor, as the framework does for new keys. Returns how many keys that
    /// were.
    /// </summary>
    public async Task<int> EncryptAsync(IXmlEncryptor encryptor, CancellationToken cancellationToken = default)
    {
        await using var db = databases.CreateDbContext();
        var encrypted = 0;
        foreach (var key in await db.DataProtectionKeys.AsNoTracking().ToListAsync(cancellationToken))
        {
            var xml = XElement.Parse(key.Xml!);
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
                await db.DataProtectionKeys.Where(k => k.Id == key.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(k => k.Xml, text), cancellationToken);
                encrypted++;
            }
        }

        return encrypted;
    }
}
