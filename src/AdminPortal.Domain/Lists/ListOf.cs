using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Reports;

namespace AdminPortal.Domain.Lists;

/// <summary>A list: what names it, and what somebody needs to see it.</summary>
/// <param name="Key">Names it; people read the heads as <c>Column_{Key}_{column}</c>, else <c>Column_{column}</c>.</param>
/// <param name="Seen">What somebody needs to see its page.</param>
public abstract record ListOf(string Key, Permission Seen);

/// <summary>A list as it is declared once: for its page, the choice of the page's columns, its order and its file.</summary>
/// <param name="Key">Names it.</param>
/// <param name="Seen">What somebody needs to see its page.</param>
/// <param name="Cells">All columns that the page can show.</param>
/// <param name="Filters">What it can be narrowed by.</param>
/// <param name="Sorts">The orders, as addresses name them; the first is the usual one.</param>
public sealed record ListOf<TRow, TFilter>(
    string Key, Permission Seen, IReadOnlyList<ReportCell<TRow>> Cells, FilterParts<TFilter> Filters, IReadOnlyList<string> Sorts)
    : ListOf(Key, Seen)
{
    /// <summary>The columns that the page shows until somebody chooses others; the first is the name and always there.</summary>
    public required IReadOnlyList<string> Usual { get; init; }

    /// <summary>Whether the usual order goes downwards.</summary>
    public bool Descending { get; init; }

    /// <summary>The kind of its file; null where there is none.</summary>
    public ReportKind? File { get; init; }

    /// <summary>Columns of contact data, which not everybody who sees the records may see.</summary>
    public IReadOnlyList<string> ContactColumns { get; init; } = [];

    /// <summary>The columns that the actor may see: those of <see cref="Usual"/> in that order, then the others.</summary>
    public IReadOnlyList<ReportCell<TRow>> CellsFor(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var may = Cells.Where(cell => actor.May(Permission.ViewContacts) || !ContactColumns.Contains(cell.Column.Key)).ToList();
        var usual = Usual.Select(key => may.Find(cell => cell.Column.Key == key)).OfType<ReportCell<TRow>>();
        return [.. usual, .. may.Where(cell => !Usual.Contains(cell.Column.Key))];
    }

    /// <summary>The orders that the actor may ask for: not those by columns that are hidden from them.</summary>
    public IReadOnlyList<string> SortsFor(Actor actor)
    {
        var seen = CellsFor(actor);
        return [.. Sorts.Except(Cells.Except(seen).Select(cell => cell.Sort).OfType<string>())];
    }
}
