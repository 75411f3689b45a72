using AdminPortal.Domain.Badges;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Tenants;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Forms;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Badges;

/// <summary>The badge designs of an event: which there are, and the form of one with its picture.</summary>
public sealed partial class BadgeDesignsPage
{
    private readonly RowState<BadgeDesignRow, BadgeDesignForm> state = new(form => form.Copy());

    private IReadOnlyList<BadgeDesignRow>? rows;

    private BadgeFacts facts = new("", "");

    private long shown;

    [Inject] private BadgeDesignService Designs { get; set; } = null!;

    [Inject] private TenantService Tenants { get; set; } = null!;

    [Inject] private PortalBrowser Browser { get; set; } = null!;

    [Inject] private LeaveQuestion Leave { get; set; } = null!;

    [Inject] private UndoOffers Undo { get; set; } = null!;

    [Inject] private Toasts Toasts { get; set; } = null!;

    /// <inheritdoc />
    protected override async Task OnEventAsync()
    {
        if (shown != Event.Id)
        {
            shown = Event.Id;
            state.Close();
            facts = new BadgeFacts(Event.Draft.Title, (await Tenants.OwnAsync(Actor)).Name);
        }

        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var id = Event.Id;
        var read = await Designs.ListAsync(Actor, id);
        rows = id == Event.Id ? read : rows;
        StateHasChanged();
    }

    private string About(BadgeLayout layout)
    {
        var size = $"{BadgeDesignForm.Text(layout.Width)} × {BadgeDesignForm.Text(layout.Height)} mm";
        return layout.Stock == BadgeStock.Sheet ? L["AboutSheet", layout.Columns, layout.Rows, size] : size;
    }

    private Task NewAsync(BadgePreset preset) =>
        ShowAsync(null, new BadgeDesignDraft(Free(L[$"Preset_{preset}"]), BadgePresets.Of(preset)));

    private Task DuplicateAsync(BadgeDesignRow row) => ShowAsync(null, row.Draft with { Name = Free(row.Draft.Name) });

    private async Task ShowAsync(BadgeDesignRow? row, BadgeDesignDraft draft)
    {
        if (await Leave.MayAsync(state.IsDirty))
        {
            state.Show(row, BadgeDesignForm.Of(draft));
        }
    }

    /// <summary>The name, or with a number that no design has yet.</summary>
    private string Free(string name) => Enumerable.Range(1, int.MaxValue).Select(at => at == 1 ? name : $"{name} {at}")
        .First(free => rows?.Any(row => row.Draft.Name == free) != true);

    private async Task<IReadOnlyList<Problem>> StoreAsync(BadgeDesignForm form) => (state.Row is { } row
        ? await Designs.UpdateAsync(Actor, row.Id, form.ToDraft(), row.Version)
        : await Designs.CreateAsync(Actor, Event.Id, form.ToDraft())).Problems;

    private Task SavedAsync()
    {
        Toasts.Show(L["Saved", state.Value!.Name ?? ""]);
        state.Close();
        return LoadAsync();
    }

    private Task TakeStoredAsync() => state.TakeStoredAsync(StoredAsync, row => BadgeDesignForm.Of(row.Draft));

    private async Task<BadgeDesignRow?> StoredAsync()
    {
        await LoadAsync();
        return rows!.FirstOrDefault(row => row.Id == state.Row?.Id);
    }

    private Task TestAsync(BadgeDesignRow row) =>
        Browser.SaveAsync($"/{Navigation.OfEvent("badges")(EventKey)}/designs/{ListAddress.Text(row.Id)}/test.pdf");

    private async Task DefaultAsync(BadgeDesignRow row)
    {
        var made = await Designs.MakeDefaultAsync(Actor, row.Id);
        await LoadAsync();
        if (made is { Ok: true, Value: { } before })
        {
            Undo.Offer(L["IsDefault", row.Draft.Name], () => Designs.MakeDefaultAsync(Actor, before, row.Id),
                () => InvokeAsync(LoadAsync));
        }
        else if (!made.Ok)
        {
            Undo.Refused(made.Problems);
        }
    }

    private async Task DeleteAsync(BadgeDesignRow row)
    {
        var gone = await Designs.DeleteAsync(Actor, row.Id);
        if (gone.Ok)
        {
            Undo.Offer(L["Deleted", row.Draft.Name], () => Designs.RestoreAsync(Actor, Event.Id, gone.Value),
                () => InvokeAsync(LoadAsync));
        }
        else
        {
            Undo.Refused(gone.Problems);
        }

        if (state.Row?.Id == row.Id)
        {
            state.Close();
        }

        await LoadAsync();
    }
}
