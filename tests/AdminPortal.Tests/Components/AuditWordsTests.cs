using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Features.Audit;
using AdminPortal.Web.Kit.Texts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Tests.Components;

/// <summary>The audit log as people read it: names instead of numbers, in their language.</summary>
public sealed class AuditWordsTests
{
    [Fact]
    public async Task A_German_reader_sees_names_amounts_days_and_words()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        var congress = await portal.EventAsync();
        (await portal.Get<CategoryService>().CreateAsync(portal.Owner, congress.Id, "vip", "Ehrengäste")).Required();
        var id = await portal.ParticipantAsync("1", confirmed: false);
        (await portal.Get<ParticipantService>().UpdateAsync(portal.Owner, id,
            new ParticipantPatch { IsConfirmed = true, CategoryKey = "vip" })).Required();
        var invoices = portal.Get<InvoiceService>();
        var invoice = (await invoices.CreateAsync(portal.Owner, new InvoiceDraft("1", "congress", "EUR", 123450, portal.Time.UtcNow())))
            .Required();
        (await invoices.IssueAsync(portal.Owner, invoice)).Required();
        (await invoices.CreateAsync(portal.Owner, new InvoiceDraft("1", null, "EUR", 0, portal.Time.UtcNow())
        {
            Lines = [new("Standfläche", 2_500, 19_000, 1_900)],
        })).Required();

        var lines = await LinesAsync(portal, portal.Owner, "de");
        var change = Assert.Single(lines, line => line is { Note: "Teilnehmer · Event congress", Done: "geändert" });
        Assert.Equal(("Muster1, Mia (1)", $"events/congress/participants/{id}"), (change.Subjects[0].Text, change.Subjects[0].Href));
        Assert.Equal(["Kategorie: leer → Ehrengäste", "Bestätigt: nein → ja"], change.Changes.Select(Read));
        var made = lines.Last(line => line is { Note: "Rechnung", Done: "angelegt" });
        Assert.Contains("Betrag: leer → 1.234,50 €", made.Changes.Select(Read));
        Assert.Contains("Kontakt: leer → Muster1, Mia", made.Changes.Select(Read));
        Assert.Contains("Datum: leer → 03.10.2026", made.Changes.Select(Read));
        Assert.Contains("Position 1: leer → 2,5 × Standfläche · 190,00 € · USt. 19 %", lines.SelectMany(line => line.Changes).Select(Read));
        Assert.Contains("Status: Entwurf → Ausgestellt", Assert.Single(lines, line =>
            line is { Note: "Rechnung", Done: "geändert" }).Changes.Select(Read));

        static string Read(AuditChangeText change) => $"{change.Field}: {change.Before ?? "leer"} → {change.After ?? "leer"}";
    }

    [Fact]
    public async Task Who_may_not_see_contact_data_sees_none_and_a_page_costs_a_bounded_number_of_commands()
    {
        await using var portal = await TestPortal.StartAsync(Provider.Sqlite);
        await portal.EventAsync();
        for (var i = 0; i < 12; i++)
        {
            await portal.ParticipantAsync($"{i}");
        }

        (await portal.Get<ContactService>().CreateAsync(portal.Owner,
            new ContactDraft("C77", "Geheim GmbH", null, null, "secret@example.org"))).Required();
        var reader = portal.Owner with { Permissions = new HashSet<Permission> { Permission.ViewAudit, Permission.ViewParticipants } };
        var text = string.Join('\n', (await LinesAsync(portal, reader, "en"))
            .SelectMany(line => line.Subjects.Select(subject => subject.Text)
            .Concat(line.Changes.Select(change => $"{change.Field} {change.Before} {change.After}"))));
        Assert.Contains("Muster1, Mia", text, StringComparison.Ordinal);
        Assert.All(["Geheim", "secret@", "@example.org", "C77"], hidden => Assert.DoesNotContain(hidden, text, StringComparison.Ordinal));

        portal.Commands.Reset();
        Assert.Equal(25, (await LinesAsync(portal, portal.Owner, "en")).Count);
        Assert.InRange(portal.Commands.Count, 5, 4 + 4);
    }

    private static async Task<IReadOnlyList<AuditRow>> LinesAsync(TestPortal portal, Actor actor, string language)
    {
        await using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) =
            (CultureInfo.GetCultureInfo(language), Languages.FormatsOf(CultureInfo.GetCultureInfo(language)));
        var texts = services.GetRequiredService<IStringLocalizer<AuditTexts>>();
        var lines = (await portal.Get<AuditQueries>().OperationsAsync(actor, new AuditFilter(), new PageRequest())).Items;
        var references = await portal.Get<AuditQueries>().ReferencesAsync(actor, [.. lines.Select(line => line.Only!)], lines);
        var words = new AuditWords(texts, services.GetRequiredService<IStringLocalizer<ProblemTexts>>(), references,
            TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        return [.. lines.Select(line => AuditRow.Of(line, words, actor, texts))];
    }
}
