using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Mail;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>Invoices as PDF: what the law wants is on them, and no text breaks them.</summary>
public sealed class InvoiceFileTests
{
    private static readonly InvoiceLineDraft[] Lines = [new("Standfläche Größe 9 m²", 9_000, 19_000, 1_900),
        new("Katalog", 2_500, 1_234, 700), new("Rabatt", -1_000, 5_000, 1_900)];

    private static async Task<TestPortal> StartAsync(Provider provider, string language = "de", MailSettings? mail = null)
    {
        var portal = await TestPortal.StartAsync(provider, mail);
        await portal.EventAsync();
        var tenants = portal.Get<TenantService>();
        var own = await tenants.OwnAsync(portal.Owner);
        (await tenants.UpdateAsync(
            portal.Owner, new TenantDraft(own.Slug, own.Name, own.Plan, own.TimeZone, own.Currency, language), own.Version)).Required();
        (await portal.Get<TenantProfileService>().UpdateAsync(portal.Owner, Profile, 0)).Required();
        (await portal.Get<ContactService>()
            .CreateAsync(portal.Owner, new ContactDraft("C1", "Nordlicht GmbH", "Zoë", "Müller", "zoe@example.org", null, "Hamburg",
            "Deutschland", "Kehrwieder 9", "20457"))).Required();
        return portal;
    }

    private static TenantProfileDraft Profile =>
        new("Hafenfest Veranstaltungs-GmbH", "Am Kai 1\n20457 Hamburg", "22/333/44444", "DE123456789", null,
            "DE89 3704 0044 0532 0130 00", "COBADEFFXXX");

    private static InvoiceDraft Draft(TestPortal portal, params InvoiceLineDraft[] lines) =>
        new("C1", "congress", "EUR", lines.Length > 0 ? 0 : 11_900, portal.Time.UtcNow(), portal.Time.UtcNow()
            .AddDays(14))
        { Lines = lines };

    private static async Task<long> IssuedAsync(TestPortal portal, params InvoiceLineDraft[] lines)
    {
        var id = (await portal.Get<InvoiceService>().CreateAsync(portal.Owner, Draft(portal, lines))).Required();
        (await portal.Get<InvoiceService>().IssueAsync(portal.Owner, id)).Required();
        return id;
    }

    private static async Task<(string Name, IReadOnlyList<string> Pages)> ReadAsync(TestPortal portal, long id)
    {
        var file = (await portal.Get<InvoiceFiles>().OpenAsync(portal.Owner, id)).Required();
        return (file.Name, PdfText.Pages(file.Content));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_the_law_wants_stands_on_an_issued_invoice_in_the_tenants_language(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var (name, pages) = await ReadAsync(portal, await IssuedAsync(portal, Lines));
        Assert.Equal("R2026-0001.pdf", name);
        var page = Assert.Single(pages);
        foreach (var text in new[]
        {
            "Rechnung R2026-0001", "Hafenfest Veranstaltungs-GmbH", "Am Kai 1", "20457 Hamburg", "Steuernummer: 22/333/44444",
                "USt-IdNr.: DE123456789",
            "Nordlicht GmbH", "Zoë Müller", "Kehrwieder 9", "Deutschland", "C1", "Rechnungsdatum", "03.10.2026", "17.10.2026",
                "Event congress", "Leistungszeitraum", "03.10.2026 – 05.10.2026",
            "Standfläche Größe 9 m²", "9", "190,00 €", "19 %", "1.710,00 €", "Katalog", "2,5", "12,34 €", "7 %", "30,85 €", "Rabatt",
                "−1", "−50,00 €",
            "Summe netto", "1.690,85 €", "USt. 19 % auf 1.660,00 €", "315,40 €", "USt. 7 % auf 30,85 €", "2,16 €", "Gesamtbetrag brutto",
                "2.008,41 €",
            "Bitte zahlen Sie 2.008,41 € bis zum 17.10.2026 unter Angabe von R2026-0001.", "DE89 3704 0044 0532 0130 00", "COBADEFFXXX",
                "Seite 1 von 1",
        })
        {
            Assert.Contains($"\n{text}\n", $"\n{page}", StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Entwurf", page, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_issued_invoice_keeps_its_seller_recipient_and_supply_when_they_change(Provider provider)
    {
        await using var portal = await StartAsync(provider, "en");
        var issued = await IssuedAsync(portal, Lines);
        var draft = (await portal.Get<InvoiceService>().CreateAsync(portal.Owner, Draft(portal, Lines))).Required();
        var before = await ReadAsync(portal, issued);
        (await portal.Get<TenantProfileService>().UpdateAsync(portal.Owner, Profile with { Address = "Elsewhere 2" }, 1)).Required();
        var contact = (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, issued))!.Row.ContactId;
        (await portal.Get<ContactService>()
            .UpdateAsync(portal.Owner, contact, new ContactDraft("C1", "Renamed Ltd", null, null, null), 0)).Required();
        Assert.Equal(before.Pages, (await ReadAsync(portal, issued)).Pages);
        var now = (await ReadAsync(portal, draft)).Pages.Single();
        Assert.Contains("Elsewhere 2", now, StringComparison.Ordinal);
        Assert.Contains("Renamed Ltd", now, StringComparison.Ordinal);
        var credit = (await ReadAsync(portal, (await portal.Get<InvoiceService>().CreditAsync(portal.Owner, issued, 100)).Required()))
            .Pages.Single();
        Assert.Contains("Renamed Ltd", credit, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_draft_says_so_across_and_has_no_number_of_the_series_and_a_credit_note_names_its_invoice(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var id = (await portal.Get<InvoiceService>().CreateAsync(portal.Owner, Draft(portal, Lines))).Required();
        var (name, pages) = await ReadAsync(portal, id);
        Assert.Equal($"Entwurf-{id}.pdf", name);
        Assert.Contains($"Rechnung Entwurf {id}\n", pages.Single(), StringComparison.Ordinal);
        Assert.Contains("\nEntwurf\n", pages.Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("R2026", pages.Single(), StringComparison.Ordinal);

        var issued = await IssuedAsync(portal, Lines);
        var part = (await ReadAsync(portal, (await portal.Get<InvoiceService>().CreditAsync(portal.Owner, issued, 10_000)).Required()))
            .Pages.Single();
        Assert.Contains("Gutschrift G2026-0001\n", part, StringComparison.Ordinal);
        Assert.Contains("Korrigiert Rechnung\nR2026-0001\n", part, StringComparison.Ordinal);
        Assert.Contains("Teil der Rechnung R2026-0001\n", part, StringComparison.Ordinal);
        Assert.Contains("100,00 €", part, StringComparison.Ordinal);
        Assert.DoesNotContain("Bitte zahlen", part, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_invoice_without_lines_says_that_only_its_gross_amount_is_known(Provider provider)
    {
        await using var portal = await StartAsync(provider, "en");
        var page = (await ReadAsync(portal, await IssuedAsync(portal))).Pages.Single();
        Assert.Contains("Only the gross amount of it is known.", page, StringComparison.Ordinal);
        Assert.Contains("\nGross\n€119.00\n", page, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_long_invoice_goes_over_pages_with_heads_and_page_numbers_on_each(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var lines = Enumerable.Range(1, InvoiceLine.Most)
            .Select(at => new InvoiceLineDraft($"Leistung {at} mit einer Beschreibung, die etwas länger ist als die Spalte breit", 1_000,
            at, 1_900)).ToArray();
        var pages = (await ReadAsync(portal, await IssuedAsync(portal, lines))).Pages;
        Assert.InRange(pages.Count, 3, 6);
        Assert.All(pages, (page, at) =>
        {
            Assert.Contains("\nEinzelpreis\n", page, StringComparison.Ordinal);
            Assert.Contains($"\nSeite {at + 1} von {pages.Count}\n", page, StringComparison.Ordinal);
        });
        Assert.All(Enumerable.Range(1, InvoiceLine.Most), at => Assert.Single(
            pages, page => page.Contains($"\nLeistung {at} mit", StringComparison.Ordinal)));
        Assert.Contains("Gesamtbetrag brutto", pages[^1], StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Hostile_and_enormous_texts_do_not_break_it(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        string[] texts = [new('Q', 500), string.Concat(Enumerable.Repeat("\U0001F3AA", 250)), "漢字とかな العربية עברית",
            "a\u0000b\u0007c\ud800d\r\n\te", string.Concat(Enumerable.Repeat("x ", 249)) + "y", "<b>&amp;</b> {0} %s"];
        (await portal.Get<ContactService>()
            .CreateAsync(portal.Owner, new ContactDraft("C2", new string('W', 200), texts[1][..200], new string('Ж', 200), null, null,
            new string('M', 200), new string('W', 200), new string('W', 200), "20457"))).Required();
        (await portal.Get<TenantProfileService>()
            .UpdateAsync(portal.Owner, Profile with
            {
                LegalName = new string('W', 200),
                Address = string.Join('\n', Enumerable.Repeat(new string('W', 60), 6))
            }, 1)).Required();
        var lines = texts.Select(text => new InvoiceLineDraft(text, 999_999_999, 99_999, 1_999)).ToArray();
        var id = (await portal.Get<InvoiceService>().CreateAsync(portal.Owner,
            Draft(portal, lines) with { CustomerNumber = "C2", Currency = "KWD" })).Required();
        var pages = (await ReadAsync(portal, id)).Pages;
        Assert.InRange(pages.Count, 2, 8);
        var all = string.Concat(pages);
        Assert.Equal(500, all.Count(c => c == 'Q'));
        Assert.Contains("999.999,999", all, StringComparison.Ordinal);
        Assert.Contains("<b>&amp;</b> {0} %s", all, StringComparison.Ordinal);
        Assert.Contains("a b c\uFFFDd", all, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Who_takes_it_away_stands_in_the_audit_log_and_who_may_not_see_it_gets_none(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var id = await IssuedAsync(portal, Lines);
        (await portal.Get<InvoiceFiles>().DownloadAsync(portal.Owner, id)).Required();
        await using var db = portal.Get<IDbContextFactory<PortalDb>>().Read(portal.Owner);
        Assert.Equal(id, (await db.AuditEntries.SingleAsync(e => e.Action == AuditAction.Downloaded)).EntityId);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => portal.Get<InvoiceFiles>().DownloadAsync(portal.As(Role.Steward), id));
        Assert.Equal("not_found", (await portal.Get<InvoiceFiles>().DownloadAsync(portal.Owner, id + 1_000)).Problems.Single().Code);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_issued_invoice_is_mailed_as_a_file_and_noted_as_sent(Provider provider)
    {
        using var smtp = new SmtpPeer();
        await using var portal = await StartAsync(provider, mail: smtp.Settings);
        var mail = portal.Get<InvoiceMail>();
        var draft = (await portal.Get<InvoiceService>().CreateAsync(portal.Owner, Draft(portal, Lines))).Required();
        Assert.Equal("not_issued", (await mail.SendAsync(portal.Owner, draft)).Problems.Single().Code);
        var id = await IssuedAsync(portal, Lines);
        Assert.Equal("zoe@example.org", (await mail.SendAsync(portal.Owner, id)).Required());
        var (to, text) = Assert.Single(smtp.Mails);
        Assert.Equal("zoe@example.org", to);
        Assert.Contains("R2026-0001.pdf", text, StringComparison.Ordinal);
        Assert.Contains("application/pdf", text, StringComparison.Ordinal);
        Assert.Equal(portal.Time.UtcNow(), (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, id))!.Row.SentAt);

        smtp.Answers["zoe@example.org"] = "550 unknown";
        var other = await IssuedAsync(portal, Lines);
        Assert.Equal("mail_not_taken", (await mail.SendAsync(portal.Owner, other)).Problems.Single().Code);
        Assert.Null((await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, other))!.Row.SentAt);
        await Assert.ThrowsAsync<PermissionDeniedException>(() => mail.SendAsync(portal.As(Role.Viewer), other));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Without_an_address_or_a_mail_server_nothing_is_sent_and_the_reason_is_said(Provider provider)
    {
        await using var portal = await StartAsync(provider);
        var id = await IssuedAsync(portal, Lines);
        Assert.Equal("no_mail_server", (await portal.Get<InvoiceMail>().SendAsync(portal.Owner, id)).Problems.Single().Code);
        var contact = (await portal.Get<InvoiceQueries>().FindAsync(portal.Owner, id))!.Row.ContactId;
        (await portal.Get<ContactService>()
            .UpdateAsync(portal.Owner, contact, new ContactDraft("C1", "Nordlicht GmbH", null, null, null), 0)).Required();
        Assert.Equal("no_email", (await portal.Get<InvoiceMail>().SendAsync(portal.Owner, id)).Problems.Single().Code);
    }
}
