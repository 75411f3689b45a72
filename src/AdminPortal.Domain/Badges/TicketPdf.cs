using AdminPortal.Domain.CheckIns.Windows;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Files.Pdf;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Badges;

/// <summary>Draws a ticket: one A4 page for the person to bring along.</summary>
internal sealed class TicketPdf(TicketPaper paper, ReportLanguage language)
{
    private const double Code = 170, Gap = 24, Line = 16;

    /// <summary>Writes the file.</summary>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        var title = PdfTypeface.Plain(paper.Rules.Title);
        using var writer = new PdfWriter($"{language["Ticket_Title"]} · {title}", paper.Organisation,
            language.Culture.TwoLetterISOLanguageName);
        var layout = new PdfLayout(writer, false);
        layout.Y = 48;
        var page = layout.Page;
        page.Text(PdfLayout.Left, layout.Y, PdfTypeface.Plain(paper.Organisation), 10, PdfColour.Muted);
        if (paper.Logo is { } logo)
        {
            layout.Y += layout.Page.Picture(logo, layout.Right, layout.Y - 12, 160, 50);
        }

        layout.Y += 30;
        foreach (var line in PdfPage.Face(true).Lines(title, 26, layout.Width, 4))
        {
            page.Text(PdfLayout.Left, layout.Y, line, 26, PdfColour.Text, isBold: true);
            layout.Y += 32;
        }

        var top = layout.Y;
        var width = layout.Width - Code - Gap;
        foreach (var (name, value) in Facts())
        {
            Fact(layout, name, value, width);
        }

        if (paper.Code is { } code)
        {
            var modules = BadgeModules.Of(code);
            page.Squares(layout.Right - Code, top - 12, Code / modules.Count, modules.Dark);
            page.Text(layout.Right - (Code / 2), top + Code, PdfTypeface.Plain(paper.BadgeNumber ?? ""), 11, PdfColour.Text, isBold: true,
                PdfAlign.Centre);
        }

        layout.Y = Math.Max(layout.Y, top + Code + Gap);
        Windows(layout);
        await writer.SaveAsync(output, null, cancellationToken);
    }

    private IEnumerable<(string Name, string Value)> Facts()
    {
        yield return (language["Ticket_Name"], paper.Name);
        if (paper.Category is { } category)
        {
            yield return (language["Column_category"], category);
        }

        yield return (language["Ticket_When"], Span(paper.StartsAt, paper.EndsAt));
        yield return (language["Ticket_Zone"], $"{paper.Rules.TimeZone} ({paper.Rules.Zone.Distance(paper.StartsAt)})");
        if (paper.Place is { } place)
        {
            yield return (language["Ticket_Where"], place);
        }

        yield return (language["Column_badge_number"], paper.BadgeNumber ?? language["Ticket_NoBadge"]);
    }

    private static void Fact(PdfLayout layout, string name, string value, double width)
    {
        layout.Page.Text(PdfLayout.Left, layout.Y, name, 9, PdfColour.Muted);
        layout.Y += Line;
        foreach (var line in PdfPage.Face(false).Lines(PdfTypeface.Plain(value), 13, width, 5))
        {
            layout.Page.Text(PdfLayout.Left, layout.Y, line, 13, PdfColour.Text);
            layout.Y += Line + 2;
        }

        layout.Y += 8;
    }

    private void Windows(PdfLayout layout)
    {
        if (paper.Windows.Count == 0)
        {
            return;
        }

        layout.Page.Line(0.5, PdfColour.Line, (PdfLayout.Left, layout.Y), (layout.Right, layout.Y));
        layout.Y += Gap;
        layout.Page.Text(PdfLayout.Left, layout.Y, language["Ticket_Windows"], 11, PdfColour.Text, isBold: true);
        layout.Y += Line + 2;
        foreach (var window in paper.Windows)
        {
            layout.Need(Line);
            layout.Page.Text(PdfLayout.Left, layout.Y, Window(window), 11, PdfColour.Text);
            layout.Y += Line;
        }
    }

    private string Window(WindowRule window) => window.Limit is { } limit
        ? $"{Span(window.StartsAt, window.EndsAt)} · {string.Format(language.Culture, language["Ticket_Limit"], limit)}"
        : Span(window.StartsAt, window.EndsAt);

    /// <summary>In the event's zone; the day once where both are of one.</summary>
    private string Span(DateTime from, DateTime to)
    {
        var (begin, end) = (paper.Rules.Zone.Local(from), paper.Rules.Zone.Local(to));
        var last = begin.Date == end.Date ? end.ToString("t", language.Culture) : Moment(end);
        return $"{Moment(begin)} – {last}";

        string Moment(DateTime local) => $"{local.ToString("ddd", language.Culture)} {local.ToString("g", language.Culture)}";
    }
}
