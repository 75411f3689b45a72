using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Kit.Forms;

/// <summary>
/// What a form edits of a row of a list, or of a new one, and the two ways on when somebody else saved it meanwhile.
/// </summary>
/// <typeparam name="TRow">A row, with the version that was seen.</typeparam>
/// <typeparam name="TForm">As <see cref="FormState{TForm}"/> has it.</typeparam>
/// <param name="copy">Copies a form.</param>
public sealed class RowState<TRow, TForm>(Func<TForm, TForm> copy) : FormState<TForm>(copy)
    where TRow : class
    where TForm : class
{
    /// <summary>The row as it was read; null for a new one, and while there is nothing to edit.</summary>
    public TRow? Row { get; set; }

    /// <summary>Edits this row from now on, a new one where it is null.</summary>
    public void Show(TRow? row, TForm form)
    {
        Row = row;
        Show(form);
    }

    /// <summary>Closes the form.</summary>
    public void Close()
    {
        Row = null;
        Show(null);
    }

    /// <summary>Shows what is stored by now; closes the form where it is gone.</summary>
    /// <param name="read">Reads what is stored of <see cref="Row"/>.</param>
    /// <param name="form">What the form shows of it.</param>
    public async Task TakeStoredAsync(Func<Task<TRow?>> read, Func<TRow, TForm> form)
    {
        if (await read() is { } stored)
        {
            Show(stored, form(stored));
        }
        else
        {
            Close();
        }
    }

    /// <summary>Saves what is typed over what is stored by now; where it is gone, that is told as on saving.</summary>
    /// <param name="read">Reads what is stored of <see cref="Row"/>.</param>
    /// <param name="store">Saves.</param>
    public async Task<IReadOnlyList<Problem>> OverwriteAsync(Func<Task<TRow?>> read, Func<Task<IReadOnlyList<Problem>>> store)
    {
        Row = await read() ?? Row;
        return await store();
    }
}
