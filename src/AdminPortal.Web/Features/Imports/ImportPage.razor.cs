using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Web.Imports;
using AdminPortal.Web.Kit;
using AdminPortal.Web.Kit.Lists;
using AdminPortal.Web.Kit.Messages;
using AdminPortal.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Imports;

/// <summary>One import: what it did, which rows it refused, and the way back.</summary>
public sealed partial class ImportPage
{
    private const int ShownRefused = 200;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private List<RefusedCells> refused = [];
    private Page<ImportedRecord>? changes;
    private int page = 1;
    private bool busy;

    [Inject]
    private ImportQueries Imports { get; set; } = null!;

    [Inject]
    private ImportUndo Undoing { get; set; } = null!;

    [Inject]
    private Confirmations Confirmations { get; set; } = null!;

    [Inject]
    private PortalBrowser Browser { get; set; } = null!;

    private string Name => Found!.Record.FileName is { Length: > 0 } name ? name : L[$"Kind_{Found.Record.Kind}"];

    /// <summary>Once it is taken back, what stays is of interest, and nothing else is there any more.</summary>
    private bool KeptOnly => Found!.Record.State is ImportState.Undone or ImportState.Stopped;

    private string? After => Found!.Record switch
    {
        { State: ImportState.Stopped, Kept: var kept } => kept == 0 ? L["StoppedWith"] : $"{L["StoppedWith"]} {L["UndoneWith", kept]}",
        { State: ImportState.Undone, Kept: var kept } => kept == 0 ? L["UndoneAll"] : L["UndoneWith", kept],
        _ => null,
    };

    private IEnumerable<(string Text, int Count, Tone Tone)> Counts =>
    [
        ("Created", Found!.Record.Created, Tone.Ok), ("Updated", Found.Record.Updated, Tone.Info),
        ("Unchanged", Found.Record.Unchanged, Tone.Neutral), ("Refused", Found.Record.Refused, Tone.Bad),
    ];

    /// <inheritdoc />
    protected override Task<ListedImport?> FindAsync() => Imports.FindAsync(Actor, Id);

    /// <inheritdoc />
    protected override async Task OnFoundAsync(ListedImport record)
    {
        if (refused.Count == 0 && record.Record.Refused > 0)
        {
            refused = await Imports.RefusedAsync(Actor, Id).Take(ShownRefused).ToListAsync();
        }

        changes = record.IsActive ? null : await Imports.ChangesAsync(Actor, Id, KeptOf(record), new PageRequest(page, 25));
    }

    private static bool KeptOf(ListedImport record) => record.Record.State is ImportState.Undone or ImportState.Stopped;

    private Task GoAsync(int to)
    {
        page = to;
        return LoadAsync();
    }

    private async Task UndoAsync()
    {
        var question = new Confirmation(L["UndoTitle", Name], L["UndoText"], L["UndoConfirm"]) { Danger = true };
        if (!await Confirmations.AskAsync(question))
        {
            return;
        }

        (busy, page) = (true, 1);
        try
        {
            await TellAsync(await Undoing.UndoAsync(Actor, Id), L["UndoDone"]);
        }
        finally
        {
            busy = false;
        }
    }

    private Task DownloadAsync() =>
        Browser.DownloadRefusedAsync(Name, ImportQueries.Headers(Found!.Record), Imports.RefusedAsync(Actor, Id), L, P);

    private RenderFragment Note(ImportedRecord row) => builder =>
    {
        builder.OpenComponent<StatusChip>(0);
        builder.AddComponentParameter(1, nameof(StatusChip.Text),
            (row.Kept is { } kept ? L[kept] : L[row.Created ? "Change_Created" : "Change_Changed"]).Value);
        builder.AddComponentParameter(2, nameof(StatusChip.Tone), row.Kept is null ? Tone.Neutral : Tone.Warn);
        builder.AddComponentParameter(3, nameof(StatusChip.Icon), "");
        builder.CloseComponent();
    };

    private string Href(ImportedRecord row) => row.Entity switch
    {
        nameof(Participant) => Navigation.Participant(row.EventKey, row.Id),
        nameof(Contact) => $"contacts/{ListAddress.Text(row.Id)}",
        nameof(Application) => $"applications/{ListAddress.Text(row.Id)}",
        nameof(Invoice) => $"invoices/{ListAddress.Text(row.Id)}",
        _ => $"payments/{ListAddress.Text(row.Id)}",
    };

    /// <summary>Follows the import while it is written or taken back.</summary>
    private Task FollowAsync() => Found?.IsActive == true || busy ? ReloadAsync() : Task.CompletedTask;
}
