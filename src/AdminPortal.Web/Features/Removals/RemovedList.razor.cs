using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Features.Removals;

/// <summary>What was removed, of one event or of all the tenant, and the way back.</summary>
public sealed partial class RemovedList
{
    private IReadOnlyList<Problem> problems = [];
    private string? about;
    private bool busy;

    /// <summary>Starts with nothing selected.</summary>
    public RemovedList() => Selection = new RowSelection<RemovedRow>(row => row.Id, Title);

    /// <summary>The event whose removed records are listed; null for all of the tenant.</summary>
    [Parameter]
    public long? Of { get; set; }

    [Inject]
    private Removal Removal { get; set; } = null!;

    [Inject]
    private RemovalQueries Queries { get; set; } = null!;

    [Inject]
    private RemovalSettings Settings { get; set; } = null!;

    [Inject]
    private Toasts Toasts { get; set; } = null!;

    /// <inheritdoc />
    protected override IReadOnlyList<string> Sorts { get; } = ["at"];

    /// <inheritdoc />
    protected override IReadOnlyDictionary<string, string?> Filters { get; } = new Dictionary<string, string?>();

    private RemovedFilter Asked => new(Of, Search);

    /// <inheritdoc />
    protected override Task<Page<RemovedRow>> ReadAsync(PageRequest page) => Queries.ListAsync(Actor, Asked, page);

    private string Title(RemovedRow row) => row.Title.Length > 0 ? row.Title : L["Unnamed"];

    private string Kind(RemovedRow row) => L[$"Kind_{row.Entity}"];

    private string Along(RemovedRow row) => string.Join(", ", new (string Text, int Count)[] { ("Participants", row.Participants), ("CheckIns", row.CheckIns), ("Others", row.Others) }
        .Where(part => part.Count > 0).Select(part => L[part.Count == 1 ? $"{part.Text}One" : part.Text, part.Count].Value));

    private async Task SelectAllAsync() => Selection!.Set(await Queries.IdsAsync(Actor, Asked));

    private Task RestoreOneAsync(RemovedRow row) => RestoreAsync(Title(row), () => Removal.RestoreRecordsAsync(Actor, [row.Id]));

    private Task RestoreAllAsync(RemovedRow row) => RestoreAsync(null, () => Removal.RestoreAllAsync(Actor, row.RemovalId));

    private Task RestoreSelectedAsync() => RestoreAsync(null, () => Removal.RestoreRecordsAsync(Actor, Selection!.Ids));

    private async Task RestoreAsync(string? name, Func<Task<Result<Removed>>> restore)
    {
        busy = true;
        var result = await restore();
        (busy, about, problems) = (false, name, result.Problems);
        if (result.Ok)
        {
            Selection!.Set([]);
            Toasts.Show(name is not null ? L["RestoredOne", name] : L["RestoredMany", result.Value.Ids.Count]);
        }

        await LoadAsync();
    }
}
