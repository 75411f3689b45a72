using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace AdminPortal.Tests.Api;

/// <summary>Whoever has a copy of the database can use nothing of what lets somebody in.</summary>
[Collection("api")]
public sealed class SecretsAtRestTests
{
    private const string MailPassword = "the-mail-server-knows-this";

    [Theory, ClassData(typeof(Providers))]
    public async Task No_secret_lies_in_the_database_as_it_is(Provider provider)
    {
        using var identity = new IdentityProvider();
        var certificate = await CertificateAsync();
        try
        {
            await using var host = new ApiHost(provider, null, [.. identity.Settings, ("Portal:KeyCertificate", certificate),
                ("Mail:Host", "127.0.0.1"), ("Mail:Password", MailPassword), ("Mail:User", "portal"), ("Mail:From", "portal@example.org")]);
            var portal = await host.TenantAsync();
            var secrets = await SetAllAsync(portal);
            secrets.AddRange([("mail server", MailPassword), ("identity provider", IdentityProvider.Secret)]);
            Assert.True(secrets.Count >= 20, $"{secrets.Count}");
            Assert.All(secrets, secret => Assert.True(secret.Text.Length >= 8, secret.Kind));
            var rows = await RowsAsync(host, portal.Owner);
            Assert.Contains(portal.Slug, rows, StringComparison.Ordinal); // what lies open is found
            AssertHolds(rows, secrets);
            if (provider == Provider.Sqlite)
            {
                var bytes = new StringBuilder();
                foreach (var file in new[] { host.File, host.File + "-wal" }.Where(File.Exists))
                {
                    await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    using var reader = new StreamReader(stream, Encoding.Latin1);
                    bytes.Append(await reader.ReadToEndAsync());
                }

                var content = bytes.ToString();
                Assert.Contains(portal.Slug, content, StringComparison.Ordinal);
                AssertHolds(content, secrets);
                Assert.Contains("encryptedSecret", content, StringComparison.Ordinal); // the keys that seal the rest
                Assert.DoesNotContain("<masterKey", content, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(certificate);
        }
    }

    private static void AssertHolds(string content, List<(string Kind, string Text)> secrets) => Assert.Empty(
        secrets.Where(secret => content.Contains(secret.Text, StringComparison.OrdinalIgnoreCase)).Select(secret => secret.Kind));

    private static async Task<List<(string Kind, string Text)>> SetAllAsync(ApiPortal portal)
    {
        var (owner, secrets) = (portal.Owner, new List<(string Kind, string Text)>());
        void Keep(string kind, string text) => secrets.Add((kind, text));
        var id = await portal.EventAsync();
        await portal.ParticipantAsync("0001");

        var keys = portal.Get<ApiKeyService>();
        var key = (await keys.CreateAsync(owner, "Gate", ["participants"], null)).Required();
        Keep("key", key.Key);
        Keep("rotated key", (await keys.RotateAsync(owner, key.Id, TimeSpan.FromHours(1))).Required().Key);
        var pair = (await keys.CreatePairAsync(owner, ApiKeyKind.Checkin, "Pair", id, null)).Required();
        Keep("key of a pair", pair.Key);
        Keep("secret of a pair", pair.Secret);

        var webhooks = portal.Get<WebhookService>();
        var endpoint = (await webhooks.CreateAsync(owner,
            new WebhookDraft("Sales", "https://receiver.example/hook", [WebhookTypes.CheckInCreated], []))).Required();
        Keep("webhook", endpoint.Secret);
        Keep("new secret of a webhook", (await webhooks.RotateAsync(owner, endpoint.Id)).Required().Secret);

        var stations = portal.Get<StationService>();
        var code = (await stations.CreateAsync(owner, id, new StationDraft("North") { Pin = "83914627" })).Required();
        Keep("digits of a station", "83914627");
        Keep("token of a station", (await stations.PairAsync(code.Code, null)).Required().Token);
        Keep("code of a station", (await stations.CreateAsync(owner, id, new StationDraft("South"))).Required().Code);

        Keep("wall", (await portal.Get<WallService>().CreateAsync(owner, id, new WallDraft("Foyer"))).Required().Token);
        var screen = (await portal.Get<WallPairingService>().BeginAsync()).Required();
        Keep("code of a screen", screen.Code);
        Keep("token of a screen", screen.Token);
        Keep("set-up", await portal.Get<SetupTokens>().IssueAsync());

        var person = await Person.JoinAsync(type => portal.Host.Services.GetService(type)!, owner);
        Keep("password", Person.Password);
        (await portal.Get<DoorPinService>().SetAsync(person.Actor, "59284716")).Required();
        Keep("digits of a person", "59284716");
        Keep("link for a password", (await portal.Get<AccountLinkService>().ForPasswordAsync(owner, person.Id)).Required().Token);
        Keep("invitation",
            (await portal.Get<UserService>().InviteAsync(owner, $"{Guid.NewGuid():N}@example.org", Role.Viewer)).Required().Token);
        var factors = portal.Get<SecondFactorService>();
        var fresh = factors.Begin(person.Actor, person.Email);
        Keep("second factor", fresh.Key);
        var shown = Person.Code(fresh.Key, portal.Host.Time);
        foreach (var recovery in (await factors.EnableAsync(person.Actor, fresh.Ticket, shown)).Required())
        {
            Keep("recovery code", recovery);
            Keep("recovery code as it is typed", recovery.Replace("-", "", StringComparison.Ordinal));
        }

        (await portal.Get<BadgeKeyService>().SignerAsync(owner, id)).Required().Dispose();
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(owner);
        var sealedKey = await db.BadgeKeys.Select(badge => badge.PrivateKey).SingleAsync();
        using var parsed = ECDsa.Create();
        Assert.ThrowsAny<Exception>(() => parsed.ImportPkcs8PrivateKey(Convert.FromBase64String(sealedKey), out _));
        return secrets;
    }

    /// <summary>Every value of every table, of all tenants.</summary>
    private static async Task<string> RowsAsync(ApiHost host, Actor actor)
    {
        await using var db = host.Get<IDbContextFactory<PortalDb>>().Read(actor);
        var names = db.GetService<ISqlGenerationHelper>();
        var text = new StringBuilder();
        await db.Database.OpenConnectionAsync();
        foreach (var table in db.Model.GetRelationalModel().Tables)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM {names.DelimitIdentifier(table.Name, table.Schema)}";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    text.AppendLine(reader.GetValue(column) switch
                    {
                        byte[] bytes => Encoding.Latin1.GetString(bytes),
                        var value => $"{value}",
                    });
                }
            }
        }

        return text.ToString();
    }

    private static async Task<string> CertificateAsync()
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=portal", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(file, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return file;
    }
}
