using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>What an organisation says about itself on invoices, and its logo.</summary>
public sealed class TenantProfileTests
{
    /// <summary>A grey JPEG of 8 × 8.</summary>
    private const string Jpeg =
        "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/" +
        "yQALCAAIAAgBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=";

    [Theory, ClassData(typeof(Providers))]
    public async Task A_profile_begins_empty_is_cleaned_kept_in_its_tenant_and_told_in_the_audit_log(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var service = portal.Get<TenantProfileService>();
        Assert.Equal(new TenantProfileRow(new TenantProfileDraft(), null, 0), await service.OwnAsync(portal.Owner));
        (await service.UpdateAsync(portal.Owner, new TenantProfileDraft(
            " Hafenfest GmbH ", " Am Kai 1\r\n\r\n20457 Hamburg ", "22/333", "DE1", "", "de89 3704 0044 0532 0130 00", "cobadeff"), 0))
                .Required();
        var late = await service.UpdateAsync(portal.Owner, new TenantProfileDraft("Other GmbH"), 0); // saw none either
        Assert.Equal("changed_meanwhile", late.Problems.Single().Code);
        var own = await service.OwnAsync(portal.Owner);
        Assert.Equal(new TenantProfileDraft("Hafenfest GmbH", "Am Kai 1\n20457 Hamburg", "22/333", "DE1", null, "DE89370400440532013000",
            "COBADEFF"), own.Draft);
        (await service.UpdateAsync(portal.Owner, own.Draft with { VatNumber = "DE2" }, own.Version)).Required();
        Assert.Equal("changed_meanwhile", (await service.UpdateAsync(portal.Owner, own.Draft, own.Version)).Problems.Single().Code);
        Assert.Equal(
            new TenantProfileDraft(), (await service.OwnAsync(portal.Owner with { TenantId = portal.Owner.TenantId + 1_000_000 })).Draft);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        var told = await db.AuditEntries.Where(e => e.Entity == nameof(TenantProfile)).OrderBy(e => e.Id).ToListAsync();
        Assert.Equal([AuditAction.Created, AuditAction.Changed], told.Select(entry => entry.Action));
        Assert.Equal("{\"VatNumber\":[\"DE1\",\"DE2\"]}", told[1].Changes);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => service.UpdateAsync(portal.As(Role.Organiser), own.Draft, 1));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_is_wrong_with_a_profile_is_said_beside_each_field(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var wrong = await portal.Get<TenantProfileService>().UpdateAsync(portal.Owner, new TenantProfileDraft(
            new string('x', 201), string.Join('\n', Enumerable.Repeat("line", 7)), new string('1', 41), new string('1', 41),
                new string('x', 201), "DE88 3704 0044 0532 0130 00", "COBA"), 0);
        Assert.Equal(
            ["too_long legal_name", "too_many_address_lines address", "too_long tax_number", "too_long vat_id", "too_long account_holder",
                "invalid_iban iban", "invalid_bic bic"],
            wrong.Problems.Select(problem => $"{problem.Code} {problem.Field}"));
    }

    [Theory]
    [InlineData("DE89370400440532013000", true)]
    [InlineData("GB82WEST12345698765432", true)]
    [InlineData("NO9386011117947", true)]
    [InlineData("DE89370400440532013001", false)]
    [InlineData("DE8937040044053201300Ä", false)]
    [InlineData("123456789012345", false)]
    [InlineData("DE89", false)]
    public void The_check_digits_of_an_account_are_judged(string iban, bool isRight) =>
        Assert.Equal(isRight, TenantProfileService.IsIban(iban));

    [Theory, ClassData(typeof(Providers))]
    public async Task A_logo_is_judged_by_its_content_drawn_on_invoices_and_taken_away(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var service = portal.Get<TenantProfileService>();
        (await portal.Get<ContactService>().CreateAsync(portal.Owner, new ContactDraft("C1", "Nordlicht GmbH", null, null, null)))
            .Required();
        var id = (await portal.Get<InvoiceService>().CreateAsync(portal.Owner,
            new InvoiceDraft("C1", null, "EUR", 100, portal.Time.UtcNow()))).Required();
        Assert.DoesNotContain("/Subtype/Image", Encoding.Latin1.GetString(
            (await portal.Get<InvoiceFiles>().OpenAsync(portal.Owner, id)).Required().Content), StringComparison.Ordinal);
        foreach (var (picture, format) in new[] { (Png(300, 120), "PNG, 300 × 120"), (Convert.FromBase64String(Jpeg), "JPEG, 8 × 8") })
        {
            (await service.SetLogoAsync(portal.Owner, picture)).Required();
            Assert.Equal(format, (await service.OwnAsync(portal.Owner)).LogoFormat);
            Assert.Equal(picture, await service.LogoAsync(portal.Owner));
            var file = (await portal.Get<InvoiceFiles>().OpenAsync(portal.Owner, id)).Required().Content;
            Assert.Contains("/Subtype/Image", Encoding.Latin1.GetString(file), StringComparison.Ordinal);
            Assert.Single(PdfText.Pages(file));
        }

        (await service.SetLogoAsync(portal.Owner, null)).Required();
        Assert.Null(await service.LogoAsync(portal.Owner));
        Assert.Null((await service.OwnAsync(portal.Owner)).LogoFormat);
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.DoesNotContain(
            await db.AuditEntries.Select(e => e.Changes).ToListAsync(), changes => changes.Contains("\"Logo\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Pictures_that_are_none_too_large_or_bombs_are_refused()
    {
        AssertRefused("picture_format", "<svg/>"u8.ToArray());
        AssertRefused("picture_format", []);
        AssertRefused("picture_format", Png(300, 120)[..60]);
        AssertRefused("picture_format", Convert.FromBase64String(Jpeg)[..40]);
        AssertRefused("picture_too_large", new byte[Picture.MostBytes + 1]);
        AssertRefused("picture_pixels", Png(2_001, 2_000));
        AssertRefused("picture_format", Png(10, 10, packed: 50_000_000));
        Assert.True(Picture.Judge(Png(2_000, 2_000)).Ok);

        static void AssertRefused(string code, byte[] picture) =>
            Assert.Equal((code, "logo"), Picture.Judge(picture).Problems.Select(problem => (problem.Code, problem.Field!)).Single());
    }

    /// <summary>The check number of a chunk (PNG, annex D).</summary>
    private static uint Crc(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }

    /// <summary>A grey PNG; its packed pixels are as many bytes as its size says, or another number.</summary>
    internal static byte[] Png(int width, int height, int? packed = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        head[8] = 8;
        Chunk("IHDR"u8, head);
        using var pixels = new MemoryStream();
        using (var zip = new ZLibStream(pixels, CompressionLevel.Fastest, true))
        {
            zip.Write(new byte[packed ?? (width + 1) * height]);
        }

        Chunk("IDAT"u8, pixels.ToArray());
        Chunk("IEND"u8, []);
        return file.ToArray();

        void Chunk(ReadOnlySpan<byte> name, byte[] data)
        {
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            file.Write(number);
            byte[] body = [.. name, .. data];
            file.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
            file.Write(number);
        }
    }
}
