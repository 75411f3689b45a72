using System.Globalization;
using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Exports;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Exports;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Kit.Texts;
using AdminPortal.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Badges;

/// <summary>How far the badges of an event are; orders them as a file, and gives numbers to who has none.</summary>
public sealed partial class BadgesPage
{
    private const string Everybody = "all", Unprinted = "new";

    private BadgeCounts? counts;

    private IReadOnlyList<BadgeDesignRow> designs = [];

    private IReadOnlyList<CategoryName> categories = [];

    private IReadOnlyList<Problem> problems = [];

    private string? who = Everybody;

    private string? design = "";

    private BadgeSort sort;

    private string? reason;

    private bool busy;

    private int? given;

    [Inject] private BadgePrintLog Log { get; set; } = null!;

    [Inject] private BadgeDesignService Designs { get; set; } = null!;

    [Inject] private EventQueries EventQueries { get; set; } = null!;

    [Inject] private Numberings Numberings { get; set; } = null!;

    [Inject] private ExportWatch Watch { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    private string Import => $"{Navigation.OfEvent("participants")(EventKey)}/import";

    private IEnumerable<string> Choices => categories.Select(category => ListAddress.Text(category.Id)).Prepend(Unprinted)
        .Prepend(Everybody);

    /// <inheritdoc />
    protected override async Task OnEventAsync()
    {
        categories = await EventQueries.CategoryNamesAsync(Actor, Event.Id);
        designs = await Designs.ListAsync(Actor, Event.Id);
        await CountAsync();
    }

    private async Task CountAsync()
    {
        counts = await Log.CountsAsync(Actor, Event.Id);
        StateHasChanged();
    }

    private static string Figure(int? number) => (number ?? 0).ToString("N0", CultureInfo.CurrentCulture);

    private string WhoText(string choice) => choice switch
    {
        Everybody => L["Who_All"],
        Unprinted => L["Who_New"],
        _ => L["Who_Category", categories.FirstOrDefault(c => ListAddress.Text(c.Id) == choice)?.Title ?? ""],
    };

    private string DesignText(string choice) => choice.Length == 0
        ? L["Design_Default", designs.FirstOrDefault(row => row.IsDefault)?.Draft.Name ?? "A6"]
        : designs.FirstOrDefault(row => ListAddress.Text(row.Id) == choice)?.Draft.Name ?? "";

    private async Task OrderAsync()
    {
        busy = true;
        var order = new BadgeOrder
        {
            DesignId = long.TryParse(design, CultureInfo.InvariantCulture, out var chosen) ? chosen : null,
            Sort = sort,
            Reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(),
            Filter = who switch
            {
                Unprinted => new ParticipantFilter { Printed = false },
                _ when long.TryParse(who, CultureInfo.InvariantCulture, out var category) =>
                    new ParticipantFilter { CategoryId = category },
                _ => new ParticipantFilter(),
            },
        };
        var about = string.Join(" · ", Event.Draft.Title, WhoText(who ?? Everybody), DesignText(design ?? ""));
        var ordered = await Watch.OrderAsync(Actor,
            new ExportOrder(order.Request(EventKey), ReportFormat.Pdf, CultureInfo.CurrentUICulture.Name) { About = about });
        problems = ordered.Problems;
        busy = false;
        if (ordered.Ok)
        {
            Toasts.Show(L["Ordered"]);
        }
        else if (P.For(problems, "reason") is null)
        {
            Toasts.Show(string.Join(" ", problems.Select(P.Of)), Tone.Bad);
        }
    }

    private async Task NumberAsync()
    {
        busy = true;
        try
        {
            await Numberings.GiveAsync(Actor, new ParticipantSelection(Event.Id, null), () => InvokeAsync(CountAsync), new Showing(this));
        }
        finally
        {
            (busy, given) = (false, null);
        }
    }

    /// <summary>Shows in the circuit's own turn what another thread tells.</summary>
    private sealed class Showing(BadgesPage page) : IProgress<int>
    {
        public void Report(int value) => _ = page.InvokeAsync(() =>
        {
            page.given = page.busy ? value : null;
            page.StateHasChanged();
        });
    }
}
