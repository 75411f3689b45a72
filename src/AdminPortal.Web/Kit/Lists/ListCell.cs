using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace AdminPortal.Web.Kit.Lists;

/// <summary>
/// Draws a column of a <see cref="ListView{TRow,TFilter}"/> otherwise than as plain text. An empty cell holds an element of class
/// <c>none</c>: it is left out on a phone.
/// </summary>
public sealed class ListCell<TRow> : ComponentBase
{
    /// <summary>The column.</summary>
    [Parameter, EditorRequired]
    public string Column { get; set; } = "";

    /// <summary>Draws the cell of a row.</summary>
    [Parameter, EditorRequired]
    public RenderFragment<TRow> ChildContent { get; set; } = null!;

    [CascadingParameter]
    private ListCells<TRow> Cells { get; set; } = null!;

    /// <inheritdoc />
    protected override void OnParametersSet() => Cells.Set(Column, ChildContent);
}

/// <summary>How columns are drawn.</summary>
public sealed class ListCells<TRow>
{
    private readonly Dictionary<string, RenderFragment<TRow>> all = [];

    internal void Set(string column, RenderFragment<TRow> draw) => all[column] = draw;

    internal RenderFragment<TRow>? Find(string column) => all.GetValueOrDefault(column);
}

/// <summary>A column of the grid, named by the key of the list's column: the grid sorts by that name.</summary>
public sealed class ListColumn<TRow> : TemplateColumn<TRow>
{
    /// <summary>The column.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    /// <inheritdoc />
    public override string PropertyName => Key;
}
