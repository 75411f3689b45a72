using System.Globalization;
using AdminPortal.Domain.Lists;
using AdminPortal.Domain.Reports;
using Microsoft.AspNetCore.Components;

namespace AdminPortal.Web.Kit.Lists;

/// <summary>The cells of a list, and which rows are selected.</summary>
public sealed partial class ListView<TRow, TFilter>
{
    private int SelectedCount => selection.Everything ? page!.Total : selection.Count;

    private bool PageSelected => Items.Count > 0 && Items.All(IsSelected);

    private ListSelection<TFilter> Chosen => selection.Everything ? ListSelection<TFilter>.Of(filter, page!.Total) : selection;

    private bool IsSelected(TRow row) => selection.Everything || selection.Has(Id(row));

    private void Toggle(TRow row)
    {
        if (selection.Everything)
        {
            // Taking one out of all leaves this page without it.
            selection.Clear();
            selection.Add(Items.Select(Id));
        }

        selection.Toggle(Id(row));
    }

    private void TogglePage()
    {
        if (PageSelected)
        {
            ClearSelection();
        }
        else
        {
            selection.Add(Items.Select(Id));
        }
    }

    private async Task SelectAllAsync()
    {
        if (AllIds is null)
        {
            selection.Everything = true;
        }
        else
        {
            selection.Add(await AllIds(filter));
        }
    }

    private void ClearSelection() => selection.Clear();

    /// <summary>Names of the selected rows of this page.</summary>
    public IReadOnlyList<string> SelectedNames => selection.Everything ? [] : [.. Items.Where(IsSelected).Select(Name)];

    private void Show(IReadOnlyList<string> keys)
    {
        columns = [all[0], .. all.Skip(1).Where(cell => keys.Contains(cell.Column.Key))];
        shown = [.. columns.Select(cell => cell.Column.Key)];
        Measure();
    }

    /// <summary>
    /// Finds the columns that no row of the page has anything in: they collapse, but for those whose cells say something of their own where
    /// there is no value, such as that somebody is inside.
    /// </summary>
    private void Measure()
    {
        var nothing = columns.Skip(1).Where(cell => Items.Count > 0 && Items.All(row => cell.Value(row) is null or ""));
        empty = [.. nothing.Select(cell => cell.Column.Key)];
    }

    private async Task ChooseAsync(IReadOnlyList<string> keys)
    {
        Show(keys);
        await Browser.RememberAsync(Kept, shown.SequenceEqual(List.Usual) ? "" : string.Join(',', shown));
    }

    private bool IsEmpty(ReportCell<TRow> cell) => empty.Contains(cell.Column.Key) && cells.Find(cell.Column.Key) is null;

    private string Heading(ReportCell<TRow> cell) => words.Column(List.Key, cell.Column);

    private string CellClass(ReportCell<TRow> cell) => (cell == all[0], cell.Column.Kind, IsEmpty(cell)) switch
    {
        (true, _, _) => "cell-name cell-first",
        _ when cell.Column.Key == "name" => "cell-name",
        (_, _, true) => "cell-empty",
        (_, CellKind.Count or CellKind.Average or CellKind.Share or CellKind.Amount, _) => $"cell-number{Labelled(cell)}",
        (_, CellKind.Day or CellKind.Time or CellKind.Month, _) => $"cell-time{Labelled(cell)}",
        (_, CellKind.Text, _) => "cell-text",
        _ => "cell-word",
    };

    /// <summary>On a phone two amounts, or two dates, say which is which.</summary>
    private string? Labelled(ReportCell<TRow> cell)
    {
        var kind = cell.Column.Kind;
        var alike = columns.Count(other => other.Column.Kind == kind || (IsDate(other.Column.Kind) && IsDate(kind)));
        return alike > 1 || kind == CellKind.Count ? " labelled" : null;

        static bool IsDate(CellKind kind) => kind is CellKind.Day or CellKind.Time;
    }

    private string RowClass(TRow row, int at) => IsSelected(row) ? "selected" : "";

    private RenderFragment Draw(ReportCell<TRow> cell, TRow row)
    {
        if (cell == all[0] && Href is not null)
        {
            return Linked(cells.Find(cell.Column.Key)?.Invoke(row), row, Text(cell, row));
        }

        return cells.Find(cell.Column.Key)?.Invoke(row)
            ?? Plain(cell.Value(row) is null or "" ? null : Text(cell, row), cell.Column.Kind == CellKind.Text);
    }

    private string Text(ReportCell<TRow> cell, TRow row)
    {
        var currency = List.Cells.FirstOrDefault(other => other.Column.Kind == CellKind.Currency);
        return words.Cell(cell.Column, cell.Value(row), (string?)currency?.Value(row), zone);
    }

    /// <summary>The filters in words, for the list of files.</summary>
    private string Told() => string.Join(
        " · ", List.Filters.All.Where(part => part.Kind != FilterKind.Search && state.Part(part.Name) is not null).Select(TextOf));

    private string? TextOf(FilterPart<TFilter> part)
    {
        var value = state.Part(part.Name);
        var text = part.Kind == FilterKind.Event
            ? eventTitle
            : Options.GetValueOrDefault(part.Name)?.FirstOrDefault(option => option.Value == value)?.Text
                ?? words.Cell(part.Column, part.Told(value), null, zone);
        return part.Column.Kind == CellKind.Flag ? $"{words.Column(List.Key, part.Column)}: {text}" : text;
    }

    private RenderFragment Linked(RenderFragment? drawn, TRow row, string text) => builder =>
    {
        builder.OpenElement(0, "a");
        builder.AddAttribute(1, "class", text.Length > 48 ? "row-link long" : "row-link");
        builder.AddAttribute(2, "href", Href!(row));
        builder.AddContent(3, drawn ?? (content => content.AddContent(0, text)));
        builder.CloseElement();
    };

    private static RenderFragment Plain(string? text, bool mayBeCut) => builder =>
    {
        builder.OpenElement(0, "span");
        builder.AddAttribute(1, "class", text is null ? "none" : null);
        builder.AddAttribute(2, "title", mayBeCut ? text : null);
        builder.AddContent(3, text ?? ReportLanguage.Nothing);
        builder.CloseElement();
    };

    /// <summary>The title of the event that the address narrows to.</summary>
    private async Task NameEventAsync()
    {
        var id = state.Part("event");
        if (id != eventOf)
        {
            (eventOf, eventTitle) = (id, id);
            var found = id is null ? null : await Events.FindAsync(Actor, long.Parse(id, CultureInfo.InvariantCulture));
            eventTitle = found?.Draft.Title ?? id;
        }
    }
}
