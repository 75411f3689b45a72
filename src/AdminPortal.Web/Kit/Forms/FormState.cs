using AdminPortal.Domain.Common;

namespace AdminPortal.Web.Kit.Forms;

/// <summary>
/// What a form edits, what it was before, and what was refused. A page keeps one for each of its forms; <see cref="FormView{TForm}"/> draws
/// it.
/// </summary>
/// <typeparam name="TForm">A record of fields that are equal when what was typed is equal.</typeparam>
/// <param name="copy">Copies it: <c>form => form with { }</c>.</param>
public class FormState<TForm>(Func<TForm, TForm> copy)
    where TForm : class
{
    /// <summary>What is typed; null while there is nothing to edit.</summary>
    public TForm? Value { get; private set; }

    /// <summary>What is stored, or what a new form began with.</summary>
    public TForm? Original { get; private set; }

    /// <summary>Why it was not saved; empty otherwise.</summary>
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>Whether leaving now would lose something.</summary>
    public bool IsDirty => Value is not null && !Value.Equals(Original);

    /// <summary>Edits this from now on; null closes the form.</summary>
    public void Show(TForm? form)
    {
        Value = form;
        Keep();
        Problems = [];
    }

    /// <summary>What is typed is what is stored.</summary>
    public void Keep() => Original = Value is null ? null : copy(Value);

    /// <summary>Back to what is stored.</summary>
    public void Discard() => Show(Original);
}
